"""Claiming, sending and recording at the same time: the next batch is fetched and the last one
written down while sends go on, so that the provider is always kept busy.

The database is worked with on threads; the event loop only sends. Nothing here knows of tables.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Anything = TypeVar("Anything")

LOOK_EVERY = 0.25
"""Seconds that a pipeline with nothing to do but wait goes without a look whether it is to stop."""
LONGEST_WAIT = 1.0
"""Seconds between two looks, however long what is due has to wait: more may be due by then."""


@dataclass(frozen=True, slots=True)
class Fetched(Generic[Item]):
    """What one look for work came to."""

    seen: int
    """How much was dealt with; 0 when nothing is due."""
    items: Sequence[Item]
    """Of that, what is to be sent."""
    wait: float | None
    """Seconds until there may be more that is due already; None: not by waiting."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """How big the steps are."""

    batch: int
    """Fetched at once."""
    ahead: int
    """Fetched again when no more than this wait to be sent."""
    record_at: int
    """Results written down together, when there are so many."""
    record_after: float
    """Seconds after which they are written down although they are fewer."""
    look_again: float
    """Seconds between two looks for more while what is in hand takes its time."""


@dataclass(frozen=True, slots=True)
class Stages(Generic[Item, Result]):
    """The work itself. `fetch` and `record` run on threads, one call of each at a time."""

    fetch: Callable[[int], Fetched[Item]]
    send: Callable[[Item], Awaitable[Result]]
    record: Callable[[Sequence[tuple[Item, Result]]], None]
    stopping: Callable[[], bool]
    """Once true nothing more is fetched; what is in hand is finished."""


class Pipeline(Generic[Item, Result]):
    """One run over a lane, until nothing is due and nothing in hand."""

    def __init__(self, stages: Stages[Item, Result], tempo: Tempo, at_once: int) -> None:
        self._stages = stages
        self._tempo = tempo
        self._at_once = at_once
        self._waiting: deque[Item] = deque()
        self._sending: set[asyncio.Task[None]] = set()
        self._done: list[tuple[Item, Result]] = []
        self._record_by = 0.0
        self._look_at = 0.0
        self._dry = False
        """The last look found nothing, and nothing has happened since that could change it."""
        self._held_back = False
        """Something is due that may go in a while."""
        self._dealt_with = 0
        self._failure: BaseException | None = None
        self._news = asyncio.Event()

    async def run(self) -> int:
        """Returns how much was dealt with. Raises what a stage raised, once what was being sent
        has been; then some results may be unrecorded, and what still waited is not sent."""
        fetching: Future[Fetched[Item]] | None = None
        recording: Future[None] | None = None
        with ThreadPoolExecutor(2, thread_name_prefix="lane") as threads:
            while True:
                self._news.clear()
                if fetching is not None and fetching.done():
                    self._fetched(fetching)
                    fetching = None
                if recording is not None and recording.done():
                    self._recorded(recording)
                    recording = None
                self._spread()
                if fetching is None and self._wants_more(recording is not None):
                    fetching = self._begin(threads.submit(self._stages.fetch, self._tempo.batch))
                if recording is None and self._wants_to_record():
                    recording = self._begin(threads.submit(self._stages.record, self._done))
                    self._done = []
                if fetching is None and recording is None and self._is_over():
                    break
                await self._something_new()
        if self._failure is not None:
            raise self._failure
        return self._dealt_with

    def _begin(self, work: Future[Anything]) -> Future[Anything]:
        loop = asyncio.get_running_loop()
        work.add_done_callback(lambda _done: loop.call_soon_threadsafe(self._news.set))
        return work

    def _fetched(self, fetching: Future[Fetched[Item]]) -> None:
        if self._failed(fetching.exception()):
            return
        found, tempo, now = fetching.result(), self._tempo, self._now()
        self._dealt_with += found.seen
        self._waiting.extend(found.items)
        self._held_back = found.wait is not None
        self._dry = not found.seen and not self._held_back
        if found.seen >= tempo.batch or not (self._in_hand() or self._held_back):
            self._look_at = now
        else:
            wait = max(found.wait or 0.0, tempo.look_again)
            self._look_at = now + min(wait, LONGEST_WAIT)

    def _recorded(self, recording: Future[None]) -> None:
        if self._failed(recording.exception()) or self._held_back:
            return
        # Whoever had to wait for one of these may go now.
        self._dry = False
        self._look_at = self._now()

    def _failed(self, error: BaseException | None) -> bool:
        if error is not None:
            self._failure = self._failure or error
            self._waiting.clear()
        return error is not None

    def _spread(self) -> None:
        for _ in range(min(len(self._waiting), self._at_once - len(self._sending))):
            task = asyncio.get_running_loop().create_task(self._send())
            self._sending.add(task)
            task.add_done_callback(self._sent)

    async def _send(self) -> None:
        """One of those that send: takes what waits, one by one, until nothing does."""
        tempo, waiting = self._tempo, self._waiting
        while waiting:
            item = waiting.popleft()
            result = await self._stages.send(item)
            if not self._done:
                self._record_by = self._now() + tempo.record_after
            self._done.append((item, result))
            if len(self._done) == tempo.record_at or len(waiting) == tempo.ahead:
                self._news.set()

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._failed(task.exception())
        if not self._sending:
            self._news.set()

    def _wants_more(self, recording: bool) -> bool:
        if self._stages.stopping() or self._failure is not None:
            return False
        if self._dry and not (self._in_hand() or recording):
            return False
        return len(self._waiting) <= self._tempo.ahead and self._now() >= self._look_at

    def _wants_to_record(self) -> bool:
        if len(self._done) >= self._tempo.record_at:
            return True
        late = self._now() >= self._record_by or not (self._sending or self._waiting)
        return bool(self._done) and late

    def _in_hand(self) -> bool:
        return bool(self._waiting or self._sending or self._done)

    def _is_over(self) -> bool:
        ended = self._dry or self._failure is not None or self._stages.stopping()
        return ended and not self._in_hand()

    async def _something_new(self) -> None:
        """Until a step is over, or it is time for the next."""
        soon = [self._now() + LOOK_EVERY]
        if self._done:
            soon.append(self._record_by)
        if len(self._waiting) <= self._tempo.ahead:
            soon.append(self._look_at)
        # Never before now: what is late already waits for a step that is under way.
        pause = min(at for at in soon if at > self._now())
        with suppress(TimeoutError):
            async with asyncio.timeout(pause - self._now()):
                await self._news.wait()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
