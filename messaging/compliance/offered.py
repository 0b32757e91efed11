"""What a message of ours offered beside each letter, in the words a parent may take it by.

"A) Tue 3/5 10am B) Wed 3/6 2pm C) call me" offers B as "b", and also as "wednesday", "miércoles",
"3/6" and "2pm". What two choices share names neither.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from messaging.compliance.answers import Choice
from messaging.compliance.words import plain, word_set

_DAYS = (
    "mon monday lun lunes",
    "tue tues tuesday mar martes",
    "wed weds wednesday mie miercoles",
    "thu thur thurs thursday jue jueves",
    "fri friday vie viernes",
    "sat saturday sab sabado",
    "sun sunday dom domingo",
)
_SAME_DAY = {word: frozenset(row.split()) for row in _DAYS for word in row.split()}
_MONTHS = word_set(
    """jan feb mar apr may jun jul aug sep oct nov dec january february march april june july
    august september october november december enero febrero marzo abril mayo junio julio agosto
    septiembre octubre noviembre diciembre"""
)
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})\b")
_TIME = re.compile(r"\b(\d{1,2})(?::(\d{2}))? ?([ap])\.?m\b", re.IGNORECASE)
_HALVES = {"a": ("am", "morning", "en la manana", "por la manana"), "p": ("pm", "afternoon")}
_NOON = re.compile(r"\b(?:noon|mediod[ií]a)\b", re.IGNORECASE)
_LONGEST = 80
"""Characters of what one letter offers; more is no offer but the rest of the message."""


def offered(text: str, values: Sequence[str]) -> tuple[Choice, ...]:
    """`values` as choices, each with the other words that `text` gives it."""
    # "2" and "the 3rd" already mean places among the choices.
    places = {
        f"{n}{end}" for n in range(1, len(values) + 1) for end in ("", "st", "nd", "rd", "th")
    }
    told = [frozenset(_words(beside)) - places for beside in _beside_each(text, values)]
    return tuple(
        Choice(value, tuple(sorted(_alone(told, place)))) for place, value in enumerate(values)
    )


def beside(text: str, values: Sequence[str]) -> tuple[str, ...]:
    """What `text` offered beside each of `values`, in its own words: `("Tue 3/5 10am", …)`; empty
    where it named the value alone ("YES or NO")."""
    return tuple(_beside_each(text, values, ends=")"))


def _beside_each(text: str, values: Sequence[str], ends: str = ").:") -> Iterator[str]:
    """What stands behind "A)", up to the next letter, line or sentence."""
    marks = "|".join(re.escape(value) for value in values)
    for value in values:
        found = re.search(
            rf"(?<!\w){re.escape(value)}[{ends}] ?(.{{1,{_LONGEST}}}?)"
            rf"(?=\s+(?:{marks})[).:]|[.\n](?:\s|$)|[\n;]|$)",
            text,
        )
        yield found[1] if found else ""


def _words(beside: str) -> Iterator[str]:
    whole = plain(beside)
    if not whole:
        return
    yield whole
    said = whole.split()
    yield from chain.from_iterable(_SAME_DAY.get(word, ()) for word in said[:1])
    for month, day in _NUMERIC_DATE.findall(beside):
        yield f"{int(month)} {int(day)}"
        yield from _ordinals(int(day))
    for word, after in zip(said, [*said[1:], ""], strict=True):
        if word in _MONTHS and after.isdigit():
            yield from (f"{word} {after}", *_ordinals(int(after)))
        elif word.isdigit() and after == "de":
            yield from _ordinals(int(word))
    for hour, minutes, half in _TIME.findall(beside):
        yield from _hours(int(hour), minutes, half.lower())
    if _NOON.search(beside):
        yield from ("noon", "mediodia", "al mediodia", "12")


def _hours(hour: int, minutes: str, half: str) -> Iterator[str]:
    """ "at2" is how `answers.py` spells "at 2" and "a las 2"."""
    clock = f"{hour} {minutes}" if minutes and minutes != "00" else f"{hour}"
    yield from (clock, f"{clock}{half}m", f"{clock} {half}m", f"{hour}{minutes}")
    yield from _HALVES[half]
    if minutes in ("", "00"):
        yield f"at{hour}"


def _ordinals(day: int) -> Iterator[str]:
    ending = "th" if 10 < day % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    yield f"{day}{ending}"


def _alone(told: Sequence[frozenset[str]], place: int) -> frozenset[str]:
    others = frozenset(chain.from_iterable([*told[:place], *told[place + 1 :]]))
    return told[place] - others - {""}
