"""When a text may arrive, in every zone a recipient may be in.

47 CFR 64.1200(c)(1): no calls or texts before 8 am or after 9 pm at the called party's location.
Ours is narrower by default, and a table holds the states that ask for more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone as phone_zones

SUNDAY = 6
_DAYS_AHEAD = 9
_NANP_LENGTH = len("+13125550100")
_ZONES_OF_A_PLACE = 6
"""No area code of the North American plan has more; numbers of no place have dozens."""


@dataclass(frozen=True, slots=True)
class Window:
    """Local hours: from `opens` up to, not including, `closes`.

    `opens` after `closes` runs over midnight; the two alike means never.
    """

    opens: time
    closes: time
    sunday_opens: time | None = None
    """A later opening on Sundays."""

    def holds(self, local: datetime) -> bool:
        """Whether this local time lies inside."""
        at = local.time()
        if self.opens > self.closes:
            return at >= self.opens or at < self.closes
        return self.opens_on(local.date()) <= at < self.closes

    def opens_on(self, day: date) -> time:
        """When it opens on this local day."""
        late = self.sunday_opens if day.weekday() == SUNDAY else None
        return self.opens if late is None else max(late, self.opens)


FEDERAL = Window(time(8), time(21))
"""The widest any table or agency may go."""

DEFAULT = Window(time(9), time(20))

STATES: Mapping[str, Window] = MappingProxyType(
    {
        "CT": Window(time(9), time(20)),
        "FL": Window(time(8), time(20)),
        "MD": Window(time(8), time(20)),
        "OK": Window(time(8), time(20)),
        "TX": Window(time(9), time(21), sunday_opens=time(12)),
    }
)
"""States stricter than federal law. Laws change: an agency's own table goes before this one."""

ANY_STATE = "*"
"""The key of an agency's own default in its table of overrides."""

_NO_OVERRIDES: Mapping[str, Window] = MappingProxyType({})


def windows_for(
    state: str | None, overrides: Mapping[str, Window] = _NO_OVERRIDES
) -> tuple[Window, ...]:
    """Every window that must be open at once for a recipient in `state` (two letters, or None).

    An agency's row for the state replaces ours; its `*` row replaces the default. Nothing goes
    beyond federal hours.
    """
    if state is not None and state in overrides:
        return (FEDERAL, overrides[state])
    usual = overrides.get(ANY_STATE, DEFAULT)
    stricter = STATES.get(state or "")
    return (FEDERAL, usual) if stricter is None else (FEDERAL, usual, stricter)


def safe_window(from_hour: int | None, until_hour: int | None) -> Window | None:
    """The hours (0 to 24, local) in which a contact is safe; None when no bound is known."""
    if from_hour is None and until_hour is None:
        return None
    return Window(_clock(from_hour or 0), _clock(24 if until_hour is None else until_hour))


def zones_for(phone_e164: str) -> tuple[str, ...]:
    """Every time zone the number may belong to; () when its digits tell nothing of a place.

    A toll-free number could be anywhere from Guam to Newfoundland. The half hour that suits all
    of these would protect nobody better than the agency's own hours do.
    """
    if phone_e164.startswith("+1") and len(phone_e164) == _NANP_LENGTH:
        return _zones_of_exchange(phone_e164[:-4])
    return _zones_for(phone_e164)


@lru_cache(maxsize=16_384)
def _zones_of_exchange(start: str) -> tuple[str, ...]:
    """Of every number of a North American exchange: no plan or map looks at the last four digits.
    Kept, since it takes as long to find out as a text takes to send."""
    return _zones_for(f"{start}0100")


def _zones_for(phone_e164: str) -> tuple[str, ...]:
    try:
        number = phonenumbers.parse(phone_e164)
    except phonenumbers.NumberParseException:
        return ()
    zones = phone_zones.time_zones_for_number(number)
    placed = len(zones) <= _ZONES_OF_A_PLACE and phone_zones.UNKNOWN_TIMEZONE not in zones
    return tuple(zones) if placed else ()


def next_allowed(
    now: datetime, zones: Sequence[str], windows: Sequence[Window] = (DEFAULT,), *, fallback: str
) -> datetime | None:
    """`now` if every window is open in every zone, else the next moment (UTC) when they are.

    Zones that no hour suits (or none at all) count as unknown, and `fallback`, the agency's own
    zone, stands in. None: the windows leave no moment even there.
    """
    found = first_open(now, zones, windows) if zones else None
    return found if found is not None else first_open(now, (fallback,), windows)


def first_open(now: datetime, zones: Sequence[str], windows: Sequence[Window]) -> datetime | None:
    """As `next_allowed`, without standing in for zones that cannot be suited."""
    return _first_open(now, tuple(zones), tuple(windows))


@lru_cache(maxsize=1024)
def _first_open(
    now: datetime, zones: tuple[str, ...], windows: tuple[Window, ...]
) -> datetime | None:
    # Kept, since a batch asks the same of each of its messages: one moment, few zones.
    places = [ZoneInfo(zone) for zone in zones]

    def is_open(moment: datetime) -> bool:
        return all(w.holds(moment.astimezone(place)) for place in places for w in windows)

    now = now.astimezone(UTC)
    if is_open(now):
        return now
    # What every window allows begins where one of them opens, so no other moment need be tried.
    openings = sorted({o for o in _openings(now, places, windows) if o > now})
    return next((moment for moment in openings if is_open(moment)), None)


def _openings(
    now: datetime, places: Iterable[ZoneInfo], windows: Sequence[Window]
) -> Iterator[datetime]:
    for place in places:
        today = now.astimezone(place).date()
        for ahead in range(_DAYS_AHEAD):
            day = today + timedelta(days=ahead)
            for window in windows:
                local = datetime.combine(day, window.opens_on(day), place)
                # When clocks go back, an hour comes twice.
                yield local.astimezone(UTC)
                yield local.replace(fold=1).astimezone(UTC)


def _clock(hour: int) -> time:
    return time.max if hour == 24 else time(hour)
