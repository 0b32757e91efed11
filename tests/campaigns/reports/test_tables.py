"""Every table's lines add up to its total, and every total is the same."""

from hypothesis import given

from campaigns.reports.cube import Cell, Counts, total
from campaigns.reports.tables import WITHIN, tables
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
