"""What an agency's event tells becomes known, once, and never over a parent's own choice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.compliance.gate import Reachability
from messaging.directory import consents, contact_points
from messaging.directory.register import (
    CaseDetails,
    ContactDetails,
    PartyDetails,
    Registered,
    UnknownBranchError,
    register,
)
from messaging.models.case import Case, Party, PartyRole
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.database import Base
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office

MOBILE = ContactDetails(ChannelKind.SMS, "+13125550142")
OTHER_MOBILE = ContactDetails(ChannelKind.SMS, "+17735550143")
EMAIL = ContactDetails(ChannelKind.EMAIL, "maria@example.org")
CASE = CaseDetails("CS-10482", "child_support", "north")
MARIA = PartyDetails(
    "P-7731", PartyRole.CUSTODIAL, "Maria", "Sample", contacts=(MOBILE,), language="es",
    time_zone="America/Chicago",
)  # fmt: skip
ANA = replace(MARIA, external_id="P-7732", role=PartyRole.NONCUSTODIAL, first_name="Ana")
EVERYTHING = (Case, Party, Person, Thread, ContactPoint, PersonContact, ConsentEntry)


def tell(
    runtime: Runtime, office: Office, party: PartyDetails = MARIA, case: CaseDetails = CASE
) -> Registered:
    with runtime.unit() as unit:
        return register(unit, office.agency, case, party)


def counts(runtime: Runtime) -> dict[type[Base], int]:
    with runtime.reading() as session:
        return {
            table: session.scalar(select(func.count()).select_from(table)) or 0
            for table in EVERYTHING
        }


def test_what_is_new_is_added(runtime: Runtime, office: Office) -> None:
    known = tell(runtime, office)
    assert (known.case.number, known.case.program) == ("CS-10482", "child_support")
    assert known.case.branch_id == office.branch.id
    assert (known.party.role, known.party.nondisclosure) == (PartyRole.CUSTODIAL, False)
    assert (known.party.case_id, known.party.person_id) == (known.case.id, known.person.id)
    assert (known.person.first_name, known.person.last_name) == ("Maria", "Sample")
    assert (known.person.language, known.person.time_zone) == ("es", "America/Chicago")
    assert (known.thread.party_id, known.thread.unread) == (known.party.id, 0)
    assert known.thread.last_message_at is None


def test_told_again_nothing_is_added(runtime: Runtime, office: Office) -> None:
    first = tell(runtime, office)
    before = counts(runtime)
    again = tell(runtime, office)
    assert counts(runtime) == before
    assert (again.case.id, again.party.id, again.person.id, again.thread.id) == (
        first.case.id, first.party.id, first.person.id, first.thread.id
    )  # fmt: skip


def test_what_changed_is_brought_up_to_date(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
    tell(runtime, office)
    tell(
        runtime,
        office,
        replace(MARIA, role=PartyRole.GUARDIAN, first_name="María", last_name="Muestra",
                language="en", time_zone="America/Denver"),
        replace(CASE, branch="south", program="paternity"),
    )  # fmt: skip
    with runtime.reading() as session:
        case = session.scalars(select(Case)).one()
        party = session.scalars(select(Party)).one()
        person = session.scalars(select(Person)).one()
    assert (case.branch_id, case.program) == (south.id, "paternity")
    assert party.role is PartyRole.GUARDIAN
    assert (person.first_name, person.last_name) == ("María", "Muestra")
    assert (person.language, person.time_zone) == ("en", "America/Denver")


def test_what_an_event_leaves_out_stays(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, replace(MARIA, nondisclosure=True))
    known = tell(runtime, office, PartyDetails("P-7731", PartyRole.CUSTODIAL))
    assert (known.person.first_name, known.person.last_name) == ("Maria", "Sample")
    assert (known.person.language, known.person.time_zone) == ("es", "America/Chicago")
    assert known.party.nondisclosure
    with runtime.reading() as session:
        assert contact_points.contacts_of(
            session, office.agency.id, known.person.id, ChannelKind.SMS
        )


def test_a_person_may_have_no_name(runtime: Runtime, office: Office) -> None:
    known = tell(runtime, office, PartyDetails("P-1", PartyRole.OTHER))
    assert (known.person.first_name, known.person.last_name) == ("", "")
    assert (known.person.language, known.person.time_zone) == ("en", None)


@pytest.mark.parametrize("flag", [True, False])
def test_the_agency_says_who_is_protected(runtime: Runtime, office: Office, flag: bool) -> None:
    tell(runtime, office, replace(MARIA, nondisclosure=not flag))
    assert tell(runtime, office, replace(MARIA, nondisclosure=flag)).party.nondisclosure is flag


def test_an_unknown_branch_is_refused_and_nothing_is_kept(runtime: Runtime, office: Office) -> None:
    with pytest.raises(UnknownBranchError, match="'west'"):
        tell(runtime, office, case=replace(CASE, branch="west"))
    assert set(counts(runtime).values()) == {0}


def test_the_branch_of_another_agency_is_unknown(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
        add_branch(unit, elm.agency, "lakeside")
    with pytest.raises(UnknownBranchError):
        tell(runtime, office, case=replace(CASE, branch="lakeside"))


# Languages and zones nobody has heard of


@pytest.mark.parametrize("language", ["tlh", "xx", "zh-Hant"])
def test_a_language_without_wording_is_still_known(
    runtime: Runtime, office: Office, language: str
) -> None:
    assert tell(runtime, office, replace(MARIA, language=language)).person.language == language


@pytest.mark.parametrize("zone", ["Mars/Olympus", "CST6", "america/chicago", "x" * 200])
def test_a_zone_that_does_not_exist_leaves_what_is_known(
    runtime: Runtime, office: Office, zone: str
) -> None:
    tell(runtime, office)
    with capture_logs() as logs:
        known = tell(runtime, office, replace(MARIA, time_zone=zone))
    assert known.person.time_zone == "America/Chicago"
    assert [(line["event"], line["person"]) for line in logs] == [
        ("register.unknown_zone", str(known.person.id))
    ]


# A parent's own choice


def test_a_language_the_parent_chose_stays(runtime: Runtime, office: Office) -> None:
    known = tell(runtime, office)
    with runtime.unit() as unit:
        person = unit.session.get_one(Person, known.person.id)
        person.language, person.language_chosen = "en", True
    assert tell(runtime, office).person.language == "en"


def test_an_opt_out_stays(runtime: Runtime, office: Office) -> None:
    later = replace(MOBILE, consent_source="application", consent_at=runtime.clock())
    tell(runtime, office, replace(MARIA, contacts=(later,)))
    with runtime.unit() as unit:
        contact = mobile(unit, office)
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
    signed = replace(later, consent_at=runtime.clock() + timedelta(days=1))
    tell(runtime, office, replace(MARIA, contacts=(signed,)))
    with runtime.unit() as unit:
        contact = mobile(unit, office)
        assert consents.state_of(unit.session, contact, "service") is ConsentState.REVOKED


def test_what_is_known_of_a_contact_stays(runtime: Runtime, office: Office) -> None:
    tell(runtime, office)
    with runtime.unit() as unit:
        contact = mobile(unit, office)
        contact.safe_to_contact, contact.reachability = False, Reachability.LANDLINE
    tell(runtime, office)
    with runtime.unit() as unit:
        contact = mobile(unit, office)
        assert not contact.safe_to_contact
        assert contact.reachability is Reachability.LANDLINE


def mobile(unit: Unit, office: Office) -> ContactPoint:
    contact = contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, MOBILE.address)
    assert contact is not None
    return contact


# Contacts


def test_a_new_number_goes_before_the_old_and_removes_nothing(
    runtime: Runtime, office: Office
) -> None:
    known = tell(runtime, office)
    runtime.clock.move(timedelta(days=1))  # type: ignore[attr-defined]  # the tests' own clock
    tell(runtime, office, replace(MARIA, contacts=(OTHER_MOBILE,)))
    assert own_numbers(runtime, office, known) == [OTHER_MOBILE.address, MOBILE.address]


@pytest.mark.parametrize("given", [(MOBILE, OTHER_MOBILE), (OTHER_MOBILE, MOBILE)])
def test_numbers_given_together_stay_in_the_order_given(
    runtime: Runtime, office: Office, given: tuple[ContactDetails, ...]
) -> None:
    known = tell(runtime, office, replace(MARIA, contacts=given))
    assert own_numbers(runtime, office, known) == [contact.address for contact in given]


def own_numbers(runtime: Runtime, office: Office, known: Registered) -> list[str]:
    with runtime.reading() as session:
        found = contact_points.contacts_of(
            session, office.agency.id, known.person.id, ChannelKind.SMS
        )
        return [contact.address for contact in found]


def test_the_same_number_twice_counts_once(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, replace(MARIA, contacts=(MOBILE, MOBILE)))
    assert counts(runtime)[ContactPoint] == counts(runtime)[PersonContact] == 1


def test_two_people_can_share_a_number(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, MARIA)
    tell(runtime, office, ANA)
    with runtime.reading() as session:
        contact = session.scalars(select(ContactPoint)).one()
        names = {person.first_name for person in contact_points.people_of(session, contact)}
        roles = {party.role for party in contact_points.parties_of(session, contact)}
    assert names == {"Maria", "Ana"}
    assert roles == {PartyRole.CUSTODIAL, PartyRole.NONCUSTODIAL}


def test_one_person_can_have_two_cases(runtime: Runtime, office: Office) -> None:
    first = tell(runtime, office)
    second = tell(
        runtime, office, replace(MARIA, role=PartyRole.NONCUSTODIAL), replace(CASE, number="CS-2")
    )
    assert first.person.id == second.person.id
    assert first.thread.id != second.thread.id
    assert counts(runtime)[ContactPoint] == 1


def test_agencies_know_nothing_of_each_other(runtime: Runtime, office: Office) -> None:
    """The same case number, person number and phone, in two agencies."""
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
    ours, theirs = tell(runtime, office), tell(runtime, elm, replace(MARIA, first_name="Eve"))
    assert counts(runtime)[ContactPoint] == counts(runtime)[Person] == 2
    assert ours.person.first_name == "Maria"
    with runtime.reading() as session:
        contacts = session.scalars(select(ContactPoint)).all()
        assert len({contact.address_index for contact in contacts}) == 2
        assert {contact.address for contact in contacts} == {MOBILE.address}
        for contact in contacts:
            (person,) = contact_points.people_of(session, contact)
            assert person.agency_id == contact.agency_id
    assert theirs.case.id != ours.case.id


def test_details_do_not_show_themselves() -> None:
    shown = repr(MARIA) + repr(MOBILE)
    assert "Maria" not in shown
    assert MOBILE.address not in shown


# At once


def at_once(runtime: Runtime, office: Office, parties: list[PartyDetails]) -> list[Registered]:
    start = threading.Barrier(len(parties))

    def one(party: PartyDetails) -> Registered:
        start.wait(30)
        return tell(runtime, office, party)

    with ThreadPoolExecutor(len(parties)) as threads:
        return list(threads.map(one, parties))


def test_events_about_one_person_at_once_make_one(runtime: Runtime, office: Office) -> None:
    signed = replace(MOBILE, consent_source="application")
    found = at_once(runtime, office, [replace(MARIA, contacts=(signed, EMAIL))] * 4)
    assert len({known.thread.id for known in found}) == 1
    assert counts(runtime) == {
        Case: 1, Party: 1, Person: 1, Thread: 1, ContactPoint: 2, PersonContact: 2, ConsentEntry: 1
    }  # fmt: skip


@pytest.mark.parametrize("round_", range(3))
def test_events_that_share_numbers_at_once_do_not_block_each_other(
    runtime: Runtime, office: Office, round_: int
) -> None:
    """Named in opposite orders, on new and on known contact points."""
    one = tuple(replace(c, consent_source=f"form {round_}") for c in (MOBILE, OTHER_MOBILE, EMAIL))
    other = tuple(reversed(one))
    for _ in range(2):
        found = at_once(
            runtime,
            office,
            [replace(MARIA, contacts=one), replace(ANA, contacts=other)] * 2,
        )
        assert len({known.person.id for known in found}) == 2
    assert counts(runtime)[ContactPoint] == 3
    assert counts(runtime)[ConsentEntry] == 3
