"""People and cases: whom a search finds, and what stands on the page of a person and of a case."""

from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents, contact_points
from messaging.directory.register import Registered
from messaging.models.agency import Branch
from messaging.models.audit import Audit
from messaging.models.case import Party, PartyRole
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, text_of

PHONE = "+13125550142"


@pytest.fixture
def couple(runtime: Runtime, office: Office) -> tuple[Registered, Registered]:
    """Both parents of CS-9, who share a phone."""
    with runtime.unit() as unit:
        one = add_parent(
            unit, office, case="CS-9", text_to=PHONE, language="es", nondisclosure=True
        )
        other = add_parent(unit, office, case="CS-9", text_to=PHONE, role=PartyRole.NONCUSTODIAL)
        unit.session.merge(one.person).first_name = "Marisol"
        unit.session.merge(other.person).first_name = "Ramón"
    return one, other


def page_of(person_id: UUID) -> str:
    return f"/staff/cases/people/{person_id}"


FOUND = {
    "maris": {"Marisol"},
    "cs-9": {"Marisol", "Ramón"},
    "(312) 555-0142": {"Marisol", "Ramón"},
    "{number}": {"Marisol"},
    "nobody": set(),
    " ": set(),
}


def test_people_are_found_by_name_case_number_and_phone(
    desk: Desk, couple: tuple[Registered, Registered], runtime: Runtime
) -> None:
    for words, found in FOUND.items():
        asked = words.format(number=couple[0].person.external_id)
        page = text_of(desk.post("/staff/cases", {"words": asked}))
        assert {name for name in ("Marisol", "Ramón") if name in page} == found, words
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.action == "cases.searched")).all()
    assert [len(row.detail["people"]) for row in noted] == [len(each) for each in FOUND.values()]
    assert "0142" not in str([row.detail for row in noted])


def test_the_page_of_a_case_tells_which_parent_is_which(
    desk: Desk, couple: tuple[Registered, Registered]
) -> None:
    answer = desk.get(f"/staff/cases/{couple[0].case.id}")
    page = text_of(answer)
    assert "Marisol Sample Custodial parent · Speaks Spanish" in page
    assert "Ramón Sample Noncustodial parent · Speaks English" in page
    assert "Stands Open" in page
    for each in couple:
        assert f"/staff/threads/{each.thread.id}" in answer.text
        assert page_of(each.person.id) in answer.text


def test_the_page_of_a_person_has_their_cases_and_addresses_but_nothing_of_the_other_parent(
    desk: Desk, couple: tuple[Registered, Registered], runtime: Runtime, office: Office
) -> None:
    one, _ = couple
    with runtime.unit() as unit:
        contact = contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, PHONE)
        assert contact is not None
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
        contact.safe_to_contact = False
    page = text_of(desk.get(page_of(one.person.id)))
    assert "Custodial parent · CS-9" in page
    assert one.person.external_id in page
    assert "••• 0142 Asked for no texts Not safe: never write here" in page
    assert "Protected: nothing about them" in page
    assert "Ramón" not in page


def test_of_cases_in_other_programs_only_their_number_is_told(
    desk: Desk, couple: tuple[Registered, Registered], runtime: Runtime, office: Office
) -> None:
    one, _ = couple
    with runtime.unit() as unit:
        medical = add_parent(unit, office, case="MED-1")
        unit.session.merge(medical.case).program = "medical"
        unit.session.get_one(Party, medical.party.id).person_id = one.person.id
        for worker in unit.session.scalars(select(Staff)):
            worker.programs = ["child_support"]
    page = text_of(desk.get(page_of(one.person.id)))
    assert "1 hidden, in a program you do not work for." in page
    assert "MED-1" not in page
    assert desk.get(f"/staff/cases/{medical.case.id}").status_code == 404
    assert desk.get(page_of(medical.person.id)).status_code == 404


def test_nobody_of_another_branch_or_agency_is_there(
    desk: Desk, south_desk: Desk, couple: tuple[Registered, Registered], runtime: Runtime
) -> None:
    one, _ = couple
    with runtime.unit() as unit:
        stranger = add_parent(unit, add_office(unit, "elm"), text_to=PHONE)
    for looking, whom in ((south_desk, one), (desk, stranger)):
        assert looking.get(page_of(whom.person.id)).status_code == 404
        assert looking.get(f"/staff/cases/{whom.case.id}").status_code == 404
    page = text_of(south_desk.post("/staff/cases", {"words": PHONE}))
    assert "Nobody you can see is called that" in page


@pytest.fixture
def twins(runtime: Runtime, office: Office) -> tuple[Registered, Registered]:
    """One human, whom the agency's systems made twice."""
    with runtime.unit() as unit:
        one = add_parent(unit, office, case="CS-1", text_to=PHONE, nondisclosure=True)
        other = add_parent(unit, office, case="CS-2", text_to=PHONE, email_to="m@example.org")
        unit.session.merge(one.person).first_name = "Márisol"
        unit.session.merge(other.person).first_name = "marisol"
    return one, other


def test_two_records_are_compared_joined_and_taken_apart(
    desk: Desk, south_desk: Desk, twins: tuple[Registered, Registered]
) -> None:
    one, other = twins
    mine = page_of(one.person.id)
    join, apart = (f"{mine}/{act}/{other.person.id}" for act in ("join", "apart"))
    shown = desk.get(mine)
    assert "Perhaps the same person twice: marisol Sample" in text_of(shown)
    assert join in shown.text
    assert join in desk.get(f"{mine}/alike").text
    by_hand = desk.post(f"{mine}/alike", {"number": other.person.external_id})
    assert by_hand.headers["location"] == join

    preview = text_of(desk.get(join))
    for said in ("CS-1", "CS-2", "They are protected on every case", "m•••@example.org"):
        assert said in preview
    assert "what was sent or written meanwhile cannot be taken back" in preview
    assert desk.post(join).status_code == 422  # how do you know?
    assert desk.post(join, {"reason": "papers"}).headers["location"] == f"{mine}?told=joined"

    joined = text_of(desk.get(f"{mine}?told=joined"))
    assert "The two records are one person now." in joined
    assert f"The agency also calls them {other.person.external_id}" in joined
    assert joined.count("Custodial parent · CS-") == 2
    assert joined.count("Protected") == 2
    old = page_of(other.person.id)
    assert (desk.get(old).status_code, desk.get(old).headers.get("location")) == (303, mine)
    assert south_desk.get(old).status_code == 404
    found = desk.post("/staff/cases", {"words": other.person.external_id})
    assert page_of(one.person.id) in found.text
    assert desk.post(join, {"reason": "papers"}).status_code == 404

    assert desk.post(apart).headers["location"] == f"{mine}?told=apart"
    assert text_of(desk.get(mine)).count("Custodial parent · CS-") == 1
    assert desk.get(page_of(other.person.id)).status_code == 200
    assert desk.post(apart).status_code == 404


def test_the_two_parties_of_a_case_are_neither_proposed_nor_joined(
    desk: Desk, couple: tuple[Registered, Registered], runtime: Runtime
) -> None:
    one, other = couple
    with runtime.unit() as unit:
        unit.session.merge(other.person).first_name = "Marisol"
    mine = page_of(one.person.id)
    join = f"{mine}/join/{other.person.id}"
    assert join not in desk.get(mine).text
    assert join not in desk.get(f"{mine}/alike").text
    for answer in (desk.get(join), desk.post(join, {"reason": "papers"})):
        assert answer.status_code == 409
        assert "two parties of one case" in text_of(answer)
        assert "Join them" not in text_of(answer)


def test_caseworkers_are_offered_no_joining(
    south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        south = unit.session.scalars(select(Branch).where(Branch.code == "south")).one()
        one = add_parent(unit, Office(office.agency, south))
    shown = south_desk.get(page_of(one.person.id))
    assert shown.status_code == 200
    assert "same person twice" not in text_of(shown)
    assert south_desk.get(f"{page_of(one.person.id)}/alike").status_code == 403
