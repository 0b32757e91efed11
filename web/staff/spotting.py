"""Words in a text, whatever their case and accents, and where they stand in it."""

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

AROUND = 40
"""Characters of a message that are shown before and after the first word found in it."""
LONGEST = 160

Stretch = tuple[int, int]
Piece = tuple[str, bool]
"""Some of the text, and whether it is what was looked for."""


def folded(text: str) -> str:
    """Without case and accents: `Mañana` and `MANANA` are one."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(each for each in plain if not unicodedata.combining(each)).casefold()


def has(text: str, words: Sequence[str]) -> bool:
    """Whether every one of `words`, which are `folded`, stands in `text`."""
    inside = folded(text)
    return all(word in inside for word in words)


def stretches(text: str, words: Sequence[str]) -> Sequence[Stretch]:
    """Where any of `words` stands in `text` as it is written, in order; what overlaps is one."""
    letters = [folded(each) for each in text]
    inside = "".join(letters)
    begins = [at for at, each in enumerate(letters) for _ in each]
    # An accent that is a letter of its own goes with the one before it.
    ends = [*begins[1:], len(text)]
    found: list[Stretch] = []
    for word in words:
        at = inside.find(word)
        while word and at >= 0:
            last = at + len(word) - 1
            found.append((begins[at], max(ends[last], begins[last] + 1)))
            at = inside.find(word, at + len(word))
    return _joined(sorted(found))


def excerpt(text: str, words: Sequence[str]) -> Sequence[Piece]:
    """The text around the first of `words`, in one line, each of them apart from what is between
    them."""
    line = " ".join(text.split())
    found = stretches(line, words)
    begin = max(0, found[0][0] - AROUND) if found else 0
    end = min(len(line), begin + LONGEST)
    within = [(start, min(stop, end)) for start, stop in found if start < end]
    marks = [begin, *(each for stretch in within for each in stretch), end]
    cut = [
        (line[start:stop], number % 2 == 1) for number, (start, stop) in enumerate(pairwise(marks))
    ]
    if begin > 0:
        cut.insert(0, ("…", False))
    if end < len(line):
        cut.append(("…", False))
    return [piece for piece in cut if piece[0]]


def _joined(found: Sequence[Stretch]) -> Sequence[Stretch]:
    joined: list[Stretch] = []
    for start, stop in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
