"""Counting working days: no weekends, no public holidays, no days an agency is closed."""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

import holidays

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


def is_working_day(day: date, closed: Collection[date] = (), state: str | None = None) -> bool:
    """Whether an office works on `day`.

    `closed` are the agency's own days off; `state` (two letters) adds that state's holidays to
    the federal ones (5 U.S.C. 6103). Raises NotImplementedError for an unknown state.
    """
    return day.weekday() < _SATURDAY and day not in closed and day not in _off(day.year, state)


def add_working_days(
    start: date, days: int, closed: Collection[date] = (), state: str | None = None
) -> date:
    """The working day that lies `days` working days after `start`, before it where that is less
    than 0. `start` itself never counts; 0 gives `start`, or the next working day when it is none.
    """
    step = -_ONE_DAY if days < 0 else _ONE_DAY
    day, left = start, abs(days)
    while left or not is_working_day(day, closed, state):
        day += step
        left -= bool(left) and is_working_day(day, closed, state)
    return day


@lru_cache(maxsize=128)
def _off(year: int, state: str | None) -> frozenset[date]:
    return frozenset(holidays.country_holidays("US", subdiv=state, years=year))
