"""Nothing that leaves tells of ten people or fewer, neither by itself nor by subtraction."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.reports.cube import MEASURES, Cell, Counts
from campaigns.reports.suppression import (
    SMALL,
    ShownTable,
    figures,
    is_small,
    suppressed,
    withheld,
)
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
    assert withheld([(part,) for part in parts]) == set(hidden)


@pytest.mark.parametrize(
    ("counts", "small"),
    [
        ({"enrolled": 100, "done": 80}, False),
        ({"enrolled": 100, "done": 97}, True),
        ({"sent": 40, "delivered": 40, "done": 0}, False),
        ({"sent": 40, "delivered": 29}, False),
        ({"sent": 8, "segments": 16}, True),
        # Parts of longer texts are not people.
        ({"sent": 40, "segments": 45}, False),
    ],
    ids=str,
)
def test_a_difference_of_a_few_is_a_few(counts: Mapping[str, int], small: bool) -> None:
    assert is_small(figures(counts)) is small


def test_a_line_is_withheld_with_all_its_measures() -> None:
    """Else 8 sent would be told by their 16 segments."""
    sent = {"en": (100, 200), "es": (8, 16), "pl": (60, 120)}
    shown = suppressed(
        tables([_cell(language, sent=n, segments=parts) for language, (n, parts) in sent.items()])
    )[By.LANGUAGE]
    told = {line.key[0]: line.counts["segments"] for line in shown.lines}
    assert told == {"en": 200, "es": None, "pl": None}
    assert (shown.total["sent"], shown.total["segments"]) == (168, 336)


def test_a_measure_is_withheld_everywhere_whose_whole_would_tell_of_a_few() -> None:
    shown = suppressed(
        tables([_cell("en", enrolled=60, done=30), _cell("es", enrolled=40, done=67)])
    )
    for one in shown.values():
        assert (one.total["enrolled"], one.total["done"]) == (100, None)
        assert all(line.counts["done"] is None for line in one.lines)


@given(CELLS)
def test_nothing_small_is_shown_and_the_rest_is_true(cells: list[Cell]) -> None:
    made = tables(cells)
    shown = suppressed(made)
    for by, one in made.items():
        for line, seen in zip(one.lines, shown[by].lines, strict=True):
            told = {name: count for name, count in seen.counts.items() if count is not None}
            assert told == {name: getattr(line.counts, name) for name in told}
            assert not is_small(figures(told))


@given(CELLS)
def test_lines_are_withheld_whole_and_measures_everywhere(cells: list[Cell]) -> None:
    for one in suppressed(tables(cells)).values():
        measures = {name for name, count in one.total.items() if count is not None}
        for line in one.lines:
            told = {name for name, count in line.counts.items() if count is not None}
            assert told in (measures, set())


@given(CELLS)
def test_nobody_can_work_out_what_is_withheld(cells: list[Cell]) -> None:
    """From a sum and the parts that are shown, each small one that is withheld is known to within
    ten at best: of a table's total, and of the line that other lines lie within; and so is any
    difference between two measures."""
    made = tables(cells)
    shown = suppressed(made)
    for by, one in made.items():
        for whole, parts in _wholes(by, one, shown):
            unknown = [counts for counts, told in parts if told is None]
            if whole is None or not unknown:
                continue
            assert not is_small(tuple(sum(column) for column in zip(*unknown, strict=True)))
            for column in zip(*unknown, strict=True):
                some = [abs(figure) for figure in column if figure]
                if any(figure < SMALL for figure in some):
                    assert len(some) > 1
                    assert sum(some) - (len(some) - 1) >= SMALL


def _cell(language: str, **counts: int) -> Cell:
    return Cell("renewal", "first", None, language, None, BRANCHES[0], WORKERS[0], Counts(**counts))


Part = tuple[Sequence[int], Mapping[str, int] | None]
"""A line's figures, and what is told of it."""


def _wholes(
    by: By, one: Table, shown: Mapping[By, ShownTable]
) -> list[tuple[Mapping[str, int] | None, list[Part]]]:
    """Each sum with its parts, as they are and as they are shown."""
    measures = {name for name, count in shown[by].total.items() if count is not None}

    def told(counts: Mapping[str, int | None]) -> Mapping[str, int] | None:
        found = {name: count for name, count in counts.items() if count is not None}
        return found if found.keys() == measures and measures else None

    parts: dict[Key, Part] = {
        line.key: (
            figures({n: getattr(line.counts, n) for n in MEASURES if n in measures}),
            told(seen.counts),
        )
        for line, seen in zip(one.lines, shown[by].lines, strict=True)
    }
    if by not in WITHIN:
        return [(told(shown[by].total), list(parts.values()))]
    groups: dict[Key, list[Part]] = {}
    for key, part in parts.items():
        groups.setdefault(key[:1], []).append(part)
    above = {line.key: told(line.counts) for line in shown[WITHIN[by]].lines}
    return [(above[group], parts) for group, parts in groups.items()]
