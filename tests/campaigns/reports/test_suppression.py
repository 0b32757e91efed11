"""Nothing that leaves tells of ten people or fewer, neither by itself nor by subtraction."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.reports.cube import MEASURES, Cell, Counts
from campaigns.reports.suppression import SMALL, ShownTable, suppressed, withheld
from campaigns.reports.tables import WITHIN, By, Key, Table, tables
from channels.values import ChannelKind
from messaging.platform.ids import new_id

BRANCHES, WORKERS = ([new_id() for _ in range(3)] for _ in range(2))
COUNTS = st.one_of(st.just(0), st.integers(1, 15), st.integers(0, 400))
CELLS = st.lists(
    st.builds(
        Cell,
        campaign=st.sampled_from(["renewal", "payment", None]),
        step=st.sampled_from(["first", "last", None]),
        arm=st.sampled_from(["usual", "held_out", None]),
        language=st.sampled_from(["en", "es"]),
        channel=st.sampled_from([ChannelKind.SMS, ChannelKind.EMAIL, None]),
        branch_id=st.sampled_from(BRANCHES),
        worker_id=st.sampled_from(WORKERS),
        counts=st.builds(Counts, *[COUNTS] * len(MEASURES)),
    ),
    max_size=12,
)


@pytest.mark.parametrize(
    ("parts", "hidden"),
    [
        ([], ()),
        ([40, 60], ()),
        ([0, 40], ()),
        ([11, 40], ()),
        # Alone it would be the difference, so the next smallest goes with it.
        ([3, 40, 60], (0, 1)),
        # Two of one each would be known from their sum of two.
        ([1, 1, 40, 60], (0, 1, 2)),
        ([10, 10, 40], (0, 1)),
        ([3, 0, 40], (0, 2)),
    ],
)
def test_what_is_withheld(parts: Sequence[int], hidden: tuple[int, ...]) -> None:
    assert withheld(parts) == set(hidden)


@given(CELLS)
def test_nothing_small_is_shown_and_the_rest_is_true(cells: list[Cell]) -> None:
    made = tables(cells)
    shown = suppressed(made)
    for by, one in made.items():
        for line, seen in zip(one.lines, shown[by].lines, strict=True):
            for measure, told in seen.counts.items():
                count = getattr(line.counts, measure)
                assert told is None if 0 < count < SMALL else told in (None, count)


@given(CELLS)
def test_nobody_can_work_out_what_is_withheld(cells: list[Cell]) -> None:
    """From a sum and the parts that are shown, each withheld one is known to within ten at best:
    of a table's total, and of the line that other lines lie within."""
    made = tables(cells)
    shown = suppressed(made)
    for measure in MEASURES:
        for by, one in made.items():
            for whole, parts in _wholes(measure, by, one, shown):
                unknown = [count for count, told in parts if told is None]
                if whole is not None and unknown:
                    left = whole - sum(told for _, told in parts if told is not None)
                    assert left == sum(unknown)
                    assert left - (len(unknown) - 1) >= SMALL


@given(CELLS)
def test_a_withheld_total_stands_in_no_other_table(cells: list[Cell]) -> None:
    shown = suppressed(tables(cells))
    for measure in MEASURES:
        for one in shown.values():
            if one.total[measure] is None:
                assert not any(line.counts[measure] for line in one.lines)


def _wholes(
    measure: str, by: By, one: Table, shown: Mapping[By, ShownTable]
) -> list[tuple[int | None, list[tuple[int, int | None]]]]:
    """Each sum with its parts, as they are and as they are shown."""
    counts = {line.key: getattr(line.counts, measure) for line in one.lines}
    seen = {line.key: line.counts[measure] for line in shown[by].lines}
    both = {key: (counts[key], seen[key]) for key in counts}
    if by not in WITHIN:
        return [(shown[by].total[measure], list(both.values()))]
    groups: dict[Key, list[tuple[int, int | None]]] = {}
    for key, pair in both.items():
        groups.setdefault(key[:1], []).append(pair)
    above = {line.key: line.counts[measure] for line in shown[WITHIN[by]].lines}
    return [(above[group], parts) for group, parts in groups.items()]
