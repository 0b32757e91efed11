"""Until when a conversation is laid aside: what is offered, on the reader's own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from web.catalogue import N_
from web.voice import Voice

HOURS = timedelta(hours=3)
MORNING = 8
"""The hour at which a day of work begins for whoever wants to see it again."""


class When(StrEnum):
    LATER = "later"
    TOMORROW = "tomorrow"
    WEEK = "week"
    AT = "at"
    """A time of their own."""


@dataclass(frozen=True, slots=True)
class Offer:
    when: When
    words: str


def offers(voice: Voice) -> Sequence[Offer]:
    soon, week = (until(when, voice) for when in (When.LATER, When.WEEK))
    return [
        Offer(
            When.LATER,
            voice.say(N_("In three hours, %(time)s"), time=voice.clock(soon)),
        ),
        Offer(When.TOMORROW, voice.moment(until(When.TOMORROW, voice))),
        Offer(When.WEEK, voice.say(N_("In a week, %(time)s"), time=voice.within(week))),
    ]


def until(when: When, voice: Voice, written: str = "") -> datetime:
    """`written` is for `When.AT`, as `<input type="datetime-local">` writes it. Raises
    ValueError."""
    match when:
        case When.LATER:
            return voice.now + HOURS
        case When.TOMORROW:
            return voice.morning(1, MORNING)
        case When.WEEK:
            return voice.morning(7, MORNING)
        case When.AT:
            return voice.own_time(written)
