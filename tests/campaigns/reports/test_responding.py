"""How long parents wait, from what was said in which order."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from campaigns.reports.responding import waits
from messaging.models.message import Direction
from messaging.platform.ids import new_id
from tests.support.clock import MONDAY_MORNING

ONE, OTHER = new_id(), new_id()
IN, OUT = Direction.IN, Direction.OUT
Said = Sequence[tuple[int, Direction]]


@pytest.mark.parametrize(
    ("said", "answered", "waiting", "median"),
    [
        ((), 0, 0, None),
        (((0, IN),), 0, 1, None),
        (((0, OUT),), 0, 0, None),
        (((0, IN), (30, OUT)), 1, 0, 30),
        # Several messages before an answer are one wait, from the first.
        (((0, IN), (10, IN), (30, OUT), (40, OUT)), 1, 0, 30),
        (((0, IN), (10, OUT), (60, IN), (80, OUT), (90, IN)), 2, 1, 15),
    ],
)
def test_waits(said: Said, answered: int, waiting: int, median: int | None) -> None:
    found = waits((ONE, MONDAY_MORNING + timedelta(minutes=at), way) for at, way in said)
    assert (found.answered, found.waiting) == (answered, waiting)
    assert found.median == (None if median is None else timedelta(minutes=median))


def test_one_parents_answer_is_not_anothers() -> None:
    found = waits([(ONE, MONDAY_MORNING, IN), (OTHER, MONDAY_MORNING, OUT)])
    assert (found.answered, found.waiting) == (0, 1)


def test_the_slowest_tenth_begins_where_nine_of_ten_are_over() -> None:
    said = [
        (thread, MONDAY_MORNING + timedelta(minutes=at), way)
        for number, thread in enumerate(new_id() for _ in range(10))
        for at, way in ((0, IN), (number + 1, OUT))
    ]
    assert waits(said).slowest_tenth == timedelta(minutes=9)
