"""One subscription per process, handed on to every open page of the agency it is about."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from messaging.platform.lanes import live_channel

log = structlog.get_logger(__name__)

RESYNC = "resync"
"""The topic that stands for "anything": sent when topics may have been missed."""
PATTERN = "kinline:live:*"
RETRY_SECONDS = 2.0
WAITING_TOPICS = 100
"""A page that reads more slowly than this is told once to read everything."""

Listener = asyncio.Queue[str | None]


class Hub:
    """Topics of an agency, as they are touched. None in a listener's queue means: we are closing.

    Everything happens on one event loop, the web server's; `close` may be called from a signal
    handler on that loop's thread.
    """

    def __init__(self, redis_url: Callable[[], str]) -> None:
        self._redis_url = redis_url
        self._listeners: dict[str, set[Listener]] = defaultdict(set)
        self._reader: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    @contextlib.asynccontextmanager
    async def listen(self, agency_id: UUID) -> AsyncIterator[Listener]:
        """A queue of topics. The first one is `RESYNC`: what the page shows may be old by now."""
        queue: Listener = asyncio.Queue(WAITING_TOPICS)
        queue.put_nowait(None if self._closed else RESYNC)
        self._loop = asyncio.get_running_loop()
        if self._reader is None or self._reader.done():
            self._reader = asyncio.create_task(self._read(), name="live hub")
        listeners = self._listeners[live_channel(agency_id)]
        listeners.add(queue)
        try:
            yield queue
        finally:
            listeners.discard(queue)

    def close(self) -> None:
        """End every stream. A web server must do so when told to stop, since it then waits for
        open answers to finish and a stream never would."""
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._end_all)

    async def aclose(self) -> None:
        """Let go of the connection too."""
        self._closed = True
        self._end_all()
        if self._reader is not None:
            self._reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reader

    async def _read(self) -> None:
        while not self._closed:
            try:
                await self._follow()
            except (RedisError, OSError) as error:
                log.warning("live.away", error=type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        redis = Redis.from_url(self._redis_url(), decode_responses=True, health_check_interval=15)
        try:
            async with redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                await pubsub.psubscribe(PATTERN)
                self._tell_all(RESYNC)
                await self._hand_on(pubsub)
        finally:
            await redis.aclose()

    async def _hand_on(self, pubsub: PubSub) -> None:
        while not self._closed:
            message = await pubsub.get_message(timeout=1.0)
            if message is not None:
                for listener in self._listeners.get(message["channel"], ()):
                    _tell(listener, message["data"])

    def _tell_all(self, topic: str) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                _tell(listener, topic)

    def _end_all(self) -> None:
        for listeners in self._listeners.values():
            for listener in listeners:
                _tell(listener, None)


def _tell(listener: Listener, topic: str | None) -> None:
    if topic is None or listener.full():
        while not listener.empty():
            listener.get_nowait()
        topic = RESYNC if topic is not None else None
    listener.put_nowait(topic)
