"""What an attempt's result does to its message."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select

from channels.values import SendError
from messaging.compliance.gate import Purpose
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import contact_faults, senders
from messaging.outbound.outbox import record_outcome
from messaging.outbound.reasons import BROKEN, SENDER_PAUSED, TOO_LATE, TOO_MANY_TRIES
from messaging.outbound.retries import next_try
from messaging.outbound.states import FINAL, IN_HAND
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit

ALIVE = (
    AttemptOutcome.CLAIMED,
    AttemptOutcome.STARTED,
    AttemptOutcome.ACCEPTED,
    AttemptOutcome.UNKNOWN,
    AttemptOutcome.UNCLEAR,
)
"""What has reached the provider, or may have, or may yet."""

NO_TRY = frozenset({AttemptOutcome.TURNED_AWAY, AttemptOutcome.NOT_BEGUN})
"""For none of these is the message to blame, so none of them is one of its tries."""

MOST_IN_VAIN = 20
"""So often a message may be the one by which its sender proves unable (days, at the pace of
probes), or one whose worker dies before beginning it. Then it ends, and a person hears of it,
rather than wait for ever or kill workers for ever."""

OUT_OF_THE_BLUE = timedelta(minutes=30)
"""A caseworker's words that were found only so long afterwards not to have gone are not sent any
more unasked: the conversation has moved on. They go back to the staff."""

FOR_ITS_WRITER = frozenset({TOO_LATE, TOO_MANY_TRIES, BROKEN})
"""Why a reply did not go that its contact is not to blame for: someone is to send it again."""

ABSENT = SendError("absent", "The provider never got it.", retryable=True)

_random = Random()  # noqa: S311 (spreads retries; guards nothing)


def outcome_of(error: SendError) -> AttemptOutcome:
    """What an error means for the attempt. Surely-not-sent counts only when the provider said so
    plainly; whatever may have been sent is unknown."""
    if error.unknown_outcome:
        return AttemptOutcome.UNKNOWN
    if error.page_operations:
        return AttemptOutcome.TURNED_AWAY
    if error.retryable:
        return AttemptOutcome.TEMPORARY
    return AttemptOutcome.REFUSED


def locked(unit: Unit, attempt_id: UUID) -> tuple[Attempt, Message]:
    """An attempt and its message as they are now, and nobody else moves them until this unit is
    over.

    Everywhere the message is locked first and its attempts are read under that lock: workers,
    callbacks and the sweep meet on the same rows, and none may act on what another just changed,
    nor two wait for each other.
    """
    return locked_many(unit, [attempt_id])[attempt_id]


def locked_many(
    unit: Unit, attempt_ids: Collection[UUID]
) -> Mapping[UUID, tuple[Attempt, Message]]:
    """As `locked`. Messages are locked in the order of their ids, or two who lock many would wait
    for each other."""
    messages = unit.session.scalars(
        select(Message)
        .where(Message.id.in_(select(Attempt.message_id).where(Attempt.id.in_(attempt_ids))))
        .order_by(Message.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    by_id = {message.id: message for message in messages}
    attempts = unit.session.scalars(
        select(Attempt).where(Attempt.id.in_(attempt_ids)).execution_options(populate_existing=True)
    )
    return {attempt.id: (attempt, by_id[attempt.message_id]) for attempt in attempts}


def others_count(unit: Unit, attempt: Attempt) -> bool:
    """Whether another attempt at the same message has reached the provider, or may have: then this
    one's failure says nothing of the message."""
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Attempt.message_id == attempt.message_id,
                    Attempt.id != attempt.id,
                    Attempt.outcome.in_(ALIVE),
                )
            )
        )
    )


def refused(unit: Unit, attempt: Attempt, message: Message, error: SendError) -> None:
    """The provider did not take it, or could not deliver it after all."""
    _certain(unit, attempt, message)
    attempt.outcome = outcome_of(error)
    attempt.error_code = error.code
    attempt.error_reason = error.reason
    attempt.finished_at = unit.now
    if attempt.outcome is AttemptOutcome.TURNED_AWAY and attempt.sender is not None:
        senders.pause(unit, message.channel, attempt.sender, error)
    if message.status in FINAL:
        return
    if error.suppresses_contact:
        contact_faults.suppress(unit, message, error)
    if others_count(unit, attempt):
        return
    if attempt.outcome is AttemptOutcome.UNKNOWN:
        _move(unit, message, MessageStatus.UNCERTAIN)
    elif attempt.outcome is AttemptOutcome.TURNED_AWAY:
        wait_for_sender(unit, message)
    elif attempt.outcome is AttemptOutcome.TEMPORARY:
        try_again(unit, message, error)
    else:
        fail(unit, message, contact_faults.why(message.channel, error))


def wait_for_sender(unit: Unit, message: Message) -> None:
    """Back into its place: it was not the message that was at fault, so no try of it is used."""
    if _attempts(unit, message, Attempt.outcome == AttemptOutcome.TURNED_AWAY) >= MOST_IN_VAIN:
        fail(unit, message, TOO_MANY_TRIES)
        return
    message.reason = SENDER_PAUSED
    _move(unit, message, MessageStatus.QUEUED)


def try_again(unit: Unit, message: Message, error: SendError) -> None:
    """Queue it for later, or give up when it has been tried enough."""
    tried = message.attempts - _attempts(unit, message, Attempt.outcome.in_(NO_TRY))
    alike = _attempts(unit, message, Attempt.error_code == error.code)
    wait = next_try(message.channel, max(tried, 1), alike, error, _random)
    if wait is None:
        fail(unit, message, error.reason if error.retries is not None else TOO_MANY_TRIES)
        return
    message.status = MessageStatus.QUEUED
    message.reason = error.reason
    message.due_at = unit.now + wait
    _touch(unit, message)


def fail(unit: Unit, message: Message, reason: str) -> None:
    """Final. Other rooms hear of it and turn to the next channel, or to a person."""
    message.status = MessageStatus.FAILED
    message.reason = reason
    message.settled_at = unit.now
    record_outcome(unit, message, FactType.MESSAGE_FAILED)
    if message.purpose is Purpose.STAFF_REPLY and reason in FOR_ITS_WRITER:
        record_outcome(unit, message, FactType.REPLY_NOT_SENT)


def accepted(unit: Unit, attempt: Attempt, message: Message, provider_id: str) -> None:
    """The provider has it, as we learn from its answer, its callback, or by asking it."""
    _certain(unit, attempt, message)
    attempt.outcome = AttemptOutcome.ACCEPTED
    attempt.provider_id = provider_id
    attempt.finished_at = attempt.finished_at or unit.now
    _sent(unit, message)


def vouched_for(unit: Unit, attempt: Attempt, message: Message) -> None:
    """A person says that it went. Its receipt, if one comes, is still taken into account."""
    _certain(unit, attempt, message)
    attempt.outcome = AttemptOutcome.ACCEPTED
    _sent(unit, message)


def given_up(unit: Unit, attempt: Attempt, message: Message) -> None:
    """A person wants it sent again. Should it have gone after all, its receipt takes it back from
    the queue, if it is there still."""
    _certain(unit, attempt, message)
    attempt.outcome = AttemptOutcome.ABSENT
    message.due_at, message.settled_at, message.reason = unit.now, None, None
    _move(unit, message, MessageStatus.QUEUED)
    unit.ring(message.lane)


def not_begun(unit: Unit, attempt: Attempt, message: Message) -> None:
    """It was claimed and no more: back into its place. No provider turned it away, so there is
    nothing to wait for; put off, it could be overtaken by what was said after it."""
    attempt.outcome = AttemptOutcome.NOT_BEGUN
    attempt.finished_at = unit.now
    if message.status not in IN_HAND:
        return
    if _attempts(unit, message, Attempt.outcome == AttemptOutcome.NOT_BEGUN) >= MOST_IN_VAIN:
        fail(unit, message, TOO_MANY_TRIES)
    elif _out_of_the_blue(unit, attempt, message):
        fail(unit, message, TOO_LATE)
    else:
        _move(unit, message, MessageStatus.QUEUED)


def absent(unit: Unit, attempt: Attempt, message: Message) -> None:
    """The provider surely never had it."""
    _certain(unit, attempt, message)
    attempt.outcome = AttemptOutcome.ABSENT
    attempt.finished_at = unit.now
    if message.status in IN_HAND:  # else a receipt of an earlier attempt was quicker
        message.settled_at = None
        if _out_of_the_blue(unit, attempt, message):
            fail(unit, message, TOO_LATE)
        else:
            try_again(unit, message, ABSENT)


def _out_of_the_blue(unit: Unit, attempt: Attempt, message: Message) -> bool:
    late = unit.now - attempt.started_at > OUT_OF_THE_BLUE
    return late and message.purpose is Purpose.STAFF_REPLY


def _sent(unit: Unit, message: Message) -> None:
    if message.status in IN_HAND or message.status is MessageStatus.QUEUED:
        _move(unit, message, MessageStatus.SENT)
        message.sent_at = unit.now
        message.settled_at = None
        message.reason = None


def unclear(unit: Unit, attempt: Attempt, message: Message) -> None:
    """Nobody but a person can say what became of it. A late callback may still settle it."""
    attempt.outcome = AttemptOutcome.UNCLEAR
    attempt.finished_at = unit.now
    message.settled_at = unit.now
    record_outcome(unit, message, FactType.MESSAGE_UNCERTAIN)


def _certain(unit: Unit, attempt: Attempt, message: Message) -> None:
    """Whoever was asked about it need not answer any more."""
    if attempt.outcome is AttemptOutcome.UNCLEAR:
        record_outcome(unit, message, FactType.MESSAGE_CERTAIN)


def _attempts(unit: Unit, message: Message, which: ColumnElement[bool]) -> int:
    return (
        unit.session.scalar(
            select(func.count()).where(
                Attempt.agency_id == message.agency_id, Attempt.message_id == message.id, which
            )
        )
        or 0
    )


def _move(unit: Unit, message: Message, status: MessageStatus) -> None:
    message.status = status
    _touch(unit, message)


def _touch(unit: Unit, message: Message) -> None:
    if message.thread_id is not None:
        unit.touch(message.agency_id, str(message.thread_id))
