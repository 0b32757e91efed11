"""Looking for any of many phrases in what someone wrote, forgiving of spelling and small words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from messaging.compliance.words import plain, spelled_like

STEM = "*"
_STEPS_BACK = (1, 2, 3)
"""Up to two other words between neighbours."""


def listed(text: str) -> tuple[str, ...]:
    """A table of phrases written as one text, with commas or empty lines between them."""
    parts = (" ".join(part.split()) for part in text.replace("\n\n", ",").split(","))
    return tuple(part for part in parts if part)


class PhraseBook:
    """A table of phrases, ready to be looked for.

    A phrase is words in their order; up to two others may stand between neighbours, so that
    "want die" finds "want to just die". A word that ends in `*` stands for all that begin so. A
    word may be misspelt as `words.spelled_like` allows; put in the word `=gun` to forbid that.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {phrase: tuple(map(_spec, phrase.split())) for phrase in phrases}
        self._by_letter: dict[str, set[str]] = defaultdict(set)
        for words in self._phrases.values():
            for word in words:
                self._by_letter[word.lstrip("=")[0]].add(word)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The phrases of the table that `text` (as `words.plain` gives it) contains."""
        spots = self._spots(text.split())
        return tuple(
            phrase
            for phrase, words in self._phrases.items()
            if all(word in spots for word in words) and _in_order([spots[w] for w in words])
        )

    def _spots(self, said: Sequence[str]) -> dict[str, list[int]]:
        """Where each word of the table occurs."""
        spots: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(said):
            # A swap may bring the second letter to the front.
            for letter in set(word[:2]):
                for wanted in self._by_letter.get(letter, ()):
                    if _means(word, wanted):
                        spots[wanted].append(place)
        return spots


def _in_order(spots: Sequence[Sequence[int]]) -> bool:
    """Whether one place can be taken from each list, each a little after the one before."""
    reached = set(spots[0])
    for places in spots[1:]:
        reached = {p for p in places if any(p - back in reached for back in _STEPS_BACK)}
    return bool(reached)


def _means(word: str, wanted: str) -> bool:
    if wanted.startswith("="):
        return word == wanted[1:]
    if wanted.endswith(STEM):
        return word.startswith(wanted[:-1])
    return spelled_like(word, wanted)


def _spec(word: str) -> str:
    """A word of the table in plain letters, with its mark kept."""
    before = "=" if word.startswith("=") else ""
    after = STEM if word.endswith(STEM) else ""
    return f"{before}{plain(word)}{after}"
