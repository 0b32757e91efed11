"""The cells added up along one thing they are told apart by. Pure; tables in data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from campaigns.reports.cube import Cell, Counts, total


class By(StrEnum):
    """What a table's lines are."""

    CAMPAIGN = "campaign"
    STEP = "step"
    ARM = "arm"
    LANGUAGE = "language"
    CHANNEL = "channel"
    BRANCH = "branch"
    WORKER = "worker"


Key = tuple[str, ...]
"""A line's name: one word, or the group it lies within and then its own."""
NONE = ""
"""The name of what has none, such as the campaign of a reply."""


@dataclass(frozen=True, slots=True)
class Line:
    key: Key
    counts: Counts


@dataclass(frozen=True, slots=True)
class Table:
    by: By
    lines: Sequence[Line]
    total: Counts
    """The sum of the lines, and of all cells."""


def _word(value: object) -> str:
    return NONE if value is None else str(value)


KEYS: Mapping[By, Callable[[Cell], Key]] = MappingProxyType(
    {
        By.CAMPAIGN: lambda cell: (_word(cell.campaign),),
        By.STEP: lambda cell: (_word(cell.campaign), _word(cell.step)),
        By.ARM: lambda cell: (_word(cell.campaign), _word(cell.arm)),
        By.LANGUAGE: lambda cell: (cell.language,),
        By.CHANNEL: lambda cell: (_word(cell.channel),),
        By.BRANCH: lambda cell: (_word(cell.branch_id),),
        By.WORKER: lambda cell: (_word(cell.branch_id), _word(cell.worker_id)),
    }
)
WITHIN: Mapping[By, By] = MappingProxyType(
    {By.STEP: By.CAMPAIGN, By.ARM: By.CAMPAIGN, By.WORKER: By.BRANCH}
)
"""Lines that lie within one of another table's: they add up to that one."""


def table(cells: Sequence[Cell], by: By) -> Table:
    """Its lines in the order of their names."""
    groups: dict[Key, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(KEYS[by](cell), []).append(cell)
    lines = [Line(key, total(group)) for key, group in sorted(groups.items())]
    return Table(by, lines, total(cells))


def tables(cells: Sequence[Cell]) -> Mapping[By, Table]:
    return {by: table(cells, by) for by in By}


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
