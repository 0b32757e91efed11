"""What reminding changed, by intent to treat: everybody counts in the arm they were given, whether
or not a message reached them. Pure.

Each by itself: the difference of two proportions with Newcombe's interval ("Interval estimation
for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10),
and the z test of equal proportions. Where one draw decided for several (both parents of a case, or
a person with two cases), they are no independent witnesses: the difference of two means with
cluster-robust variance (Liang and Zeger, 1986), each arm's by its number of clusters, and Student's
t with Welch's degrees of freedom.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from campaigns.experiments.curves import (
    normal_point,
    normal_two_sided,
    student_point,
    student_two_sided,
)

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Sample:
    """One arm, as far as an estimate needs it."""

    size: int
    """How many enrollments."""
    done: int
    """How many of them reached the goal in time."""
    clusters: int
    """How many were drawn: people, or cases."""
    sum_nn: int
    """Over clusters: how many in it, squared; many times done; done, squared."""
    sum_nd: int
    sum_dd: int

    @classmethod
    def of(cls, clusters: Iterable[tuple[int, int]]) -> Self:
        """From each cluster's size and how many of it were done."""
        pairs = list(clusters)
        return cls(
            size=sum(n for n, _ in pairs),
            done=sum(d for _, d in pairs),
            clusters=len(pairs),
            sum_nn=sum(n * n for n, _ in pairs),
            sum_nd=sum(n * d for n, d in pairs),
            sum_dd=sum(d * d for _, d in pairs),
        )

    @property
    def share(self) -> float:
        return self.done / self.size

    @property
    def variance(self) -> float:
        """Of `share`, by clusters, as if there were endlessly many of them."""
        p = self.share
        return (self.sum_dd - 2 * p * self.sum_nd + p * p * self.sum_nn) / self.size**2


@dataclass(frozen=True, slots=True)
class Effect:
    """How much larger the share is that reached the goal; between -1 and 1."""

    difference: float
    low: float
    high: float
    p_value: float
    confidence: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out that there is no difference."""
        return self.low > 0 or self.high < 0

    @property
    def number_needed(self) -> int | None:
        """How many must be reminded for one more to reach the goal; None while that is not clear,
        or when reminding does harm."""
        return math.ceil(round(1 / self.difference, 6)) if self.low > 0 else None


def effect(told: Sample, control: Sample, confidence: float = CONFIDENCE) -> Effect | None:
    """None while one of the arms is empty, or has one cluster only of several."""
    if not told.size or not control.size:
        return None
    alone = told.size == told.clusters and control.size == control.clusters
    if alone:
        return _of_proportions(told, control, confidence)
    if told.clusters < 2 or control.clusters < 2:
        return None
    return _of_clusters(told, control, confidence)


def _of_proportions(told: Sample, control: Sample, confidence: float) -> Effect:
    z = normal_point((1 + confidence) / 2)
    difference = told.share - control.share
    (low_1, high_1), (low_0, high_0) = _wilson(told, z), _wilson(control, z)
    below = math.hypot(told.share - low_1, high_0 - control.share)
    above = math.hypot(high_1 - told.share, control.share - low_0)
    return Effect(
        difference, difference - below, difference + above, _z_test(told, control), confidence
    )


def _wilson(sample: Sample, z: float) -> tuple[float, float]:
    """The interval of one proportion (Wilson, 1927)."""
    n, p = sample.size, sample.share
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return middle - half, middle + half


def _z_test(told: Sample, control: Sample) -> float:
    """How often chance alone makes such a difference (pooled variance)."""
    pooled = (told.done + control.done) / (told.size + control.size)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / told.size + 1 / control.size))
    return normal_two_sided((told.share - control.share) / spread) if spread else 1.0


def _of_clusters(told: Sample, control: Sample, confidence: float) -> Effect:
    difference = told.share - control.share
    parts = [
        (one.variance * one.clusters / (one.clusters - 1), one.clusters - 1)
        for one in (told, control)
    ]
    variance = sum(part for part, _ in parts)
    if not variance:
        return Effect(difference, difference, difference, float(difference == 0), confidence)
    freedom = variance**2 / sum(part**2 / less for part, less in parts)
    error = math.sqrt(variance)
    half = student_point((1 + confidence) / 2, freedom) * error
    p_value = student_two_sided(difference / error, freedom)
    return Effect(difference, difference - half, difference + half, p_value, confidence)
