"""What a benchmark is: ours beside a peer, and the ratio that is to be reached."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Scale(StrEnum):
    FULL = "full"
    QUICK = "quick"
    """Tiny: shows that a benchmark runs, says nothing about speed."""


Figures = Mapping[str, float]
"""What one turn measured, by name: `per_second`, `p95_ms`, `peak_mb` …"""
Turn = Callable[[], Figures]


@dataclass(frozen=True, slots=True)
class Pair:
    """What is measured in turn: ours, peer, ours, peer … Both give the same figures."""

    ours: Turn
    peer: Turn


Run = Callable[[Scale], AbstractContextManager[Pair]]
"""Prepares everything, gives the pair, and clears up at the end."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One ratio: the median, over the runs, of ours divided by the peer's."""

    name: str
    goal: float
    better: Literal["higher", "lower"]
    method: str
    """What is measured against what, in plain sentences: it stands beside the table."""
    run: Run
    """Benchmarks that share one are measured by the same turns."""
    figure: str = "per_second"
    limit: float | None = None
    """When given, ours is divided by this; the peer is measured and shown beside it."""
    among: str | None = None
    """The many that it is one of: the table shows their worst, the page lists them beneath."""

    def met(self, ratio: float) -> bool:
        return ratio >= self.goal if self.better == "higher" else ratio <= self.goal
