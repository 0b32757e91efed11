"""Words weighed: how much each word counts for danger, learned from messages that people have read.

The ideas of `safety_concepts` hear what somebody thought of; what is put obliquely ("he moved two
houses down from us on purpose") is made of words none of which means danger. So each word, each
beginning of a word and each pair of neighbours has a weight, learned from every utterance of the
test corpus (`tools/weigh_words.py`: multinomial logistic regression), and a message whose weights
add up is urgent. This only ever adds to what the tables find.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

WEIGHTS = Path(__file__).with_name("word_weights.tsv")
_STEM, _HALF = 5, 4
"""Letters that tell a word, and each word of a pair, from others of its kind."""
_FEWEST = 3
"""Fewer words say too little to be weighed; the tables know those that matter alone."""
_STRETCH = 30
"""Words weighed at once: a long letter must not become urgent by its length."""
START, END = "^", "$"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Log odds, against ordinary talk, of danger and of self-harm."""

    danger: float
    self_harm: float

    @property
    def either(self) -> float:
        highest = max(self.danger, self.self_harm)
        rest = math.exp(min(self.danger, self.self_harm) - highest)
        return highest + math.log1p(rest)


@dataclass(frozen=True, slots=True)
class Scales:
    """What weighs: `weights` of each feature for danger and self-harm, `bias` of every message,
    and the `limit` from which a message is urgent."""

    weights: Mapping[str, tuple[float, float]]
    bias: tuple[float, float]
    limit: float

    def weigh(self, words: Sequence[str]) -> Weighed:
        """The heaviest stretch of `words` (as `words.plain` spells them)."""
        return max((self._once(part) for part in _stretches(words)), key=lambda w: w.either)

    def _once(self, words: Sequence[str]) -> Weighed:
        found = [row for name in features(words) if (row := self.weights.get(name))]
        danger = self.bias[0] + math.fsum(row[0] for row in found)
        return Weighed(danger, self.bias[1] + math.fsum(row[1] for row in found))

    def urgent(self, words: Sequence[str]) -> Weighed | None:
        """What `words` weigh, where that is enough for a person to look at once."""
        if len(words) < _FEWEST:
            return None
        weighed = self.weigh(words)
        return weighed if weighed.either > self.limit else None


def features(words: Sequence[str]) -> frozenset[str]:
    """What is weighed in `words`: each word, its beginning, and pairs of beginnings."""
    pairs = pairwise((START, *words, END))
    return frozenset(
        [
            *words,
            *(f"{word[:_STEM]}*" for word in words),
            *(f"{first[:_HALF]} {second[:_HALF]}" for first, second in pairs),
        ]
    )


@cache
def scales() -> Scales:
    """The scales as learned; read once."""
    rows = [line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines() if line[0] != "#"]
    table = {name: (int(danger) / 100, int(harm) / 100) for name, danger, harm in rows}
    bias, (limit, _) = table.pop("(bias)"), table.pop("(limit)")
    return Scales(table, bias, limit)


def _stretches(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, max(1, len(words) - _STRETCH // 2), _STRETCH // 2):
        yield words[start : start + _STRETCH]
