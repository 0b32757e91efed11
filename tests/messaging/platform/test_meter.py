"""Rates: never more than allowed over time, whoever asks, from wherever; never nothing for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from structlog.testing import capture_logs

from messaging.platform.meter import (
    ALONE_FOR,
    OWN_PART,
    Bucket,
    Grant,
    LocalMeter,
    Meter,
    RedisMeter,
)

TEN = Bucket("sender", 10)
HUNDRED = Bucket("account", 100)


class Watch:
    """A monotonic clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        yield redis


@pytest.fixture(
    params=["local", "embedded_redis", pytest.param("redis_server", marks=pytest.mark.redis_server)]
)
def meter(request: pytest.FixtureRequest) -> Iterator[Meter]:
    if request.param == "local":
        yield LocalMeter(Watch())
        return
    with Redis.from_url(request.getfixturevalue(request.param)) as redis:
        redis.flushall()
        yield RedisMeter(redis)


@pytest.mark.parametrize(
    ("buckets", "wanted", "ahead", "granted"),
    [
        pytest.param([HUNDRED], 7, 1.0, 7, id="what is asked for, when there is more"),
        pytest.param([HUNDRED], 500, 1.0, 100, id="a second's worth"),
        pytest.param([HUNDRED], 500, 0.5, 50, id="half a second's worth"),
        pytest.param([TEN, HUNDRED], 500, 1.0, 10, id="what the scarcest has"),
        pytest.param([Bucket("slow", 0.2)], 500, 0.5, 1, id="one, of the slowest too"),
    ],
)
def test_a_fresh_rate_gives(
    meter: Meter, buckets: list[Bucket], wanted: int, ahead: float, granted: int
) -> None:
    assert meter.take(buckets, wanted, ahead) == Grant(granted)


def test_what_is_used_up_says_when_to_ask_again(meter: Meter) -> None:
    assert meter.take([TEN], 10, 1.0).units == 10
    refused = meter.take([TEN], 10, 0.5)
    assert refused.units == 0
    assert refused.wait == pytest.approx(0.5, abs=0.1)


def test_one_that_may_go_ahead_is_served_and_the_others_pay_it_back(meter: Meter) -> None:
    assert meter.take([TEN], 100, 1.0).units == 10
    assert meter.take([TEN], 50, 30.0).units == 50
    refused = meter.take([TEN], 1, 1.0)
    assert refused.units == 0
    assert refused.wait == pytest.approx(5.0, abs=0.5)


def test_going_ahead_has_its_bounds(meter: Meter) -> None:
    assert meter.take([TEN], 1000, 30.0).units == 300
    assert meter.take([TEN], 1, 29.0).units == 0


def test_one_used_up_rate_holds_back_what_shares_it_and_nothing_else(meter: Meter) -> None:
    assert meter.take([TEN, HUNDRED], 500, 1.0).units == 10
    assert meter.take([TEN, HUNDRED], 500, 0.5).units == 0
    assert meter.take([Bucket("other", 10), HUNDRED], 500, 1.0).units == 10


def test_what_was_not_used_is_given_back_and_what_went_beyond_is_paid(meter: Meter) -> None:
    assert meter.take([HUNDRED], 100, 1.0).units == 100
    meter.settle([HUNDRED], 60)
    assert meter.take([HUNDRED], 100, 1.0).units == pytest.approx(60, abs=5)
    meter.settle([HUNDRED], -100)
    refused = meter.take([HUNDRED], 1, 1.0)
    assert refused.units == 0
    assert refused.wait == pytest.approx(1.0, abs=0.2)


@given(
    rate=st.floats(0.1, 500),
    asked=st.lists(
        st.tuples(
            st.floats(0, 5),
            st.integers(1, 400),
            st.sampled_from([0.5, 1.0, 30.0]),
            st.floats(-0.5, 1.0),
        ),
        max_size=60,
    ),
)
def test_over_time_never_more_than_the_rate(
    rate: float, asked: list[tuple[float, int, float, float]]
) -> None:
    """Whoever asks, however often, giving back some and now and then going beyond."""
    watch = Watch()
    meter = LocalMeter(watch)
    bucket = Bucket("any", rate)
    used, beyond = 0.0, 0.0
    for pause, units, ahead, unused in asked:
        watch.now += pause
        granted = meter.take([bucket], units, ahead).units
        assert 0 <= granted <= units
        back = int(granted * unused)
        meter.settle([bucket], back)
        used += granted - back
        beyond += max(-back, 0)
        assert used - beyond <= (watch.now - 1000.0 + 30.0) * rate + 1 + 1e-6


@given(rate=st.floats(0.1, 500), ahead=st.sampled_from([0.5, 1.0, 30.0]))
def test_whoever_waits_as_told_gets_something(rate: float, ahead: float) -> None:
    watch = Watch()
    meter = LocalMeter(watch)
    bucket = Bucket("any", rate)
    meter.take([bucket], 10_000, 30.0)
    while (grant := meter.take([bucket], 1, ahead)).units:
        pass
    watch.now += grant.wait + 1e-6
    assert meter.take([bucket], 1, ahead).units == 1


def test_workers_share_one_rate(redis: Redis, redis_url: str) -> None:
    """Many at once: what they get together is what one alone would have got."""
    together = threading.Barrier(6)
    granted: list[int] = []

    def worker() -> None:
        with Redis.from_url(redis_url) as own:
            meter = RedisMeter(own)
            together.wait(30)
            granted.extend(meter.take([Bucket("shared", 1)], 1, 20.0).units for _ in range(20))

    workers = [threading.Thread(target=worker) for _ in range(6)]
    began = time.monotonic()
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    passed = time.monotonic() - began
    assert 20 <= sum(granted) <= 20 + passed + 1


def test_nothing_is_kept_of_a_sender_that_is_quiet(redis: Redis) -> None:
    RedisMeter(redis).take([TEN], 10, 1.0)
    (key,) = redis.scan_iter("kinline:rate:*")
    assert 0 < redis.pttl(key) <= 2000


class TestWithoutRedis:
    @pytest.fixture
    def watch(self) -> Watch:
        return Watch()

    @pytest.fixture
    def away(self, tmp_path: Path, watch: Watch) -> Iterator[RedisMeter]:
        with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as nobody:
            yield RedisMeter(nobody, watch)

    def test_it_neither_stops_nor_lets_everything_through(
        self, away: RedisMeter, watch: Watch
    ) -> None:
        assert away.take([HUNDRED], 500, 1.0).units == 100 * OWN_PART
        assert away.take([HUNDRED], 500, 1.0).units == 0
        watch.now += 1.0
        assert away.take([HUNDRED], 500, 1.0).units == 100 * OWN_PART

    def test_settling_does_not_fail(self, away: RedisMeter) -> None:
        away.settle([TEN], 3)
        away.settle([TEN], -3)

    def test_it_is_not_asked_again_at_once(self, away: RedisMeter, watch: Watch) -> None:
        def complaints(times: int, pause: float) -> int:
            with capture_logs() as logs:
                for _ in range(times):
                    away.take([TEN], 1, 30.0)
                    watch.now += pause
            return len(logs)

        assert complaints(10, 0.0) == 1
        watch.now += ALONE_FOR
        assert complaints(1, 0.0) == 1


def test_once_redis_is_back_its_rate_counts_again(redis: Redis) -> None:
    watch = Watch()
    meter = RedisMeter(_failing(redis, times=1), watch)
    assert meter.take([HUNDRED], 500, 1.0).units == 100 * OWN_PART
    watch.now += ALONE_FOR
    assert meter.take([HUNDRED], 500, 1.0).units == 100


def _failing(redis: Redis, times: int) -> Redis:
    """A client whose next `times` commands find nobody."""
    real: Callable[..., object] = redis.execute_command
    left = [times]

    def execute(*arguments: object, **options: object) -> object:
        if left[0]:
            left[0] -= 1
            raise RedisConnectionError
        return real(*arguments, **options)

    redis.execute_command = execute  # type: ignore[method-assign]  # its own socket is not ours to cut
    return redis
