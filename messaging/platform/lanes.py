"""Lanes, and the bell that says one of them has work.

The queue is a doorbell: a job names a lane and carries nothing else. At most one bell per lane
waits to be answered; the worker that answers drains the lane from the database. Flushing Redis
loses nothing, because the clock rings every lane that has due rows.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol
from uuid import UUID

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

log = structlog.get_logger(__name__)

DRAIN_TIMEOUT_SECONDS = 900
BELLS_AT_MOST = 4
"""Of one lane, while its worker is busy; older ones are dropped unanswered."""


class Lane(StrEnum):
    """Who goes first. Each lane has a queue and at least one worker of its own."""

    URGENT = "urgent"
    """Safety, staff replies, keyword answers, one-time codes."""
    REMINDERS = "reminders"
    BULK = "bulk"
    FACTS = "facts"
    """Not messages: facts waiting for the rooms that react to them."""
    JOURNEYS = "journeys"
    """Not messages: steps of campaigns that are due to become messages."""
    INBOUND = "inbound"
    """Not messages to send: stored messages from parents waiting to be routed."""
    OUTGOING = "outgoing"
    """Not messages: facts on their way to agencies' own systems."""
    FILES = "files"
    """Not messages: pictures and files that came with messages, waiting to be fetched."""
    PREPARING = "preparing"
    """Not messages: figures and proofs that take long to work out, for which a page waits."""


SENDING_LANES = (Lane.URGENT, Lane.REMINDERS, Lane.BULK)

RUNG_SECONDS: Mapping[Lane, int] = MappingProxyType(dict.fromkeys(Lane, 10) | {Lane.URGENT: 2})
"""A bell nobody answered may be rung again after this long: its worker's host may be gone. (A
worker that is started again forgets the bell of the one before it.) The price of a short time is
a bell for nothing each time it passes while a worker is in the middle of a long drain: 23 Redis
commands and 1 to 2 ms of CPU, and `BELLS_AT_MOST` of them in a row when the drain is over."""


Topic = tuple[UUID, str]
"""An agency's id, and what of its has changed: an id, or a list's name."""


class Doorbell(Protocol):
    """Tells other processes, after the commit, that something changed. A lost ring is harmless."""

    def ring(self, lane: Lane) -> None: ...

    def answered(self, lane: Lane) -> None:
        """A worker begins to drain `lane`, or has just started and holds no bell yet: from now on
        a new ring is a new bell."""

    def touch_all(self, topics: Collection[Topic]) -> None:
        """Tell open pages that these have changed, all in one go."""


class RedisDoorbell:
    """RQ jobs for the lanes, a Redis channel per agency for open pages."""

    def __init__(self, redis: Redis, job: str) -> None:
        self._redis = redis
        self._job = job

    def ring(self, lane: Lane) -> None:
        try:
            if self._redis.set(_rung(lane), 1, nx=True, ex=RUNG_SECONDS[lane]):
                self._hang(lane)
        except RedisError as error:
            # The rows are committed; the clock rings again once Redis is back.
            log.warning("doorbell.silent", lane=lane.value, error=type(error).__name__)

    def _hang(self, lane: Lane) -> None:
        try:
            Queue(lane, connection=self._redis).enqueue(
                self._job,
                lane.value,
                job_timeout=DRAIN_TIMEOUT_SECONDS,
                result_ttl=0,
                failure_ttl=3600,
                ttl=RUNG_SECONDS[lane] * BELLS_AT_MOST,
                description=f"drain {lane}",
            )
        except RedisError:
            # No bell hangs there: the next ring must not be taken for a second one.
            self._redis.delete(_rung(lane))
            raise

    def answered(self, lane: Lane) -> None:
        try:
            self._redis.delete(_rung(lane))
        except RedisError as error:
            log.warning("doorbell.silent", lane=lane.value, error=type(error).__name__)

    def touch_all(self, topics: Collection[Topic]) -> None:
        try:
            with self._redis.pipeline(transaction=False) as together:
                for agency_id, topic in topics:
                    together.publish(live_channel(agency_id), topic)
                together.execute()
        except RedisError as error:
            log.warning("doorbell.silent", topics=len(topics), error=type(error).__name__)


def live_channel(agency_id: UUID) -> str:
    return f"kinline:live:{agency_id}"


def _rung(lane: Lane) -> str:
    return f"kinline:rung:{lane}"
