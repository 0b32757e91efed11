"""Many in one transaction: what comes in while one commits shares the next.

A commit costs the disk the same for one row and for a hundred. Whoever adds something hears of it
only after the commit that holds it; nobody waits for company either, since what is there goes as
soon as the one writer is free.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import anyio
import anyio.to_thread
import structlog

from messaging.inbound.spooled import AWAY
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

MOST = 200
"""In one transaction, so that its rows are locked for moments only."""
PATIENCE_SECONDS = 6.0
"""For a database that does not even say no. Twilio waits 15 seconds
(https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""
NOT_NOW: tuple[type[Exception], ...] = (*AWAY, TimeoutError)

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")
Store = Callable[[Unit, Sequence[Item]], Sequence[Outcome]]
"""Stores all of them, in order, and says what became of each; or raises, and stores none."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class _Waiting(Generic[Item, Outcome]):
    item: Item
    answer: "asyncio.Future[Outcome]"

    def tell(self, outcome: Outcome | Exception) -> None:
        if self.answer.done():  # whoever asked has gone
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class Together(Generic[Item, Outcome]):
    """One writer for one kind of thing, in one process. Belongs to the event loop that uses it."""

    def __init__(self, runtime: Runtime, store: Store[Item, Outcome]) -> None:
        self._runtime = runtime
        self._store = store
        self._waiting: deque[_Waiting[Item, Outcome]] = deque()
        self._unrung: deque[Unit] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._ringer: asyncio.Task[None] | None = None
        # Threads of our own: those that pages share may all be waiting for the database.
        self._room = anyio.CapacityLimiter(2)

    async def add(self, item: Item) -> Outcome:
        """Returns once `item` is committed. Raises what storing it alone raises, or one of
        `NOT_NOW`: then it may be stored all the same, or not."""
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(item, answer))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await answer

    async def aclose(self) -> None:
        """Returns when everything added is stored, or refused, and every bell has rung."""
        if self._writer is not None:
            await asyncio.wait([self._writer])
        if self._ringer is not None:
            await asyncio.wait([self._ringer])

    async def _write(self) -> None:
        while self._waiting:
            batch = self._taken()
            items = [each.item for each in batch]
            outcomes: Sequence[Outcome | Exception]
            try:
                with anyio.fail_after(PATIENCE_SECONDS):
                    outcomes = await anyio.to_thread.run_sync(
                        self._committed, items, abandon_on_cancel=True, limiter=self._room
                    )
            except NOT_NOW as error:
                log.warning("together.no_database", error=type(error).__name__, items=len(items))
                # Nor does anybody else wait for what is known to be away.
                batch += self._waiting
                self._waiting.clear()
                outcomes = [error] * len(batch)
            for each, outcome in zip(batch, outcomes, strict=True):
                each.tell(outcome)
            self._ring()

    def _taken(self) -> list[_Waiting[Item, Outcome]]:
        """Who has gone meanwhile has not been promised anything."""
        count = min(MOST, len(self._waiting))
        taken = [self._waiting.popleft() for _ in range(count)]
        return [each for each in taken if not each.answer.done()]

    def _committed(self, items: Sequence[Item]) -> list[Outcome | Exception]:
        """What became of each; one that cannot be stored takes no other with it."""
        try:
            with self._runtime.database.writing() as session:
                unit = Unit(session, self._runtime.clock())
                outcomes = list(self._store(unit, items))
        except AWAY:
            raise
        except Exception as error:  # one by one it will show which
            if len(items) == 1:
                return [error]
            log.warning("together.one_by_one", error=type(error).__name__, items=len(items))
            return [outcome for item in items for outcome in self._committed([item])]
        self._unrung.append(unit)
        return [*outcomes]

    def _ring(self) -> None:
        """Beside the answers: what is committed need not wait for Redis."""
        if self._unrung and (self._ringer is None or self._ringer.done()):
            self._ringer = asyncio.create_task(self._announce())

    async def _announce(self) -> None:
        while self._unrung:
            first = self._unrung.popleft()
            while self._unrung:
                self._unrung.popleft().hand_over(first)
            await anyio.to_thread.run_sync(
                first.announce, self._runtime.doorbell, limiter=self._room
            )
