"""How a page speaks to one reader: their language, their clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, localedata
from babel.dates import (
    format_date,
    format_datetime,
    format_skeleton,
    format_time,
    get_timezone_name,
)
from babel.numbers import format_decimal, format_percent

from web.catalogue import N_, spoken, translations

NEAR = timedelta(days=6)

RELATIVE: Mapping[int, str] = MappingProxyType(
    {0: N_("Today"), -1: N_("Yesterday"), 1: N_("Tomorrow")}
)
WITHIN: Mapping[int, str] = MappingProxyType(
    {0: N_("today"), -1: N_("yesterday"), 1: N_("tomorrow")}
)
"""The same inside a sentence."""


@dataclass(frozen=True, slots=True)
class Voice:
    language: str
    zone: str
    now: datetime

    @classmethod
    def of(cls, language: str, zone: str, now: datetime) -> "Voice":
        return cls(spoken(language), _known(zone), now)

    @property
    def locale(self) -> str:
        """That of the United States, where there is one."""
        here = f"{self.language}_US"
        return here if localedata.exists(here) else self.language

    def say(self, text: str, **values: Any) -> str:
        """`text` in the reader's language, with `%(name)s` filled in."""
        said: str = translations(self.language).gettext(text)
        return said % values if values else said

    def count(self, one: str, many: str, number: int, **values: Any) -> str:
        said: str = translations(self.language).ngettext(one, many, number)
        return said % {"number": number, **values}

    def percent(self, part: float | None) -> str:
        """`12.5%`, as the language writes it; empty for None."""
        if part is None:
            return ""
        whole = str(Locale.parse(self.locale).percent_formats[None].pattern)
        return str(format_percent(part, whole.replace("##0", "##0.0"), locale=self.locale))

    def cents(self, dollars: float) -> str:
        """`0.8¢`, as small sums are said."""
        return f"{format_decimal(dollars * 100, '#,##0.#', locale=self.locale)}¢"

    def clock(self, at: datetime) -> str:
        """`10:02 AM`."""
        return format_time(at.astimezone(ZoneInfo(self.zone)), "short", locale=self.locale)

    def day(self, at: datetime) -> str:
        """`Today`, `Yesterday`, `Monday`, `March 6`, or with the year when it is another one."""
        local, today = self._local(at), self._local(self.now)
        apart = (local - today).days
        if apart in RELATIVE:
            return self.say(RELATIVE[apart])
        if abs(apart) <= NEAR.days:
            return format_date(local, "EEEE", locale=self.locale)
        if local.year != today.year:
            return format_date(local, "long", locale=self.locale)
        return format_skeleton("MMMMd", _noon(local), fuzzy=True, locale=self.locale)

    def on(self, day: date) -> str:
        """`Mar 6, 2026`."""
        return format_date(day, "medium", locale=self.locale)

    def short(self, at: datetime) -> str:
        """For lists: the clock today, else the day, short."""
        local, today = self._local(at), self._local(self.now)
        apart = (today - local).days
        if apart == 0:
            return self.clock(at)
        if apart == 1:
            return self.say(RELATIVE[-1])
        if 0 < apart <= NEAR.days:
            return format_date(local, "EEE", locale=self.locale)
        pattern = "MMMd" if local.year == today.year else "yMMMd"
        return format_skeleton(pattern, _noon(local), fuzzy=True, locale=self.locale)

    def moment(self, at: datetime) -> str:
        """`Tomorrow, 9:00 AM`."""
        return f"{self.day(at)}, {self.clock(at)}"

    def within(self, at: datetime) -> str:
        """`tomorrow, 9:00 AM`, inside a sentence."""
        apart = (self._local(at) - self._local(self.now)).days
        day = self.say(WITHIN[apart]) if apart in WITHIN else self.day(at)
        return f"{day}, {self.clock(at)}"

    def exact(self, at: datetime) -> str:
        """The whole time, for hovering and for screen readers."""
        return format_datetime(at, "full", tzinfo=ZoneInfo(self.zone), locale=self.locale)

    def zone_name(self) -> str:
        """`Central Time`."""
        return get_timezone_name(ZoneInfo(self.zone), width="long", locale=self.locale)

    def in_zone(self, zone: str | None) -> "Voice":
        return self if zone is None else Voice.of(self.language, zone, self.now)

    def morning(self, days: int, hour: int) -> datetime:
        """So many days from now, at a full hour."""
        day = self._local(self.now) + timedelta(days=days)
        at = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(self.zone))
        return at.astimezone(UTC)

    def own_time(self, written: str) -> datetime:
        """A time of the reader's clock, as `<input type="datetime-local">` writes it. Raises
        ValueError."""
        try:
            at = datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(self.zone))
            return at.astimezone(UTC)
        except OverflowError as error:
            raise ValueError from error

    def _local(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()


def _known(zone: str) -> str:
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def _noon(day: date) -> datetime:
    # Babel takes a bare time for UTC; noon keeps the day the same in every zone it may think of.
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
