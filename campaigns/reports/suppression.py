"""What may leave the house: no count of 1 to 10 people, and none that could be worked out from the
others (NEEDS 60; CMS cell size suppression policy). Pure.

Held back, of one period:

- A line of which any measure is 1 to 10, or of which two measures differ by 1 to 10 (100 enrolled
  and 97 done tell of three who are not), with all its measures.
- Within one whole the smallest lines beside it, until what is withheld could be split in more ways
  than anybody could tell apart: at least two lines, whose sum leaves each small count in them a
  range of `SMALL` or more. All are marked alike, so that nobody sees which was the small one. Lines
  that lie within another table's line are whole within that, and withheld with it.
- A measure, in every table, that could not even be told of the whole beside those before it.

Across periods nothing can be subtracted at one time: what leaves is of fixed whole periods that are
over (`periods.py`). Not protected: the same period asked for again, after a late delivery, answer
or goal was added to it, tells of that one; who knows somebody's figures otherwise may subtract
them; and tables along different things are not weighed against each other beyond their totals.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from types import MappingProxyType

from campaigns.reports.cube import MEASURES, Counts
from campaigns.reports.tables import WITHIN, By, Key, Table

SMALL = 11
"""Counts below it, but 0, are withheld."""
COMPARED = ("enrolled", "sent", "delivered", "answered", "done", "tries")
"""Measures that lie within one another, so that their differences are of people too."""
TELLS_OF: Mapping[str, str] = MappingProxyType({"tries": "sent", "segments": "tries"})
"""Where the second cannot be told, the first would nearly tell it."""

Shown = Mapping[str, int | None]
"""Each measure, None where it is withheld."""
Figures = tuple[int, ...]
"""All that is told of one line: its measures, and what can be reckoned from them."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    key: Key
    counts: Shown


@dataclass(frozen=True, slots=True)
class ShownTable:
    by: By
    lines: Sequence[ShownLine]
    total: Shown


def figures(counts: Mapping[str, int]) -> Figures:
    """The counts, and the differences of those that lie within one another."""
    nested = [counts[name] for name in COMPARED if name in counts]
    return (*counts.values(), *(one - other for one, other in combinations(nested, 2)))


@lru_cache(maxsize=10_000)
def is_small(line: Figures) -> bool:
    """Asked of each line several times over."""
    return any(0 < abs(figure) < SMALL for figure in line)


def withheld(parts: Sequence[Figures], also: Collection[int] = ()) -> frozenset[int]:
    """The places of those lines that must not be shown beside their sum. `also`: places that must
    not be for another reason."""
    hidden = {place for place, line in enumerate(parts) if is_small(line)} | set(also)
    others = sorted((list(line), p) for p, line in enumerate(parts) if any(line))
    for _, place in others:
        if not hidden or _is_blurred([parts[each] for each in hidden], strictly=bool(also)):
            break
        hidden.add(place)
    return frozenset(hidden)


def whole_is_safe(parts: Sequence[Figures], also: Collection[int] = ()) -> bool:
    """Whether the sum of `parts` may stand beside what `withheld` leaves of them."""
    if is_small(_sums(parts)):
        return False
    hidden = withheld(parts, also)
    return not hidden or _is_blurred([parts[place] for place in hidden], strictly=bool(also))


def _sums(parts: Sequence[Figures]) -> Figures:
    return tuple(sum(column) for column in zip(*parts, strict=True))


def _is_blurred(lines: Sequence[Figures], *, strictly: bool) -> bool:
    """Whoever knows their sums knows each small figure to within `SMALL - 1` at best; `strictly`:
    and no figure at all exactly."""
    if len(lines) < 2 or is_small(_sums(lines)):
        return False
    for column in zip(*lines, strict=True):
        parts = [abs(figure) for figure in column if figure]
        matters = strictly or any(part < SMALL for part in parts)
        if parts and matters and (len(parts) == 1 or sum(parts) - len(parts) < SMALL - 1):
            return False
    return True


def suppressed(tables: Mapping[By, Table]) -> dict[By, ShownTable]:
    """All the tables of one report together, since they share their totals: one set of lines for
    every measure of a table, and one set of measures for every table."""
    told: tuple[str, ...] = ()
    hidden = _hidden(tables, told)
    for measure in MEASURES:
        if TELLS_OF.get(measure, measure) in (*told, measure):
            found = _hidden(tables, (*told, measure))
            if found is not None:
                told, hidden = (*told, measure), found
    return {
        by: _table(one, told, (hidden or {}).get(by, frozenset())) for by, one in tables.items()
    }


Hidden = Mapping[By, frozenset[Key]]
Lines = Mapping[Key, Figures]


def _hidden(tables: Mapping[By, Table], told: Sequence[str]) -> Hidden | None:
    """The lines to be withheld when these measures are told; None when then the totals would have
    to be, too."""
    lines = {
        by: {
            line.key: figures({name: getattr(line.counts, name) for name in told})
            for line in one.lines
        }
        for by, one in tables.items()
    }
    found: dict[By, frozenset[Key]] = {}
    for by, own in lines.items():
        if by not in WITHIN:
            inner = [parts for below, parts in lines.items() if WITHIN.get(below) is by]
            also = _unsafe_inside(own, inner)
            if not whole_is_safe(list(own.values()), also):
                return None
            found[by] = _named(own, withheld(list(own.values()), also))
    for by, own in lines.items():
        if by in WITHIN:
            found[by] = _inside(own, found[WITHIN[by]])
    return found


def _unsafe_inside(own: Lines, inner: Sequence[Lines]) -> set[int]:
    """The places of lines that could not be shown beside what they are made of."""
    safe = [
        {group: whole_is_safe(list(lines.values())) for group, lines in _grouped(parts).items()}
        for parts in inner
    ]
    return {
        place for place, key in enumerate(own) if not all(groups.get(key, True) for groups in safe)
    }


def _inside(own: Lines, above: frozenset[Key]) -> frozenset[Key]:
    hidden: set[Key] = set()
    for group, parts in _grouped(own).items():
        if group in above:
            hidden |= {key for key, line in parts.items() if any(line)}
        else:
            hidden |= _named(parts, withheld(list(parts.values())))
    return frozenset(hidden)


def _grouped(own: Lines) -> Mapping[Key, Lines]:
    """By what each line lies within."""
    groups: dict[Key, dict[Key, Figures]] = {}
    for key, line in own.items():
        groups.setdefault(key[:1], {})[key] = line
    return groups


def _named(own: Lines, places: Collection[int]) -> frozenset[Key]:
    return frozenset(key for place, key in enumerate(own) if place in places)


def _table(table: Table, told: Collection[str], hidden: Collection[Key]) -> ShownTable:
    def shown(counts: Counts, untold: Collection[str]) -> Shown:
        return {
            name: int(getattr(counts, name)) if name in told and name not in untold else None
            for name in MEASURES
        }

    lines = [
        ShownLine(line.key, shown(line.counts, MEASURES if line.key in hidden else line.untold))
        for line in table.lines
    ]
    return ShownTable(table.by, lines, shown(table.total, ()))
