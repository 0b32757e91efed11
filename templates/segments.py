"""How many parts a text message takes, and in which encoding it travels.

Lengths from 3GPP TS 23.040: a single part holds 160 GSM-7 or 70 UCS-2 units; parts of a longer
text hold 153 or 67, because six bytes tie them together. A character of two units never straddles
two parts.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from templates.gsm import ALPHABET, EXTENSION, gsm_spelling

__all__ = [
    "MAX_CHARACTERS",
    "MAX_SEGMENTS",
    "Segments",
    "TooLong",
    "count",
    "gsm_spelling",
    "measure",
    "runs",
]

Encoding = Literal["GSM-7", "UCS-2"]

MAX_SEGMENTS = 10
MAX_CHARACTERS = 1600
"""Twilio refuses a longer body (error 21617)."""

SINGLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """The size of one text message."""

    encoding: Encoding
    units: int
    """Septets (GSM-7) or 16-bit units (UCS-2) of the text itself."""
    segments: int
    """Parts it is sent and billed as; 0 for an empty text."""
    remaining: int
    """Units still free before it takes another part."""
    offenders: tuple[str, ...]
    """The characters that keep it from GSM-7, each once, in order of appearance."""

    @property
    def too_long(self) -> bool:
        return self.segments > MAX_SEGMENTS


class TooLong(Exception):  # noqa: N818 - the word the rules use for it
    """A text over 10 parts or 1,600 characters. Carries the size, never the text."""

    def __init__(self, size: Segments) -> None:
        self.size = size
        super().__init__(
            f"the text takes {size.segments} parts ({size.units} {size.encoding} units); "
            f"at most {MAX_SEGMENTS} parts and {MAX_CHARACTERS} characters can be sent"
        )


def measure(text: str) -> Segments:
    """The size of a text that is to be sent; raises `TooLong` when no carrier would take it."""
    size = count(text)
    if size.too_long or len(text) > MAX_CHARACTERS:
        raise TooLong(size)
    return size


def count(text: str) -> Segments:
    """The size of any text, however long: what a reply box shows while someone types."""
    offenders = tuple(dict.fromkeys(c for c in text if c not in ALPHABET))
    encoding: Encoding = "UCS-2" if offenders else "GSM-7"
    widths = [_width(character, encoding) for character in text]
    units = sum(widths)
    if units <= SINGLE[encoding]:
        parts, remaining = min(units, 1), SINGLE[encoding] - units
    else:
        parts, remaining = _fill_parts(widths, PART[encoding])
    return Segments(encoding, units, parts, remaining, offenders)


def runs(text: str) -> list[tuple[str, bool]]:
    """The text in stretches, each with whether its characters are what keeps it from GSM-7."""
    return [
        ("".join(stretch), outside)
        for outside, stretch in groupby(text, lambda character: character not in ALPHABET)
    ]


def _width(character: str, encoding: Encoding) -> int:
    if encoding == "GSM-7":
        return 2 if character in EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _fill_parts(widths: list[int], capacity: int) -> tuple[int, int]:
    parts, free = 0, 0
    for width in widths:
        if width > free:
            parts, free = parts + 1, capacity
        free -= width
    return parts, free
