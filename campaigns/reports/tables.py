"""The cells added up along one thing they are told apart by. Pure; tables in data."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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
    FIELD = "field"
    """One of the agency's own: on pages alone, since what leaves could be subtracted from one field
    to the other."""


Key = tuple[str, ...]
"""A line's name: one word, or the group it lies within and then its own."""
NONE = ""
"""The name of what has none, such as the campaign of a reply."""


@dataclass(frozen=True, slots=True)
class Line:
    key: Key
    counts: Counts
    untold: frozenset[str] = frozenset()
    """Measures that are not told of it yet; `counts` has 0 there."""


@dataclass(frozen=True, slots=True)
class Table:
    by: By
    lines: Sequence[Line]
    total: Counts
    """The sum of all cells; of the lines too, but for what is untold of them."""


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
        By.FIELD: lambda cell: (_word(cell.own),),
        By.WORKER: lambda cell: (_word(cell.branch_id), _word(cell.worker_id)),
    }
)
WITHIN: Mapping[By, By] = MappingProxyType(
    {By.STEP: By.CAMPAIGN, By.ARM: By.CAMPAIGN, By.WORKER: By.BRANCH}
)
"""Lines that lie within one of another table's: they add up to that one."""


UNTOLD: Mapping[By, frozenset[str]] = MappingProxyType(
    {
        By.ARM: frozenset({"answered", "done"}),
        # Those held out have a line of their own here too: they are sent nothing.
        By.STEP: frozenset({"done"}),
        By.CHANNEL: frozenset({"done"}),
    }
)
"""What would show an effect before its time (docs/decisions/0015-experiments.md)."""


def table(cells: Sequence[Cell], by: By, unread: Collection[str] = ()) -> Table:
    """Its lines in the order of their names. `unread`: campaigns with an experiment whose result
    may not be told yet."""
    groups: dict[Key, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(KEYS[by](cell), []).append(cell)
    # One line kept back would be the difference of the others, so all that add up to it are.
    blind = {
        _whole(by, key)
        for key, group in groups.items()
        if any(cell.arm is not None and cell.campaign in unread for cell in group)
    }
    lines = [
        _line(key, total(group), UNTOLD.get(by, frozenset()) if _whole(by, key) in blind else ())
        for key, group in sorted(groups.items())
    ]
    return Table(by, lines, total(cells))


def _whole(by: By, key: Key) -> Key:
    """What the line called `key` is a part of."""
    return key[:1] if by in WITHIN else ()


def _line(key: Key, counts: Counts, untold: Collection[str]) -> Line:
    return Line(key, replace(counts, **dict.fromkeys(untold, 0)), frozenset(untold))


LEAVING = tuple(by for by in By if by is not By.FIELD)
"""What of a report may leave the house."""


def tables(cells: Sequence[Cell], unread: Collection[str] = ()) -> Mapping[By, Table]:
    return {by: table(cells, by, unread) for by in LEAVING}


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
