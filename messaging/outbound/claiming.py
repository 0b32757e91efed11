"""Claiming: what goes next is put before the gate again, and its attempt is written down."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from channels.values import ChannelKind, Outgoing
from messaging.compliance.gate import Allow, Hold, Refuse, decide
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.gate_decision import GateStage
from messaging.models.message import Message, MessageStatus
from messaging.outbound import due, gatekeeping, gathering, rates, results, senders
from messaging.outbound.due import Due, Stream
from messaging.outbound.gatekeeping import Facts
from messaging.outbound.outbox import notice_instead, record_outcome, refuse
from messaging.outbound.outgoing import outgoing
from messaging.outbound.reasons import BROKEN
from messaging.outbound.senders import SenderKey
from messaging.outbound.shares import share_out
from messaging.platform.bulk import among
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.many_rows import insert_many
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

_CLAIMED, _STARTED = AttemptOutcome.CLAIMED, AttemptOutcome.STARTED

BEGIN_WITHIN = timedelta(seconds=90)
"""How long after its attempt was written down a message may still be handed over. With what a
request takes at most and `outage.HOLD_OUT` it stays below `reconcile.WORKER_IS_GONE`: what is
given up for lost there must not go out here a moment later."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One attempt that is written down and now has to be made."""

    attempt_id: UUID
    message_id: UUID
    agency_id: UUID
    thread_id: UUID | None
    channel: ChannelKind
    sender: SenderKey | None
    outgoing: Outgoing
    has_to_begin: bool
    """Its provider cannot be asked afterwards: see `beginning.py`."""
    claimed_at: float
    begin_before: float
    """Both on the machine's monotonic clock."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at a lane came to."""

    due: int = 0
    """Messages dealt with: to be sent, put off, refused."""
    claimed: Sequence[Claimed] = ()
    wait: float | None = None
    """Seconds until something that waits for its sender's rate may go; None: nothing does."""


def claim(runtime: Runtime, lane: Lane, room: int) -> Batch:
    """The next messages of `lane`, `room` at most, in fair shares of its streams."""
    # Looked at before anything is locked: an empty lane, or one that waits for its rate, costs a
    # look, and Redis is not asked while others wait for our locks.
    with runtime.reading() as session:
        streams = due.streams(session, lane, runtime.clock())
        pace = rates.pace(session, runtime.settings) if streams else None
    if pace is None:
        return Batch()
    ready, leave, wait = rates.ask_leave(runtime.meter, pace, lane, streams, room)
    if not ready:
        return Batch(wait=wait)
    try:
        with runtime.unit() as unit:
            found = share_out(ready, room, Taking(unit, lane, leave))
            claimed = attempt(unit, runtime, found)
    finally:
        leave.settle()
    return Batch(len(found), claimed, wait)


@dataclass(slots=True)
class Taking:
    """Takes the next few of a stream, as far as its rate allows."""

    unit: Unit
    lane: Lane
    leave: rates.Leave
    _last: dict[Stream, Due] = field(default_factory=dict)

    def __call__(self, stream: Stream, most: int) -> list[Due]:
        left = self.leave.left(stream)
        limit = most if left is None else min(most, left)
        if limit <= 0:
            return []
        unit = self.unit
        rows = due.take(unit.session, stream, self.lane, unit.now, limit, self._last.get(stream))
        taken = list(rows) if left is None else _within(rows, left)
        if taken:
            self._last[stream] = taken[-1]
        self.leave.use(stream, sum(row.cost for row in taken))
        return taken


def _within(rows: Sequence[Due], units: int) -> list[Due]:
    """As many of them as `units` reach for, and the last one whole."""
    taken = []
    for row in rows:
        if units <= 0:
            break
        taken.append(row)
        units -= row.cost
    return taken


def attempt(unit: Unit, runtime: Runtime, found: Sequence[Due]) -> list[Claimed]:
    """Ask the gate about each of these locked rows, and write down an attempt for each it lets
    through: that row is the record of its yes."""
    if not found:
        return []
    facts = gathering.gather(unit.session, found, unit.now)
    claimed_at = time.monotonic()
    begin_before = claimed_at + (BEGIN_WITHIN * runtime.settings.patience).total_seconds()
    claimed, numbers, others = [], [], []
    for message in found:
        attempt_id = new_id()
        prepared = _prepared(runtime, message, facts, attempt_id)
        if isinstance(prepared, Outgoing):
            agency = facts.agencies[message.agency_id]
            sender = senders.sender_of(runtime.settings, agency, message.channel)
            claimed.append(
                Claimed(
                    attempt_id,
                    message.id,
                    message.agency_id,
                    message.thread_id,
                    message.channel,
                    sender,
                    prepared,
                    _has_to_begin(runtime, message.channel),
                    claimed_at,
                    begin_before,
                )
            )
            numbers.append(message.attempts + 1)
        else:
            others.append((message.id, prepared))
    _write_down(unit, runtime, claimed, numbers)
    _put_off(unit, runtime, others)
    return claimed


def _prepared(
    runtime: Runtime, message: Due, facts: Facts, attempt_id: UUID
) -> Outgoing | Hold | Refuse | None:
    """The value for the channel, or the gate's no. None for a row that cannot be read (a key or a
    zone that is no longer there): it must not hold up its lane for ever."""
    try:
        decision = decide(facts.question(message))
        if not isinstance(decision, Allow):
            return decision
        agency, contact = facts.agencies[message.agency_id], facts.contact(message)
        return outgoing(runtime, message, agency, contact, attempt_id, facts.now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("delivery.broken", message=str(message.id), error=type(error).__name__)
        return None


def _write_down(
    unit: Unit, runtime: Runtime, claimed: Sequence[Claimed], numbers: Sequence[int]
) -> None:
    if not claimed:
        return
    unit.session.execute(
        update(Message)
        .where(among(unit.session, Message.id, [each.message_id for each in claimed]))
        .values(status=MessageStatus.SENDING, reason=None, attempts=Message.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    insert_many(
        unit.session,
        Attempt,
        [
            {
                "id": each.attempt_id,
                "agency_id": each.agency_id,
                "message_id": each.message_id,
                "number": number,
                "provider": _provider(runtime, each.channel),
                "sender": each.sender[1] if each.sender else None,
                "outcome": _CLAIMED if each.has_to_begin else _STARTED,
            }
            for each, number in zip(claimed, numbers, strict=True)
        ],
        started_at=unit.now,
        unanswered=0,
    )


def _has_to_begin(runtime: Runtime, channel: ChannelKind) -> bool:
    adapter = runtime.channels.get(channel)
    return adapter is not None and not adapter.remembers


def _provider(runtime: Runtime, channel: ChannelKind) -> str:
    adapter = runtime.channels.get(channel)
    return adapter.name if adapter else channel.value


def _put_off(
    unit: Unit, runtime: Runtime, others: Sequence[tuple[UUID, Hold | Refuse | None]]
) -> None:
    """What does not go now, with its reason."""
    if not others:
        return
    ids = [message_id for message_id, _ in others]
    rows = {
        message.id: message
        for message in unit.session.scalars(
            select(Message).where(among(unit.session, Message.id, ids))
        )
    }
    for message_id, decision in others:
        message = rows[message_id]
        if decision is None:
            results.fail(unit, message, BROKEN)
            continue
        gatekeeping.keep(unit, message, GateStage.SEND, decision)
        if isinstance(decision, Hold):
            message.due_at, message.reason = decision.until, decision.reason
        else:
            refuse(unit, message, decision.reason)
            record_outcome(unit, message, FactType.MESSAGE_REFUSED)
            notice_instead(unit, runtime, message)
