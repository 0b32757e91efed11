"""The estimate agrees with published and independent figures."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.experiments.estimate import Sample, effect

CLUSTERS = st.lists(
    st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    min_size=2,
    max_size=30,
)


def alone(done: int, size: int) -> Sample:
    return Sample.of([(1, 1)] * done + [(1, 0)] * (size - done))


@pytest.mark.parametrize(
    ("told", "control", "low", "high"),
    [
        # Newcombe 1998, table II, method 10.
        (alone(56, 70), alone(48, 80), 0.0524, 0.3339),
        (alone(9, 10), alone(3, 10), 0.1705, 0.8090),
        (alone(5, 56), alone(0, 29), -0.0381, 0.1926),
        # statsmodels 0.15, confint_proportions_2indep(method="newcomb").
        (alone(2970, 4500), alone(300, 500), 0.015717, 0.105650),
    ],
)
def test_intervals_of_two_proportions_are_newcombes(
    told: Sample, control: Sample, low: float, high: float
) -> None:
    found = effect(told, control)
    assert found
    assert [found.low, found.high] == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize(
    ("told", "control", "p"),
    [
        # statsmodels 0.15, proportions_ztest.
        (alone(56, 70), alone(48, 80), 0.00804508136819656),
        (alone(2970, 4500), alone(300, 500), 0.007458273350062118),
        (alone(9, 10), alone(3, 10), 0.006169899320544151),
    ],
)
def test_p_values_are_the_z_tests(told: Sample, control: Sample, p: float) -> None:
    found = effect(told, control)
    assert found
    assert found.p_value == pytest.approx(p, rel=1e-9)


def test_the_variance_by_clusters_is_the_sandwich_of_a_regression() -> None:
    """statsmodels 0.15: OLS on the arm, cov_type="cluster", without its small-sample factor."""
    told = Sample.of([(2, 2), (2, 1), (1, 1), (2, 0), (1, 0), (3, 2), (2, 2), (1, 1)])
    control = Sample.of([(2, 0), (1, 1), (2, 1), (2, 0), (1, 0), (2, 2)])
    assert told.share - control.share == pytest.approx(0.24285714285714277)
    assert math.sqrt(told.variance + control.variance) == pytest.approx(0.22426036513450695)


@given(CLUSTERS, CLUSTERS)
def test_what_holds_of_every_estimate(
    first: list[tuple[int, int]], second: list[tuple[int, int]]
) -> None:
    told, control = Sample.of(first), Sample.of(second)
    found, turned = effect(told, control), effect(control, told)
    assert found
    assert turned
    assert found.low <= found.difference <= found.high
    assert 0 <= found.p_value <= 1
    assert turned.difference == pytest.approx(-found.difference)
    assert turned.low == pytest.approx(-found.high)
    assert not (found.number_needed and turned.number_needed)


@pytest.mark.parametrize(
    ("told", "control", "needed"),
    [
        (alone(700, 1000), alone(600, 1000), 10),
        (alone(601, 1000), alone(600, 1000), None),
        (alone(500, 1000), alone(600, 1000), None),
    ],
    ids=["clear", "not clear", "harm"],
)
def test_the_number_needed_is_told_only_when_it_is_clear_that_reminding_helps(
    told: Sample, control: Sample, needed: int | None
) -> None:
    found = effect(told, control)
    assert found
    assert found.number_needed == needed


@pytest.mark.parametrize(
    ("told", "control"),
    [
        (Sample.of([]), alone(1, 2)),
        (alone(1, 2), Sample.of([])),
        (Sample.of([(2, 1)]), Sample.of([(2, 1)])),
    ],
)
def test_too_little_gives_no_estimate(told: Sample, control: Sample) -> None:
    assert effect(told, control) is None
