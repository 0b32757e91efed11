"""Which contact point a message goes to, and who reads there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance import consent
from messaging.compliance.consent import Entry
from messaging.directory import consents, contact_points
from messaging.directory.contact_points import Users
from messaging.models.contact_point import ContactPoint
from messaging.outbound import gatekeeping, gathering
from messaging.outbound.context import Recipient, recipients_of
from messaging.outbound.drafts import Draft
from messaging.platform.bulk import among


@dataclass(frozen=True, slots=True)
class Addressed:
    """A draft, with whom and where it goes to."""

    draft: Draft
    to: Recipient | None
    """None for a stranger."""
    contact: ContactPoint | None
    """None for chat, and where there is none."""
    users: Users


def address(session: Session, drafts: Sequence[Draft]) -> list[Addressed]:
    """Raises `LookupError` for a thread or contact point the agency does not have."""
    recipients = _recipients(session, drafts)
    given = _given(session, drafts)
    users = contact_points.users_of(session, given.values())
    choice = _Choice.among(session, [to for to in recipients if to is not None])
    contacts: list[ContactPoint | None] = []
    for draft, to in zip(drafts, recipients, strict=True):
        contact = given[draft.contact_point_id] if draft.contact_point_id else None
        if to is not None and not (
            contact and to.person.id in users.get(contact.id, Users()).person_ids
        ):
            # An answer to a mail that came from elsewhere goes to the parent's own address.
            contact = choice.best(to, draft.channel, draft.topic)
        contacts.append(contact)
    users |= contact_points.users_of(
        session, [each for each in contacts if each and each.id not in users]
    )
    return [
        Addressed(draft, to, contact, users.get(contact.id, Users()) if contact else Users())
        for draft, to, contact in zip(drafts, recipients, contacts, strict=True)
    ]


def best_contact(
    session: Session, to: Recipient, kind: ChannelKind, topic: str
) -> ContactPoint | None:
    """Among a person's contact points of one kind: one that may be used, their own rather than a
    shared one, the newest first."""
    return _Choice.among(session, [to]).best(to, kind, topic)


def _recipients(session: Session, drafts: Sequence[Draft]) -> list[Recipient | None]:
    found = recipients_of(session, {draft.thread_id for draft in drafts if draft.thread_id})
    recipients: list[Recipient | None] = []
    for draft in drafts:
        to = found.get(draft.thread_id) if draft.thread_id else None
        if draft.thread_id and (to is None or to.agency.id != draft.agency_id):
            raise LookupError(f"no thread {draft.thread_id} in this agency")
        recipients.append(to)
    return recipients


def _given(session: Session, drafts: Sequence[Draft]) -> dict[UUID, ContactPoint]:
    """The contact points that drafts name."""
    named = {draft.contact_point_id: draft.agency_id for draft in drafts if draft.contact_point_id}
    if not named:
        return {}
    rows = session.scalars(select(ContactPoint).where(among(session, ContactPoint.id, named)))
    found = {row.id: row for row in rows}
    for contact_id, agency_id in named.items():
        if contact_id not in found or found[contact_id].agency_id != agency_id:
            raise LookupError(f"no contact point {contact_id} in this agency")
    return found


@dataclass(frozen=True, slots=True)
class _Choice:
    """What it takes to choose among some people's contact points."""

    own: Mapping[tuple[UUID, ChannelKind], Sequence[ContactPoint]]
    shared: frozenset[UUID]
    ledgers: Mapping[UUID, Sequence[Entry]]

    @classmethod
    def among(cls, session: Session, recipients: Iterable[Recipient]) -> "_Choice":
        people = {to.person.id: to.agency.id for to in recipients}
        if not people:
            return cls({}, frozenset(), {})
        own = contact_points.contacts_of_all(session, people.values(), people)
        # Only where there is something to choose.
        ids = {each.id for contacts in own.values() if len(contacts) > 1 for each in contacts}
        if not ids:
            return cls(own, frozenset(), {})
        shared = frozenset(gathering.shared(session, ids))
        return cls(own, shared, consents.ledgers(session, ids))

    def best(self, to: Recipient, kind: ChannelKind, topic: str) -> ContactPoint | None:
        own = self.own.get((to.person.id, kind), ())
        if len(own) < 2:
            return own[0] if own else None
        return max(own, key=lambda contact: self._rank(contact, topic))

    def _rank(self, contact: ContactPoint, topic: str) -> tuple[bool, bool, bool, int]:
        return (
            contact.safe_to_contact,
            contact.reachability in gatekeeping.USABLE,
            contact.id not in self.shared,
            gatekeeping.CONSENT_ORDER[consent.state(self.ledgers[contact.id], topic)],
        )
