"""What a page that waits for something says meanwhile (`messaging/directory/preparing.py`)."""

from dataclasses import dataclass

from babel.numbers import format_decimal

from messaging.directory.preparing import Failed, Waiting
from web.catalogue import N_
from web.voice import Voice


@dataclass(frozen=True, slots=True)
class UnderWay:
    failed: bool
    done: int
    of_all: int
    """0: not known yet."""
    said: str


PARTS = N_("Part %(done)s of %(all)s")
LINES = N_("%(done)s of %(all)s lines")


def under_way(state: Waiting | Failed, voice: Voice, words: str) -> UnderWay:
    """`words`: one of the above, of what it is made up of."""
    if isinstance(state, Failed):
        return UnderWay(True, 0, 0, "")
    of_all = state.of_all
    done = min(state.done, of_all)
    written = (str(format_decimal(number, locale=voice.locale)) for number in (done, of_all))
    said = voice.say(words, **dict(zip(("done", "all"), written, strict=True)))
    return UnderWay(False, done, of_all, said if of_all else "")
