"""What a language brings along: how it writes days, times and counts, and words to keep away from.

Another language is another folder of files: no code changes.
"""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from string import Formatter
from typing import Literal, Self

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from templates.calendar import CalendarWords

Form = Literal["date", "weekday", "moment", "slot", "until"]
"""Ways to write a day or a moment; the wording picks one with a filter."""

DAY_TOKENS = frozenset({"weekday", "weekday_short", "day", "month", "month_name", "month_short"})
FORM_TOKENS: Mapping[Form, frozenset[str]] = {
    "date": DAY_TOKENS,
    "weekday": DAY_TOKENS,
    "moment": DAY_TOKENS | {"time", "at_time"},
    "slot": DAY_TOKENS | {"time", "at_time"},
    "until": DAY_TOKENS | {"time", "at_time"},
}
TIME_TOKENS: Mapping[str, frozenset[str]] = {
    "hour": frozenset({"hour", "half"}),
    "minutes": frozenset({"hour", "minute", "half"}),
    "noon": frozenset(),
    "at": frozenset({"time"}),
    "at_one": frozenset({"time"}),
    "at_noon": frozenset({"time"}),
}
BABEL_PATTERNS: Mapping[str, str] = {
    "weekday": "EEEE",
    "weekday_short": "EEE",
    "day": "d",
    "month": "M",
    "month_name": "MMMM",
    "month_short": "MMM",
}


def _check_tokens(pattern: str, allowed: frozenset[str]) -> None:
    for _, name, spec, conversion in Formatter().parse(pattern):
        if name is not None and (name not in allowed or spec or conversion):
            raise ValueError(f"{{{name}}} is not one of: {', '.join(sorted(allowed)) or 'nothing'}")


class TimeWords(BaseModel):
    """How a time of day is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    am: str
    pm: str
    hour: str
    """A full hour: `2pm`."""
    minutes: str
    """Any other time: `2:30pm`."""
    noon: str
    at: str
    at_one: str
    """One o'clock, where the language says it differently (`a la 1pm`)."""
    at_noon: str

    @model_validator(mode="after")
    def _tokens(self) -> Self:
        for name, allowed in TIME_TOKENS.items():
            _check_tokens(getattr(self, name), allowed)
        return self

    def time(self, moment: datetime) -> str:
        if (moment.hour, moment.minute) == (12, 0):
            return self.noon
        return (self.minutes if moment.minute else self.hour).format(
            hour=moment.hour % 12 or 12,
            minute=f"{moment.minute:02}",
            half=self.am if moment.hour < 12 else self.pm,
        )

    def at_time(self, moment: datetime) -> str:
        if (moment.hour, moment.minute) == (12, 0):
            pattern = self.at_noon
        else:
            pattern = self.at_one if moment.hour % 12 == 1 else self.at
        return pattern.format(time=self.time(moment))


class CountWords(BaseModel):
    """How a number of work days is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    workday: str
    workdays: str

    @field_validator("workday", "workdays")
    @classmethod
    def _tokens(cls, pattern: str) -> str:
        _check_tokens(pattern, frozenset({"count"}))
        return pattern

    def work_days(self, count: int) -> str:
        return (self.workday if count == 1 else self.workdays).format(count=count)


class AvoidedWords(BaseModel):
    """Words that have no place in a message, why, and what to write instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["blame", "threat", "health", "child_welfare", "money", "jargon"]
    words: tuple[str, ...] = Field(min_length=1)
    """Matched as whole words whatever their case; a `*` at the end stands for any ending."""
    why: str = Field(min_length=1)
    instead: str = Field(min_length=1)


@lru_cache(maxsize=1024)
def _day_words(day: date, locale: str) -> dict[str, str]:
    """A campaign says the same few days to many."""
    return {
        token: format_date(day, pattern, locale=locale) for token, pattern in BABEL_PATTERNS.items()
    }


class Language(BaseModel):
    """One `library/<code>/language.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    locale: str
    time: TimeWords
    count: CountWords
    sms: Mapping[Form, str]
    email: Mapping[Form, str]
    calendar: CalendarWords = CalendarWords()
    avoid: tuple[AvoidedWords, ...] = ()
    human_help: tuple[str, ...] = Field(min_length=1)
    """Phrases that open a way to a person, so that a link is never the only way."""

    @field_validator("locale")
    @classmethod
    def _known(cls, locale: str) -> str:
        try:
            Locale.parse(locale)
        except (UnknownLocaleError, ValueError):
            raise ValueError("it is no locale, like en_US") from None
        return locale

    @field_validator("sms", "email")
    @classmethod
    def _forms(cls, forms: Mapping[Form, str]) -> Mapping[Form, str]:
        if missing := FORM_TOKENS.keys() - forms.keys():
            raise ValueError(f"missing form {', '.join(sorted(missing))}")
        for form, pattern in forms.items():
            _check_tokens(pattern, FORM_TOKENS[form])
        return forms

    def write_day(self, value: date, form: Form, channel: str) -> str:
        """A day or moment (in the reader's zone already) as this language writes it."""
        words = _day_words(value.date() if isinstance(value, datetime) else value, self.locale)
        if isinstance(value, datetime):
            words = words | {"time": self.time.time(value), "at_time": self.time.at_time(value)}
        return (self.sms if channel == "sms" else self.email)[form].format_map(words)
