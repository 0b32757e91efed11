"""What waits in triage, as its page shows it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory import contact_points
from messaging.directory.holds import held_by
from messaging.inbound import guest_answers, seen_files
from messaging.inbound.routing import TriageReason
from messaging.models.contact_point import ContactPoint
from messaging.models.file import File
from messaging.models.inbound import InboundMessage, InboundState
from web.masking import masked, without_their_links
from web.staff.files import Attached, attached
from web.staff.inbox_list import Line, of_parties
from web.staff.people import authors
from web.staff.sessions import SignedIn
from web.wording import CHANNEL, TRIAGE

SHOWN = 50


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What a colleague answered in an anonymous chat."""

    id: UUID
    text: str
    by: str
    moment: str
    exact: str
    iso: str
    shown: str
    """When its page showed it; empty while it has not."""


@dataclass(frozen=True, slots=True, repr=False)
class Chat:
    """An anonymous chat whose writer can be answered, as long as its page is open."""

    answers: Sequence[Answer]
    closes: str
    """When, or empty once it has closed."""
    key: str


@dataclass(frozen=True, slots=True, repr=False)
class Stray:
    """One message waiting in triage."""

    id: UUID
    channel: str
    sender: str
    """Masked."""
    text: str
    files: Sequence[Attached]
    moment: str
    exact: str
    iso: str
    because: str
    remember: bool
    """Whether the number may become the parent's own."""
    held: bool
    """Its sender may have opted out, and this reader may say so."""
    chat: Chat | None
    """The anonymous chat it was written in."""
    candidates: Sequence[Line]
    """Threads of those who use this contact, as far as known and visible."""


def strays(session: Session, person: SignedIn) -> Sequence[Stray]:
    """Those that have waited longest."""
    rows = session.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.agency_id == person.viewer.agency_id,
            InboundMessage.state == InboundState.TRIAGE,
        )
        .order_by(InboundMessage.received_at)
        .limit(SHOWN)
    ).all()
    ids = [row.id for row in rows]
    files = seen_files.of_inbounds(session, person.viewer.agency_id, ids)
    held = held_by(session, person.viewer, ids)
    chats = _chats(session, person, rows)
    return [
        stray(
            session, row, person, files.get(row.id, ()), held=row.id in held, chat=chats.get(row.id)
        )
        for row in rows
    ]


def _chats(
    session: Session, person: SignedIn, rows: Sequence[InboundMessage]
) -> Mapping[UUID, Chat]:
    """By message, for those written in an anonymous chat."""
    voice = person.voice
    guests = [row for row in rows if row.triage_reason == TriageReason.ANONYMOUS]
    said = guest_answers.of_inbounds(session, person.viewer.agency_id, [row.id for row in guests])
    names = authors(
        session, person.viewer.agency_id, [a.author_id for s in said.values() for a in s]
    )
    closes = guest_answers.closes_at(session, guests)
    return {
        row.id: Chat(
            [
                Answer(
                    each.id,
                    each.text,
                    names.get(each.author_id, ""),
                    voice.moment(each.said_at),
                    voice.exact(each.said_at),
                    each.said_at.isoformat(),
                    voice.moment(each.shown_at) if each.shown_at else "",
                )
                for each in said.get(row.id, ())
            ],
            voice.moment(closes[row.id]) if closes[row.id] > voice.now else "",
            secrets.token_urlsafe(16),
        )
        for row in guests
    }


def stray(
    session: Session,
    row: InboundMessage,
    person: SignedIn,
    files: Sequence[File] = (),
    *,
    held: bool = False,
    chat: Chat | None = None,
) -> Stray:
    """One message, as its reader may see it."""
    voice = person.voice
    return Stray(
        id=row.id,
        channel=voice.say(CHANNEL[row.channel]),
        sender=masked(row.channel, row.sender),
        text=without_their_links(row.text, voice.language),
        files=[attached(file, voice) for file in files],
        moment=voice.moment(row.received_at),
        exact=voice.exact(row.received_at),
        iso=row.received_at.isoformat(),
        because=voice.say(TRIAGE[TriageReason(row.triage_reason or TriageReason.UNKNOWN_SENDER)]),
        remember=may_be_remembered(row),
        held=held,
        chat=chat,
        candidates=_users(session, row, person),
    )


def may_be_remembered(row: InboundMessage) -> bool:
    """Whether its number may become the parent's own: nobody had it."""
    return row.triage_reason == TriageReason.UNKNOWN_SENDER


def _users(session: Session, row: InboundMessage, person: SignedIn) -> Sequence[Line]:
    contact = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id else None
    if contact is None:
        return []
    parties = [party.id for party in contact_points.parties_of(session, contact)]
    return of_parties(session, person.viewer, person.voice, parties)
