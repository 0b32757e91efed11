"""The worker of the outgoing lane: many endpoints at once, none of them waiting for another.

It goes in short steps. What is under way stays under way between them, so a slow endpoint keeps
only its own events waiting, and the worker can be told to end at any time.
"""

import asyncio
from collections import Counter
from uuid import UUID

import structlog

from messaging.runtime import Runtime
from outgoing.claiming import Claimed, claim
from outgoing.models.delivery import Problem
from outgoing.recording import record
from outgoing.sending import Answer, Sender

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 0.5
"""How long a step waits for an answer before it looks for new work."""
LEAVE_SECONDS = 5.0
"""How long what is under way may take when the worker is told to end. What takes longer is sent
again after its lease."""

Answered = tuple[Claimed, Answer]


class Post:
    """Belongs to one event loop."""

    def __init__(self, runtime: Runtime, sender: Sender) -> None:
        self._runtime = runtime
        self._sender = sender
        self._under_way: dict[asyncio.Task[Answered], UUID] = {}
        self._answered: list[Answered] = []
        """Kept until they are recorded, also over a database that is away."""

    async def step(self) -> int:
        """Wait for answers a moment, record them, claim and begin what is due. How much is under
        way or was recorded; 0 when there is nothing to do."""
        if self._under_way:
            await self._wait(LOOK_AGAIN_SECONDS)
        answered = list(self._answered)
        with self._runtime.unit() as unit:
            if answered:
                record(unit, answered)
            unit.session.flush()
            claimed = claim(unit, Counter(self._under_way.values()))
        del self._answered[: len(answered)]
        for one in claimed:
            self._begin(one)
        return len(answered) + len(claimed) + len(self._under_way)

    async def aclose(self) -> None:
        """Let what is under way end, for a while, and record it."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LEAVE_SECONDS)
            await self._wait(0)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()
        await self._sender.aclose()
        if self._answered:
            with self._runtime.unit() as unit:
                record(unit, self._answered)
            self._answered.clear()

    async def _wait(self, seconds: float) -> None:
        done, _ = await asyncio.wait(
            self._under_way, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in done:
            del self._under_way[task]
            self._answered.append(task.result())

    def _begin(self, claimed: Claimed) -> None:
        if isinstance(claimed.ready, Problem):
            self._answered.append((claimed, Answer(claimed.ready)))
            return
        task = asyncio.get_running_loop().create_task(self._send(claimed))
        self._under_way[task] = claimed.endpoint_id

    async def _send(self, claimed: Claimed) -> Answered:
        ready = claimed.ready
        assert not isinstance(ready, Problem)  # noqa: S101 (`_begin` has sorted these out)
        try:
            answer = await self._sender.post(ready.url, ready.headers, ready.body)
        except Exception as error:  # a defect of ours must not lose the others' answers
            log.error(
                "outgoing.crashed",
                delivery=str(claimed.delivery_id),
                error=type(error).__name__,
            )
            answer = Answer(Problem.UNREADABLE)
        return claimed, answer
