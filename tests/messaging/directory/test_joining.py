"""Two records of one human become one: the stricter holds, nothing said moves, and the agency is
heard under either number."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from channels.values import ChannelKind
from messaging.compliance.consent import ALL_TOPICS, ConsentChange, ConsentSource, ConsentState
from messaging.compliance.preferences import Wish, topic_of, wished
from messaging.directory import consents, contact_points, join_plan, joining
from messaging.directory.access import ForbiddenError, Viewer
from messaging.directory.join_plan import JoinError, NotFoundError
from messaging.directory.register import (
    CaseDetails,
    ContactDetails,
    PartyDetails,
    Registered,
    register,
)
from messaging.models.audit import Audit
from messaging.models.case import Case, Party, PartyRole
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.message import Message
from messaging.models.person import JoinReason, Person
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office, add_staff
from tests.web.conversations import heard

REASON = JoinReason.PAPERS
ONE, TWO = "+13125550142", "+17735550143"
MARIA = PartyDetails(
    "P-1", PartyRole.CUSTODIAL, "Maria", "Sample",
    contacts=(ContactDetails(ChannelKind.SMS, ONE, "application"),),
)  # fmt: skip
TWIN = PartyDetails(
    "P-2", PartyRole.NONCUSTODIAL, "María", "Sample", time_zone="America/Denver",
    contacts=(ContactDetails(ChannelKind.SMS, TWO, "application"),),
)  # fmt: skip
HERS = CaseDetails("CS-1", "child_support", "north")
OTHER = CaseDetails("CS-2", "child_support", "north")
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What one database does as the other: rules, not locks."""


def tell(runtime: Runtime, office: Office, party: PartyDetails, case: CaseDetails) -> Registered:
    with runtime.unit() as unit:
        return register(unit, office.agency, case, party)


@pytest.fixture
def both(runtime: Runtime, office: Office) -> tuple[Registered, Registered]:
    return tell(runtime, office, MARIA, HERS), tell(runtime, office, TWIN, OTHER)


def join(runtime: Runtime, viewer: Viewer, kept: Registered, gone: Registered) -> None:
    with runtime.unit() as unit:
        joining.join(unit, viewer, viewer.actor, kept.person.id, gone.person.id, REASON)


def state(runtime: Runtime, office: Office, phone: str) -> ConsentState:
    with runtime.reading() as session:
        contact = contact_points.find(session, office.agency.id, ChannelKind.SMS, phone)
        assert contact is not None
        return consents.state_of(session, contact, ALL_TOPICS)


def parties(runtime: Runtime) -> dict[str, tuple[str, PartyRole]]:
    """By case, the number of whose party it is, and their role."""
    with runtime.reading() as session:
        rows = session.execute(
            select(Case.number, Person.external_id, Party.role)
            .join(Party, Party.case_id == Case.id)
            .join(Person, Person.id == Party.person_id)
        )
        return {f"{case}:{role.value}": (number, role) for case, number, role in rows}


def addresses(runtime: Runtime, person_id: UUID) -> set[str]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(ContactPoint)
            .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
            .where(PersonContact.person_id == person_id)
        )
        return {row.address for row in rows}


@SQLITE
def test_roles_and_addresses_join_and_nothing_said_moves(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    with runtime.unit() as unit:
        said = heard(unit, gone, "hello").id
    join(runtime, boss, kept, gone)
    with runtime.reading() as session:
        roles = session.scalars(select(Party).order_by(Party.id)).all()
        assert {(row.id, row.person_id) for row in roles} == {
            (kept.party.id, kept.person.id), (gone.party.id, kept.person.id)
        }  # fmt: skip
        assert session.get_one(Message, said).thread_id == gone.thread.id
        person = session.get_one(Person, kept.person.id)
        assert (person.first_name, person.time_zone) == ("Maria", "America/Denver")
        noted = session.scalars(select(Audit).where(Audit.action == "person.joined")).one()
    assert (noted.actor, noted.subject_id) == (boss.actor, kept.person.id)
    assert noted.detail == {"gone": str(gone.person.id), "reason": "papers"}
    assert addresses(runtime, kept.person.id) == {ONE, TWO}
    assert addresses(runtime, gone.person.id) == set()


def test_an_event_that_comes_by_the_gone_number_finds_the_one_that_was_kept(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    join(runtime, boss, kept, gone)
    mail = ContactDetails(ChannelKind.EMAIL, "maria@example.org")
    again = tell(runtime, office, replace(TWIN, contacts=(mail,)), OTHER)
    new = tell(runtime, office, TWIN, CaseDetails("CS-3", "child_support", "north"))
    assert (again.person.id, again.party.id) == (kept.person.id, gone.party.id)
    assert new.person.id == kept.person.id
    assert new.person.first_name == "Maria"
    assert addresses(runtime, kept.person.id) == {ONE, TWO, "maria@example.org"}
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2


def test_a_join_and_events_for_both_at_one_moment_follow_one_another(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    start = threading.Barrier(3)

    def event(party: PartyDetails, number: str) -> None:
        start.wait()
        for each in range(3):
            tell(runtime, office, party, CaseDetails(f"{number}{each}", "child_support", "north"))

    def joined() -> None:
        start.wait()
        join(runtime, boss, kept, gone)

    with ThreadPoolExecutor(3) as pool:
        work = [
            pool.submit(event, MARIA, "A-"), pool.submit(event, TWIN, "B-"), pool.submit(joined)
        ]  # fmt: skip
        for each in work:
            each.result()
    with runtime.reading() as session:
        assert set(session.scalars(select(Party.person_id))) == {kept.person.id}
        assert session.scalar(select(func.count()).select_from(Party)) == 8
        assert session.scalar(select(func.count()).select_from(Person)) == 2


@SQLITE
@pytest.mark.parametrize("stopped", [ONE, TWO], ids=["kept", "gone"])
def test_a_stop_said_by_either_holds_for_both_until_the_parent_says_start(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered],
    stopped: str,
) -> None:  # fmt: skip
    with runtime.unit() as unit:
        for phone in (ONE, TWO):
            contact = contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, phone)
            assert contact is not None
            change = ConsentChange.REVOKE if phone == stopped else ConsentChange.GRANT
            consents.append(unit, contact, change, ConsentSource.PARENT)
    join(runtime, boss, *both)
    assert {state(runtime, office, phone) for phone in (ONE, TWO)} == {ConsentState.REVOKED}
    tell(runtime, office, MARIA, HERS)
    assert state(runtime, office, ONE) is ConsentState.REVOKED
    with runtime.unit() as unit:
        contact = contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, ONE)
        assert contact is not None
        consents.append(unit, contact, ConsentChange.GRANT, ConsentSource.PARENT)
    assert state(runtime, office, ONE) is ConsentState.GRANTED


@SQLITE
def test_of_flags_pauses_hours_and_language_the_stricter_holds(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    until = runtime.clock() + timedelta(days=3)
    with runtime.unit() as unit:
        session = unit.session
        session.get_one(Party, gone.party.id).nondisclosure = True
        session.get_one(Party, kept.party.id).paused_until = until
        other = session.get_one(Person, gone.person.id)
        other.language, other.language_chosen = "es", True
        for phone, hours in ((ONE, "8-12"), (TWO, "10-17")):
            contact = contact_points.find(session, office.agency.id, ChannelKind.SMS, phone)
            assert contact is not None
            consents.append(
                unit, contact, ConsentChange.GRANT, ConsentSource.PARENT,
                topic=topic_of(Wish.HOURS, hours),
            )  # fmt: skip
            if phone == TWO:
                contact.safe_from_hour, contact.safe_until_hour = 9, 15
                contact.safe_to_contact = False
    join(runtime, boss, kept, gone)
    with runtime.reading() as session:
        roles = session.scalars(select(Party)).all()
        assert {(row.nondisclosure, row.paused_until) for row in roles} == {(True, until)}
        person = session.get_one(Person, kept.person.id)
        assert (person.language, person.language_chosen) == ("es", True)
        contacts = session.scalars(select(ContactPoint)).all()
        entries = consents.ledgers(session, [row.id for row in contacts])
        assert {wished(entries[row.id], Wish.HOURS) for row in contacts} == {"10-12"}
        assert {(row.safe_from_hour, row.safe_until_hour) for row in contacts} == {(9, 15)}
        assert {row.address for row in contacts if not row.safe_to_contact} == {TWO}


@SQLITE
def test_two_parents_of_one_case_are_never_joined_though_they_share_a_phone(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    one = tell(runtime, office, MARIA, HERS)
    other = tell(runtime, office, replace(TWIN, contacts=MARIA.contacts), HERS)
    with pytest.raises(JoinError, match="two parties of one case"):
        join(runtime, boss, one, other)
    with runtime.reading() as session:
        plan = join_plan.plan(session, boss, one.person.id, other.person.id, runtime.clock())
    assert plan.refusal == join_plan.SAME_CASE


@SQLITE
def test_what_is_on_hold_is_decided_first_and_what_was_joined_is_not_joined_on(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    third = tell(runtime, office, replace(MARIA, external_id="P-3"), replace(HERS, number="CS-9"))
    join(runtime, boss, *both)
    with pytest.raises(JoinError, match="Another record was joined"):
        join(runtime, boss, third, both[0])
    with pytest.raises(NotFoundError):
        join(runtime, boss, *both)
    with runtime.unit() as unit:
        for contact in unit.session.scalars(select(ContactPoint)):
            contact.held_for_review_at = unit.now
    with pytest.raises(JoinError, match="First decide"):
        join(runtime, boss, both[0], third)


@SQLITE
def test_who_joins_sees_the_whole_of_both(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        elm = add_office(unit, "elm")
        sup, worker = (
            Viewer.of(add_staff(unit, office.agency, office.branch, role=role))
            for role in (StaffRole.SUPERVISOR, StaffRole.CASEWORKER)
        )
        away = Viewer.of(add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR))
        theirs = Viewer.of(add_staff(unit, elm.agency, role=StaffRole.ADMINISTRATOR))
    stranger = tell(runtime, elm, MARIA, HERS)
    with pytest.raises(ForbiddenError):
        join(runtime, worker, kept, gone)
    for viewer, whom in ((away, gone), (theirs, gone), (boss, stranger), (boss, kept)):
        with pytest.raises(NotFoundError):
            join(runtime, viewer, kept, whom)
    tell(runtime, office, TWIN, CaseDetails("CS-5", "child_support", "south"))
    with pytest.raises(JoinError, match="not yours to see"):
        join(runtime, sup, kept, gone)
    join(runtime, boss, kept, gone)


def test_taken_apart_each_has_again_what_the_agency_told_under_its_number(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered]
) -> None:
    kept, gone = both
    shared = ContactDetails(ChannelKind.EMAIL, "maria@example.org")
    for party, case in ((MARIA, HERS), (TWIN, OTHER)):
        tell(runtime, office, replace(party, contacts=(*party.contacts, shared)), case)
    join(runtime, boss, kept, gone)
    later = ContactDetails(ChannelKind.SMS, "+12175550144")
    tell(runtime, office, replace(TWIN, contacts=(later,)), replace(OTHER, number="CS-3"))
    with runtime.unit() as unit:
        joining.take_apart(unit, boss, boss.actor, kept.person.id, gone.person.id)
    assert addresses(runtime, kept.person.id) == {ONE, shared.address}
    assert addresses(runtime, gone.person.id) == {TWO, shared.address, later.address}
    assert {key: number for key, (number, _) in parties(runtime).items()} == {
        "CS-1:custodial": "P-1", "CS-2:noncustodial": "P-2", "CS-3:noncustodial": "P-2"
    }  # fmt: skip
    with runtime.reading() as session:
        for table in (Party, PersonContact):
            assert set(session.scalars(select(table.named_id))) == {None}
        assert set(session.scalars(select(Person.one_with_id))) == {None}
    with runtime.unit() as unit, pytest.raises(NotFoundError):
        joining.take_apart(unit, boss, boss.actor, kept.person.id, gone.person.id)
    join(runtime, boss, kept, gone)


@SQLITE
@pytest.mark.parametrize("first", [MARIA, TWIN], ids=["kept first", "gone first"])
def test_named_as_both_parties_of_one_case_they_are_two_people_after_all(
    runtime: Runtime, office: Office, boss: Viewer, both: tuple[Registered, Registered],
    first: PartyDetails,
) -> None:  # fmt: skip
    """Else the words of one parent would stand in the thread of the other."""
    join(runtime, boss, *both)
    second = TWIN if first is MARIA else MARIA
    shared = replace(HERS, number="CS-7")
    known = [tell(runtime, office, each, shared) for each in (first, second)]
    assert known[0].thread.id != known[1].thread.id
    assert {key: number for key, (number, _) in parties(runtime).items()} == {
        "CS-1:custodial": "P-1", "CS-2:noncustodial": "P-2",
        "CS-7:custodial": "P-1", "CS-7:noncustodial": "P-2",
    }  # fmt: skip
    assert addresses(runtime, both[0].person.id) == {ONE}
    assert addresses(runtime, both[1].person.id) == {TWO}
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.action == "person.taken_apart")).one()
    assert noted.actor == "system"
