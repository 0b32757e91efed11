"""Of which months a report may be. Pure; months are written as `2026-03`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from zoneinfo import ZoneInfo

from campaigns.reports.cube import Period
from campaigns.schedule import local_time

MONTHS = 24
"""How far back may be looked, this month included."""
USUAL = 3
"""What a page shows unasked."""
LEAVING = 3
"""Files and answers of the API are each of so many whole months, of fixed ones (1: months, 3: the
quarters of a year, 12: years). Periods that overlap could be subtracted from one another."""


class NotLeavingError(ValueError):
    """A file cannot be of these months: they are no whole period, too long ago, or not over."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of one month to the end of another; both by their first day."""

    first: date
    last: date

    def in_zone(self, zone: str) -> Period:
        known = ZoneInfo(zone)
        first, after = (local_time(day, time(0), known) for day in (self.first, _later(self.last)))
        return Period(first, after)


def on_page(first: str, last: str, today: date) -> Span:
    """What was asked for, as far as it may be looked at; either may be empty."""
    this = _number(today)
    oldest = this - MONTHS + 1
    until = _clamped(_asked(last), oldest, this) if last else this
    since = _clamped(_asked(first), oldest, this) if first else max(oldest, until - USUAL + 1)
    return Span(_day(min(since, until)), _day(max(since, until)))


def in_files(first: str, last: str, today: date) -> Span:
    """The period asked for by its first month, its last, or both; else the latest. Raises
    `NotLeavingError`."""
    able = may_leave(today)
    fits = [
        span
        for span in able
        if (not first or _number(span.first) == _asked(first))
        and (not last or _number(span.last) == _asked(last))
    ]
    if not fits:
        raise NotLeavingError
    return fits[0]


def may_leave(today: date) -> Sequence[Span]:
    """Those that are over, the latest first."""
    this = _number(today)
    begun = this - this % LEAVING
    starts = range(begun - LEAVING, this - MONTHS, -LEAVING)
    return [Span(_day(start), _day(start + LEAVING - 1)) for start in starts]


def latest(today: date) -> Sequence[date]:
    """The months that may be looked at, the latest first."""
    return [_day(_number(today) - many) for many in range(MONTHS)]


def _clamped(month: int, oldest: int, newest: int) -> int:
    return min(max(month, oldest), newest)


def _asked(month: str) -> int:
    year, place = month.split("-")
    return int(year) * 12 + int(place) - 1


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _later(month: date) -> date:
    return _day(_number(month) + 1)
