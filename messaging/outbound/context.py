"""What a template may know: one recipient, and nobody else.

This is the wall between parents on its outgoing side. `Recipient` holds one party; there is no
query here that could reach another party of the case, and no field that could name one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.directory import access
from messaging.directory.access import Viewer
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.bulk import among
from messaging.platform.links import LinkPurpose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.fields import FieldValue

DEFAULT_LANGUAGE = "en"

OURS = frozenset(
    {
        "agency_name",
        "neutral_name",
        "email_name",
        "sender_name",
        "agency_phone",
        "help_site",
        "first_name",
        "chat_link",
        "unsubscribe_link",
        "preferences_link",
    }
)
"""Who writes and who reads. Filled in here alone: an event's values could name someone else."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One party with its own person, case and thread."""

    agency: Agency
    branch: Branch
    case: Case
    party: Party
    person: Person
    thread: Thread


def recipient_seen_by(session: Session, viewer: Viewer, thread_id: UUID) -> Recipient | None:
    """Whom a thread belongs to, if `viewer` may see it: asked in one statement, since a caseworker
    waits for it."""
    found = session.execute(
        access.visible_threads(viewer)
        .join(Person, Person.id == Party.person_id)
        .join(Branch, Branch.id == Case.branch_id)
        .join(Agency, Agency.id == Thread.agency_id)
        .add_columns(Person, Branch, Agency)
        .where(Thread.id == thread_id)
    ).one_or_none()
    if found is None:
        return None
    thread, party, case, person, branch, agency = found
    return Recipient(agency, branch, case, party, person, thread)


def recipients_of(session: Session, thread_ids: Collection[UUID]) -> dict[UUID, Recipient]:
    """Whom each thread belongs to, by the thread's id."""
    found = _recipients(session, among(session, Thread.id, thread_ids)) if thread_ids else []
    return {to.thread.id: to for to in found}


def recipients_by_party(session: Session, party_ids: Collection[UUID]) -> dict[UUID, Recipient]:
    """The same by the party's id."""
    found = _recipients(session, among(session, Party.id, party_ids)) if party_ids else []
    return {to.party.id: to for to in found}


def _recipients(session: Session, which: ColumnElement[bool]) -> list[Recipient]:
    rows = session.execute(
        select(Case, Party, Person, Thread)
        .select_from(Party)
        .join(Thread, and_(Thread.agency_id == Party.agency_id, Thread.party_id == Party.id))
        .join(Person, Person.id == Party.person_id)
        .join(Case, Case.id == Party.case_id)
        .where(which)
    ).all()
    # Few stand behind many: by themselves, or each of them would be read once for every thread.
    agency_ids = {row.Thread.agency_id for row in rows}
    branch_ids = {row.Case.branch_id for row in rows}
    agencies = {a.id: a for a in session.scalars(select(Agency).where(Agency.id.in_(agency_ids)))}
    branches = {b.id: b for b in session.scalars(select(Branch).where(Branch.id.in_(branch_ids)))}
    return [
        Recipient(agencies[row.Thread.agency_id], branches[row.Case.branch_id], *row)
        for row in rows
    ]


def agency_fields(agency: Agency, language: str, *, neutral: bool) -> dict[str, FieldValue]:
    """How the agency presents itself. `neutral`: the reader may not be the parent alone, so the
    sender is named without its program."""
    own = {
        field: texts.get(language) or texts[DEFAULT_LANGUAGE]
        for field, texts in agency.wording.items()
        if texts.get(language) or texts.get(DEFAULT_LANGUAGE)
    }
    fields: dict[str, FieldValue] = {
        "agency_name": agency.name,
        "neutral_name": agency.neutral_name,
        "email_name": agency.neutral_name,
        "agency_phone": agency.phone,
        **own,
    }
    fields["sender_name"] = fields["neutral_name" if neutral else "agency_name"]
    site = fields.get("signin_link" if neutral else "agency_site")
    return fields if site is None else {**fields, "help_site": site}


def recipient_fields(unit: Unit, runtime: Runtime, to: Recipient) -> Mapping[str, FieldValue]:
    """What a template may be given about this one recipient."""
    fields: dict[str, FieldValue] = {"chat_link": chat_link(unit, runtime, to.thread)}
    if to.person.first_name:
        fields["first_name"] = to.person.first_name
    return fields


def contact_fields(unit: Unit, runtime: Runtime, contact: ContactPoint) -> Mapping[str, FieldValue]:
    """What goes with an address itself, whoever reads there: the way out that every email has."""
    if contact.kind is not ChannelKind.EMAIL:
        return {}
    return {
        "unsubscribe_link": unsubscribe_link(unit, runtime, contact),
        "preferences_link": preferences_link(unit, runtime, contact),
    }


def chat_link(unit: Unit, runtime: Runtime, thread: Thread) -> str:
    token = runtime.links.sign(LinkPurpose.CHAT, thread.id, unit.now)
    return f"{runtime.settings.public_url}/p/chat/{token}"


def unsubscribe_link(unit: Unit, runtime: Runtime, contact: ContactPoint) -> str:
    token = runtime.links.sign(LinkPurpose.UNSUBSCRIBE, contact.id, unit.now)
    return f"{runtime.settings.public_url}/p/unsubscribe/{token}"


def preferences_link(unit: Unit, runtime: Runtime, contact: ContactPoint) -> str:
    token = runtime.links.sign(LinkPurpose.PREFERENCES, contact.id, unit.now)
    return f"{runtime.settings.public_url}/p/preferences/{token}"
