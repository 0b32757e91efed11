"""Draining a lane: claim, write down the attempt, let go of the database, send, record.

The order carries the promise "nothing twice, nothing lost". An attempt is committed before the
provider is called, so a worker that dies in between leaves a trace that is reconciled, never a
message that is blindly sent again. While the provider is called no database connection is held:
a slow carrier must not use up ours.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, Select, bindparam, exists, literal, select, true, update
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from channels.values import ChannelKind, Outgoing, SendError, SendResult
from messaging.compliance.gate import Allow, Decision, Hold, Question, decide
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateStage
from messaging.models.message import Message, MessageStatus
from messaging.outbound import gatekeeping, receipts, results, senders
from messaging.outbound.order import its_turn
from messaging.outbound.outbox import notice_instead, record_outcome, refuse
from messaging.outbound.outgoing import outgoing
from messaging.outbound.reasons import BROKEN
from messaging.outbound.states import IN_HAND
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH: Mapping[Lane, int] = {Lane.URGENT: 50, Lane.REMINDERS: 500, Lane.BULK: 500}
ROUNDS = 10
"""Batches in one drain. Then whoever called may stop, or call again."""
AT_ONCE = 50
"""Requests to providers under way at the same time, per worker."""
BEGIN_WITHIN = timedelta(seconds=90)
"""How long after its attempt was written down a message may still be handed over. With what a
request takes at most and `RECORD_FOR` it stays below `reconcile.WORKER_IS_GONE`: what is given up
for lost there must not go out here a moment later."""
RECORD_FOR = timedelta(minutes=2)
"""How long results are kept in hand while the database is away. After that the attempts are
reconciled like those of a worker that died."""

_QUEUED = literal(MessageStatus.QUEUED, Message.status.type, literal_execute=True)
"""In the words of the partial index, which is not used for a bound value."""

DATABASE_AWAY = (OperationalError, InterfaceError)

NO_CHANNEL = SendError(
    "no-channel", "This way of sending is not set up.", page_operations=True, whole_account=True
)
NO_TIME = SendError("no-time", "It did not get its turn in time.", retryable=True)
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
    """Send what is due in `lane`, `ROUNDS` batches at most. Returns how many messages it dealt
    with (sent, put off, refused); 0 when none was due."""
    dealt_with = 0
    for _ in range(ROUNDS):
        with runtime.unit() as unit:
            may_go = senders.may_go(runtime.settings, senders.paused(unit.session))
            due, batch = _claim(unit, runtime, next_batch(lane, unit.now, may_go))
        if not due:
            break
        _hand_over(runtime, runner, batch)
        dealt_with += due
    return dealt_with


def try_one(runtime: Runtime, runner: asyncio.Runner, batch: Select[Message]) -> UUID | None:
    """Send what `batch` selects, which is one message of a paused sender. Returns its attempt; None
    when nothing is due there, or when the gate said no to it."""
    with runtime.unit() as unit:
        _, claimed = _claim(unit, runtime, batch)
    _hand_over(runtime, runner, claimed)
    return claimed[0].attempt_id if claimed else None


def _hand_over(runtime: Runtime, runner: asyncio.Runner, batch: Sequence[Claimed]) -> None:
    if batch:
        within = BEGIN_WITHIN * runtime.settings.patience
        begin_before = time.monotonic() + within.total_seconds()
        outcomes = runner.run(_send_all(runtime, batch, begin_before))
        _record_surely(runtime, outcomes)


def next_batch(
    lane: Lane, now: datetime, may_go: ColumnElement[bool] | None = None
) -> Select[Message]:
    """What of `lane` goes next, longest due first."""
    return (
        select(Message)
        .where(
            Message.lane == lane,
            Message.status == _QUEUED,
            Message.due_at <= now,
            its_turn(now),
            true() if may_go is None else may_go,
        )
        .order_by(Message.due_at, Message.id)
        .limit(BATCH[lane])
    )


def _claim(unit: Unit, runtime: Runtime, batch: Select[Message]) -> tuple[int, list[Claimed]]:
    found = unit.session.scalars(batch.with_for_update(skip_locked=True, of=Message)).all()
    if not found:
        return 0, []
    questions = gatekeeping.questions(unit.session, found, unit.now)
    agencies = gatekeeping.rows(unit.session, Agency, {message.agency_id for message in found})
    contacts = gatekeeping.rows(
        unit.session, ContactPoint, {m.contact_point_id for m in found if m.contact_point_id}
    )
    claimed = []
    for message in found:
        contact = contacts.get(message.contact_point_id) if message.contact_point_id else None
        attempt_id = new_id()
        prepared = _prepared(
            unit, runtime, message, questions[message.id], agencies[message.agency_id], contact,
            attempt_id,
        )  # fmt: skip
        if prepared is None:
            results.fail(unit, message, BROKEN)
            continue
        decision, ready = prepared
        gatekeeping.keep(unit, message, GateStage.SEND, decision)
        if isinstance(decision, Allow):
            claimed.append(_attempt(unit, runtime, message, agencies[message.agency_id], ready))
        elif isinstance(decision, Hold):
            message.due_at, message.reason = decision.until, decision.reason
        else:
            refuse(unit, message, decision.reason)
            record_outcome(unit, message, FactType.MESSAGE_REFUSED)
            notice_instead(unit, runtime, message)
    return len(found), claimed


def _prepared(
    unit: Unit,
    runtime: Runtime,
    message: Message,
    question: Callable[[], Question],
    agency: Agency,
    contact: ContactPoint | None,
    attempt_id: UUID,
) -> tuple[Decision, Outgoing] | None:
    """The gate's answer and the value for the channel. None for a row that cannot be read (a key
    or a zone that is no longer there): it must not hold up its lane for ever."""
    try:
        decision = decide(question())
        return decision, outgoing(runtime, message, agency, contact, attempt_id, unit.now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("delivery.broken", message=str(message.id), error=type(error).__name__)
        return None


def _attempt(
    unit: Unit, runtime: Runtime, message: Message, agency: Agency, ready: Outgoing
) -> Claimed:
    message.status = MessageStatus.SENDING
    message.reason = None
    message.attempts += 1
    adapter = runtime.channels.get(message.channel)
    sender = senders.sender_of(runtime.settings, agency, message.channel)
    unit.session.add(
        Attempt(
            id=ready.attempt_id,
            agency_id=message.agency_id,
            message_id=message.id,
            number=message.attempts,
            provider=adapter.name if adapter else message.channel.value,
            sender=sender[1] if sender else None,
            outcome=AttemptOutcome.STARTED,
            started_at=unit.now,
        )
    )
    return Claimed(
        ready.attempt_id,
        message.id,
        message.channel,
        message.contact_point_id,
        message.thread_id,
        message.agency_id,
        ready,
    )


async def _send_all(
    runtime: Runtime, batch: Sequence[Claimed], begin_before: float
) -> list[tuple[Claimed, SendResult]]:
    """Many at once: no two of a batch go to one contact point (see `order.its_turn`)."""
    room = asyncio.Semaphore(AT_ONCE)

    async def send(claimed: Claimed) -> tuple[Claimed, SendResult]:
        async with room:
            return claimed, await _send(runtime, claimed, begin_before)

    return await asyncio.gather(*(send(claimed) for claimed in batch))


async def _send(runtime: Runtime, claimed: Claimed, begin_before: float) -> SendResult:
    if time.monotonic() > begin_before:
        return SendResult(error=NO_TIME)
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
    """Record results, also over a restart of the database. One that cannot be recorded takes no
    other with it; its attempt is left to be reconciled."""
    try:
        _record_patiently(runtime, outcomes)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        if len(outcomes) > 1:
            for outcome in outcomes:
                _record_surely(runtime, [outcome])
        else:
            attempt_id = str(outcomes[0][0].attempt_id)
            log.error("delivery.unrecorded", attempt=attempt_id, error=type(error).__name__)


def _record_patiently(runtime: Runtime, outcomes: Sequence[tuple[Claimed, SendResult]]) -> None:
    give_up = time.monotonic() + (RECORD_FOR * runtime.settings.patience).total_seconds()
    pause = 0.1
    while True:
        try:
            with runtime.unit() as unit:
                _record(unit, outcomes)
        except DATABASE_AWAY:
            if time.monotonic() > give_up:
                raise
            log.warning("delivery.database_away", results=len(outcomes))
            time.sleep(pause)
            pause = min(pause * 2, 5)
        else:
            return


def _record(unit: Unit, outcomes: Sequence[tuple[Claimed, SendResult]]) -> None:
    # All messages first and in one order, as everywhere (see `results.locked`).
    message_ids = [claimed.message_id for claimed, _ in outcomes]
    unit.session.execute(
        select(Message.id).where(Message.id.in_(message_ids)).order_by(Message.id).with_for_update()
    )
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
        [
            {"b_id": claimed.message_id, "b_attempt": claimed.attempt_id, "b_at": unit.now}
            for claimed, _ in taken
        ],
    )
    receipts.apply_waiting(unit, [(claimed.attempt_id, sid) for claimed, sid in taken])
    for claimed, _ in taken:
        if claimed.thread_id is not None:
            unit.touch(claimed.agency_id, str(claimed.thread_id))


_OPEN = (AttemptOutcome.STARTED, AttemptOutcome.UNKNOWN, AttemptOutcome.UNCLEAR)
"""Reconciliation may have lost patience with a slow worker; the provider's answer is better."""

_ATTEMPT_ACCEPTED = (
    update(Attempt.__table__)  # type: ignore[arg-type]  # a Table, though typed as FromClause
    .where(
        Attempt.id == bindparam("b_id"),
        Attempt.outcome.in_((*_OPEN, AttemptOutcome.ABSENT)),
        Attempt.provider_id.is_(None),
    )
    .values(
        outcome=AttemptOutcome.ACCEPTED,
        provider_id=bindparam("b_provider_id"),
        finished_at=bindparam("b_at"),
    )
)
_MESSAGE_SENT = (
    update(Message.__table__)  # type: ignore[arg-type]  # a Table, though typed as FromClause
    .where(
        Message.id == bindparam("b_id"),
        Message.status.in_((*IN_HAND, MessageStatus.QUEUED)),
        exists().where(
            Attempt.id == bindparam("b_attempt"), Attempt.outcome == AttemptOutcome.ACCEPTED
        ),
    )
    .values(status=MessageStatus.SENT, sent_at=bindparam("b_at"), settled_at=None, reason=None)
)


def _record_refused(unit: Unit, claimed: Claimed, error: SendError) -> None:
    attempt, message = results.locked(unit, claimed.attempt_id)
    if attempt.outcome in _OPEN:
        results.refused(unit, attempt, message, error)
