"""Rates that all workers on all hosts share: a leaky bucket per sender and per account, in Redis.

A bucket is one number, the moment until which what was sent has used up its rate (GCRA, the
"virtual scheduling" of ITU-T I.371). Sending `n` units moves it `n / rate` seconds on; who asks may
send while it lies less than their `ahead` in the future. So a bucket never gives more than its rate
over time, whoever asks: one who may go further ahead is served at once, and the others wait until
that is paid back.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

ALONE_FOR = 5.0
"""Seconds that a worker goes by its own buckets once Redis did not answer, before it asks again:
each asking may take as long as a time-out."""
MOST_BUCKETS = 10_000
"""Of one process; then those that are full again are forgotten."""
OWN_PART = 0.5
"""Of each rate, while Redis is away and a worker cannot know what the others send."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Whose rate it is, and the units a second it allows (more than 0)."""

    key: str
    per_second: float


@dataclass(frozen=True, slots=True)
class Grant:
    """How many units may be sent now; with 0, after how many seconds asking again makes sense."""

    units: int
    wait: float = 0.0


class Meter(Protocol):
    """Never raises, never lets everything through."""

    def take(self, buckets: Sequence[Bucket], units: int, ahead: float) -> Grant:
        """Up to `units` from all of `buckets` at once: what the scarcest of them has. One unit at
        least from buckets that are not `ahead` seconds ahead already."""

    def settle(self, buckets: Sequence[Bucket], units: int) -> None:
        """Give back what was taken and not used; or, below 0, take more than there is, for what
        cannot be split."""


_TAKE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local units, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
local wait, full = 0, {}
for i, key in ipairs(KEYS) do
    local rate = tonumber(ARGV[2 + i])
    full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now)
    local left = ahead - (full[i] - now)
    if left <= 0 then
        wait = math.max(wait, -left)
        units = 0
    else
        units = math.min(units, math.max(math.floor(left * rate), 1))
    end
end
if units > 0 then
    for i, key in ipairs(KEYS) do
        full[i] = full[i] + units / tonumber(ARGV[2 + i])
        local keep = math.ceil((full[i] - now) * 1000) + 1000
        redis.call('SET', key, string.format('%.6f', full[i]), 'PX', keep)
    end
end
return {units, string.format('%.6f', wait)}
"""

_SETTLE = """
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
for i, key in ipairs(KEYS) do
    local full = tonumber(redis.call('GET', key) or '0')
    full = math.max(full, now) - tonumber(ARGV[1]) / tonumber(ARGV[1 + i])
    if full > now then
        local keep = math.ceil((full - now) * 1000) + 1000
        redis.call('SET', key, string.format('%.6f', full), 'PX', keep)
    else
        redis.call('DEL', key)
    end
end
"""


class LocalMeter:
    """The same buckets in this process alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, part: float = 1.0) -> None:
        self._clock = clock
        self._part = part
        self._full: dict[str, float] = {}
        self._lock = threading.Lock()

    @property
    def buckets(self) -> frozenset[str]:
        """The keys of those that something was taken from."""
        return frozenset(self._full)

    def take(self, buckets: Sequence[Bucket], units: int, ahead: float) -> Grant:
        with self._lock:
            now = self._clock()
            wait = 0.0
            for bucket in buckets:
                left = ahead - (self._until(bucket, now) - now)
                if left <= 0:
                    wait, units = max(wait, -left), 0
                else:
                    units = min(units, max(int(left * self._rate(bucket)), 1))
            self._move(buckets, units, now)
            return Grant(units, wait)

    def settle(self, buckets: Sequence[Bucket], units: int) -> None:
        with self._lock:
            self._move(buckets, -units, self._clock())

    def _forget(self, now: float) -> None:
        """Buckets that are full again say nothing, and there may be one for each who ever asked."""
        self._full = {key: until for key, until in self._full.items() if until > now}

    def _until(self, bucket: Bucket, now: float) -> float:
        return max(self._full.get(bucket.key, now), now)

    def _rate(self, bucket: Bucket) -> float:
        return bucket.per_second * self._part

    def _move(self, buckets: Sequence[Bucket], units: int, now: float) -> None:
        if len(self._full) >= MOST_BUCKETS:
            self._forget(now)
        for bucket in buckets:
            self._full[bucket.key] = self._until(bucket, now) + units / self._rate(bucket)


class RedisMeter:
    """The buckets of the installation. While Redis is away, each worker goes by its own."""

    def __init__(self, redis: Redis, clock: Callable[[], float] = time.monotonic) -> None:
        self._take = redis.register_script(_TAKE)
        self._settle = redis.register_script(_SETTLE)
        self._alone = LocalMeter(clock, OWN_PART)
        self._clock = clock
        self._alone_until = 0.0

    def take(self, buckets: Sequence[Bucket], units: int, ahead: float) -> Grant:
        if self._clock() >= self._alone_until:
            try:
                granted, wait = self._take(
                    keys=[_key(bucket) for bucket in buckets],
                    args=[units, ahead, *(bucket.per_second for bucket in buckets)],
                )
                return Grant(int(granted), float(wait))
            except RedisError as error:
                self._go_alone(error)
        return self._alone.take(buckets, units, ahead)

    def settle(self, buckets: Sequence[Bucket], units: int) -> None:
        if units == 0:
            return
        if self._clock() >= self._alone_until:
            try:
                self._settle(
                    keys=[_key(bucket) for bucket in buckets],
                    args=[units, *(bucket.per_second for bucket in buckets)],
                )
            except RedisError as error:
                self._go_alone(error)
            return
        self._alone.settle(buckets, units)

    def _go_alone(self, error: RedisError) -> None:
        log.warning("meter.alone", error=type(error).__name__)
        self._alone_until = self._clock() + ALONE_FOR


def _key(bucket: Bucket) -> str:
    return f"kinline:rate:{bucket.key}"
