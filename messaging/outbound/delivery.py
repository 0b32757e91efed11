"""Draining a lane: claim, write down the attempt, let go of the database, send, record.

The order carries the promise "nothing twice, nothing lost". An attempt is committed before the
provider is called, so a worker that dies in between leaves a trace that is reconciled, never a
message that is blindly sent again. While the provider is called no database connection is held:
a slow carrier must not use up ours.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import OperationalError

from channels.values import ChannelKind, Outgoing, SendError, SendResult
from messaging.compliance.gate import Allow, Hold, decide
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateStage
from messaging.models.message import Message, MessageStatus
from messaging.outbound import gatekeeping, receipts, results
from messaging.outbound.outbox import record_outcome, refuse
from messaging.outbound.outgoing import outgoing
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH: Mapping[Lane, int] = {Lane.URGENT: 50, Lane.REMINDERS: 500, Lane.BULK: 500}
AT_ONCE = 50
"""Requests to providers under way at the same time, per worker."""
RECORD_FOR = timedelta(minutes=2)
"""How long results are kept in hand while the database is away. After that the attempts are
reconciled like those of a worker that died."""

NO_CHANNEL = SendError("no-channel", "This way of sending is not set up.", page_operations=True)
CRASHED = SendError("crashed", "Sending broke in the middle.", unknown_outcome=True)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One attempt that is written down and now has to be made."""

    attempt_id: UUID
    message_id: UUID
    channel: ChannelKind
    contact_point_id: UUID | None
    thread_id: UUID | None
    agency_id: UUID
    outgoing: Outgoing


def drain(runtime: Runtime, lane: Lane, runner: asyncio.Runner) -> int:
    """Send everything due in `lane`. Returns how many attempts were made."""
    made = 0
    while True:
        with runtime.unit() as unit:
            looked_at, batch = _claim(unit, runtime, lane)
        if not looked_at:
            return made
        outcomes = runner.run(_send_all(runtime, batch))
        _record_surely(runtime, outcomes)
        made += len(batch)


def _claim(unit: Unit, runtime: Runtime, lane: Lane) -> tuple[int, list[Claimed]]:
    due = unit.session.scalars(
        select(Message)
        .where(
            Message.lane == lane,
            Message.status == MessageStatus.QUEUED,
            Message.due_at <= unit.now,
        )
        .order_by(Message.due_at, Message.id)
        .limit(BATCH[lane])
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return 0, []
    questions = gatekeeping.questions(unit.session, due, unit.now)
    agencies = gatekeeping.rows(unit.session, Agency, {message.agency_id for message in due})
    contacts = gatekeeping.rows(
        unit.session, ContactPoint, {m.contact_point_id for m in due if m.contact_point_id}
    )
    claimed = []
    for message in due:
        decision = decide(questions[message.id])
        gatekeeping.keep(unit, message, GateStage.SEND, decision)
        if isinstance(decision, Hold):
            message.due_at, message.reason = decision.until, decision.reason
        elif isinstance(decision, Allow):
            contact = contacts.get(message.contact_point_id) if message.contact_point_id else None
            claimed.append(_attempt(unit, runtime, message, agencies[message.agency_id], contact))
        else:
            refuse(unit, message, decision.reason)
            record_outcome(unit, message, FactType.MESSAGE_REFUSED)
    return len(due), claimed


def _attempt(
    unit: Unit,
    runtime: Runtime,
    message: Message,
    agency: Agency,
    contact: ContactPoint | None,
) -> Claimed:
    message.status = MessageStatus.SENDING
    message.reason = None
    message.attempts += 1
    attempt_id = new_id()
    adapter = runtime.channels.get(message.channel)
    unit.session.add(
        Attempt(
            id=attempt_id,
            agency_id=message.agency_id,
            message_id=message.id,
            number=message.attempts,
            provider=adapter.name if adapter else message.channel.value,
            outcome=AttemptOutcome.STARTED,
            started_at=unit.now,
        )
    )
    return Claimed(
        attempt_id,
        message.id,
        message.channel,
        message.contact_point_id,
        message.thread_id,
        message.agency_id,
        outgoing(runtime, message, agency, contact, attempt_id, unit.now),
    )


async def _send_all(runtime: Runtime, batch: Sequence[Claimed]) -> list[tuple[Claimed, SendResult]]:
    """Many at once; those to one contact point one after the other, so that they arrive in the
    order they were meant."""
    room = asyncio.Semaphore(AT_ONCE)

    async def in_order(messages: Iterable[Claimed]) -> list[tuple[Claimed, SendResult]]:
        async with room:
            return [(claimed, await _send(runtime, claimed)) for claimed in messages]

    def whom(claimed: Claimed) -> str:
        return str(claimed.contact_point_id or claimed.thread_id)

    # Sorting is stable: within one contact point the order of the batch stays.
    groups = [list(group) for _, group in groupby(sorted(batch, key=whom), key=whom)]
    done = await asyncio.gather(*(in_order(group) for group in groups))
    return [outcome for group in done for outcome in group]


async def _send(runtime: Runtime, claimed: Claimed) -> SendResult:
    adapter = runtime.channels.get(claimed.channel)
    if adapter is None:
        return SendResult(error=NO_CHANNEL)
    try:
        return await adapter.send(claimed.outgoing)
    except Exception as error:
        # A defect of ours must not lose the rest of the batch. Its message goes to a person.
        log.error("delivery.crashed", attempt=str(claimed.attempt_id), error=type(error).__name__)
        return SendResult(error=CRASHED)


def _record_surely(runtime: Runtime, outcomes: Sequence[tuple[Claimed, SendResult]]) -> None:
    """Record results, also over a restart of the database."""
    give_up = time.monotonic() + RECORD_FOR.total_seconds()
    pause = 0.1
    while True:
        try:
            with runtime.unit() as unit:
                _record(unit, outcomes)
        except OperationalError:
            if time.monotonic() > give_up:
                raise
            log.warning("delivery.database_away", results=len(outcomes))
            time.sleep(pause)
            pause = min(pause * 2, 5)
        else:
            return


def _record(unit: Unit, outcomes: Sequence[tuple[Claimed, SendResult]]) -> None:
    taken = [
        (claimed, result.provider_id)
        for claimed, result in outcomes
        if result.error is None and result.provider_id is not None
    ]
    if taken:
        _record_accepted(unit, taken)
    for claimed, result in outcomes:
        if result.error is not None:
            _record_refused(unit, claimed, result.error)


def _record_accepted(unit: Unit, taken: Sequence[tuple[Claimed, str]]) -> None:
    """All at once. A callback may have been quicker: what it wrote stands."""
    connection = unit.session.connection()
    connection.execute(
        _ATTEMPT_ACCEPTED,
        [
            {"b_id": claimed.attempt_id, "b_provider_id": provider_id, "b_at": unit.now}
            for claimed, provider_id in taken
        ],
    )
    connection.execute(
        _MESSAGE_SENT,
        [{"b_id": claimed.message_id, "b_at": unit.now} for claimed, _ in taken],
    )
    receipts.apply_waiting(unit, [(claimed.attempt_id, sid) for claimed, sid in taken])
    for claimed, _ in taken:
        if claimed.thread_id is not None:
            unit.touch(claimed.agency_id, str(claimed.thread_id))


_ATTEMPT_ACCEPTED = (
    update(Attempt.__table__)  # type: ignore[arg-type]  # a Table, though typed as FromClause
    .where(Attempt.id == bindparam("b_id"), Attempt.outcome == AttemptOutcome.STARTED)
    .values(
        outcome=AttemptOutcome.ACCEPTED,
        provider_id=bindparam("b_provider_id"),
        finished_at=bindparam("b_at"),
    )
)
_MESSAGE_SENT = (
    update(Message.__table__)  # type: ignore[arg-type]  # a Table, though typed as FromClause
    .where(Message.id == bindparam("b_id"), Message.status == MessageStatus.SENDING)
    .values(status=MessageStatus.SENT, sent_at=bindparam("b_at"))
)


def _record_refused(unit: Unit, claimed: Claimed, error: SendError) -> None:
    attempt = unit.session.scalars(select(Attempt).where(Attempt.id == claimed.attempt_id)).one()
    message = results.locked(unit, claimed.message_id)
    if attempt.outcome is AttemptOutcome.STARTED:
        results.refused(unit, attempt, message, error)
    if error.page_operations:
        log.error("delivery.operations", attempt=str(attempt.id), code=error.code)
