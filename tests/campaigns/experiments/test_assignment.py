"""Who is in which arm: evenly, as planned, the same for ever, and not to be foreseen."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, kstest

from campaigns.experiments.assignment import KEY_BYTES, arm_at, arm_of, new_key, place
from campaigns.experiments.design import HELD_OUT, Arm, Design
from messaging.platform.ids import new_id

KEYS = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)
HOLDOUTS = st.floats(0, 0.5)
PEOPLE = 20_000
ALPHA = 1e-4
"""How seldom a sound draw may fail these tests; the keys are fixed, so it never does by chance."""


def design(holdout: float, *shares: float) -> Design:
    arms = {f"arm_{n}": Arm(share=share) for n, share in enumerate(shares)}
    return Design(holdout=holdout, arms=arms, baseline=0.5, smallest_effect=0.1)


DESIGNS = (
    design(0.1),
    design(0.5),
    design(0.0, 1, 1),
    design(0.1, 2, 1, 1),
    design(0.25, 0.3, 0.7),
)


@given(KEYS, st.uuids(), HOLDOUTS, st.lists(st.floats(0.01, 100), min_size=2, max_size=6))
def test_the_same_person_is_always_in_the_same_arm_of_the_design(
    key: bytes, who: UUID, holdout: float, shares: list[float]
) -> None:
    planned = design(holdout, *shares).shares
    arm = arm_of(key, planned, who)
    assert arm in planned
    assert arm_of(bytes(key), dict(planned), UUID(bytes=who.bytes)) == arm


@given(HOLDOUTS, st.lists(st.floats(0.01, 100), min_size=2, max_size=6))
def test_shares_add_up_to_all(holdout: float, shares: list[float]) -> None:
    assert sum(design(holdout, *shares).shares.values()) == pytest.approx(1)


@given(HOLDOUTS, st.floats(0, 1, exclude_max=True))
def test_a_larger_holdout_keeps_those_who_were_held_out(holdout: float, at: float) -> None:
    """Where a person falls does not hang on the shares."""
    smaller = design(holdout / 2, 1, 1).shares
    larger = design(holdout, 1, 1).shares
    if arm_at(smaller, at) == HELD_OUT:
        assert arm_at(larger, at) == HELD_OUT


@pytest.mark.parametrize("planned", DESIGNS, ids=lambda one: "-".join(one.shares))
@pytest.mark.parametrize("seed", [b"one", b"two", b"three"])
def test_arms_are_balanced_as_planned(planned: Design, seed: bytes) -> None:
    shares = planned.shares
    found = Counter(arm_of(seed, shares, UUID(int=n)) for n in range(PEOPLE))
    expected = [share * PEOPLE for share in shares.values()]
    assert chisquare([found[arm] for arm in shares], expected).pvalue > ALPHA


def test_people_whose_ids_follow_one_another_fall_evenly() -> None:
    """UUIDv7s of one moment share their first half."""
    places = [place(b"a key", new_id()) for _ in range(PEOPLE)]
    assert kstest(places, "uniform").pvalue > ALPHA


def test_another_key_draws_others() -> None:
    """Two experiments of one agency, or two agencies, do not hold out the same people."""
    people = [UUID(int=n) for n in range(PEOPLE)]
    first, second = ([place(key, who) < 0.1 for who in people] for key in (b"one", b"two"))
    both = sum(a and b for a, b in zip(first, second, strict=True))
    assert both == pytest.approx(PEOPLE * 0.01, rel=0.25)


def test_keys_are_new_each_time() -> None:
    assert len({new_key() for _ in range(100)}) == 100
    assert len(new_key()) == KEY_BYTES
