"""Every table's lines add up to its total, and every total is the same."""

import pytest
from hypothesis import given

from campaigns.reports.cube import MEASURES, Cell, Counts, total
from campaigns.reports.tables import UNTOLD, WITHIN, By, tables
from tests.campaigns.reports.test_suppression import CELLS


@given(CELLS)
def test_totals_are_the_sum_of_their_parts(cells: list[Cell]) -> None:
    made = tables(cells)
    for one in made.values():
        assert sum((line.counts for line in one.lines), Counts()) == one.total == total(cells)


@given(CELLS)
def test_lines_within_a_line_add_up_to_it(cells: list[Cell]) -> None:
    made = tables(cells)
    for by, above in WITHIN.items():
        for line in made[above].lines:
            inside = [each.counts for each in made[by].lines if each.key[:1] == line.key]
            assert sum(inside, Counts()) == line.counts


def test_there_is_a_table_by_everything_asked_for() -> None:
    assert {*By} == {"campaign", "step", "arm", "language", "channel", "branch", "worker"}


@given(CELLS)
def test_of_an_experiment_under_way_nothing_is_told_by_group_nor_by_difference(
    cells: list[Cell],
) -> None:
    """Those held out are sent nothing: the lines without a step or a channel tell of them too."""
    taking_part = any(cell.campaign == "renewal" and cell.arm for cell in cells)
    for by, one in tables(cells, {"renewal"}).items():
        assert one.total == total(cells)
        for line in one.lines:
            about_it = by is By.CHANNEL or line.key[0] == "renewal"
            untold = UNTOLD.get(by, frozenset()) if taking_part and about_it else frozenset()
            assert line.untold == untold
            assert all(getattr(line.counts, measure) == 0 for measure in untold)


@pytest.mark.parametrize("by", [By.ARM, By.STEP, By.CHANNEL])
def test_who_reached_the_goal_is_kept_back_where_those_held_out_stand_apart(by: By) -> None:
    assert "done" in UNTOLD[by]
    assert set(MEASURES) > UNTOLD[by]
