"""A plain plot: bars beside one another's length, each with its name and number on it. Drawn here,
as SVG; no script. The table beside it tells the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, BAR = 300, 44, 14
"""In the drawing's own units; it is as wide as its place."""


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    number: str
    length: float
    top: int


@dataclass(frozen=True, slots=True)
class Bars:
    rows: Sequence[Bar]
    width: int
    height: int
    thickness: int


def bars(counts: Sequence[tuple[str, int, str]]) -> Bars:
    """From names, counts, and the counts as they are written."""
    most = max((count for _, count, _ in counts), default=0) or 1
    rows = [
        Bar(name, number, round(WIDTH * count / most, 1), place * ROW)
        for place, (name, count, number) in enumerate(counts)
    ]
    return Bars(rows, WIDTH, ROW * len(rows), BAR)
