"""How many must take part, decided before anybody does. Pure.

Two proportions, unequal groups, two-sided at 5 % (Fleiss, Levin and Paik, "Statistical Methods for
Rates and Proportions", 3rd ed., 4.2, without the continuity correction); where both parents of a
case get the same arm, times the design effect 1 + (m - 1) x likeness (Kish).
"""

import math
from collections.abc import Mapping

from campaigns.experiments.curves import normal_point
from campaigns.experiments.design import HELD_OUT, Design

SIGNIFICANCE = 0.05
POWER = 0.8


def wanted(design: Design) -> int:
    """How many enrollments find `smallest_effect` with a power of 80 %: with a holdout between
    those held out and all who are reminded, however many arms these have; else between the first
    arm and each of the others, the rarest included."""
    control, *told = _compared(design.shares)
    pairs = [_whole(design, control, share, len(told)) for share in told]
    return math.ceil(max(pairs) * _design_effect(design))


def days_needed(number: int, per_day: float) -> int | None:
    """How long it takes until `number` take part; None when nobody is ever enrolled."""
    return math.ceil(number / per_day) if per_day > 0 else None


def _compared(shares: Mapping[str, float]) -> list[float]:
    """The share that is compared with, and those compared with it. With a holdout all who are
    reminded are one group: whether reminding helps is what is asked first."""
    first, *others = shares.values()
    holdout = HELD_OUT in shares
    return [first, sum(others)] if holdout else [first, *others]


def _whole(design: Design, control: float, told: float, comparisons: int) -> float:
    """How many in all, when of them `control` and `told` are compared."""
    before, after = design.baseline, design.baseline + design.smallest_effect
    ratio = control / told
    mean = (ratio * before + after) / (ratio + 1)
    at_chance = normal_point(1 - SIGNIFICANCE / comparisons / 2)
    by_power = normal_point(POWER)
    spread = at_chance * math.sqrt((1 + 1 / ratio) * mean * (1 - mean))
    spread += by_power * math.sqrt(before * (1 - before) / ratio + after * (1 - after))
    return (spread / design.smallest_effect) ** 2 / told


def _design_effect(design: Design) -> float:
    if design.alike == "person":
        return 1.0
    return 1 + (design.parents_per_case - 1) * design.likeness
