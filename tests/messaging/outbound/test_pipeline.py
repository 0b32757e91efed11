"""Fetching, sending and recording at the same time, with the order of the three kept for each."""

import asyncio
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

import pytest

from messaging.outbound.pipeline import Fetched, Pipeline, Stages, Tempo

AT_ONCE = 3
QUICK = Tempo(
    batch=4,
    ahead=2,
    record_at=4,
    record_after=0.02,
    look_again=0.01,
    at_once=AT_ONCE,
    begun=(2, 4),
    turn_every=0.001,
)


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

    def record(self, results: Sequence[tuple[int, str]], following: Sequence[int]) -> Sequence[int]:
        self.before_record()
        self.recorded += results
        return following

    @property
    def stages(self) -> Stages[int, str]:
        return Stages(self.fetch, lambda _number: False, self.send, self.record, self.stop.is_set)

    async def run(self, tempo: Tempo = QUICK) -> int:
        return await Pipeline(self.stages, tempo).run()


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

    def record(results: Sequence[tuple[int, str]], following: Sequence[int]) -> Sequence[int]:
        work.record(results, following)
        if len(work.fetched) == 12:
            both.set()
        return following

    async def send(number: int) -> str:
        if number == 0:
            assert await asyncio.to_thread(both.wait, 30)
        return await work.send(number)

    stages = replace(work.stages, send=send, record=record)
    assert await Pipeline(stages, QUICK).run() == 12
    assert len(work.recorded) == 12


async def test_it_looks_again_while_one_send_takes_its_time() -> None:
    work = Work(1)
    seven = threading.Event()

    def record(results: Sequence[tuple[int, str]], following: Sequence[int]) -> Sequence[int]:
        work.record(results, following)
        seven.set()
        return following

    async def send(number: int) -> str:
        if number == 0:
            work.left = [7]  # due only now, and this send waits until it has gone
            assert await asyncio.to_thread(seven.wait, 30)
        return await work.send(number)

    stages = replace(work.stages, send=send, record=record)
    assert await Pipeline(stages, QUICK).run() == 2
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

    stages = replace(work.stages, fetch=fetch)
    assert await Pipeline(stages, QUICK).run() == 3
    assert [number for number, _ in work.recorded] == [1, 2, 3]


async def test_a_look_that_fails_ends_it_after_what_is_in_hand() -> None:
    work = Work(4)

    def fetch(room: int) -> Fetched[int]:
        if not work.left:
            raise OSError("the database is away")
        return work.fetch(room)

    stages = replace(work.stages, fetch=fetch)
    with pytest.raises(OSError, match="away"):
        await Pipeline(stages, replace(QUICK, ahead=0)).run()
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


class MustBegin(Work):
    """Numbers that have to be begun before they are sent; `unwanted` are not to be, after all."""

    def __init__(self, many: int, unwanted: Collection[int] = ()) -> None:
        super().__init__(many)
        self.unwanted = unwanted
        self.begun: set[int] = set()
        self.most_open = 0

    def record(self, results: Sequence[tuple[int, str]], following: Sequence[int]) -> Sequence[int]:
        super().record(results, following)
        allowed = [number for number in following if number not in self.unwanted]
        self.begun.update(allowed)
        self.most_open = max(self.most_open, len(self.begun) - len(self.recorded))
        return allowed

    async def send(self, number: int) -> str:
        assert number in self.begun
        return await super().send(number)

    @property
    def stages(self) -> Stages[int, str]:
        return replace(super().stages, has_to_begin=lambda _number: True)


@pytest.mark.parametrize("begun", [(1, 1), (1, 2), (2, 7), (4, 4)])
@pytest.mark.parametrize("many", [0, 1, 4, 100])
async def test_what_has_to_begin_is_sent_and_recorded_once_and_never_much_of_it_is_open(
    many: int, begun: tuple[int, int]
) -> None:
    work = MustBegin(many)
    assert await work.run(replace(QUICK, begun=begun)) == many
    assert sorted(number for number, _ in work.recorded) == list(range(many))
    assert work.most_open <= begun[1]


async def test_what_is_not_to_begin_after_all_is_neither_sent_nor_recorded() -> None:
    work = MustBegin(20, unwanted=range(3, 17))
    await work.run()
    assert {number for number, _ in work.recorded} == {0, 1, 2, 17, 18, 19}


async def test_what_need_not_begin_goes_on_while_a_slow_server_keeps_all_that_has_begun() -> None:
    """Even numbers are mails; the server answers them when all texts are recorded."""
    work = Work(40)
    texts = set(range(1, 40, 2))
    all_texts = threading.Event()

    def record(results: Sequence[tuple[int, str]], following: Sequence[int]) -> Sequence[int]:
        work.record(results, following)
        if texts <= {number for number, _ in work.recorded}:
            all_texts.set()
        return following

    async def send(number: int) -> str:
        if number not in texts:
            assert await asyncio.to_thread(all_texts.wait, 30)
        return await work.send(number)

    stages = replace(
        work.stages, has_to_begin=lambda number: number not in texts, send=send, record=record
    )
    tempo = replace(QUICK, ahead=40)
    assert await Pipeline(stages, tempo).run() == 40


async def test_what_has_begun_is_sent_although_the_next_look_fails() -> None:
    """It would be in doubt for nothing. What only waits to be begun is left."""
    work = MustBegin(8)
    failed = threading.Event()

    def fetch(room: int) -> Fetched[int]:
        if not work.left:
            failed.set()
            raise OSError("the database is away")
        return work.fetch(room)

    async def send(number: int) -> str:
        assert await asyncio.to_thread(failed.wait, 30)
        return await work.send(number)

    stages = replace(work.stages, fetch=fetch, send=send)
    with pytest.raises(OSError, match="away"):
        await Pipeline(stages, replace(QUICK, ahead=8)).run()
    assert {number for number, _ in work.recorded} == work.begun
    assert 0 < len(work.begun) <= QUICK.begun[1]


async def test_what_cannot_be_begun_is_not_sent() -> None:
    work = MustBegin(8)

    def fail() -> None:
        raise OSError("the database is away")

    work.before_record = fail
    with pytest.raises(OSError, match="away"):
        await work.run()
    assert work.recorded == []
    assert work.most_under_way == 0
