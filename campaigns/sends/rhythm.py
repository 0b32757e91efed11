"""The days and hours of what repeats: every week on a weekday, or every month on a day, at an hour
of the agency's own clock, until a day. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from campaigns.definition import EARLIEST_HOUR, LATEST_HOUR
from campaigns.schedule import local_time

LONGEST = timedelta(days=366)
"""How far the last day may be off."""
ONE_DAY = timedelta(days=1)


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Rhythm:
    every: Every
    day: int
    """Of the week, Monday is 0; or of the month, where one that has no such day has its last."""
    hour: int
    until: date
    """The last day that counts."""

    def fits(self, today: date) -> bool:
        """Whether it can be kept at all, seen from `today`."""
        within = range(7) if self.every is Every.WEEK else range(1, 32)
        return (
            self.day in within
            and EARLIEST_HOUR <= self.hour <= LATEST_HOUR
            and today <= self.until <= today + LONGEST
        )

    def after(self, day: date) -> date | None:
        """The first of its days later than `day`; None when it is over by then."""
        found = self._in_week(day) if self.every is Every.WEEK else self._in_month(day)
        return found if found <= self.until else None

    def at(self, day: date, zone: ZoneInfo) -> datetime:
        """In UTC."""
        return local_time(day, time(self.hour), zone)

    def coming(self, now: datetime, zone: ZoneInfo) -> Iterator[date]:
        """Its days from `now` on, of which the hour is not over."""
        day = self.after(now.astimezone(zone).date() - ONE_DAY)
        while day is not None:
            if self.at(day, zone) > now:
                yield day
            day = self.after(day)

    def _in_week(self, day: date) -> date:
        return day + timedelta(days=(self.day - day.weekday() - 1) % 7 + 1)

    def _in_month(self, day: date) -> date:
        this = self._of(day.year, day.month)
        if this > day:
            return this
        return self._of(day.year + day.month // 12, day.month % 12 + 1)

    def _of(self, year: int, month: int) -> date:
        return date(year, month, min(self.day, monthrange(year, month)[1]))
