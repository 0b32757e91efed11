"""Fields of an agency's own, as pages say them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from babel.dates import format_date

from messaging.directory import own_values
from messaging.directory.own_fields import NO, YES, Field
from messaging.directory.own_values import Value
from messaging.models.own_field import FieldKind
from web.catalogue import N_
from web.voice import Voice

YES_NO: Mapping[str, str] = MappingProxyType({YES: N_("Yes"), NO: N_("No")})
KIND: Mapping[FieldKind, str] = MappingProxyType(
    {
        FieldKind.CHOICE: N_("One of several choices"),
        FieldKind.YES_NO: N_("Yes or no"),
        FieldKind.DATE: N_("A day"),
        FieldKind.TEXT: N_("A line of text"),
    }
)
UNFIT: Mapping[str, str] = MappingProxyType(
    {
        own_values.NO_WORD: N_("Choose one of the list."),
        own_values.NO_YES: N_("Choose yes or no."),
        own_values.NO_DAY: N_("Choose a day of this century."),
        own_values.NO_TEXT: N_("Write one short line, without special characters."),
    }
)
"""What lower rooms say to a system, said to whoever typed it. Their other reasons are sentences."""


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """One field with what is known in it, for a form."""

    key: str
    label: str
    kind: str
    value: str
    """As a form writes it; empty where nothing is known."""
    said: str
    """What is known, in words."""
    options: Sequence[tuple[str, str]]
    """Words to choose from, each with its name; a choice that rests only where it is known."""
    problem: str = ""
    """Why `value`, which somebody typed, cannot be kept; a sentence, or empty."""

    def typed(self, value: str, why: str, voice: Voice) -> "Shown":
        """As it comes back to whoever typed `value`; `why` is empty where that fits."""
        return replace(self, value=value, problem=voice.say(UNFIT.get(why, why)) if why else "")


def shown(field: Field, value: Value | None, voice: Voice) -> Shown:
    written = "" if value is None else str(value)
    return Shown(
        field.key,
        field.label,
        field.kind.value,
        written,
        "" if value is None else said(field, value, voice),
        options(field, voice, known=written),
    )


def said(field: Field, value: Value, voice: Voice) -> str:
    """`Yes`, the name of a choice, `March 6, 2026`, or the text."""
    if isinstance(value, date):
        return format_date(value, "long", locale=voice.locale)
    return dict(words(field, voice)).get(value, value)


def words(field: Field, voice: Voice) -> Sequence[tuple[str, str]]:
    """All that it can hold, each with its name; none of a day or a text."""
    if field.kind is FieldKind.YES_NO:
        return [(word, voice.say(name)) for word, name in YES_NO.items()]
    return [(one.key, one.label) for one in field.choices]


def options(field: Field, voice: Voice, known: str = "") -> Sequence[tuple[str, str]]:
    rests = {one.key for one in field.choices if one.rests and one.key != known}
    return [(word, name) for word, name in words(field, voice) if word not in rests]
