"""The job behind the doorbell."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from redis import Redis
from rq import Queue

from messaging.platform.lanes import Lane, RedisDoorbell
from messaging.runtime import Runtime
from service.jobs import DRAINS, Drain, Process
from tests.support.doorbell import RecordingDoorbell

Asked = Callable[[], bool]


class Work:
    """A drain with so much to do; it notes what the doorbell had heard when it began."""

    def __init__(self, doorbell: RecordingDoorbell, portions: int) -> None:
        self.left = portions
        self.calls = 0
        self.answered_first = False
        self._doorbell = doorbell

    def __call__(self, _runtime: Runtime, _runner: asyncio.Runner, _stopping: Asked) -> int:
        self.calls += 1
        self.answered_first = bool(self._doorbell.heard)
        if not self.left:
            return 0
        self.left -= 1
        return 1


@pytest.fixture
def processes(runtime: Runtime) -> Iterator[list[Process]]:
    made: list[Process] = []
    yield made
    for process in made:
        process.close()


def process(runtime: Runtime, drain: Drain, made: list[Process]) -> Process:
    made.append(Process(runtime, {Lane.FACTS: drain}))
    return made[-1]


def test_every_lane_has_its_drain() -> None:
    assert set(DRAINS) == set(Lane)


def test_it_answers_the_bell_and_drains_until_nothing_is_left(
    runtime: Runtime, doorbell: RecordingDoorbell, processes: list[Process]
) -> None:
    work = Work(doorbell, 3)
    process(runtime, work, processes).answer(Lane.FACTS)
    assert (work.left, work.calls) == (0, 4)
    assert work.answered_first
    assert doorbell.heard == [Lane.FACTS]


def test_before_it_listens_it_forgets_the_bell_of_the_worker_before_it(
    runtime: Runtime, redis_url: str, processes: list[Process]
) -> None:
    """That one was killed between taking the bell and answering it."""
    with Redis.from_url(redis_url) as redis:
        bell = RedisDoorbell(redis, "service.jobs.drain")
        bell.ring(Lane.FACTS)
        queue = Queue(Lane.FACTS, connection=redis)
        redis.delete(queue.key)
        bell.ring(Lane.FACTS)
        assert len(queue) == 0
        processes.append(Process(replace(runtime, doorbell=bell)))
        processes[0].stand_by(Lane.FACTS)
        bell.ring(Lane.FACTS)
        assert len(queue) == 1


def test_what_breaks_a_drain_does_not_break_the_worker(
    runtime: Runtime,
    doorbell: RecordingDoorbell,
    processes: list[Process],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_runtime: Runtime, _runner: asyncio.Runner, _stopping: Asked) -> int:
        raise RuntimeError("Maria wrote: I moved")

    process(runtime, broken, processes).answer(Lane.FACTS)
    said = "".join(capsys.readouterr())
    assert "drain.left" in said
    assert "RuntimeError" in said
    assert "Maria" not in said


def test_told_to_end_it_finishes_what_it_has_in_hand_and_no_more(
    runtime: Runtime, processes: list[Process], doorbell: RecordingDoorbell
) -> None:
    calls: list[int] = []

    def told_to_end(_runtime: Runtime, _runner: asyncio.Runner, _stopping: Asked) -> int:
        calls.append(1)
        processes[0].stopping.set()
        return 1

    process(runtime, told_to_end, processes).answer(Lane.FACTS)
    assert calls == [1]
