"""A send in numbers: who gets what, who does not and why, and how far it is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from campaigns.models.send import RecipientState, Send, SendRecipient
from campaigns.sends.drafting import choose, ones
from campaigns.sends.wording import template_of
from channels.values import ChannelKind
from messaging.compliance.gate import Reason
from messaging.models.message import Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

EXAMPLES = 3
NAMED = 50
"""Of those left out, so many are named."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What was foreseen when the list was made."""

    listed: int = 0
    to_go: int = 0
    by_channel: Counter[ChannelKind] = field(default_factory=Counter)
    by_language: Counter[str] = field(default_factory=Counter)
    segments: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """By reason."""
    held: Counter[str] = field(default_factory=Counter)
    """Of those to go, who would wait, by reason."""
    notices: int = 0
    """Of those to go, who get a notice that tells nothing, since others use their phone."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is, in people: their parts add up to all."""

    waiting: int
    left_out: int
    queued: int
    """Their message waits for its turn or its hour."""
    sent: int
    """A provider took it, or it arrived."""
    failed: int
    """Refused, or given back, by every way."""
    cancelled: int


@dataclass(frozen=True, slots=True, repr=False)
class Example:
    """One message as somebody would get it."""

    name: str
    thread_id: UUID
    channel: ChannelKind
    language: str
    subject: str
    text: str
    segments: int


@dataclass(frozen=True, slots=True, repr=False)
class LeftOut:
    name: str
    thread_id: UUID
    reason: str


def preview(session: Session, send: Send) -> Preview:
    made = Preview()
    rows = session.execute(
        select(
            SendRecipient.state,
            SendRecipient.channel,
            SendRecipient.language,
            SendRecipient.reason,
            func.count(),
            func.sum(SendRecipient.segments),
        )
        .where(_of(send))
        .group_by(
            SendRecipient.state, SendRecipient.channel, SendRecipient.language, SendRecipient.reason
        )
    )
    listed = to_go = segments = notices = 0
    for state, channel, language, reason, count, size in rows:
        listed += count
        if state is RecipientState.LEFT_OUT:
            made.left_out[reason or ""] += count
            continue
        to_go += count
        segments += size
        if channel:
            made.by_channel[channel] += count
        made.by_language[language] += count
        if reason == Reason.SHARED_CONTACT:
            notices += count
        elif reason:
            made.held[reason] += count
    return Preview(
        listed, to_go, made.by_channel, made.by_language, segments, made.left_out, made.held,
        notices,
    )  # fmt: skip


FATE: Mapping[MessageStatus, str] = MappingProxyType(
    {
        MessageStatus.QUEUED: "queued",
        MessageStatus.SENDING: "queued",
        MessageStatus.UNCERTAIN: "queued",
        MessageStatus.SENT: "sent",
        MessageStatus.DELIVERED: "sent",
        MessageStatus.READ: "sent",
        MessageStatus.CANCELLED: "cancelled",
    }
)


def progress(session: Session, send: Send) -> Progress:
    rows = session.execute(
        select(SendRecipient.state, Message.status, func.count())
        .outerjoin(Message, Message.id == SendRecipient.message_id)
        .where(_of(send))
        .group_by(SendRecipient.state, Message.status)
    )
    fates: Counter[str] = Counter()
    for state, status, count in rows:
        fates[FATE.get(status, "failed") if status else state.value] += count
    return Progress(
        waiting=fates["waiting"],
        left_out=fates["left_out"],
        queued=fates["queued"],
        sent=fates["sent"],
        failed=fates["failed"],
        cancelled=fates["cancelled"],
    )


def examples(unit: Unit, runtime: Runtime, send: Send) -> list[Example]:
    """As they would be written now: one of each language and way first."""
    rows = _some(unit.session, send)
    template = template_of(unit.session, runtime, send)
    people = ones(unit.session, rows)
    foreseen = choose(unit, runtime, send, template, people)
    found = []
    for one in people:
        message = foreseen[one.row.id]
        found.append(
            Example(
                name_of(one.to.person),
                one.to.thread.id,
                message.channel,
                message.language,
                message.subject or "",
                message.text,
                message.segments,
            )
        )
    return found


def left_out(session: Session, send: Send) -> list[LeftOut]:
    """The first of them."""
    rows = session.execute(
        select(Person, Thread.id, SendRecipient.reason)
        .select_from(SendRecipient)
        .join(Person, Person.id == SendRecipient.person_id)
        .join(
            Thread,
            and_(
                Thread.agency_id == SendRecipient.agency_id,
                Thread.party_id == SendRecipient.party_id,
            ),
        )
        .where(_of(send), SendRecipient.state == RecipientState.LEFT_OUT)
        .order_by(SendRecipient.reason, SendRecipient.id)
        .limit(NAMED)
    )
    return [LeftOut(name_of(person), thread_id, reason or "") for person, thread_id, reason in rows]


def name_of(person: Person) -> str:
    return f"{person.first_name} {person.last_name}".strip() or person.external_id


def _some(session: Session, send: Send) -> Sequence[SendRecipient]:
    waiting = (_of(send), SendRecipient.state == RecipientState.WAITING)
    kinds = session.execute(
        select(SendRecipient.language, SendRecipient.channel)
        .where(*waiting)
        .distinct()
        .order_by(SendRecipient.channel.desc(), SendRecipient.language)
        .limit(EXAMPLES)
    ).all()
    found: dict[UUID, SendRecipient] = {}
    for language, channel in kinds:
        such = (SendRecipient.language == language, SendRecipient.channel == channel)
        row = session.scalars(
            select(SendRecipient).where(*waiting, *such).order_by(SendRecipient.id).limit(1)
        ).one()
        found[row.id] = row
    more = session.scalars(
        select(SendRecipient).where(*waiting).order_by(SendRecipient.id).limit(EXAMPLES)
    )
    for row in more:
        found.setdefault(row.id, row)
    return list(found.values())[:EXAMPLES]


def _of(send: Send) -> ColumnElement[bool]:
    return and_(SendRecipient.agency_id == send.agency_id, SendRecipient.send_id == send.id)
