"""Sender → contact point → party → thread; or triage, where a person decides. Never a guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import structlog
from sqlalchemy import and_, exists, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, aliased

from channels.values import ChannelKind
from messaging.compliance.gate import Reachability
from messaging.directory import contact_points, dispositions
from messaging.inbound import proving, reading
from messaging.inbound.threading import add_to_thread
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound.outgoing import bounce_of
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


END_OF_HEADERS = re.compile(r"\r?\n\r?\n")
FOLDED = re.compile(r"\r?\n[ \t]+")
ANSWERED = re.compile(r"^(?:in-reply-to|references):(.*)$", re.IGNORECASE | re.MULTILINE)
OURS = re.compile(r"<m\.([0-9a-f]{32})@", re.IGNORECASE)
"""A Message-ID made by `outgoing.message_id`. Its 74 bits of chance cannot be guessed."""


class TriageReason(StrEnum):
    UNKNOWN_SENDER = "unknown_sender"
    SHARED_CONTACT = "shared_contact"
    SEVERAL_CASES = "several_cases"
    FORGED_TOKEN = "forged_token"  # noqa: S105 (a word for people, not a secret)
    UNPROVEN_SENDER = "unproven_sender"
    """A mail that answers none of ours. Anyone can write any From address."""
    ANONYMOUS = "anonymous"
    """Written in the web chat by somebody who has not said who they are."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message belongs: one thread, or triage with the reason."""

    contact: ContactPoint | None
    thread: Thread | None
    triage: TriageReason | None = None
    stranger: bool = False
    """A proven answer to a mail of ours, but from an address not known as this parent's."""


def drain(runtime: Runtime) -> int:
    """Route everything that waits. Returns how many messages."""
    routed = 0
    while True:
        with runtime.reading() as session:
            waiting = _waiting(session)
        done = sum(_route_one(runtime, inbound_id) for inbound_id in waiting)
        # What is left is in another worker's hands, or has to wait for what is.
        if not done:
            return routed
        routed += done


def _waiting(session: Session) -> Sequence[UUID]:
    return session.scalars(
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
    except (OperationalError, InterfaceError):
        # The database is away, or asked us to try again: no fault of the message.
        raise
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
    inbound = unit.session.scalar(
        select(InboundMessage)
        .where(InboundMessage.id == inbound_id, InboundMessage.state == InboundState.RECEIVED)
        .with_for_update()
    )
    if inbound is None:
        return
    inbound.tries += 1
    if inbound.tries >= TRIES:
        _to_triage(unit, inbound, TriageReason.BROKEN)
        dispositions.begin(unit, inbound, None)


def route(unit: Unit, runtime: Runtime, inbound: InboundMessage) -> None:
    """Put one stored message where it belongs, and do what its words ask for."""
    place = _place(unit, runtime, inbound)
    inbound.contact_point_id = place.contact.id if place.contact else None
    inbound.routed_at = unit.now
    if place.thread is None:
        reason = place.triage or TriageReason.UNKNOWN_SENDER
        _to_triage(unit, inbound, reason)
        shared = reason is TriageReason.SHARED_CONTACT
        became = reading.react_in_triage(unit, runtime, inbound, place.contact, shared=shared)
        dispositions.begin(unit, inbound, became)
        return
    message = add_to_thread(unit, inbound, place.thread, unexpected_sender=place.stranger)
    became = reading.react(
        unit, runtime, inbound, place.contact, place.thread, message, stranger=place.stranger
    )
    dispositions.begin(unit, inbound, became)


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
        return Place(None, _thread_named(unit, inbound), TriageReason.ANONYMOUS)
    contact = contact_points.find_or_add(
        unit.session, inbound.agency_id, inbound.channel, inbound.sender
    )
    if inbound.channel is ChannelKind.EMAIL:
        return _of_mail(unit, runtime, inbound, contact)
    return _by_sender(unit, inbound, contact)


def _thread_named(unit: Unit, inbound: InboundMessage) -> Thread | None:
    """None for an anonymous chat that has not proved whose it is: it belongs to no case."""
    if inbound.sender.startswith(proving.GUEST):
        return proving.proven_thread(unit.session, inbound.agency_id, inbound.sender)
    try:
        thread_id = UUID(inbound.sender)
    except ValueError:
        return None
    return _thread(unit, inbound.agency_id, thread_id)


def _of_mail(unit: Unit, runtime: Runtime, inbound: InboundMessage, contact: ContactPoint) -> Place:
    """The reply address leads, else the mail of ours that it answers. The From address proves
    nothing; but where several people share a mailbox it tells that we cannot know who wrote."""
    place = (
        _by_token(unit, runtime, inbound, contact)
        if "+" in inbound.recipient
        else _by_references(unit, inbound, contact)
    )
    if place.thread is None:
        return place
    people = contact_points.people_of(unit.session, contact)
    if len(people) > 1:
        return Place(contact, None, TriageReason.SHARED_CONTACT)
    party = unit.session.scalars(
        select(Party).where(Party.agency_id == inbound.agency_id, Party.id == place.thread.party_id)
    ).one()
    stranger = all(person.id != party.person_id for person in people)
    return Place(contact, place.thread, stranger=stranger)


def _by_references(unit: Unit, inbound: InboundMessage, contact: ContactPoint) -> Place:
    """In-Reply-To or References name a mail of ours (RFC 5322 3.6.4)."""
    headers = FOLDED.sub(" ", END_OF_HEADERS.split(inbound.raw, maxsplit=1)[0])
    named = {UUID(found) for field in ANSWERED.findall(headers) for found in OURS.findall(field)}
    threads = unit.session.scalars(
        select(Thread)
        .join(Message, Message.thread_id == Thread.id)
        .where(
            Thread.agency_id == inbound.agency_id,
            Message.id.in_(named),
            Message.direction == Direction.OUT,
            Message.channel == ChannelKind.EMAIL,
        )
        .distinct()
    ).all()
    if len(threads) == 1:
        return Place(contact, threads[0])
    return Place(contact, None, TriageReason.UNPROVEN_SENDER)


def _by_token(
    unit: Unit, runtime: Runtime, inbound: InboundMessage, contact: ContactPoint
) -> Place:
    """The reply address names the thread. One we did not make proves nothing about anyone."""
    bounced = bounce_of(runtime, inbound.recipient, unit.now)
    if bounced is not None:
        # Away notes go to the return path (RFC 3834 4); nobody else has seen that address.
        thread = _thread_of_message(unit, inbound.agency_id, bounced)
        return Place(contact, thread, None if thread else TriageReason.UNPROVEN_SENDER)
    token = inbound.recipient.partition("@")[0].partition("+")[2]
    try:
        thread_id = runtime.links.read(LinkPurpose.REPLY, token, unit.now, REPLY_TOKEN_LASTS)
    except BadLinkError:
        return Place(contact, None, TriageReason.FORGED_TOKEN)
    thread = _thread(unit, inbound.agency_id, thread_id)
    return Place(contact, thread, None if thread else TriageReason.FORGED_TOKEN)


def _by_sender(unit: Unit, inbound: InboundMessage, contact: ContactPoint) -> Place:
    if contact.reachability is Reachability.WRONG_PERSON:
        # Its holder has told us that they are nobody we know.
        return Place(contact, None, TriageReason.UNKNOWN_SENDER)
    if len(contact_points.people_of(unit.session, contact)) > 1:
        return Place(contact, None, TriageReason.SHARED_CONTACT)
    # Whoever writes after their case was closed is no stranger: the thread is theirs still.
    parties = contact_points.parties_of(unit.session, contact) or contact_points.parties_of(
        unit.session, contact, closed=True
    )
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
    if open_question(unit.session, thread.agency_id, thread.id, inbound.received_at):
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


def _thread_of_message(unit: Unit, agency_id: UUID, message_id: UUID) -> Thread | None:
    return unit.session.scalar(
        select(Thread)
        .join(Message, Message.thread_id == Thread.id)
        .where(Thread.agency_id == agency_id, Message.id == message_id)
    )


def _thread_of(unit: Unit, party: Party) -> Thread | None:
    return unit.session.scalar(
        select(Thread).where(Thread.agency_id == party.agency_id, Thread.party_id == party.id)
    )
