"""The worker of one lane: it answers bells at once and keeps nothing about them."""

import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from redis import Redis
from rq import Queue
from structlog.testing import capture_logs

from messaging.platform.lanes import Lane, RedisDoorbell
from service.lane_post import LaneWorker

FEW = 30
"""Commands from a ring to the next look at the queue; RQ's own way takes twice as many."""

answered: list[str] = []
doing: list[Callable[[], None]] = []


def answer(lane: str) -> None:
    """The job of these tests' bells."""
    answered.append(lane)
    for act in doing:
        act()


@pytest.fixture(autouse=True)
def nothing_answered() -> Iterator[None]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)
    answered.clear()
    doing.clear()


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def bell(redis: Redis) -> RedisDoorbell:
    return RedisDoorbell(redis, f"{__name__}.answer")


def hang_two(bell: RedisDoorbell) -> None:
    bell.ring(Lane.URGENT)
    bell.answered(Lane.URGENT)
    bell.ring(Lane.URGENT)


def work(redis: Redis) -> threading.Event:
    """Answer every bell that hangs. What `LanePost` waits for is given back."""
    stopping = threading.Event()
    LaneWorker(Lane.URGENT, redis, stopping).work(burst=True, logging_level="ERROR")
    return stopping


def test_every_bell_is_answered_and_nothing_is_kept(redis: Redis, bell: RedisDoorbell) -> None:
    hang_two(bell)
    work(redis)
    assert answered == ["urgent", "urgent"]
    left = {key.decode().split(":")[1] for key in redis.scan_iter("rq:*")}
    assert not left & {"job", "executions", "wip", "failed", "finished", "results"}
    assert not redis.exists(Queue(Lane.URGENT, connection=redis).intermediate_queue_key)


def test_a_bell_costs_few_commands(redis: Redis, bell: RedisDoorbell) -> None:
    def commands() -> int:
        return sum(each["calls"] for each in redis.info("commandstats").values())

    seen: list[int] = []
    doing.append(lambda: seen.append(commands()))
    hang_two(bell)
    work(redis)
    first, second = seen
    assert second - first < FEW


def test_while_it_answers_its_own_entry_stays(redis: Redis, bell: RedisDoorbell) -> None:
    seen: list[int] = []
    doing.append(lambda: seen.extend(redis.ttl(name) for name in redis.scan_iter("rq:worker:*")))
    bell.ring(Lane.URGENT)
    work(redis)
    assert [ttl > 60 for ttl in seen] == [True]


def test_what_a_bell_raises_does_not_keep_the_next_from_being_answered(
    redis: Redis, bell: RedisDoorbell
) -> None:
    def break_down() -> None:
        raise RuntimeError("Maria wrote: I moved")

    doing.append(break_down)
    hang_two(bell)
    with capture_logs() as logs:
        work(redis)
    assert len(answered) == 2
    assert [line["event"] for line in logs] == ["worker.no_bell"] * 2
    assert "Maria" not in str(logs)


def test_told_to_end_it_finishes_the_bell_in_hand_and_takes_no_other(
    redis: Redis, bell: RedisDoorbell
) -> None:
    doing.append(lambda: signal.raise_signal(signal.SIGTERM))
    hang_two(bell)
    stopping = work(redis)
    assert stopping.is_set()
    assert answered == ["urgent"]
    assert len(Queue(Lane.URGENT, connection=redis)) == 1
