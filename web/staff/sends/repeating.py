"""How often, as the form asks it and as a sentence."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Annotated

from babel.dates import get_day_names
from fastapi import Depends

from campaigns.definition import EARLIEST_HOUR, LATEST_HOUR
from campaigns.sends.making import SendError
from campaigns.sends.rhythm import Every, Rhythm
from campaigns.sends.series import NO_RHYTHM
from web.catalogue import N_
from web.staff.sends.asked import Word
from web.voice import Voice

EVERY: Mapping[Every, str] = MappingProxyType(
    {Every.WEEK: N_("Every week"), Every.MONTH: N_("Every month")}
)
HOURS = range(EARLIEST_HOUR, LATEST_HOUR + 1)
WEEKLY = N_("every %(day)s at %(hour)s, until %(until)s")
MONTHLY = N_("every month on day %(day)s at %(hour)s, until %(until)s")
LAST_DAY = N_("every month on its last day at %(hour)s, until %(until)s")


def _asked(
    every: Word = "", weekday: Word = "", monthday: Word = "", hour: Word = "", until: Word = ""
) -> dict[str, str]:
    return {
        "every": every, "weekday": weekday, "monthday": monthday, "hour": hour, "until": until
    }  # fmt: skip


Repeat = Annotated[dict[str, str], Depends(_asked)]
"""The form's fields that say how often; `every` is empty for once."""


def rhythm(given: Mapping[str, str]) -> Rhythm:
    """Raises `SendError`."""
    try:
        every = Every(given["every"])
        day = given["weekday" if every is Every.WEEK else "monthday"]
        return Rhythm(every, int(day), int(given["hour"]), date.fromisoformat(given["until"]))
    except ValueError:
        raise SendError(NO_RHYTHM) from None


def weekdays(voice: Voice) -> list[tuple[str, str]]:
    """Monday is 0."""
    names = get_day_names("wide", locale=voice.locale)
    return [(str(day), names[day]) for day in range(7)]


def hours(voice: Voice) -> list[tuple[str, str]]:
    return [(str(hour), _clock(hour, voice)) for hour in HOURS]


def in_words(one: Rhythm, voice: Voice) -> str:
    hour, until = _clock(one.hour, voice), voice.on(one.until)
    if one.every is Every.WEEK:
        return voice.say(WEEKLY, day=weekdays(voice)[one.day][1], hour=hour, until=until)
    if one.day == 31:
        return voice.say(LAST_DAY, hour=hour, until=until)
    return voice.say(MONTHLY, day=one.day, hour=hour, until=until)


def _clock(hour: int, voice: Voice) -> str:
    return Voice(voice.language, "UTC", voice.now).clock(
        datetime.combine(date(2026, 1, 1), time(hour), UTC)
    )
