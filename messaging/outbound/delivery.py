"""Draining a lane: claim, write down the attempt, let go of the database, send, record.

The order carries the promise "nothing twice, nothing lost". An attempt is committed before the
provider is called, so a worker that dies in between leaves a trace that is reconciled, never a
message that is blindly sent again. Where reconciling could only mean to ask a person, it is also
begun (`beginning.py`). While the provider is called no database connection is held:
a slow carrier must not use up ours. `pipeline.py` does the three at the same time.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from uuid import UUID

import structlog
from sqlalchemy import Select

from channels.values import SendError, SendResult
from messaging.models.message import Message
from messaging.outbound import beginning, claiming, due, recording
from messaging.outbound.claiming import Claimed
from messaging.outbound.pipeline import Fetched, Pipeline, Stages, Tempo
from messaging.outbound.senders import SenderKey
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Requests to providers under way at the same time, per worker; mail has connections of its own."""
BEGUN = (16, 96)
"""Mails handed over, or about to be, of which no answer is written down yet: so many, per worker, a
person may have to be asked about after a kill. The first is twice what talk to the server at once;
a quick server takes more of them between two commits, and must not run dry meanwhile."""

_STEADY = Tempo(
    batch=500,
    ahead=250,
    record_at=250,
    record_after=0.5,
    look_again=0.25,
    at_once=AT_ONCE,
    begun=BEGUN,
    turn_every=0.05,
)
TEMPO: Mapping[Lane, Tempo] = MappingProxyType(
    {
        Lane.URGENT: replace(
            _STEADY, batch=50, ahead=0, record_at=50, record_after=0.05, look_again=0.1
        ),
        Lane.REMINDERS: _STEADY,
        # What is in hand goes although it is paused: at a carrier that takes 100 ms, 300 are gone
        # in little more than half a second.
        Lane.BULK: replace(_STEADY, batch=200, ahead=100),
    }
)
MOST_ON_SQLITE = 100
"""In one step: its one writer is kept from all others for as long as a step takes. Half a
millisecond of processor time each was measured, and a caseworker's reply waits to be stored."""

NO_CHANNEL = SendError(
    "no-channel", "This way of sending is not set up.", page_operations=True, whole_account=True
)
NO_TIME = SendError("no-time", "It did not get its turn in time.", retryable=True)
CRASHED = SendError("crashed", "Sending broke in the middle.", unknown_outcome=True)


def drain(
    runtime: Runtime,
    lane: Lane,
    runner: asyncio.Runner,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due in `lane` until nothing is, or until `stopping`; what waits for its
    sender's rate is waited for. Returns how many messages it dealt with (sent, put off, refused);
    0 when none was due."""

    def fetch(room: int) -> Fetched[Claimed]:
        batch = claiming.claim(runtime, lane, room)
        return Fetched(batch.due, batch.claimed, batch.wait)

    stages = Stages(
        fetch,
        lambda claimed: claimed.has_to_begin,
        Sending(runtime).send,
        partial(recording.record_and_begin, runtime),
        stopping,
    )
    return runner.run(_run(stages, _tempo(runtime, lane)))


def _tempo(runtime: Runtime, lane: Lane) -> Tempo:
    tempo = TEMPO[lane]
    if not runtime.database.is_sqlite:
        return tempo
    batch, record_at = min(tempo.batch, MOST_ON_SQLITE), min(tempo.record_at, MOST_ON_SQLITE)
    return replace(tempo, batch=batch, ahead=min(tempo.ahead, batch // 2), record_at=record_at)


async def _run(stages: Stages[Claimed, SendResult], tempo: Tempo) -> int:
    return await Pipeline(stages, tempo).run()


def try_one(runtime: Runtime, runner: asyncio.Runner, which: Select[Message]) -> UUID | None:
    """Send what `which` selects: one message, of a paused sender. Returns its attempt; None when
    nothing is due there, or when the gate said no to it."""
    with runtime.unit() as unit:
        claimed = claiming.attempt(unit, runtime, due.locked(unit.session, which))
    for each in beginning.begin(runtime, claimed):
        result = runner.run(Sending(runtime).send(each))
        recording.record_surely(runtime, [(each, result)])
    return claimed[0].attempt_id if claimed else None


class Sending:
    """Hands messages over. What the provider says of a sender holds for whatever else was claimed
    by then: it is not even tried, and waits with its sender."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._resting: dict[SenderKey, tuple[float, SendError]] = {}

    async def send(self, claimed: Claimed) -> SendResult:
        """Never raises: whatever happens is a result."""
        turned_away = self._turned_away(claimed)
        if turned_away is not None:
            return SendResult(error=turned_away)
        if time.monotonic() > claimed.begin_before:
            return SendResult(error=NO_TIME)
        result = await self._handed_over(claimed)
        if result.error is not None and result.error.page_operations and claimed.sender:
            self._resting[claimed.sender] = (time.monotonic(), result.error)
        return result

    def _turned_away(self, claimed: Claimed) -> SendError | None:
        """Only what was claimed before: by now its sender may have been tried again."""
        if claimed.sender is None or claimed.sender not in self._resting:
            return None
        since, error = self._resting[claimed.sender]
        return error if claimed.claimed_at < since else None

    async def _handed_over(self, claimed: Claimed) -> SendResult:
        adapter = self._runtime.channels.get(claimed.channel)
        if adapter is None:
            return SendResult(error=NO_CHANNEL)
        try:
            return await adapter.send(claimed.outgoing)
        except Exception as error:
            # A defect of ours must not lose the rest of the batch. Its message goes to a person.
            attempt_id = str(claimed.attempt_id)
            log.error("delivery.crashed", attempt=attempt_id, error=type(error).__name__)
            return SendResult(error=CRASHED)
