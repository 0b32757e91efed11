"""Making known what an agency's event tells of a case and one party on it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from channels.values import ChannelKind
from messaging.directory import consents, contact_points, joining
from messaging.directory.consents import Grant
from messaging.directory.own_values import Book, Told
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party, PartyRole, sought_as
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.platform.zones import UnknownZoneError, known_zone

log = structlog.get_logger(__name__)


STANDS_ALONE = or_(Person.one_with_id.is_(None), Person.one_with_id == Person.id)
"""Not the record of somebody that another one stands for (`messaging/directory/joining.py`)."""

Anchor = TypeVar("Anchor", Case, Person)
Key = TypeVar("Key")
Item = TypeVar("Item")


class UnfitError(Exception):
    """What is told does not fit what the agency has: where it stands in the event (RFC 6901), and
    what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class UnknownBranchError(UnfitError):
    """The agency has no branch of that code."""

    def __init__(self, code: str) -> None:
        words = f"this agency has no branch {code!r}; add it first"
        super().__init__({"/data/case/branch": words})


class UnfitFieldsError(UnfitError):
    """The agency has no such field, or the value is none of it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(
            {f"/data/party/fields/{_escaped(key)}": why for key, why in problems.items()}
        )


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
    own: Told = field(default_factory=dict)
    """In fields of the agency's own; what is left out stays as it is known."""


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
    `UnfitError`.
    """
    branches, values = branches_by_code(unit, agency, {case.branch}), Book(unit, agency.id)
    if unfit := misfit(branches, values, case.branch, party.own):
        raise unfit
    registrar = Registrar(unit, agency, branches, [(case, party)], values)
    known = registrar.register(case, party)
    values.write()
    unit.session.flush()
    return known


def branches_by_code(unit: Unit, agency: Agency, codes: Collection[str]) -> dict[str, Branch]:
    """Those of them that the agency has."""
    rows = unit.session.scalars(
        select(Branch).where(Branch.agency_id == agency.id, Branch.code.in_(codes))
    )
    return {branch.code: branch for branch in rows}


def misfit(
    branches: Mapping[str, Branch], values: Book, branch: str, own: Told
) -> UnfitError | None:
    """Why a case of that branch, and a party with those fields, cannot be registered, or None."""
    if branch not in branches:
        return UnknownBranchError(branch)
    problems = values.problems(own) if own else {}
    return UnfitFieldsError(problems) if problems else None


class Registrar:
    """Registers what several events tell, one after the other, in a fixed number of statements.

    Whatever they name is found, added and locked to begin with, in one order everywhere: cases,
    people, contact points, each sorted. Two that come at the same time follow one another.
    """

    def __init__(
        self,
        unit: Unit,
        agency: Agency,
        branches: Mapping[str, Branch],
        wanted: Sequence[tuple[CaseDetails, PartyDetails]],
        values: Book | None = None,
    ) -> None:
        """`branches` by code, those of all cases in `wanted`. `values`: where fields of the
        agency's own are told, once `misfit` has none of them; whoever gives it writes it. Raises
        `UnknownBranchError`."""
        for case, _ in wanted:
            if case.branch not in branches:
                raise UnknownBranchError(case.branch)
        self._unit, self._agency, self._branches = unit, agency, branches
        self.values = values or Book(unit, agency.id)
        self.new: set[UUID] = set()
        """Ids of the cases, people and parties that were added."""
        self._stubs: dict[str, UUID] = {}
        """By the agency's number: records that another one stands for."""
        self._cases = self._find_cases([case for case, _ in wanted])
        self._people = self._find_people([party for _, party in wanted])
        while (two := self._two_after_all(wanted)) and joining.part(
            unit, agency.id, joining.SYSTEM, *two
        ):
            self._people = self._find_people([party for _, party in wanted])
        self._parties = self._find_parties(wanted)
        self._threads = self._find_threads()
        self._note_contacts([party for _, party in wanted])
        telling = {self.named(case, party).party.id for case, party in wanted if party.own}
        self.values.load(telling, new=self.new)

    def register(self, case: CaseDetails, party: PartyDetails) -> Registered:
        """One of `wanted`, in their order: what it says counts from here on."""
        known = self.named(case, party)
        self._bring_case(known.case, case)
        if party.external_id in self._stubs:
            # The record that was kept says what they are called.
            party = replace(
                party,
                first_name="" if known.person.first_name else party.first_name,
                last_name="" if known.person.last_name else party.last_name,
            )
        _bring_person(known.person, party)
        _bring_party(known.party, party)
        if party.own:
            self.values.tell(known.party.id, party.own)
        return known

    def named(self, case: CaseDetails, party: PartyDetails) -> Registered:
        """The rows that one of `wanted` is about."""
        case_row, person = self._cases[case.number], self._people[party.external_id]
        party_row = self._parties[case_row.id, person.id]
        return Registered(case_row, party_row, person, self._threads[party_row.id])

    # Finding and adding

    def _find_cases(self, wanted: Sequence[CaseDetails]) -> dict[str, Case]:
        first = _first((case.number, case) for case in wanted)

        def add(number: str) -> Case:
            row = bulk.made(
                Case,
                id=new_id(),
                agency_id=self._agency.id,
                number=number,
                sought_as=sought_as(number),
            )
            self._bring_case(row, first[number])
            return row

        return self._found_or_added(Case, Case.number, first, add)

    def _find_people(self, wanted: Sequence[PartyDetails]) -> dict[str, Person]:
        first = _first((party.external_id, party) for party in wanted)

        def add(external_id: str) -> Person:
            row = bulk.made(
                Person,
                id=new_id(),
                agency_id=self._agency.id,
                external_id=external_id,
                language=first[external_id].language or "en",
                language_chosen=False,
                first_name_sealed=None,
                last_name_sealed=None,
                time_zone=None,
                one_with_id=None,
            )
            _bring_person(row, first[external_id])
            return row

        self._stubs = {}
        found = self._found_or_added(Person, Person.external_id, first, add, STANDS_ALONE)
        joined = first.keys() - found.keys()
        return found | self._kept_for(joined) if joined else found

    def _kept_for(self, joined: Collection[str]) -> dict[str, Person]:
        """Whoever stands for these, locked. Never the record that is gone: all who come by its
        number and all who come by the other's wait for one row."""
        session, agency_id = self._unit.session, self._agency.id
        gone = {
            external_id: (stub_id, kept_id)
            for external_id, stub_id, kept_id in session.execute(
                select(Person.external_id, Person.id, Person.one_with_id).where(
                    Person.agency_id == agency_id, among(session, Person.external_id, joined)
                )
            )
        }
        self._stubs = {external_id: stub_id for external_id, (stub_id, _) in gone.items()}
        rows = session.scalars(
            select(Person)
            .where(
                Person.agency_id == agency_id,
                among(session, Person.id, {kept_id for _, kept_id in gone.values() if kept_id}),
            )
            .order_by(Person.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        kept = {row.id: row for row in rows}
        return {
            external_id: kept[kept_id]
            for external_id, (_, kept_id) in gone.items()
            if kept_id is not None
        }

    def _record(self, external_id: str) -> UUID | None:
        """By which of somebody's records the agency calls them so; None where there is but one."""
        person = self._people[external_id]
        return None if person.one_with_id is None else self._stubs.get(external_id, person.id)

    def _two_after_all(
        self, wanted: Sequence[tuple[CaseDetails, PartyDetails]]
    ) -> tuple[UUID, UUID] | None:
        """Whom a person joined, and whom the agency now names as two parties of one case, each with
        a role of their own. Their words must not stand in one thread: they are taken apart."""
        joined = {row.id for row in self._people.values() if row.one_with_id is not None}
        if not joined:
            return None
        rows = self._unit.session.scalars(
            select(Party).where(
                Party.agency_id == self._agency.id,
                Party.case_id.in_({row.id for row in self._cases.values()}),
                Party.person_id.in_(joined),
            )
        )
        known = {(row.case_id, row.person_id): (row.role, row.named_id) for row in rows}
        for case, party in wanted:
            person, record = self._people[party.external_id], self._record(party.external_id)
            if record is None:
                continue
            place = (self._cases[case.number].id, person.id)
            role, named = known.setdefault(place, (party.role, record))
            if named != record and role != party.role:
                # One of the two is the record that was kept, or both were joined to it.
                gone = record if record != person.id else named
                return (person.id, gone) if gone is not None else None
        return None

    def _found_or_added(
        self,
        table: type[Anchor],
        key: InstrumentedAttribute[str],
        wanted: Collection[str],
        add: Callable[[str], Anchor],
        such: ColumnElement[bool] | None = None,
    ) -> dict[str, Anchor]:
        """Rows by their key, locked."""
        such = true() if such is None else such
        found = self._locked(table, key, wanted, such)
        missing = sorted(wanted - found.keys())
        fresh = bulk.add_new(
            self._unit.session, [add(each) for each in missing], "agency_id", key.key
        )
        self.new |= {row.id for row in fresh}
        found |= {getattr(row, key.key): row for row in fresh}
        if len(fresh) < len(missing):  # some came in meanwhile
            others = [each for each in missing if each not in found]
            found |= self._locked(table, key, others, such)
        return found

    def _locked(
        self,
        table: type[Anchor],
        key: InstrumentedAttribute[str],
        wanted: Collection[str],
        such: ColumnElement[bool],
    ) -> dict[str, Anchor]:
        if not wanted:
            return {}
        rows = self._unit.session.scalars(
            select(table)
            .where(table.agency_id == self._agency.id, among(self._unit.session, key, wanted), such)
            .order_by(table.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return {getattr(row, key.key): row for row in rows}

    def _find_parties(
        self, wanted: Sequence[tuple[CaseDetails, PartyDetails]]
    ) -> dict[tuple[UUID, UUID], Party]:
        session = self._unit.session
        first = _first(
            ((self._cases[case.number].id, self._people[party.external_id].id), party)
            for case, party in wanted
        )
        rows = session.scalars(
            select(Party)
            .where(
                Party.agency_id == self._agency.id,
                among(session, Party.case_id, {case_id for case_id, _ in first}),
                among(session, Party.person_id, {person_id for _, person_id in first}),
            )
            .execution_options(populate_existing=True)
        )
        found = {(row.case_id, row.person_id): row for row in rows}
        branches = {case.id: case.branch_id for case in self._cases.values()}
        new = {
            place: self._new_party(branches[place[0]], place, party)
            for place, party in first.items()
            if place not in found
        }
        bulk.add(session, list(new.values()))
        self.new |= {row.id for row in new.values()}
        return found | new

    def _new_party(self, branch_id: UUID, place: tuple[UUID, UUID], party: PartyDetails) -> Party:
        case_id, person_id = place
        row = bulk.made(
            Party,
            id=new_id(),
            agency_id=self._agency.id,
            branch_id=branch_id,
            case_id=case_id,
            person_id=person_id,
            named_id=self._record(party.external_id),
            nondisclosure=False,
            paused_until=None,
        )
        _bring_party(row, party)
        return row

    def _find_threads(self) -> dict[UUID, Thread]:
        session = self._unit.session
        branches = {party.id: party.branch_id for party in self._parties.values()}
        ids = branches.keys()
        rows = session.scalars(
            select(Thread).where(
                Thread.agency_id == self._agency.id,
                among(session, Thread.party_id, ids - self.new),
            )
        )
        found = {row.party_id: row for row in rows} if ids - self.new else {}
        new = [
            bulk.made(
                Thread,
                id=new_id(),
                agency_id=self._agency.id,
                branch_id=branches[party_id],
                party_id=party_id,
                unread=0,
            )
            for party_id in sorted(ids - found.keys())
        ]
        bulk.add(session, new)
        return found | {row.party_id: row for row in new}

    # Bringing up to date

    def _bring_case(self, row: Case, details: CaseDetails) -> None:
        _set(row, branch_id=self._branches[details.branch].id, program=details.program)

    # Contacts

    def _note_contacts(self, parties: Sequence[PartyDetails]) -> None:
        unit = self._unit
        found, new = contact_points.find_or_add_all(
            unit.session,
            self._agency.id,
            {(each.kind, each.address) for party in parties for each in party.contacts},
        )
        uses: dict[tuple[UUID, UUID], PersonContact] = {}
        grants: list[Grant] = []
        for party in parties:
            person = self._people[party.external_id]
            for each in party.contacts:
                contact = found[each.kind, each.address]
                use = self._use(person, contact, self._record(party.external_id))
                uses.setdefault((person.id, contact.id), use)
            for each in sorted(party.contacts, key=lambda each: (each.kind, each.address)):
                if each.consent_source:
                    contact = found[each.kind, each.address]
                    grants.append(Grant(contact, each.consent_source, each.consent_at))
        bulk.add_new(
            unit.session,
            list(uses.values()),
            "agency_id",
            "person_id",
            "contact_point_id",
            keep=False,
        )
        consents.grant_all_by_agency(unit, grants, just_added=new)

    def _use(self, person: Person, contact: ContactPoint, named_id: UUID | None) -> PersonContact:
        return bulk.made(
            PersonContact,
            id=new_id(),
            agency_id=self._agency.id,
            person_id=person.id,
            named_id=named_id,
            contact_point_id=contact.id,
            since=self._unit.now,
        )


def _bring_person(row: Person, details: PartyDetails) -> None:
    if details.first_name and details.first_name != row.first_name:
        row.first_name = details.first_name
    if details.last_name and details.last_name != row.last_name:
        row.last_name = details.last_name
    if details.language and not row.language_chosen:
        _set(row, language=details.language)
    if details.time_zone:
        try:
            _set(row, time_zone=known_zone(details.time_zone))
        except UnknownZoneError:
            log.warning("register.unknown_zone", person=str(row.id))


def _bring_party(row: Party, details: PartyDetails) -> None:
    _set(row, role=details.role)
    if details.nondisclosure is not None:
        _set(row, nondisclosure=details.nondisclosure)


def _set(row: Base, **values: object) -> None:
    """Only what differs: the session looks over every row that was touched."""
    known = row.__dict__
    for name, value in values.items():
        if name not in known or known[name] != value:
            setattr(row, name, value)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _first(pairs: Iterable[tuple[Key, Item]]) -> dict[Key, Item]:
    """The first of each key, in their order."""
    found: dict[Key, Item] = {}
    for key, item in pairs:
        found.setdefault(key, item)
    return found
