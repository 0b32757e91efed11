"""Finding a contact point by its address, and whose it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.sealing import keyring


def find(session: Session, agency_id: UUID, kind: ChannelKind, address: str) -> ContactPoint | None:
    """`address` in its one form: E.164, or lower-case email."""
    return _find_all(session, agency_id, [(kind, address)]).get((kind, address))


def of_link(session: Session, contact_id: UUID) -> ContactPoint | None:
    """The contact point that a link of ours names; of one that was made one with another
    (`messaging/directory/twins.py`), that other."""
    row = session.get(ContactPoint, contact_id)
    return None if row is None else find(session, row.agency_id, row.kind, row.address) or row


def find_or_add(session: Session, agency_id: UUID, kind: ChannelKind, address: str) -> ContactPoint:
    found, _ = find_or_add_all(session, agency_id, [(kind, address)])
    return found[kind, address]


Address = tuple[ChannelKind, str]


def find_or_add_all(
    session: Session, agency_id: UUID, wanted: Collection[Address]
) -> tuple[dict[Address, ContactPoint], set[UUID]]:
    """By kind and address, and the ids of those that are new."""
    # In one order everywhere, or two that share two numbers could wait for each other.
    ordered = sorted(set(wanted))
    found = _find_all(session, agency_id, ordered)
    fresh = bulk.add_new(
        session,
        [_contact_point(agency_id, *each) for each in ordered if each not in found],
        "agency_id",
        "kind",
        "address_index",
    )
    if len(found) + len(fresh) < len(ordered):  # some came in meanwhile
        found |= _find_all(session, agency_id, [each for each in ordered if each not in found])
    else:
        new = [each for each in ordered if each not in found]
        found |= dict(zip(new, fresh, strict=True))
    return found, {contact.id for contact in fresh}


def _find_all(
    session: Session, agency_id: UUID, wanted: Collection[Address]
) -> dict[Address, ContactPoint]:
    if not wanted:
        return {}
    places = {
        (kind, index): (kind, address)
        for kind, address in wanted
        for index in keyring().indexes(agency_id, address)
    }
    rows = session.scalars(
        select(ContactPoint)
        .where(
            ContactPoint.agency_id == agency_id,
            ContactPoint.kind.in_(sorted({kind for kind, _ in wanted})),
            among(session, ContactPoint.address_index, [index for _, index in places]),
        )
        .order_by(ContactPoint.id)
    )
    found: dict[Address, ContactPoint] = {}
    for row in rows:
        place = places.get((row.kind, row.address_index))
        if place is not None:
            # While keys change, one address can have a row under each: the first of them.
            found.setdefault(place, row)
    return found


def _contact_point(agency_id: UUID, kind: ChannelKind, address: str) -> ContactPoint:
    row = bulk.made(
        ContactPoint,
        id=new_id(),
        agency_id=agency_id,
        kind=kind,
        address_index=keyring().index(agency_id, address),
    )
    row.address = address
    return row


def parties_of(session: Session, contact: ContactPoint, *, closed: bool = False) -> Sequence[Party]:
    """Every party on an open case (or on a `closed` one) whose person uses this contact point."""
    return session.scalars(
        select(Party)
        .join(Case, Case.id == Party.case_id)
        .join(PersonContact, PersonContact.person_id == Party.person_id)
        .where(
            PersonContact.agency_id == contact.agency_id,
            PersonContact.contact_point_id == contact.id,
            Case.closed_at.is_not(None) if closed else Case.closed_at.is_(None),
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
    return contacts_of_all(session, [agency_id], [person_id]).get((person_id, kind), [])


def contacts_of_all(
    session: Session, agency_ids: Iterable[UUID], person_ids: Iterable[UUID]
) -> dict[tuple[UUID, ChannelKind], list[ContactPoint]]:
    """What `contacts_of` gives, for many people of some agencies, by person and kind."""
    rows = session.execute(
        select(PersonContact.person_id, ContactPoint)
        .join(ContactPoint, PersonContact.contact_point_id == ContactPoint.id)
        .where(
            PersonContact.agency_id.in_(set(agency_ids)),
            among(session, PersonContact.person_id, set(person_ids)),
        )
        .order_by(PersonContact.since.desc(), PersonContact.id)
    )
    found: dict[tuple[UUID, ChannelKind], list[ContactPoint]] = {}
    for person_id, contact in rows:
        found.setdefault((person_id, contact.kind), []).append(contact)
    return found


def kinds_of(session: Session, people: Iterable[Person]) -> dict[UUID, frozenset[ChannelKind]]:
    """By person, the kinds of contact points they gave us, usable or not."""
    wanted = {person.id: person.agency_id for person in people}
    rows = session.execute(
        select(PersonContact.person_id, ContactPoint.kind)
        .join(ContactPoint, PersonContact.contact_point_id == ContactPoint.id)
        .where(
            PersonContact.agency_id.in_(set(wanted.values())),
            among(session, PersonContact.person_id, wanted),
        )
        .distinct()
    )
    found: dict[UUID, frozenset[ChannelKind]] = dict.fromkeys(wanted, frozenset())
    for person_id, kind in rows:
        found[person_id] |= {kind}
    return found


@dataclass(frozen=True, slots=True)
class Users:
    """Who uses one contact point."""

    person_ids: frozenset[UUID] = frozenset()
    languages: frozenset[str] = frozenset()

    @property
    def several(self) -> bool:
        return len(self.person_ids) > 1


def users_of(session: Session, contacts: Iterable[ContactPoint]) -> dict[UUID, Users]:
    """By the contact point's id; nobody's are left out."""
    wanted = {contact.id: contact.agency_id for contact in contacts}
    rows = session.execute(
        select(PersonContact.contact_point_id, Person.id, Person.language)
        .join(Person, Person.id == PersonContact.person_id)
        .where(
            PersonContact.agency_id.in_(set(wanted.values())),
            among(session, PersonContact.contact_point_id, wanted),
        )
    )
    found: dict[UUID, Users] = {}
    for contact_id, person_id, language in rows:
        before = found.get(contact_id, Users())
        found[contact_id] = Users(before.person_ids | {person_id}, before.languages | {language})
    return found
