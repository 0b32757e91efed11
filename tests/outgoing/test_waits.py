"""When an event is tried again."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outgoing.waits import JITTER, LONGEST_REST, TRIED_FOR, WAITS, next_wait, rest


def test_it_is_tried_often_at_first_and_for_three_days() -> None:
    random, after, tries = Random(1), timedelta(), 0  # noqa: S311 (a fixed sequence)
    moments = []
    while after < TRIED_FOR:
        moments.append(after)
        tries += 1
        after += next_wait(tries, random)
    assert len([moment for moment in moments if moment < timedelta(hours=1)]) >= 5
    assert len(moments) >= 12
    assert moments[-1] > timedelta(days=2)


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_a_wait_is_jittered_around_its_place_in_the_table(tries: int, seed: int) -> None:
    usual = WAITS[min(tries, len(WAITS)) - 1]
    wait = next_wait(tries, Random(seed))  # noqa: S311 (a fixed sequence)
    assert usual * (1 - JITTER) <= wait <= usual * (1 + JITTER)


def test_an_endpoint_is_not_asked_sooner_than_it_asked_for() -> None:
    asked = timedelta(hours=3)
    assert next_wait(1, Random(1), asked) == asked  # noqa: S311 (a fixed sequence)
    assert next_wait(11, Random(1), timedelta(seconds=1)) > timedelta(hours=9)  # noqa: S311 (as above)


@pytest.mark.parametrize(
    ("failures", "asked", "seconds"),
    [(1, None, 2), (3, None, 8), (30, None, 300), (1, 60, 60), (1, 9_000, 300)],
)
def test_an_endpoint_rests_ever_longer_and_never_very_long(
    failures: int, asked: int | None, seconds: int
) -> None:
    wait = rest(failures, None if asked is None else timedelta(seconds=asked))
    assert wait == timedelta(seconds=seconds) <= LONGEST_REST
