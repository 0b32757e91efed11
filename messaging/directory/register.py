"""Making known what an agency's event tells of a case and one party on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import structlog
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory import consents, contact_points
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party, PartyRole
from messaging.models.contact_point import PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.database import Base, insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.platform.zones import UnknownZoneError, known_zone

log = structlog.get_logger(__name__)


class UnknownBranchError(Exception):
    """The agency has no branch of that code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"this agency has no branch {code!r}; add it first")


@dataclass(frozen=True, slots=True, repr=False)
class ContactDetails:
    kind: ChannelKind
    address: str
    """In its one form: E.164, or lower-case email."""
    consent_source: str | None = None
    """Where the agency got the parent's consent, in its own words, such as `application`."""
    consent_at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class PartyDetails:
    external_id: str
    role: PartyRole
    first_name: str = ""
    last_name: str = ""
    language: str | None = None
    time_zone: str | None = None
    contacts: tuple[ContactDetails, ...] = ()
    nondisclosure: bool | None = None
    """None leaves what is known."""


@dataclass(frozen=True, slots=True)
class CaseDetails:
    number: str
    program: str
    branch: str
    """The branch's code."""


@dataclass(frozen=True, slots=True)
class Registered:
    case: Case
    party: Party
    person: Person
    thread: Thread


def register(unit: Unit, agency: Agency, case: CaseDetails, party: PartyDetails) -> Registered:
    """Add what is new and bring the rest up to date.

    A parent's own choice (opt-out, language) is never overwritten. A time zone that does not exist
    is passed over: what is known, or else the number, tells their hours. Raises
    `UnknownBranchError`.
    """
    branch = _branch(unit, agency, case.branch)
    case_row = _find_or_add(
        unit,
        Case,
        {"agency_id": agency.id, "number": case.number},
        {"branch_id": branch.id, "program": case.program},
    )
    case_row.branch_id, case_row.program = branch.id, case.program
    person = _person(unit, agency, party)
    party_row = _find_or_add(
        unit,
        Party,
        {"agency_id": agency.id, "case_id": case_row.id, "person_id": person.id},
        {"role": party.role, "nondisclosure": False},
    )
    party_row.role = party.role
    if party.nondisclosure is not None:
        party_row.nondisclosure = party.nondisclosure
    thread = _find_or_add(
        unit, Thread, {"agency_id": agency.id, "party_id": party_row.id}, {"unread": 0}
    )
    _contacts(unit, agency, person, party.contacts)
    unit.session.flush()
    return Registered(case_row, party_row, person, thread)


def _branch(unit: Unit, agency: Agency, code: str) -> Branch:
    branch = unit.session.scalar(
        select(Branch).where(Branch.agency_id == agency.id, Branch.code == code)
    )
    if branch is None:
        raise UnknownBranchError(code)
    return branch


def _person(unit: Unit, agency: Agency, details: PartyDetails) -> Person:
    person = _find_or_add(
        unit,
        Person,
        {"agency_id": agency.id, "external_id": details.external_id},
        {"language": details.language or "en", "language_chosen": False},
    )
    _lock(unit, person)
    if details.first_name and details.first_name != person.first_name:
        person.first_name = details.first_name
    if details.last_name and details.last_name != person.last_name:
        person.last_name = details.last_name
    if details.language and not person.language_chosen:
        person.language = details.language
    if details.time_zone:
        try:
            person.time_zone = known_zone(details.time_zone)
        except UnknownZoneError:
            log.warning("register.unknown_zone", person=str(person.id))
    return person


def _lock(unit: Unit, person: Person) -> None:
    """Two events about one person follow one another."""
    unit.session.scalars(
        select(Person)
        .where(Person.agency_id == person.agency_id, Person.id == person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def _contacts(
    unit: Unit, agency: Agency, person: Person, contacts: Sequence[ContactDetails]
) -> None:
    # In one order everywhere, or two events that share two numbers could wait for each other.
    ordered = sorted(contacts, key=lambda contact: (contact.kind, contact.address))
    points = {
        contact: contact_points.find_or_add(unit.session, agency.id, contact.kind, contact.address)
        for contact in ordered
    }
    for contact in contacts:
        _find_or_add(
            unit,
            PersonContact,
            {
                "agency_id": agency.id,
                "person_id": person.id,
                "contact_point_id": points[contact].id,
            },
            {"since": unit.now},
        )
    for contact in ordered:
        if contact.consent_source:
            consents.grant_by_agency(
                unit, points[contact], source=contact.consent_source, at=contact.consent_at
            )


Row = TypeVar("Row", bound=Base)


def _find_or_add(
    unit: Unit, table: type[Row], key: Mapping[str, Any], new: Mapping[str, Any]
) -> Row:
    query = select(table).filter_by(**key)
    known = unit.session.scalar(query)
    if known is not None:
        return known
    insert_or_ignore(unit.session, table, id=new_id(), **key, **new)
    return unit.session.scalars(query).one()
