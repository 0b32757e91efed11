"""What may leave the house: no count of 1 to 10 people, and none that could be worked out from the
others (NEEDS 60; CMS cell size suppression policy). Pure.

Within one whole the smallest counts beside it are withheld as well, until what is withheld could be
split in more ways than anybody could tell apart: at least two counts, whose sum leaves each of them
a range of `SMALL` or more. All are marked alike, so that nobody sees which was the small one. Lines
that lie within another table's line are whole within that, and withheld with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from campaigns.reports.cube import MEASURES, Counts
from campaigns.reports.tables import WITHIN, By, Key, Table

SMALL = 11
"""Counts below it, but 0, are withheld."""

Shown = Mapping[str, int | None]
"""Each measure, None where it is withheld."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    key: Key
    counts: Shown


@dataclass(frozen=True, slots=True)
class ShownTable:
    by: By
    lines: Sequence[ShownLine]
    total: Shown


def withheld(parts: Sequence[int], also: Collection[int] = ()) -> frozenset[int]:
    """The places of those counts that must not be shown beside their sum. `also`: places that must
    not be for another reason."""
    hidden = {place for place, count in enumerate(parts) if 0 < count < SMALL} | set(also)
    others = sorted((c, p) for p, c in enumerate(parts) if c and p not in hidden)
    for _, place in others:
        if not hidden or _is_blurred([parts[each] for each in hidden]):
            break
        hidden.add(place)
    return frozenset(hidden)


def whole_is_safe(parts: Sequence[int], also: Collection[int] = ()) -> bool:
    """Whether the sum of `parts` may stand beside what `withheld` leaves of them."""
    if 0 < sum(parts) < SMALL:
        return False
    hidden = withheld(parts, also)
    return not hidden or _is_blurred([parts[place] for place in hidden])


def _is_blurred(counts: Sequence[int]) -> bool:
    """Whoever knows their sum, and that none is 0, knows each to within `SMALL - 1` at best."""
    return len(counts) > 1 and sum(counts) - len(counts) >= SMALL - 1


def suppressed(tables: Mapping[By, Table]) -> dict[By, ShownTable]:
    """All the tables of one report together, since they share their totals."""
    hidden = {measure: _hidden(tables, measure) for measure in MEASURES}
    return {by: _table(one, {m: hidden[m] for m in MEASURES}) for by, one in tables.items()}


@dataclass(frozen=True, slots=True)
class _Hidden:
    """What is withheld of one measure."""

    total: bool
    keys: Mapping[By, frozenset[Key]]


def _hidden(tables: Mapping[By, Table], measure: str) -> _Hidden:
    counts = {
        by: {line.key: int(getattr(line.counts, measure)) for line in one.lines}
        for by, one in tables.items()
    }
    within = {by: counts[by] for by in counts if by in WITHIN}
    keys = {}
    for by, own in counts.items():
        if by not in WITHIN:
            inner = [parts for below, parts in within.items() if WITHIN[below] is by]
            keys[by] = (own, _unsafe_inside(own, inner))
    total = not all(whole_is_safe(list(own.values()), also) for own, also in keys.values())
    found: dict[By, frozenset[Key]] = {
        by: frozenset(key for key in own if own[key])
        if total
        else _named(own, withheld(list(own.values()), also))
        for by, (own, also) in keys.items()
    }
    for by, own in within.items():
        found[by] = _inside(own, found[WITHIN[by]])
    return _Hidden(total, found)


def _unsafe_inside(own: Mapping[Key, int], inner: Sequence[Mapping[Key, int]]) -> set[int]:
    """The places of lines that could not be shown beside what they are made of."""
    return {
        place
        for place, key in enumerate(own)
        for parts in inner
        if not whole_is_safe([count for each, count in parts.items() if each[:1] == key])
    }


def _inside(own: Mapping[Key, int], above: frozenset[Key]) -> frozenset[Key]:
    hidden: set[Key] = set()
    for group in {key[:1] for key in own}:
        parts = {key: count for key, count in own.items() if key[:1] == group}
        if group in above:
            hidden |= {key for key, count in parts.items() if count}
        else:
            hidden |= _named(parts, withheld(list(parts.values())))
    return frozenset(hidden)


def _named(own: Mapping[Key, int], places: Collection[int]) -> frozenset[Key]:
    return frozenset(key for place, key in enumerate(own) if place in places)


def _table(table: Table, hidden: Mapping[str, _Hidden]) -> ShownTable:
    def shown(counts: Counts, measure: str, *, withhold: bool) -> int | None:
        return None if withhold else int(getattr(counts, measure))

    lines = [
        ShownLine(
            line.key,
            {
                m: shown(line.counts, m, withhold=line.key in hidden[m].keys[table.by])
                for m in MEASURES
            },
        )
        for line in table.lines
    ]
    total = {m: shown(table.total, m, withhold=hidden[m].total) for m in MEASURES}
    return ShownTable(table.by, lines, total)
