"""The doorbell: one bell per lane, nothing in it but the lane's name, and no harm without it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job
from structlog.testing import capture_logs

from messaging.platform.ids import new_id
from messaging.platform.lanes import (
    RUNG_SECONDS,
    SENDING_LANES,
    Lane,
    RedisDoorbell,
    live_channel,
)
from tests.support.doorbell import RecordingDoorbell

JOB = "service.jobs.drain"


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture
def bell(redis: Redis) -> RedisDoorbell:
    return RedisDoorbell(redis, JOB)


def waiting(redis: Redis, lane: Lane) -> list[Job]:
    return Queue(lane, connection=redis).get_jobs()


def test_a_bell_names_its_lane_and_nothing_else(redis: Redis, bell: RedisDoorbell) -> None:
    bell.ring(Lane.URGENT)
    (job,) = waiting(redis, Lane.URGENT)
    assert (job.func_name, job.args, job.kwargs) == (JOB, ("urgent",), {})
    assert type(job.args[0]) is str
    assert job.description == "drain urgent"
    assert job.meta == {}


def test_at_most_one_bell_waits(redis: Redis, bell: RedisDoorbell) -> None:
    for _ in range(5):
        bell.ring(Lane.REMINDERS)
    assert len(waiting(redis, Lane.REMINDERS)) == 1


def test_also_when_many_ring_at_once(redis: Redis, redis_url: str) -> None:
    at_once = threading.Barrier(6)

    def ring() -> None:
        with Redis.from_url(redis_url) as own:
            at_once.wait(30)
            RedisDoorbell(own, JOB).ring(Lane.BULK)

    ringers = [threading.Thread(target=ring) for _ in range(6)]
    for ringer in ringers:
        ringer.start()
    for ringer in ringers:
        ringer.join()
    assert len(waiting(redis, Lane.BULK)) == 1


def test_once_answered_the_next_ring_is_a_new_bell(redis: Redis, bell: RedisDoorbell) -> None:
    """Work that comes in while a drain is under way may have been missed by it."""
    bell.ring(Lane.URGENT)
    bell.answered(Lane.URGENT)
    bell.ring(Lane.URGENT)
    assert len(waiting(redis, Lane.URGENT)) == 2


def test_lanes_do_not_know_of_each_other(redis: Redis, bell: RedisDoorbell) -> None:
    for lane in Lane:
        bell.ring(lane)
    bell.answered(Lane.URGENT)
    for lane in Lane:
        bell.ring(lane)
    counts = {lane: len(waiting(redis, lane)) for lane in Lane}
    assert counts == {lane: 2 if lane is Lane.URGENT else 1 for lane in Lane}


def test_a_bell_nobody_answers_is_forgotten(redis: Redis, bell: RedisDoorbell) -> None:
    """Its worker may have died; then the clock's ring must count again."""
    for lane in Lane:
        bell.ring(lane)
        (key,) = redis.scan_iter(f"kinline:rung:{lane}")
        assert 0 < redis.ttl(key) <= RUNG_SECONDS[lane]
    assert RUNG_SECONDS[Lane.URGENT] < min(RUNG_SECONDS[lane] for lane in Lane if lane != "urgent")


def test_after_redis_forgot_everything_a_ring_is_a_bell_again(
    redis: Redis, bell: RedisDoorbell
) -> None:
    bell.ring(Lane.URGENT)
    redis.flushall()
    bell.ring(Lane.URGENT)
    assert len(waiting(redis, Lane.URGENT)) == 1


def test_open_pages_hear_the_topic_on_their_agencys_channel(
    redis: Redis, bell: RedisDoorbell
) -> None:
    oak, elm = new_id(), new_id()
    with redis.pubsub(ignore_subscribe_messages=True) as page:  # type: ignore[no-untyped-call]  # redis-py
        page.subscribe(live_channel(oak))
        assert page.get_message(timeout=5) is None  # subscribed
        bell.touch_all([(elm, "inbox")])
        bell.touch_all([(oak, "tasks")])
        heard = page.get_message(timeout=5)
    assert heard is not None
    assert heard["data"] == b"tasks"


def test_many_topics_are_told_together_in_their_order(redis: Redis, bell: RedisDoorbell) -> None:
    oak, elm = new_id(), new_id()
    with redis.pubsub(ignore_subscribe_messages=True) as page:  # type: ignore[no-untyped-call]  # redis-py
        page.subscribe(live_channel(oak))
        assert page.get_message(timeout=5) is None  # subscribed
        bell.touch_all([(oak, "inbox"), (elm, "inbox"), (oak, "tasks")])
        heard = [page.get_message(timeout=5), page.get_message(timeout=5)]
    assert [one["data"] for one in heard if one] == [b"inbox", b"tasks"]


def test_without_redis_the_bell_is_silent_and_harmless(tmp_path: Path) -> None:
    with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as away, capture_logs() as logs:
        bell = RedisDoorbell(away, JOB)
        bell.ring(Lane.URGENT)
        bell.answered(Lane.URGENT)
        bell.touch_all([(new_id(), "inbox")])
    assert [line["event"] for line in logs] == ["doorbell.silent"] * 3


def test_a_bell_that_could_not_be_hung_does_not_block_the_next(
    redis: Redis, bell: RedisDoorbell
) -> None:
    """Redis may refuse half-way, when its memory is full for instance."""
    queue_key = Queue(Lane.URGENT, connection=redis).key
    redis.set(queue_key, "not a list")
    with capture_logs() as logs:
        bell.ring(Lane.URGENT)
    assert [line["event"] for line in logs] == ["doorbell.silent"]
    redis.delete(queue_key)
    bell.ring(Lane.URGENT)
    assert len(waiting(redis, Lane.URGENT)) == 1


def test_the_lanes_that_send_are_named() -> None:
    assert SENDING_LANES == (Lane.URGENT, Lane.REMINDERS, Lane.BULK)


def test_the_tests_own_doorbell_hears_the_same(bell: RedisDoorbell) -> None:
    public = {name for name in dir(RedisDoorbell) if not name.startswith("_")}
    assert public <= set(dir(RecordingDoorbell))
