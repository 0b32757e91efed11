"""What a list asks of fields of the agency's own: as the form says it, and as a sentence."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from campaigns.sends.audience import span
from messaging.directory.own_fields import Fields
from messaging.models.own_field import FieldKind
from web.catalogue import N_
from web.own_field_words import options, said
from web.voice import Voice

BEGINS = "own-"
"""The name of an input, before the key of its field."""
UNTIL = "-until"
"""Ends the name of the input for the last day."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FROM_TO, FROM, TO = (
    N_("from %(first)s to %(last)s"),
    N_("from %(first)s on"),
    N_("until %(last)s"),
)


@dataclass(frozen=True, slots=True)
class OwnChoice:
    """One field that a list can ask of, with what is asked."""

    name: str
    """Of its input."""
    label: str
    options: Sequence[tuple[str, str]]
    """None of a day."""
    asked: str
    last: str


async def _own(request: Request) -> dict[str, str]:
    """Which fields there are is not known beforehand."""
    given = await request.form()
    return {
        name[:60]: value[:40]
        for name, value in given.items()
        if name.startswith(BEGINS) and isinstance(value, str) and value
    }


OwnAsked = Annotated[dict[str, str], Depends(_own)]


def asked(given: Mapping[str, str]) -> dict[str, str]:
    """By the key of the field, as an `Audience` has it."""
    own = {
        name.removeprefix(BEGINS): value
        for name, value in given.items()
        if name.startswith(BEGINS) and value
    }
    found: dict[str, str] = {}
    for key in dict.fromkeys(name.removesuffix(UNTIL) for name in own):
        first, last = own.get(key, ""), own.get(key + UNTIL, "")
        found[key] = f"{first}/{last}" if last or DAY.fullmatch(first) else first
    return found


def given_of(own: Mapping[str, str]) -> dict[str, str]:
    """What the form would have said."""
    given: dict[str, str] = {}
    for key, word in own.items():
        first, _, last = word.partition("/") if span(word) else (word, "", "")
        given |= {BEGINS + key: first, BEGINS + key + UNTIL: last}
    return given


def choices(fields: Fields, given: Mapping[str, str], voice: Voice) -> list[OwnChoice]:
    """Those that a list can ask of. One that rests stays asked of where a kept list does: without
    it the list would grow, and so it is refused."""
    return [
        OwnChoice(
            BEGINS + one.key,
            one.label,
            options(one, voice, given.get(BEGINS + one.key, "")),
            given.get(BEGINS + one.key, ""),
            given.get(BEGINS + one.key + UNTIL, ""),
        )
        for one in fields.values()
        if one.kind is not FieldKind.TEXT
        if not one.rests or given.get(BEGINS + one.key) or given.get(BEGINS + one.key + UNTIL)
    ]


def in_words(own: Mapping[str, str], fields: Fields, voice: Voice) -> list[str]:
    """`County: Lake`; also of a field that rests meanwhile."""
    return [
        f"{fields[key].label if key in fields else key}: {_said(key, word, fields, voice)}"
        for key, word in own.items()
    ]


def _said(key: str, word: str, fields: Fields, voice: Voice) -> str:
    first, last = span(word) or (None, None)
    values = {"first": voice.on(first) if first else "", "last": voice.on(last) if last else ""}
    if first and last:
        return voice.say(FROM_TO, **values)
    if first or last:
        return voice.say(FROM if first else TO, **values)
    return said(fields[key], word, voice) if key in fields else word
