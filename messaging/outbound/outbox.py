"""The outbox: what is to be said becomes a row, with the gate's answer, in the caller's unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.gate import Allow, Decision, Hold, Purpose, Reason, Refuse, decide
from messaging.directory import consents, contact_points
from messaging.models.agency import Agency
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateStage
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.outbound import gatekeeping
from messaging.outbound.context import (
    DEFAULT_LANGUAGE,
    OURS,
    Recipient,
    agency_fields,
    contact_fields,
    recipient_fields,
    recipient_of,
)
from messaging.outbound.reasons import NO_CONTACT, WORDING_INCOMPLETE
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.errors import RenderError
from templates.fields import FieldValue

log = structlog.get_logger(__name__)

GENERIC_NOTICE = "shared_phone_notice"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Draft:
    """A wish to say something. Give a thread, or (to a stranger) a contact point and language."""

    agency_id: UUID
    thread_id: UUID | None = None
    contact_point_id: UUID | None = None
    """Where to. None lets the outbox choose among the person's own; so does one that, given with
    a thread, is not the person's."""
    template: str
    values: Mapping[str, FieldValue]
    """What the event gave; fields of agency and recipient are added here."""
    channel: ChannelKind
    purpose: Purpose
    lane: Lane
    topic: str
    origin: str
    """What makes this message; the same origin never makes two."""
    language: str | None = None
    """Overrides the person's own, as when they wrote ALTO."""
    due_at: datetime | None = None
    """None: now."""
    expires_at: datetime | None = None
    fallback_of_id: UUID | None = None
    campaign: str | None = None


def compose(unit: Unit, runtime: Runtime, draft: Draft) -> Message:
    """One row: queued, held until the gate allows it, or refused with the reason.

    An origin already used returns the row it made. A text that a shared phone must not get is
    refused, and a notice that tells nothing goes in its place.
    """
    known = by_origin(unit, draft.agency_id, draft.origin)
    if known is not None:
        return known
    to = recipient_of(unit.session, draft.agency_id, draft.thread_id) if draft.thread_id else None
    contact = _contact(unit, draft, to)
    message = _written(unit, runtime, draft, to, contact)
    decision: Decision = Allow()
    if contact is None and draft.channel is not ChannelKind.CHAT:
        refuse(unit, message, NO_CONTACT)
    elif message.reason is None and message.due_at <= unit.now:
        # One for later is asked when it is due: what holds by then may differ.
        decision = _ask_gate(unit, message)
    stored = store(unit, message)
    if stored is not message:
        return stored
    if not isinstance(decision, Allow):
        gatekeeping.keep(unit, message, GateStage.COMPOSE, decision)
    if message.status in (MessageStatus.REFUSED, MessageStatus.EXPIRED):
        record_outcome(unit, message, FactType.MESSAGE_REFUSED)
    notice_instead(unit, runtime, message)
    return message


def notice_instead(unit: Unit, runtime: Runtime, message: Message) -> None:
    """Where `message` was refused because several people use the phone, they get a notice that
    tells nothing. A phone can turn out to be shared between compose and send."""
    if message.reason != Reason.SHARED_CONTACT or message.template_key == GENERIC_NOTICE:
        return
    compose(
        unit,
        runtime,
        Draft(
            agency_id=message.agency_id,
            thread_id=message.thread_id,
            contact_point_id=message.contact_point_id,
            template=GENERIC_NOTICE,
            values={},
            channel=message.channel,
            purpose=message.purpose or Purpose.NOTICE,
            lane=message.lane,
            topic="service",
            origin=f"{message.origin}:generic",
            expires_at=message.expires_at,
            fallback_of_id=message.fallback_of_id,
            campaign=message.campaign,
        ),
    )


def store(unit: Unit, message: Message) -> Message:
    """Add a row that was put before the gate, or find the one its origin made meanwhile."""
    try:
        with unit.session.begin_nested():
            unit.session.add(message)
            unit.session.flush()
    except IntegrityError:
        made = by_origin(unit, message.agency_id, message.origin)
        if made is None:
            raise
        return made
    if message.status is MessageStatus.QUEUED and message.due_at <= unit.now:
        unit.ring(message.lane)
    if message.thread_id is not None:
        unit.touch(message.agency_id, str(message.thread_id))
    return message


def cancel(unit: Unit, agency_id: UUID, origins: Sequence[str], reason: str) -> int:
    """Take back what has not left yet. Returns how many messages."""
    if not origins:
        return 0
    return len(
        unit.session.scalars(
            update(Message)
            .where(
                Message.agency_id == agency_id,
                Message.origin.in_(origins),
                Message.status == MessageStatus.QUEUED,
            )
            .values(status=MessageStatus.CANCELLED, reason=reason, settled_at=unit.now)
            .returning(Message.id)
        ).all()
    )


def cancel_to(unit: Unit, contact: ContactPoint, reason: str) -> int:
    """Take back everything queued for one contact point, as when its number proves wrong."""
    return len(
        unit.session.scalars(
            update(Message)
            .where(
                Message.agency_id == contact.agency_id,
                Message.contact_point_id == contact.id,
                Message.status == MessageStatus.QUEUED,
            )
            .values(status=MessageStatus.CANCELLED, reason=reason, settled_at=unit.now)
            .returning(Message.id)
        ).all()
    )


def by_origin(unit: Unit, agency_id: UUID, origin: str) -> Message | None:
    """What this origin has made."""
    return unit.session.scalar(
        select(Message).where(Message.agency_id == agency_id, Message.origin == origin)
    )


def _contact(unit: Unit, draft: Draft, to: Recipient | None) -> ContactPoint | None:
    if draft.contact_point_id is not None:
        contact = unit.session.scalars(
            select(ContactPoint).where(
                ContactPoint.agency_id == draft.agency_id,
                ContactPoint.id == draft.contact_point_id,
            )
        ).one()
        if to is None or _uses(unit, to, contact):
            return contact
    # An answer to a mail that came from elsewhere goes to the parent's own address.
    return None if to is None else best_contact(unit.session, to, draft.channel, draft.topic)


def _uses(unit: Unit, to: Recipient, contact: ContactPoint) -> bool:
    people = contact_points.people_of(unit.session, contact)
    return any(person.id == to.person.id for person in people)


def best_contact(
    session: Session, to: Recipient, kind: ChannelKind, topic: str
) -> ContactPoint | None:
    """Among a person's contact points of one kind: one that may be used, their own rather than a
    shared one, the newest first."""
    own = contact_points.contacts_of(session, to.agency.id, to.person.id, kind)
    shared = gatekeeping.shared(session, {contact.id for contact in own})
    ranked = sorted(
        own,
        key=lambda contact: (
            contact.safe_to_contact,
            contact.reachability in gatekeeping.USABLE,
            contact.id not in shared,
            gatekeeping.CONSENT_ORDER[consents.state_of(session, contact, topic)],
        ),
        reverse=True,
    )
    return ranked[0] if ranked else None


def _written(
    unit: Unit,
    runtime: Runtime,
    draft: Draft,
    to: Recipient | None,
    contact: ContactPoint | None,
) -> Message:
    people = contact_points.people_of(unit.session, contact) if contact else []
    language = draft.language or _language(to, people)
    template = runtime.library.get(draft.template)
    message = Message(
        id=new_id(),
        agency_id=draft.agency_id,
        thread_id=draft.thread_id,
        contact_point_id=contact.id if contact else None,
        direction=Direction.OUT,
        channel=draft.channel,
        origin=draft.origin,
        purpose=draft.purpose,
        lane=draft.lane,
        status=MessageStatus.QUEUED,
        topic=draft.topic,
        language=language,
        template_key=template.key,
        template_version=template.version,
        generic=template.generic,
        fallback_of_id=draft.fallback_of_id,
        campaign=draft.campaign,
        created_at=unit.now,
        due_at=draft.due_at or unit.now,
        expires_at=draft.expires_at,
        text="",
    )
    neutral = to is None or len(people) > 1
    agency = to.agency if to else _agency(unit, draft.agency_id)
    values = {
        **agency_fields(agency, language, neutral=neutral),
        **{name: value for name, value in draft.values.items() if name not in OURS},
        **(recipient_fields(unit, runtime, to) if to else {}),
        **(contact_fields(unit, runtime, contact) if contact else {}),
    }
    try:
        rendered = runtime.library.render(
            draft.template,
            channel="email" if draft.channel is ChannelKind.EMAIL else "sms",
            language=language,
            values=values,
        )
    except RenderError as error:
        if contact is not None or draft.channel is ChannelKind.CHAT:
            log.error("outbox.wording_incomplete", message=str(message.id), problem=str(error))
        refuse(unit, message, WORDING_INCOMPLETE)
        return message
    message.text = rendered.text
    message.subject = rendered.subject
    message.html = rendered.html
    message.language = rendered.language
    message.segments = rendered.segments.segments if rendered.segments else 0
    return message


def _language(to: Recipient | None, people: Sequence[Person]) -> str:
    """A stranger's is what all whom we know at that address speak, if it is one."""
    spoken = {to.person.language} if to else {person.language for person in people}
    return spoken.pop() if len(spoken) == 1 else DEFAULT_LANGUAGE


def _agency(unit: Unit, agency_id: UUID) -> Agency:
    return unit.session.scalars(select(Agency).where(Agency.id == agency_id)).one()


def _ask_gate(unit: Unit, message: Message) -> Decision:
    decision = decide(gatekeeping.question(unit.session, message, unit.now))
    if isinstance(decision, Hold):
        message.due_at, message.reason = decision.until, decision.reason
    elif isinstance(decision, Refuse):
        refuse(unit, message, decision.reason)
    return decision


def refuse(unit: Unit, message: Message, reason: str) -> None:
    expired = reason == Reason.EXPIRED
    message.status = MessageStatus.EXPIRED if expired else MessageStatus.REFUSED
    message.reason = reason
    message.settled_at = unit.now


def record_outcome(unit: Unit, message: Message, fact: FactType) -> None:
    """The fact other rooms wait for: what became of a message, by its origin."""
    unit.record(
        fact,
        message.agency_id,
        thread_id=message.thread_id,
        subject_id=message.id,
        origin=message.origin,
        channel=message.channel.value,
        reason=message.reason,
    )
