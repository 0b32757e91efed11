"""Guessing passwords is slow: wrong tries are counted per account and address, for all processes.

The account's name goes into the key only as a hash.
"""

import hashlib
from collections.abc import Callable
from functools import cached_property
from typing import Protocol

import structlog
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

WINDOW_SECONDS = 15 * 60
TRIES_PER_ACCOUNT = 5
"""From one address."""
TRIES_PER_ADDRESS = 50
"""At any accounts: an office of many shares one address."""


class Throttle(Protocol):
    def blocked(self, account: str, address: str) -> bool: ...

    def failed(self, account: str, address: str) -> None: ...

    def forget(self, account: str, address: str) -> None:
        """They got in: their earlier slips no longer count."""


class RedisThrottle:
    """Counters that lapse by themselves. With Redis away nobody is locked out: argon2 still makes
    guessing slow, and an outage must not keep caseworkers from parents."""

    def __init__(self, redis_url: Callable[[], str]) -> None:
        self._redis_url = redis_url

    @cached_property
    def _redis(self) -> Redis:
        return Redis.from_url(self._redis_url(), socket_timeout=2, socket_connect_timeout=2)

    def blocked(self, account: str, address: str) -> bool:
        try:
            counts = self._redis.mget([key for key, _ in _counters(account, address)])
        except RedisError as error:
            log.warning("throttle.away", error=type(error).__name__)
            return False
        limits = (limit for _, limit in _counters(account, address))
        return any(int(count or 0) >= limit for count, limit in zip(counts, limits, strict=True))

    def failed(self, account: str, address: str) -> None:
        try:
            with self._redis.pipeline() as pipe:
                for key, _ in _counters(account, address):
                    pipe.incr(key)
                    pipe.expire(key, WINDOW_SECONDS, nx=True)
                pipe.execute()
        except RedisError as error:
            log.warning("throttle.away", error=type(error).__name__)

    def forget(self, account: str, address: str) -> None:
        try:
            self._redis.delete(_counters(account, address)[0][0])
        except RedisError as error:
            log.warning("throttle.away", error=type(error).__name__)


def _counters(account: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (
        (f"kinline:login:{_blurred(account, address)}", TRIES_PER_ACCOUNT),
        (f"kinline:login:{_blurred(address)}", TRIES_PER_ADDRESS),
    )


def _blurred(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
