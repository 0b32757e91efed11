"""Finding a contact point by its address, and whose it is."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.sealing import keyring


def find(session: Session, agency_id: UUID, kind: ChannelKind, address: str) -> ContactPoint | None:
    """`address` in its one form: E.164, or lower-case email."""
    return session.scalar(
        select(ContactPoint)
        .where(
            ContactPoint.agency_id == agency_id,
            ContactPoint.kind == kind,
            ContactPoint.address_index.in_(keyring().indexes(agency_id, address)),
        )
        .order_by(ContactPoint.id)
        .limit(1)
    )


def find_or_add(session: Session, agency_id: UUID, kind: ChannelKind, address: str) -> ContactPoint:
    known = find(session, agency_id, kind, address)
    if known is not None:
        return known
    insert_or_ignore(
        session,
        ContactPoint,
        id=new_id(),
        agency_id=agency_id,
        kind=kind,
        address_sealed=ContactPoint.address.seal(agency_id, address),
        address_index=keyring().index(agency_id, address),
    )
    found = find(session, agency_id, kind, address)
    if found is None:
        raise LookupError("a contact point vanished while it was being added")
    return found


def parties_of(session: Session, contact: ContactPoint) -> Sequence[Party]:
    """Every party on an open case whose person uses this contact point."""
    return session.scalars(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .join(PersonContact, PersonContact.person_id == Party.person_id)
        .where(
            PersonContact.agency_id == contact.agency_id,
            PersonContact.contact_point_id == contact.id,
            Case.closed_at.is_(None),
        )
        .order_by(Party.id)
    ).all()


def people_of(session: Session, contact: ContactPoint) -> Sequence[Person]:
    return session.scalars(
        select(Person)
        .join(PersonContact, PersonContact.person_id == Person.id)
        .where(
            PersonContact.agency_id == contact.agency_id,
            PersonContact.contact_point_id == contact.id,
        )
        .order_by(Person.id)
    ).all()


def contacts_of(
    session: Session, agency_id: UUID, person_id: UUID, kind: ChannelKind
) -> Sequence[ContactPoint]:
    """A person's contact points of one kind: the newest first, and those that were given together
    in the order they were given."""
    return session.scalars(
        select(ContactPoint)
        .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
        .where(
            PersonContact.agency_id == agency_id,
            PersonContact.person_id == person_id,
            ContactPoint.kind == kind,
        )
        .order_by(PersonContact.since.desc(), PersonContact.id)
    ).all()
