"""A caseworker's own words to a parent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.gate import Allow, Decision, Hold, Purpose, Refuse, decide
from messaging.directory import audit, closing, dispositions, snoozing
from messaging.directory.access import Act, Viewer, may, require
from messaging.models.contact_point import ContactPoint
from messaging.models.gate_decision import GateStage
from messaging.models.inbound import Disposition
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.outbound import gatekeeping, gathering, nudges
from messaging.outbound.context import Recipient, agency_fields, recipient_seen_by
from messaging.outbound.nudges import TOPIC
from messaging.outbound.outbox import best_contact, by_origin, store
from messaging.outbound.reasons import NO_CONTACT, sentence
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.phones import ending
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates import TooLong, measure

KEY_LENGTH = 32
"""What leaves room, in an origin, for what is derived from it."""
LONGEST = 10_000
"""Characters in an email or chat reply; a text is bounded by its segments."""

FARTHEST = timedelta(days=60)
"""A reply can be put off this long: what was true then may be so no more."""

EMPTY = "Write something first."
TOO_LONG = f"That is too long. Keep it under {LONGEST:,} characters."
TOO_LONG_FOR_A_TEXT = "That is too long for a text. Shorten it, or send an email."
TOO_FAR = f"Choose a time between now and {FARTHEST.days} days from now."
REFUSALS = (EMPTY, TOO_LONG, TOO_LONG_FOR_A_TEXT, TOO_FAR)
"""What a `ReplyError` says beside the gate's own sentences, each in the catalogue of pages."""

SUBJECT: Mapping[str, str] = {
    "en": "A message from {agency}",
    "es": "Un mensaje de {agency}",
}


class ReplyError(Exception):
    """Why a reply was not taken, in words for the caseworker. Nothing was stored."""


class NotFoundError(Exception):
    """There is no such thread for this viewer."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write to the parent of a thread, for the reply box."""

    channel: ChannelKind
    ending: str
    """The end of the number, or the masked address; empty for chat."""
    allowed: bool
    why_not: str | None
    """A sentence, for a refusal and for a hold."""
    until: datetime | None = None
    """When a held message would go."""


def reply(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    thread_id: UUID,
    text: str,
    channel: ChannelKind,
    key: str,
    *,
    not_before: datetime | None = None,
) -> Message:
    """Put a reply into the urgent lane. `key` names this one act: the same key sends once.

    Raises `NotFoundError`, `ForbiddenError` or `ReplyError`; then nothing was stored.
    """
    require(viewer, Act.WRITE)
    to = _seen_by(unit.session, viewer, thread_id)
    at = unit.now if not_before is None else not_before
    try:
        message, decision = _decided(unit, viewer, to, text, channel, key, at)
    except ReplyError:
        # Pressed again: what was taken then stands, whatever would be said of it now.
        made = taken(unit, viewer, to.thread.id, key)
        if made is None:
            raise
        return made
    stored = store(unit, message)
    if stored is message:
        if not isinstance(decision, Allow):
            gatekeeping.keep(unit, message, GateStage.COMPOSE, decision)
        audit.note(unit, viewer.agency_id, viewer.actor, "reply", "message", message.id)
        to.thread.last_message_at = unit.now
        # Whoever answers has read, also through the API.
        to.thread.unread = 0
        snoozing.looked_at(unit, to.thread)
        closing.open_again(unit, to.thread, viewer.actor)
        dispositions.dispose_thread(
            unit, viewer.agency_id, to.thread.id, Disposition.ANSWERED, viewer.staff_id
        )
        unit.touch(viewer.agency_id, "inbox")
        if channel is ChannelKind.CHAT:
            nudges.plan(unit, runtime, to, message)
    return stored


def taken(unit: Unit, viewer: Viewer, thread_id: UUID, key: str) -> Message | None:
    """What `key` made before."""
    return by_origin(unit, viewer.agency_id, _origin(viewer, thread_id, key))


def ways(session: Session, viewer: Viewer, thread_id: UUID, now: datetime) -> list[Way]:
    """How the parent of a thread can be written to right now. Raises `NotFoundError`."""
    to = _seen_by(session, viewer, thread_id)
    language = _language(session, viewer)
    found = []
    for kind in (ChannelKind.SMS, ChannelKind.EMAIL):
        contact = best_contact(session, to, kind, TOPIC)
        if contact is not None:
            message = _message(viewer, to, "", kind, contact, "way", now)
            decision = decide(gathering.question(session, message, now, to))
            found.append(
                Way(
                    kind,
                    masked(contact),
                    not isinstance(decision, Refuse),
                    None if isinstance(decision, Allow) else sentence(decision.reason, language),
                    decision.until if isinstance(decision, Hold) else None,
                )
            )
    return [*found, Way(ChannelKind.CHAT, "", True, None)]


def masked(contact: ContactPoint) -> str:
    """Enough to tell contacts apart, too little to use: `••• 0142`, `m•••@example.org`."""
    if contact.kind is ChannelKind.SMS:
        return f"••• {ending(contact.address)}"
    local, _, domain = contact.address.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def mark_read(unit: Unit, viewer: Viewer, thread_id: UUID, actor: str | None = None) -> Thread:
    """Opening a thread: the reading is on record, and nothing in it is unread any more, unless its
    reader could not answer anyway."""
    to = _seen_by(unit.session, viewer, thread_id)
    if may(viewer, Act.WRITE):
        snoozing.looked_at(unit, to.thread)
        if to.thread.unread:
            to.thread.unread = 0
            unit.touch(viewer.agency_id, "inbox")
    audit.note(unit, viewer.agency_id, actor or viewer.actor, "read", "thread", thread_id)
    return to.thread


def _seen_by(session: Session, viewer: Viewer, thread_id: UUID) -> Recipient:
    to = recipient_seen_by(session, viewer, thread_id)
    if to is None:
        raise NotFoundError
    return to


def _language(session: Session, viewer: Viewer) -> str:
    return session.scalars(select(Staff.language).where(Staff.id == viewer.staff_id)).one()


def _decided(
    unit: Unit,
    viewer: Viewer,
    to: Recipient,
    text: str,
    channel: ChannelKind,
    key: str,
    at: datetime,
) -> tuple[Message, Decision]:
    """The row to store and what the gate says of it. Raises `ReplyError` for a plain no."""
    words = _checked(text, channel)
    if not unit.now <= at <= unit.now + FARTHEST:
        raise ReplyError(TOO_FAR)
    contact = None
    if channel is not ChannelKind.CHAT:
        contact = best_contact(unit.session, to, channel, TOPIC)
        if contact is None:
            raise ReplyError(sentence(NO_CONTACT, _language(unit.session, viewer)))
    message = _message(viewer, to, words, channel, contact, key, unit.now)
    message.due_at = at
    decision = decide(gathering.question(unit.session, message, at, to))
    if isinstance(decision, Refuse):
        raise ReplyError(sentence(decision.reason, _language(unit.session, viewer)))
    if isinstance(decision, Hold):
        message.due_at, message.reason = decision.until, decision.reason
    return message, decision


def _checked(text: str, channel: ChannelKind) -> str:
    words = text.strip()
    if not words:
        raise ReplyError(EMPTY)
    if len(words) > LONGEST:
        raise ReplyError(TOO_LONG)
    if channel is ChannelKind.SMS:
        try:
            measure(words)
        except TooLong:
            raise ReplyError(TOO_LONG_FOR_A_TEXT) from None
    return words


def _message(
    viewer: Viewer,
    to: Recipient,
    text: str,
    channel: ChannelKind,
    contact: ContactPoint | None,
    key: str,
    now: datetime,
) -> Message:
    language = to.person.language
    message = Message(
        id=new_id(),
        agency_id=viewer.agency_id,
        thread_id=to.thread.id,
        contact_point_id=contact.id if contact else None,
        direction=Direction.OUT,
        channel=channel,
        origin=_origin(viewer, to.thread.id, key),
        purpose=Purpose.CHAT if channel is ChannelKind.CHAT else Purpose.STAFF_REPLY,
        lane=Lane.URGENT,
        status=MessageStatus.QUEUED,
        topic=TOPIC,
        language=language,
        author_id=viewer.staff_id,
        created_at=now,
        due_at=now,
        text=text,
        segments=measure(text).segments if channel is ChannelKind.SMS else 0,
    )
    if channel is ChannelKind.EMAIL:
        name = agency_fields(to.agency, language, neutral=False)["email_name"]
        message.subject = SUBJECT.get(language, SUBJECT["en"]).format(agency=name)
    return message


def _origin(viewer: Viewer, thread_id: UUID, key: str) -> str:
    """Long keys by their digest: cut short, two of them could be one."""
    short = key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()[:KEY_LENGTH]
    return f"staff:{viewer.staff_id}:{thread_id}:{short}"
