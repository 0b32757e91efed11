"""What stands between the messages of a conversation: what happened to it, and what staff noted
among themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from casework import private_notes
from channels.values import ChannelKind
from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource
from messaging.directory.access import Act, Viewer, may
from messaging.directory.preferences import TOPICS
from messaging.models.agency import Branch
from messaging.models.audit import Audit
from messaging.models.case import Party
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.thread import Thread
from web.catalogue import N_
from web.masking import masked
from web.staff.audit_words import ACTOR
from web.staff.people import authors
from web.topics import ABOUT
from web.voice import Voice
from web.wording import CHANNEL, language_name

MOST = 100
"""Of each kind, the latest."""
REMOVED = N_("These words were removed when the time was over that messages are kept.")
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "thread.closed": N_("%(who)s put the conversation away."),
        "thread.reopened": N_("%(who)s opened the conversation again."),
        "case.handed_over": N_("%(who)s handed the case over to %(to)s."),
        "case.moved": N_("%(who)s moved the case to %(to)s."),
        "person.language": N_("%(who)s said that we write to them in %(to)s."),
        "person.joined": N_("%(who)s joined two records of this person."),
        "person.taken_apart": N_("%(who)s took two joined records apart."),
        "legal_hold.made": N_("%(who)s put the case on legal hold."),
        "legal_hold.ended": N_("%(who)s ended the legal hold."),
        "party.referred": N_("%(who)s let a partner see this conversation."),
        "referral.ended": N_("%(who)s ended what a partner sees of this conversation."),
    }
)
"""What the audit calls them, and how a conversation tells them."""
STOPPED, STOPPED_SOME = N_("Opted out: %(where)s."), N_("Opted out of %(topic)s: %(where)s.")
AGAIN, AGAIN_SOME = N_("Opted in: %(where)s."), N_("Opted in to %(topic)s: %(where)s.")


@dataclass(frozen=True, slots=True, repr=False)
class Aside:
    beside: ClassVar[bool] = True
    """Not said, but between what was said."""

    id: UUID
    at: datetime
    text: str
    by: str
    """Who wrote it, where it is a private note; else empty."""
    clock: str
    exact: str
    iso: str


def asides(
    session: Session, viewer: Viewer, thread: Thread, since: datetime | None, voice: Voice
) -> Sequence[Aside]:
    """From `since` on, in the order of time. A partner, to whom the case was referred, is shown
    none: whose hands a case goes through is the agency's own."""
    if not may(viewer, Act.WRITE):
        return []
    party = session.get_one(Party, thread.party_id)
    found = [
        *_notes(session, viewer, thread, since, voice),
        *_acts(session, thread, party, since, voice),
        *_consents(session, party, since, voice),
    ]
    return sorted(found, key=lambda one: (one.at, one.id))


def _notes(
    session: Session, viewer: Viewer, thread: Thread, since: datetime | None, voice: Voice
) -> list[Aside]:
    rows = private_notes.of_thread(session, viewer, thread.id, since, MOST)
    names = authors(session, thread.agency_id, {row.author_id for row in rows})
    colleague = voice.say(N_("A colleague"))
    return [
        _aside(
            row.id,
            row.created_at,
            voice.say(REMOVED) if row.removed_at else row.text,
            voice,
            by=names.get(row.author_id, colleague),
        )
        for row in rows
    ]


def _acts(
    session: Session, thread: Thread, party: Party, since: datetime | None, voice: Voice
) -> list[Aside]:
    query = select(Audit).where(
        Audit.agency_id == thread.agency_id,
        Audit.subject_id.in_([thread.id, party.id, party.case_id, party.person_id]),
        Audit.action.in_(HAPPENED),
        *_since(Audit.at, since),
    )
    rows = session.scalars(query.order_by(Audit.at.desc(), Audit.id.desc()).limit(MOST)).all()
    mentioned = [(row, _id(row.actor.partition(":")[2]), row.detail.get("after")) for row in rows]
    ids = {each for _, who, after in mentioned for each in (who, _id(after)) if each}
    names = authors(session, thread.agency_id, ids)
    branches = _branches(session, thread.agency_id, ids)
    return [
        _aside(
            row.id,
            row.at,
            voice.say(
                HAPPENED[row.action],
                who=(who and names.get(who)) or _kind(row.actor, voice),
                to=_to(row.action, after, names, branches, voice),
            ),
            voice,
        )
        for row, who, after in mentioned
    ]


def _to(
    action: str,
    after: str | None,
    names: Mapping[UUID, str],
    branches: Mapping[UUID, str],
    voice: Voice,
) -> str:
    if action == "person.language":
        return language_name(after, voice.language) if after else ""
    found = _id(after)
    if action == "case.moved":
        return branches.get(found, "") if found else ""
    return names.get(found, voice.say(N_("a colleague"))) if found else voice.say(N_("nobody yet"))


def _kind(actor: str, voice: Voice) -> str:
    return voice.say(ACTOR.get(actor.partition(":")[0], N_("A colleague")))


def _consents(session: Session, party: Party, since: datetime | None, voice: Voice) -> list[Aside]:
    """Every no, and each yes of the parent's own after it: what an agency's files bring along at
    first tells nothing new."""
    query = (
        select(ConsentEntry, ContactPoint)
        .join(
            PersonContact,
            and_(
                PersonContact.agency_id == ConsentEntry.agency_id,
                PersonContact.contact_point_id == ConsentEntry.contact_point_id,
            ),
        )
        .join(ContactPoint, ContactPoint.id == ConsentEntry.contact_point_id)
        .where(
            ConsentEntry.agency_id == party.agency_id,
            PersonContact.person_id == party.person_id,
            ConsentEntry.topic.in_((ALL_TOPICS, *TOPICS)),
            *_since(ConsentEntry.recorded_at, since),
        )
    )
    latest = query.order_by(ConsentEntry.recorded_at.desc(), ConsentEntry.id.desc()).limit(MOST)
    return [
        _aside(entry.id, entry.recorded_at, _said(entry, point, voice), voice)
        for entry, point in session.execute(latest)
        if entry.change is ConsentChange.REVOKE or entry.source is ConsentSource.PARENT
    ]


def _said(entry: ConsentEntry, point: ContactPoint, voice: Voice) -> str:
    where = voice.say(CHANNEL[point.kind])
    if point.kind is not ChannelKind.CHAT:
        where = f"{where} {masked(point.kind, point.address)}"
    revoked = entry.change is ConsentChange.REVOKE
    if entry.topic == ALL_TOPICS:
        return voice.say(STOPPED if revoked else AGAIN, where=where)
    topic = next(voice.say(ABOUT[each]).lower() for each in TOPICS if each == entry.topic)
    return voice.say(STOPPED_SOME if revoked else AGAIN_SOME, topic=topic, where=where)


def _aside(id_: UUID, at: datetime, text: str, voice: Voice, *, by: str = "") -> Aside:
    return Aside(id_, at, text, by, voice.clock(at), voice.exact(at), at.isoformat())


def _since(
    column: InstrumentedAttribute[datetime], since: datetime | None
) -> list[ColumnElement[bool]]:
    return [] if since is None else [column >= since]


def _id(written: str | None) -> UUID | None:
    try:
        return UUID(written) if written else None
    except ValueError:
        return None


def _branches(session: Session, agency_id: UUID, ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not ids:
        return {}
    such = select(Branch.id, Branch.name).where(Branch.agency_id == agency_id, Branch.id.in_(ids))
    return {row.id: row.name for row in session.execute(such)}
