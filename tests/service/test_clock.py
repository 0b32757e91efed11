"""The clock rings what is due, alone."""

import threading
import time
from datetime import timedelta

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy.exc import OperationalError

from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from service import clock as clock_process
from service.clock import ALIVE_KEY, ClockWork
from service.only_one import OnlyOne
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office


@pytest.fixture
def work(runtime: Runtime) -> ClockWork:
    return ClockWork(runtime)


def test_nothing_due_rings_nobody(work: ClockWork, doorbell: RecordingDoorbell) -> None:
    work.tick()
    assert doorbell.rung == []


def test_a_lane_with_something_due_is_rung_at_every_tick(
    work: ClockWork, runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    with runtime.unit() as unit:
        unit.record(FactType.REPLY_RECEIVED, office.agency.id)
    doorbell.forget()
    work.tick()
    work.tick()
    assert doorbell.rung == [Lane.FACTS, Lane.FACTS]


def test_what_is_not_due_yet_waits(
    work: ClockWork,
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    doorbell: RecordingDoorbell,
) -> None:
    with runtime.unit() as unit:
        unit.record(FactType.REPLY_RECEIVED, office.agency.id).next_try_at += timedelta(minutes=5)
    doorbell.forget()
    work.tick()
    assert doorbell.rung == []
    clock.move(timedelta(minutes=5))
    work.tick()
    assert doorbell.rung == [Lane.FACTS]


def test_only_one_is_active_and_the_next_takes_over(runtime: Runtime) -> None:
    with OnlyOne("clock", runtime) as second:
        with OnlyOne("clock", runtime) as first:
            assert first.held()
            assert not second.held()
            assert first.held()
        # PostgreSQL lets go of a lock once it notices that the connection is gone.
        deadline = time.monotonic() + 30
        while not second.held():
            assert time.monotonic() < deadline


def test_locks_of_different_roles_do_not_meet(runtime: Runtime) -> None:
    with OnlyOne("clock", runtime) as clock, OnlyOne("other", runtime) as other:
        assert clock.held()
        assert other.held()


class FewTicks(threading.Event):
    """Lets the clock run without waiting, for a number of ticks."""

    def __init__(self, ticks: int) -> None:
        super().__init__()
        self._left = ticks

    def wait(self, timeout: float | None = None) -> bool:
        self._left -= 1
        if self._left == 0:
            self.set()
        return self.is_set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_says_that_it_is_alive(runtime: Runtime, redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        clock_process.run(runtime, redis, FewTicks(1))
        assert redis.ttl(ALIVE_KEY) > 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "trouble", [OperationalError("", None, Exception()), RedisAway(), RuntimeError()]
)
def test_it_outlives_what_a_tick_meets(
    runtime: Runtime, embedded_redis: str, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    ticks: list[int] = []

    def tick(_work: ClockWork) -> None:
        ticks.append(len(ticks))
        if len(ticks) == 1:
            raise trouble

    monkeypatch.setattr(ClockWork, "tick", tick)
    with Redis.from_url(embedded_redis) as redis:
        clock_process.run(runtime, redis, FewTicks(3))
    assert len(ticks) == 3
