"""What a name is called by whoever looks for it: with or without its accents, hyphens, apostrophes.

Two words agree where one begins with the other: what is typed is the beginning of what somebody is
called. `stems` are the few beginnings by which an index can be asked (`name_marks.py`).
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

SHORT, LONG = 3, 5
"""Letters of a stem. Most names stand out by the second; what is typed is often no longer than the
first. What is shorter has itself for a stem."""
_APART = frozenset("PSZC")
"""Punctuation, symbols, spaces, controls: what stands between the parts of a word."""
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
        # Of Hawaiian and other names: letters to Unicode, apostrophes to whoever types them.
        "\N{MODIFIER LETTER TURNED COMMA}": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Without capitals and accents, which systems write in different ways."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    apart = unicodedata.normalize("NFKD", folded)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return bare.casefold().translate(_LETTERS)


@dataclass(frozen=True, slots=True, repr=False)
class Word:
    """One word that was typed."""

    typed: str
    """As it was, in small letters."""
    joined: str
    """"oneil" of "O'Neil"; "" where it has no letter."""
    parts: Sequence[str]
    """Likewise "o" and "neil"."""

    def begins(self, called: Iterable[str]) -> bool:
        """Whether somebody who is `called` that is called this, in one piece or part by part."""
        return bool(self.joined) and (
            _begins(self.joined, called) or all(_begins(part, called) for part in self.parts)
        )

    @property
    def stems(self) -> frozenset[str]:
        """Whoever is called this has one of them."""
        if not self.joined:
            return frozenset()
        return frozenset({_stem(self.joined), _stem(max(self.parts, key=len))})

    @property
    def known(self) -> int:
        """How many letters of it an index can be asked by, at the least."""
        return min(map(len, self.stems), default=0)


def typed(text: str) -> Sequence[Word]:
    """The words of a search."""
    return [
        Word(word, "".join(parts := list(_parts(plain(word)))), parts)
        for word in text.casefold().split()
    ]


def called(*names: str) -> frozenset[str]:
    """The words that somebody of these names can be looked for by: "de la Cruz" is called "de",
    "la", "cruz" and "delacruz"; "García-López" "garcia", "lopez" and "garcialopez"."""
    found: set[str] = set()
    for name in names:
        whole: list[str] = []
        for word in plain(name).split():
            parts = list(_parts(word))
            found.update(parts)
            found.add("".join(parts))
            whole += parts
        found.add("".join(whole))
    return frozenset(found - {""})


def stems(words: Iterable[str]) -> frozenset[str]:
    """Those of every beginning of every word, from `SHORT` letters on."""
    found: set[str] = set()
    for word in words:
        found.add(word[:SHORT])
        if len(word) >= LONG:
            found.add(word[:LONG])
    return frozenset(found)


def _stem(beginning: str) -> str:
    """The longest that whatever begins so has."""
    return beginning[: LONG if len(beginning) >= LONG else SHORT]


def _begins(beginning: str, called: Iterable[str]) -> bool:
    return any(word.startswith(beginning) for word in called)


def _parts(word: str) -> Iterator[str]:
    if word.isalnum():
        yield word
        return
    for apart, letters in groupby(word, lambda letter: unicodedata.category(letter)[0] in _APART):
        if not apart:
            yield "".join(letters)
