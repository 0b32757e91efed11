"""How many must take part is known before, and is what finds the effect four times of five."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.experiments.design import Arm, Design
from campaigns.experiments.planning import days_needed, wanted

TWO = {"usual": Arm(), "short": Arm()}


@pytest.mark.parametrize(
    ("given_", "number"),
    [
        # Fleiss, Levin and Paik, table A.4 without the correction: 0.60 against 0.70, equal groups.
        ({"holdout": 0.5, "baseline": 0.6, "smallest_effect": 0.1}, 2 * 356),
        ({"arms": TWO, "baseline": 0.6, "smallest_effect": 0.1}, 2 * 356),
    ],
)
def test_numbers_are_those_of_the_tables(given_: dict[str, object], number: int) -> None:
    assert wanted(Design.model_validate(given_)) == pytest.approx(number, abs=1)


@given(
    st.floats(0.05, 0.8), st.floats(0.02, 0.15), st.floats(0.05, 0.45), st.floats(1, 3),
    st.floats(0, 1),
)  # fmt: skip
def test_what_asks_for_more(
    baseline: float, smallest: float, holdout: float, parents: float, likeness: float
) -> None:
    def number(**other: object) -> int:
        plan = {"baseline": baseline, "smallest_effect": smallest, "holdout": holdout}
        return wanted(Design.model_validate({**plan, **other}))

    assert number(smallest_effect=smallest / 2) > number()
    assert number(holdout=0.5) <= number(holdout=holdout / 2)
    by_case = {"alike": "case", "parents_per_case": parents, "likeness": likeness}
    assert number(**by_case) >= number(alike="person")


@pytest.mark.parametrize(
    ("number", "per_day", "days"), [(700, 10, 70), (701, 10, 71), (5, 0, None)]
)
def test_how_long_that_takes(number: int, per_day: float, days: int | None) -> None:
    assert days_needed(number, per_day) == days
