"""What the journeys lane does for sends: lists are made, people get their message, what was
cancelled is taken back. A batch a transaction, each of one send: a worker that dies loses nothing,
and nobody is on two batches."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from campaigns import own
from campaigns.definition import choices
from campaigns.models.send import BUSY, RecipientState, Send, SendRecipient, SendState
from campaigns.origins import GENERIC
from campaigns.pausing import is_paused
from campaigns.sends import deciding, listing
from campaigns.sends.drafting import LANE, One, draft, ones, still_so
from campaigns.sends.names import origin_of_question
from campaigns.sends.wording import asks, template_of
from campaigns.steps import COULD_NOT_COMPOSE
from campaigns.waiting import next_one
from messaging.compliance.gate import Reason
from messaging.models.message import Message, MessageStatus
from messaging.outbound import beginning, questions
from messaging.outbound.outbox import by_origin, compose_all
from messaging.outbound.questions import Asked
from messaging.outbound.reasons import OUTDATED
from messaging.platform.columns import literally
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.errors import RenderError
from templates.library import Template

log = structlog.get_logger(__name__)

BATCH = 200
AHEAD = 1_000
"""Messages of one send that may wait for a worker: so many are there to take back at once when
somebody pauses or cancels it."""
TAKEN_BACK = 5_000
CANCELLED = "send_cancelled"

_QUEUED = literally(Message.status, MessageStatus.QUEUED)


def due(now: datetime) -> ColumnElement[bool]:
    """Whether there is something to do for a send."""
    going = and_(
        _is(SendState.RUNNING),
        or_(Send.starts_at.is_(None), Send.starts_at <= now),
        ~is_paused(Send.agency_id, Send.campaign),
    )
    return and_(BUSY, or_(_is(SendState.LISTING), going, _is(SendState.CANCELLING)))


def _is(state: SendState) -> ColumnElement[bool]:
    return Send.state == literally(Send.state, state)


def drain(runtime: Runtime) -> int:
    """One batch of the send that waited longest. Returns how many people it moved on; 0 when
    there is nothing to do just now."""
    with runtime.unit() as unit:
        send = next_one(unit, Send, due(unit.now))
        return _WORK[send.state](unit, runtime, send) if send else 0


def take_back(unit: Unit, send: Send) -> int:
    """Some of a cancelled send's messages that have not left, the first due first. Returns how
    many."""
    theirs = _own(send)
    beginning.take_back(unit, theirs, TAKEN_BACK)
    batch = (
        select(Message.id)
        .where(theirs, Message.status == _QUEUED)
        .order_by(Message.due_at, Message.id)
        .limit(TAKEN_BACK)
        .with_for_update(skip_locked=True)
    )
    back = unit.session.scalars(
        update(Message)
        .where(Message.id.in_(unit.session.scalars(batch).all()))
        .values(status=MessageStatus.CANCELLED, reason=CANCELLED, settled_at=unit.now)
        .returning(Message.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(back) < TAKEN_BACK:
        send.state, send.ended_at = SendState.CANCELLED, unit.now
    return len(back)


def _own(send: Send) -> ColumnElement[bool]:
    """Its messages. The lane leads to the index of those that wait."""
    return and_(
        Message.lane == LANE,
        Message.agency_id == send.agency_id,
        Message.campaign == send.campaign,
    )


def _list(unit: Unit, runtime: Runtime, send: Send) -> int:
    try:
        more = listing.carry_on(unit, runtime, send)
    except (RenderError, ValueError) as error:
        _give_up(unit, send, error)
        return 1
    if not more and send.occurs_on is not None:
        deciding.decide(unit, send)
    return 1


def _go_on(unit: Unit, runtime: Runtime, send: Send) -> int:
    waiting = unit.session.scalar(
        select(func.count()).where(
            _own(send), Message.status == _QUEUED, Message.due_at <= unit.now
        )
    )
    if (waiting or 0) >= AHEAD:
        return 0
    rows = unit.session.scalars(
        select(SendRecipient)
        .where(
            SendRecipient.agency_id == send.agency_id,
            SendRecipient.send_id == send.id,
            SendRecipient.state == RecipientState.WAITING,
        )
        .order_by(SendRecipient.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    try:
        template = template_of(unit.session, runtime, send)
    except (RenderError, ValueError) as error:
        _give_up(unit, send, error)
        return 1
    _compose_or_leave(unit, runtime, send, template, ones(unit.session, rows))
    unit.touch(send.agency_id, "sends")
    if len(rows) < BATCH:
        send.state, send.ended_at = SendState.DONE, unit.now
    return max(1, len(rows))


def _cancel(unit: Unit, _runtime: Runtime, send: Send) -> int:
    unit.touch(send.agency_id, "sends")
    return max(1, take_back(unit, send))


_WORK = {SendState.LISTING: _list, SendState.RUNNING: _go_on, SendState.CANCELLING: _cancel}


def _compose_or_leave(
    unit: Unit, runtime: Runtime, send: Send, template: Template, people: Sequence[One]
) -> None:
    """One that cannot be composed must not hold up the others: they are then taken singly."""
    try:
        with unit.session.begin_nested():
            _compose(unit, runtime, send, template, people)
    except SQLAlchemyError:
        raise
    except Exception as error:
        if len(people) == 1:
            log.error("send.could_not_compose", row=str(people[0].row.id),
                      error=type(error).__name__)  # fmt: skip
            _leave_out(people[0], COULD_NOT_COMPOSE)
            return
        for one in people:
            _compose_or_leave(unit, runtime, send, template, [one])


def _compose(
    unit: Unit, runtime: Runtime, send: Send, template: Template, people: Sequence[One]
) -> None:
    told = []
    for one in people:
        if still_so(one) and one.row.channel is not None:
            told.append(one)
        else:
            _leave_out(one, OUTDATED)
    messages = compose_all(
        unit,
        runtime,
        [draft(runtime, send, template, one, one.row.channel) for one in told if one.row.channel],
    )
    for one, message in zip(told, messages, strict=True):
        one.row.state = RecipientState.COMPOSED
        one.row.message_id = _instead(unit, message).id
    ask(unit, send, list(zip(told, messages, strict=True)))
    unit.session.flush()


def _instead(unit: Unit, message: Message) -> Message:
    """The notice, where several use the phone and so get nothing but that."""
    if message.reason != Reason.SHARED_CONTACT:
        return message
    return by_origin(unit, message.agency_id, message.origin + GENERIC) or message


def ask(unit: Unit, send: Send, told: Sequence[tuple[One, Message]]) -> None:
    """Open the question that the template puts, for those to whom it is on its way."""
    asked = []
    campaigns = own.of_agency(unit.session, send.agency_id)
    for one, message in told:
        kept = one.enrollment
        campaign = campaigns.of(kept.campaign, kept.version) if kept else None
        found = asks(campaign, send.template or "") if campaign else None
        if found and one.enrollment and message.status is MessageStatus.QUEUED:
            origin, words = origin_of_question(one.row.id), choices(found[1], message.language)
            closes_at = one.enrollment.anchor_at
            asked.append(Asked(send.agency_id, one.to.thread.id, origin, words, closes_at))
    if asked:
        questions.ask_all(unit, asked)


def _leave_out(one: One, reason: str) -> None:
    one.row.state, one.row.reason = RecipientState.LEFT_OUT, reason


def _give_up(unit: Unit, send: Send, error: Exception) -> None:
    """Its wording is no more what it was: nobody gets anything else instead."""
    log.error("send.no_wording", send=str(send.id), error=type(error).__name__)
    send.state, send.ended_at = SendState.CANCELLED, unit.now
    if send.occurs_on is not None:
        deciding.hold(unit, send, deciding.Held.WORDING)
    unit.touch(send.agency_id, "sends")
