"""When an office works, and clocks that run only then: a promise of two working days made on a
Friday evening is kept by Tuesday evening, and by Wednesday where Monday is a holiday."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from messaging.compliance.working_days import add_working_days, is_working_day

_ONE_DAY = timedelta(days=1)
LONGEST_CLOSED = 60
"""Days looked back for when the office was last open."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Raises ValueError for hours that are none."""

    zone: str
    state: str | None = None
    """Whose holidays count beside the federal ones."""
    opens: int = 8
    closes: int = 17
    """Local hours."""
    closed: frozenset[date] = field(default_factory=frozenset)
    """The agency's own days off."""

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= 23:
            raise ValueError("an office opens before it closes, at whole hours from 0 to 23")

    @property
    def day(self) -> timedelta:
        """How long a working day is."""
        return timedelta(hours=self.closes - self.opens)

    def works_on(self, day: date) -> bool:
        return is_working_day(day, self.closed, self.state)

    def working_day(self, start: date, days: int) -> date:
        """So many of its working days after `start`, or before it; see `add_working_days`."""
        return add_working_days(start, days, self.closed, self.state)


Span = tuple[datetime, datetime]


def is_open(hours: OfficeHours, at: datetime) -> bool:
    span = _span(hours, _local_day(hours, at))
    return span is not None and span[0] <= at < span[1]


def closed_since(hours: OfficeHours, at: datetime) -> datetime | None:
    """When the office closed that is closed at `at`; the same moment all through one closed
    period. None while it is open, and where it has not been open for months."""
    if is_open(hours, at):
        return None
    day = _local_day(hours, at)
    for _ in range(LONGEST_CLOSED):
        span = _span(hours, day)
        if span is not None and span[1] <= at:
            return span[1]
        day -= _ONE_DAY
    return None


def due(hours: OfficeHours, begun: datetime, work_days: int) -> datetime:
    """The moment by which the office has worked `work_days` whole days since `begun`."""
    left = hours.day * work_days
    for opened, closed in _spans_from(hours, begun):
        here = closed - opened
        if left <= here:
            return opened + left
        left -= here
    raise AssertionError("there is always another working day")


def worked(hours: OfficeHours, begun: datetime, ended: datetime) -> timedelta:
    """How long the office was open in between."""
    total = timedelta()
    for opened, closed in _spans_from(hours, begun):
        if opened >= ended:
            break
        total += min(closed, ended) - opened
    return total


def _spans_from(hours: OfficeHours, begun: datetime) -> Iterator[Span]:
    """Opening hours from `begun` on, the first one cut where it had begun already."""
    day = _local_day(hours, begun)
    while True:
        span = _span(hours, day)
        if span is not None and span[1] > begun:
            yield max(span[0], begun.astimezone(UTC)), span[1]
        day += _ONE_DAY


@lru_cache(maxsize=4096)
def _span(hours: OfficeHours, day: date) -> Span | None:
    if not hours.works_on(day):
        return None
    zone = ZoneInfo(hours.zone)
    opened, closed = (
        datetime.combine(day, time(hour), zone).astimezone(UTC)
        for hour in (hours.opens, hours.closes)
    )
    return opened, closed


def _local_day(hours: OfficeHours, at: datetime) -> date:
    return at.astimezone(ZoneInfo(hours.zone)).date()
