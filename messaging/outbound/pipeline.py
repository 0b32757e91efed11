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

from messaging.outbound.window import Window

Item = TypeVar("Item")
Result = TypeVar("Result")
Outcome = TypeVar("Outcome")

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
    at_once: int
    """Sent at the same time, beside what had to be begun."""
    begun: tuple[int, int]
    """The least and the most that is begun, sent, and not yet recorded."""
    turn_every: float
    """Seconds between recording what had begun, and beginning more."""


@dataclass(frozen=True, slots=True)
class Stages(Generic[Item, Result]):
    """The work itself. `fetch` and `record` run on threads, one call of each at a time."""

    fetch: Callable[[int], Fetched[Item]]
    has_to_begin: Callable[[Item], bool]
    """Whether it must be begun before it is sent."""
    send: Callable[[Item], Awaitable[Result]]
    record: Callable[[Sequence[tuple[Item, Result]], Sequence[Item]], Sequence[Item]]
    """Writes results down, and begins what comes second: gives back what of it may be sent."""
    stopping: Callable[[], bool]
    """Once true nothing more is fetched; what is in hand is finished."""


class _Step(Generic[Outcome]):
    """One stage that runs on a thread."""

    def __init__(
        self,
        due: Callable[[], Callable[[], Outcome] | None],
        over: Callable[[Outcome], None],
        failed: Callable[[BaseException | None], bool],
    ) -> None:
        self._due = due
        """Gives its next call, when it is time for that."""
        self._over = over
        self._failed = failed
        self._call: Future[Outcome] | None = None

    @property
    def is_under_way(self) -> bool:
        return self._call is not None

    def start(self, threads: ThreadPoolExecutor, wake: Callable[[], object]) -> None:
        if self._call is None and (call := self._due()) is not None:
            self._call = threads.submit(call)
            self._call.add_done_callback(lambda _done: wake())

    def end(self) -> None:
        if self._call is not None and self._call.done():
            call, self._call = self._call, None
            if not self._failed(call.exception()):
                self._over(call.result())


class _Queue(Generic[Item]):
    """What is ready, and those that send it."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.items: deque[Item] = deque()
        self.senders: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        return bool(self.items or self.senders)


class Pipeline(Generic[Item, Result]):
    """One run over a lane, until nothing is due and nothing in hand."""

    def __init__(self, stages: Stages[Item, Result], tempo: Tempo) -> None:
        self._stages = stages
        self._tempo = tempo
        self._window = Window[Item](*tempo.begun)
        self._free = _Queue[Item](tempo.at_once)
        # Of its own, or what waits for a slow mail server would take the place of texts.
        self._begun = _Queue[Item](tempo.begun[1])
        self._done: list[tuple[Item, Result]] = []
        self._record_by = 0.0
        self._turn_at = 0.0
        self._look_at = 0.0
        self._dry = False
        """The last look found nothing, and nothing has happened since that could change it."""
        self._held_back = False
        """Something is due that may go in a while."""
        self._dealt_with = 0
        self._failure: BaseException | None = None
        self._news = asyncio.Event()
        self._fetching = _Step(self._fetch, self._fetched, self._failed)
        self._recording = _Step(self._record, self._recorded, self._failed)

    async def run(self) -> int:
        """Returns how much was dealt with. Raises what a stage raised, once what was being sent
        has been; then some results may be unrecorded, and what still waited is not sent, unless it
        had begun."""
        steps = (self._fetching, self._recording)
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._news.set)

        with ThreadPoolExecutor(len(steps), thread_name_prefix="lane") as threads:
            while True:
                self._news.clear()
                for step in steps:
                    step.end()
                self._spread(self._free)
                self._spread(self._begun)
                for step in steps:
                    step.start(threads, wake)
                if self._is_over() and not any(step.is_under_way for step in steps):
                    break
                await self._something_new()
        if self._failure is not None:
            raise self._failure
        return self._dealt_with

    def _fetch(self) -> Callable[[], Fetched[Item]] | None:
        if not self._wants_more():
            return None
        return lambda: self._stages.fetch(self._tempo.batch)

    def _fetched(self, found: Fetched[Item]) -> None:
        tempo, now = self._tempo, self._now()
        self._dealt_with += found.seen
        for item in found.items:
            if self._stages.has_to_begin(item):
                self._window.add(item)
            else:
                self._free.items.append(item)
        self._held_back = found.wait is not None
        self._dry = not found.seen and not self._held_back
        if found.seen >= tempo.batch or not (self._in_hand() or self._held_back):
            self._look_at = now
        else:
            wait = max(found.wait or 0.0, tempo.look_again)
            self._look_at = now + min(wait, LONGEST_WAIT)

    def _record(self) -> Callable[[], Sequence[Item]] | None:
        if not self._wants_to_record():
            return None
        done, self._done = self._done, []
        following = self._window.turn()
        return lambda: self._stages.record(done, following)

    def _recorded(self, begun: Sequence[Item]) -> None:
        self._window.turned(len(begun))
        self._turn_at = self._now() + self._tempo.turn_every
        self._begun.items.extend(begun)
        if not self._held_back:
            # Whoever had to wait for one of these may go now.
            self._dry = False
            self._look_at = self._now()

    def _failed(self, error: BaseException | None) -> bool:
        if error is not None:
            self._failure = self._failure or error
            self._window.clear()
            self._free.items.clear()
        return error is not None

    def _spread(self, queue: _Queue[Item]) -> None:
        for _ in range(min(len(queue.items), queue.at_once - len(queue.senders))):
            task = asyncio.get_running_loop().create_task(self._send(queue))
            queue.senders.add(task)
            task.add_done_callback(lambda done: self._sent(queue, done))

    async def _send(self, queue: _Queue[Item]) -> None:
        """One of those that send: takes what waits, one by one, until nothing does."""
        tempo = self._tempo
        while queue.items:
            item = queue.items.popleft()
            result = await self._stages.send(item)
            if not self._done:
                self._record_by = self._now() + tempo.record_after
            self._done.append((item, result))
            first = queue is self._begun and self._window.answered()
            if first or len(self._done) == tempo.record_at or self._waiting() == tempo.ahead:
                self._news.set()

    def _sent(self, queue: _Queue[Item], task: asyncio.Task[None]) -> None:
        queue.senders.discard(task)
        self._failed(task.exception())
        if not (self._free.senders or self._begun.senders):
            self._news.set()

    def _wants_more(self) -> bool:
        if self._stages.stopping() or self._failure is not None:
            return False
        if self._dry and not (self._in_hand() or self._recording.is_under_way):
            return False
        return self._waiting() <= self._tempo.ahead and self._now() >= self._look_at

    def _wants_to_record(self) -> bool:
        now = self._now()
        if len(self._done) >= self._tempo.record_at:
            return True
        if self._window.wants_a_turn and (now >= self._turn_at or self._window.runs_low):
            return True
        late = now >= self._record_by or not (self._free or self._begun)
        return bool(self._done) and late

    def _waiting(self) -> int:
        """How many wait to be sent."""
        return len(self._window) + len(self._free.items) + len(self._begun.items)

    def _in_hand(self) -> bool:
        return bool(self._window or self._free or self._begun or self._done)

    def _is_over(self) -> bool:
        ended = self._dry or self._failure is not None or self._stages.stopping()
        return ended and not self._in_hand()

    async def _something_new(self) -> None:
        """Until a step is over, or it is time for the next."""
        soon = [self._now() + LOOK_EVERY]
        if self._done:
            soon.append(self._record_by)
        if self._window.wants_a_turn:
            soon.append(self._turn_at)
        if self._waiting() <= self._tempo.ahead:
            soon.append(self._look_at)
        # Never before now: what is late already waits for a step that is under way.
        pause = min(at for at in soon if at > self._now())
        with suppress(TimeoutError):
            async with asyncio.timeout(pause - self._now()):
                await self._news.wait()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
