"""People and cases: whom a search finds, and what stands on the page of a person and of a case."""

from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.directory import consents, contact_points
from messaging.directory.register import Registered
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
