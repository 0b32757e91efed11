"""Sender → contact point → party → thread; or triage, where a person decides. Never a guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from channels.values import ChannelKind
from messaging.directory import contact_points
from messaging.inbound import reading
from messaging.inbound.threading import add_to_thread
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound.questions import open_question
from messaging.platform.events import FactType
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 50
TRIES = 3
"""A message that breaks routing this often is read by a person instead. None is lost."""
REPLY_TOKEN_LASTS = timedelta(days=365)
RECENT = timedelta(days=7)
"""A message of ours this recent explains a reply from a number with several cases."""


class TriageReason(StrEnum):
    UNKNOWN_SENDER = "unknown_sender"
    SHARED_CONTACT = "shared_contact"
    SEVERAL_CASES = "several_cases"
    FORGED_TOKEN = "forged_token"  # noqa: S105 (a word for people, not a secret)
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs: one thread, or triage with the reason."""

    contact: ContactPoint | None
    thread: Thread | None
    triage: TriageReason | None = None


def drain(runtime: Runtime) -> int:
    """Route everything that waits. Returns how many messages."""
    routed = 0
    while True:
        with runtime.unit() as unit:
            waiting = _waiting(unit)
        if not waiting:
            return routed
        for inbound_id in waiting:
            routed += _route_one(runtime, inbound_id)


def _waiting(unit: Unit) -> Sequence[UUID]:
    return unit.session.scalars(
        select(InboundMessage.id)
        .where(InboundMessage.state == InboundState.RECEIVED)
        .order_by(InboundMessage.received_at, InboundMessage.id)
        .limit(BATCH)
    ).all()


def _route_one(runtime: Runtime, inbound_id: UUID) -> int:
    """Each in a unit of its own: one that breaks must not hold up the others."""
    try:
        with runtime.unit() as unit:
            inbound = _claim(unit, inbound_id)
            if inbound is None:
                return 0
            route(unit, runtime, inbound)
    except Exception as error:
        log.error("routing.broke", inbound=str(inbound_id), error=type(error).__name__)
        with runtime.unit() as unit:
            _count_failure(unit, inbound_id)
    return 1


def _claim(unit: Unit, inbound_id: UUID) -> InboundMessage | None:
    """Lock it, unless another worker has it or an older one of the same sender comes first."""
    older = aliased(InboundMessage)
    return unit.session.scalar(
        select(InboundMessage)
        .where(
            InboundMessage.id == inbound_id,
            InboundMessage.state == InboundState.RECEIVED,
            ~exists().where(
                and_(
                    older.agency_id == InboundMessage.agency_id,
                    older.sender_index == InboundMessage.sender_index,
                    older.state == InboundState.RECEIVED,
                    older.id < InboundMessage.id,
                )
            ),
        )
        .with_for_update(skip_locked=True)
    )


def _count_failure(unit: Unit, inbound_id: UUID) -> None:
    inbound = unit.session.scalars(
        select(InboundMessage).where(InboundMessage.id == inbound_id).with_for_update()
    ).one()
    inbound.tries += 1
    if inbound.tries >= TRIES:
        _to_triage(unit, inbound, TriageReason.BROKEN)


def route(unit: Unit, runtime: Runtime, inbound: InboundMessage) -> None:
    """Put one stored message where it belongs, and do what its words ask for."""
    place = _place(unit, runtime, inbound)
    inbound.contact_point_id = place.contact.id if place.contact else None
    inbound.routed_at = unit.now
    if place.thread is None:
        reason = place.triage or TriageReason.UNKNOWN_SENDER
        _to_triage(unit, inbound, reason)
        shared = reason is TriageReason.SHARED_CONTACT
        reading.react_in_triage(unit, runtime, inbound, place.contact, shared=shared)
        return
    message = add_to_thread(unit, inbound, place.thread)
    reading.react(unit, runtime, inbound, place.contact, place.thread, message)


def _to_triage(unit: Unit, inbound: InboundMessage, reason: TriageReason) -> None:
    inbound.state = InboundState.TRIAGE
    inbound.triage_reason = reason
    inbound.routed_at = unit.now
    unit.record(
        FactType.TRIAGE_RECEIVED, inbound.agency_id, subject_id=inbound.id, reason=reason.value
    )
    unit.touch(inbound.agency_id, "triage")


def _place(unit: Unit, runtime: Runtime, inbound: InboundMessage) -> Place:
    if inbound.channel is ChannelKind.CHAT:
        # The chat page has checked the parent's signed link; its thread is the sender.
        return Place(None, _thread(unit, inbound.agency_id, UUID(inbound.sender)))
    contact = contact_points.find_or_add(
        unit.session, inbound.agency_id, inbound.channel, inbound.sender
    )
    if inbound.channel is ChannelKind.EMAIL and "+" in inbound.recipient:
        return _by_token(unit, runtime, inbound, contact)
    return _by_sender(unit, inbound, contact)


def _by_token(
    unit: Unit, runtime: Runtime, inbound: InboundMessage, contact: ContactPoint
) -> Place:
    """The reply address names the thread. One we did not make proves nothing about anyone."""
    token = inbound.recipient.partition("@")[0].partition("+")[2]
    try:
        thread_id = runtime.links.read(LinkPurpose.REPLY, token, unit.now, REPLY_TOKEN_LASTS)
    except BadLinkError:
        return Place(contact, None, TriageReason.FORGED_TOKEN)
    thread = _thread(unit, inbound.agency_id, thread_id)
    return Place(contact, thread, None if thread else TriageReason.FORGED_TOKEN)


def _by_sender(unit: Unit, inbound: InboundMessage, contact: ContactPoint) -> Place:
    parties = contact_points.parties_of(unit.session, contact)
    if len({party.person_id for party in parties}) > 1:
        return Place(contact, None, TriageReason.SHARED_CONTACT)
    if not parties:
        return Place(contact, None, TriageReason.UNKNOWN_SENDER)
    threads = [thread for party in parties if (thread := _thread_of(unit, party))]
    if len(threads) == 1:
        return Place(contact, threads[0])
    explained = [thread for thread in threads if _explains(unit, inbound, contact, thread)]
    if len(explained) == 1:
        return Place(contact, explained[0])
    return Place(contact, None, TriageReason.SEVERAL_CASES)


def _explains(unit: Unit, inbound: InboundMessage, contact: ContactPoint, thread: Thread) -> bool:
    """Whether a reply on this number is explained by something lately said in this thread."""
    if open_question(unit.session, thread.agency_id, thread.id, unit.now):
        return True
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Message.agency_id == thread.agency_id,
                    Message.thread_id == thread.id,
                    Message.contact_point_id == contact.id,
                    Message.direction == Direction.OUT,
                    Message.status.in_((MessageStatus.SENT, MessageStatus.DELIVERED)),
                    Message.sent_at > inbound.received_at - RECENT,
                )
            )
        )
    )


def _thread(unit: Unit, agency_id: UUID, thread_id: UUID) -> Thread | None:
    return unit.session.scalar(
        select(Thread).where(Thread.agency_id == agency_id, Thread.id == thread_id)
    )


def _thread_of(unit: Unit, party: Party) -> Thread | None:
    return unit.session.scalar(
        select(Thread).where(Thread.agency_id == party.agency_id, Thread.party_id == party.id)
    )
