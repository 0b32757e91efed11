"""Fetching, sending and recording at the same time, with the order of the three kept for each."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from messaging.outbound.pipeline import Fetched, Pipeline, Stages, Tempo

QUICK = Tempo(batch=4, ahead=2, record_at=4, record_after=0.02, look_again=0.01)
AT_ONCE = 3


class Work:
    """So many numbers to be sent, and what became of them."""

    def __init__(self, many: int) -> None:
        self.left = list(range(many))
        self.fetched: list[int] = []
        self.recorded: list[tuple[int, str]] = []
        self.under_way = 0
        self.most_under_way = 0
        self.held_back = 0
        """So many looks find something that has to wait for its rate."""
        self.stop = threading.Event()
        self.before_send: Callable[[int], None] = lambda number: None
        self.before_record: Callable[[], None] = lambda: None

    def fetch(self, room: int) -> Fetched[int]:
        if self.held_back:
            self.held_back -= 1
            return Fetched(0, (), 0.001)
        got, self.left = self.left[:room], self.left[room:]
        self.fetched += got
        return Fetched(len(got), got, None)

    async def send(self, number: int) -> str:
        assert number in self.fetched
        self.before_send(number)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0)
        self.under_way -= 1
        return f"sent {number}"

    def record(self, results: Sequence[tuple[int, str]]) -> None:
        self.before_record()
        self.recorded += results

    async def run(self, tempo: Tempo = QUICK) -> int:
        stages = Stages(self.fetch, self.send, self.record, self.stop.is_set)
        return await Pipeline(stages, tempo, AT_ONCE).run()


@pytest.mark.parametrize("many", [0, 1, 3, 4, 5, 100])
async def test_everything_is_sent_and_recorded_once(many: int) -> None:
    work = Work(many)
    assert await work.run() == many
    assert sorted(work.recorded) == [(number, f"sent {number}") for number in sorted(range(many))]


async def test_no_more_than_so_many_at_once() -> None:
    work = Work(100)
    await work.run()
    assert work.most_under_way == AT_ONCE


async def test_the_next_are_fetched_and_the_last_recorded_while_sends_go_on() -> None:
    """The first send cannot end before the last batch is fetched and another send recorded."""
    work = Work(12)
    both = threading.Event()

    def record(results: Sequence[tuple[int, str]]) -> None:
        work.record(results)
        if len(work.fetched) == 12:
            both.set()

    async def send(number: int) -> str:
        if number == 0:
            assert await asyncio.to_thread(both.wait, 30)
        return await work.send(number)

    stages = Stages(work.fetch, send, record, work.stop.is_set)
    assert await Pipeline(stages, QUICK, AT_ONCE).run() == 12
    assert len(work.recorded) == 12


async def test_it_looks_again_while_one_send_takes_its_time() -> None:
    work = Work(1)
    seven = threading.Event()

    def record(results: Sequence[tuple[int, str]]) -> None:
        work.record(results)
        seven.set()

    async def send(number: int) -> str:
        if number == 0:
            work.left = [7]  # due only now, and this send waits until it has gone
            assert await asyncio.to_thread(seven.wait, 30)
        return await work.send(number)

    stages = Stages(work.fetch, send, record, work.stop.is_set)
    assert await Pipeline(stages, QUICK, AT_ONCE).run() == 2
    assert [number for number, _ in work.recorded] == [7, 0]


async def test_what_waits_for_its_rate_is_waited_for() -> None:
    work = Work(5)
    work.held_back = 3
    assert await work.run() == 5


async def test_told_to_stop_it_finishes_what_it_has_and_fetches_no_more() -> None:
    work = Work(100)
    work.before_send = lambda _number: work.stop.set()
    await work.run()
    assert len(work.recorded) == len(work.fetched) < 100


async def test_told_to_stop_it_does_not_wait_for_a_rate() -> None:
    work = Work(5)
    work.held_back = 10**9
    work.stop.set()
    assert await work.run() == 0


async def test_what_has_to_wait_for_what_is_in_hand_follows_it() -> None:
    """The second may be fetched only once the first is recorded, as two texts to one phone."""
    work = Work(0)
    in_line = [1, 2, 3]

    def fetch(_room: int) -> Fetched[int]:
        if in_line and len(work.recorded) == len(work.fetched):
            work.fetched.append(in_line.pop(0))
            return Fetched(1, work.fetched[-1:], None)
        return Fetched(0, (), None)

    stages = Stages(fetch, work.send, work.record, work.stop.is_set)
    assert await Pipeline(stages, QUICK, AT_ONCE).run() == 3
    assert [number for number, _ in work.recorded] == [1, 2, 3]


async def test_a_look_that_fails_ends_it_after_what_is_in_hand() -> None:
    work = Work(4)

    def fetch(room: int) -> Fetched[int]:
        if not work.left:
            raise OSError("the database is away")
        return work.fetch(room)

    stages = Stages(fetch, work.send, work.record, work.stop.is_set)
    with pytest.raises(OSError, match="away"):
        await Pipeline(stages, replace(QUICK, ahead=0), AT_ONCE).run()
    assert {number for number, _ in work.recorded} >= {0, 1, 2}


async def test_results_that_cannot_be_recorded_end_it() -> None:
    work = Work(100)

    def fail() -> None:
        raise OSError("the database is away")

    work.before_record = fail
    with pytest.raises(OSError, match="away"):
        await work.run()
    assert len(work.fetched) < 100
    assert work.under_way == 0
