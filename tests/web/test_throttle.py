"""Counting wrong passwords for all processes."""

import pytest
from redis import Redis

from web.staff.throttle import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, RedisThrottle

HERE = "192.0.2.1"


@pytest.fixture
def redis(embedded_redis: str) -> Redis:
    redis = Redis.from_url(embedded_redis)
    redis.flushall()
    return redis


@pytest.fixture
def throttle(redis: Redis, embedded_redis: str) -> RedisThrottle:
    return RedisThrottle(lambda: embedded_redis)


def test_an_account_is_blocked_from_the_address_that_guesses(throttle: RedisThrottle) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        assert not throttle.blocked("dana@oak.example", HERE)
        throttle.failed("dana@oak.example", HERE)
    assert throttle.blocked("dana@oak.example", HERE)
    assert not throttle.blocked("dana@oak.example", "192.0.2.2")
    assert not throttle.blocked("lee@oak.example", HERE)


def test_an_address_that_guesses_at_everybody_is_blocked(throttle: RedisThrottle) -> None:
    for number in range(TRIES_PER_ADDRESS):
        throttle.failed(f"worker{number}@oak.example", HERE)
    assert throttle.blocked("dana@oak.example", HERE)


def test_getting_in_forgets_earlier_slips(throttle: RedisThrottle) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        throttle.failed("dana@oak.example", HERE)
    throttle.forget("dana@oak.example", HERE)
    assert not throttle.blocked("dana@oak.example", HERE)


def test_counters_lapse_and_name_nobody(throttle: RedisThrottle, redis: Redis) -> None:
    throttle.failed("dana@oak.example", HERE)
    keys = list(redis.scan_iter("kinline:login:*"))
    assert len(keys) == 2
    for key in keys:
        assert b"dana" not in key
        assert 0 < int(str(redis.ttl(key))) <= 15 * 60


def test_with_redis_away_nobody_is_locked_out(tmp_path: object) -> None:
    throttle = RedisThrottle(lambda: f"unix://{tmp_path}/nobody")
    throttle.failed("dana@oak.example", HERE)
    throttle.forget("dana@oak.example", HERE)
    assert not throttle.blocked("dana@oak.example", HERE)
