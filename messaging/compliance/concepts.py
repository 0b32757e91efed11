"""Reading by concepts: which of a table's ideas stand near one another, in whatever words.

A phrase table finds what someone thought to write down; this finds "he", a verb of striking and
"the kids" in any order and wording, so that what nobody foresaw is still seen.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from messaging.compliance.words import REAL_WORDS, spelled_like

WINDOW = 12
"""Ideas belong together when this many words hold them all."""
_LONGEST = 6
"""Words in the longest entry of a table of ideas."""
_TOLERANT = 6
"""Shorter words must be spelt (or sound) right: too many others are one slip away."""
_SOUNDS = (
    (r"ph", "f"), (r"qu|k|c(?=[aou])|ck", "k"), (r"z|c(?=[ei])", "s"), (r"v", "b"),
    (r"ll|y", "i"), (r"^h(?=[aeiou])", ""), (r"(\w)\1", r"\1"),
)  # fmt: skip
_SOUND_RULES = tuple((re.compile(pattern), to) for pattern, to in _SOUNDS)
TEXTED = {
    "dis": "this", "da": "the", "dat": "that", "n": "and", "nite": "night", "tonite": "tonight",
    "2nite": "tonight", "4ever": "forever", "gon": "gonna", "gunna": "gonna", "kil": "kill",
    "nife": "knife", "wit": "with", "ase": "hace", "aser": "hacer", "dem": "them",
    "jus": "just", "doesn": "doesnt", "hm": "him", "lil": "little", "fone": "phone",
    "pa": "para", "thru": "through", "goin": "going", "sayin": "saying", "bein": "being",
    "cuz": "because", "k": "que", "q": "que", "xq": "porque",
    "toy": "estoy", "ta": "esta", "aiga": "haya",
}  # fmt: skip
"""How it is texted, and what it stands for."""


def sound_of(word: str) -> str:
    """`word` as it sounds, for spelling by ear: "kiere" and "quiere", "bida" and "vida"."""
    for pattern, to in _SOUND_RULES:
        word = pattern.sub(to, word)
    return word


class ConceptBook:
    """Ideas, and the rows of ideas that mean something together.

    An idea is a comma list of words or short phrases in `words.plain` letters; `stem*` stands for
    all that begin so. A row names ideas, which may stand in any order within `WINDOW` words.
    """

    def __init__(self, ideas: Mapping[str, str], rows: Iterable[str]) -> None:
        self._rows = {row: frozenset(row.split()) for row in rows}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._sounding: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._near: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
        for idea, text in ideas.items():
            for entry in filter(None, (" ".join(part.split()) for part in text.split(","))):
                self._add(idea, entry)
        unknown = frozenset().union(*self._rows.values()) - set(ideas)
        if unknown:
            raise ValueError(f"rows name ideas that no table has: {sorted(unknown)}")
        self._ideas_of = lru_cache(maxsize=20_000)(self._look_up)

    def _add(self, idea: str, entry: str) -> None:
        if entry.endswith("*"):
            self._stems[entry[0]].append((entry[:-1], idea))
            return
        self._exact[entry].add(idea)
        if " " in entry or len(entry) < 4:
            return
        self._sounding[sound_of(entry)].add(idea)
        if len(entry) >= _TOLERANT:
            self._near[entry[0], len(entry)].append((entry, idea))

    def found_in(self, text: str) -> tuple[str, ...]:
        """The rows all of whose ideas stand near one another in `text` (as `words.plain`)."""
        places = self._places([TEXTED.get(word, word) for word in text.split()])
        return tuple(
            row
            for row, ideas in self._rows.items()
            if ideas <= places.keys() and _together([places[idea] for idea in ideas])
        )

    def _places(self, said: list[str]) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(said):
            for idea in self._ideas_of(word):
                places[idea].append(at)
            for length in range(2, _LONGEST + 1):
                for idea in self._exact.get(" ".join(said[at : at + length]), ()):
                    places[idea].append(at)
        return places

    def _look_up(self, word: str) -> frozenset[str]:
        found = set(self._exact.get(word, ()))
        found |= {idea for stem, idea in self._stems.get(word[0], ()) if word.startswith(stem)}
        if not found and len(word) > 4 and word.endswith("in"):
            found |= self._exact.get(f"{word}g", set())
        if not found and len(word) >= 4 and word not in REAL_WORDS:
            found |= self._sounding.get(sound_of(word), set())
        if not found and len(word) >= _TOLERANT - 1:
            for length in range(len(word) - 2, len(word) + 3):
                near = self._near.get((word[0], length), ())
                found |= {idea for target, idea in near if spelled_like(word, target)}
        return frozenset(found)


def _together(spots: list[list[int]]) -> bool:
    starts = [place for places in spots for place in places]
    return any(
        all(any(start <= place < start + WINDOW for place in places) for places in spots)
        for start in starts
    )
