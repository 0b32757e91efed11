"""Looking for any of many phrases in what someone wrote, forgiving of spelling and small words."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from messaging.compliance.words import MOST_EDITS, plain, spelled_like

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
        rows = {phrase: tuple(map(_spec, phrase.split())) for phrase in phrases}
        self._starting: dict[str, list[tuple[int, str, tuple[str, ...]]]] = defaultdict(list)
        for place, (phrase, words) in enumerate(rows.items()):
            self._starting[words[0]].append((place, phrase, words))
        table = {word for words in rows.values() for word in words}
        self._exact = {word for word in table if word.startswith("=")}
        self._stems: dict[str, list[str]] = defaultdict(list)
        self._forgiving: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in sorted(table - self._exact):
            if word.endswith(STEM):
                self._stems[word[0]].append(word)
            else:
                self._forgiving[word[0], len(word)].append(word)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The phrases of the table that `text` (as `words.plain` gives it) contains."""
        spots = self._spots(text.split())
        found = (
            (place, phrase)
            for first in spots
            for place, phrase, words in self._starting.get(first, ())
            if all(word in spots for word in words) and _in_order([spots[w] for w in words])
        )
        return tuple(phrase for _, phrase in sorted(found))

    def _spots(self, said: Sequence[str]) -> dict[str, list[int]]:
        """Where each word of the table occurs."""
        spots: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(said):
            for wanted in self._meant_by(word):
                spots[wanted].append(place)
        return spots

    def _meant_by(self, word: str) -> Iterator[str]:
        if f"={word}" in self._exact:
            yield f"={word}"
        yield from (stem for stem in self._stems.get(word[0], ()) if word.startswith(stem[:-1]))
        # A swap may bring the second letter to the front.
        for letter in set(word[:2]):
            for length in range(len(word) - MOST_EDITS, len(word) + MOST_EDITS + 1):
                wanted = self._forgiving.get((letter, length), ())
                yield from (target for target in wanted if spelled_like(word, target))


def _in_order(spots: Sequence[Sequence[int]]) -> bool:
    """Whether one place can be taken from each list, each a little after the one before."""
    reached = set(spots[0])
    for places in spots[1:]:
        reached = {p for p in places if any(p - back in reached for back in _STEPS_BACK)}
    return bool(reached)


def _spec(word: str) -> str:
    """A word of the table in plain letters, with its mark kept."""
    before = "=" if word.startswith("=") else ""
    after = STEM if word.endswith(STEM) else ""
    return f"{before}{plain(word)}{after}"
