"""An agency of forty offices: they stand in pages, are found by name, and forms ask for a name."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.models.absence import Absence
from messaging.models.agency import Branch
from messaging.models.case import Case
from messaging.models.staff import Staff, StaffRole
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash, text_of
from web.staff.choosing import NO_SUCH, SEVERAL
from web.staff.listed import Listed, Sought, leafed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OFFICES = 40


@pytest.fixture
def boss(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    agency_id = office.agency.id
    with runtime.unit() as unit:
        email = add_staff(
            unit, office.agency, role=StaffRole.ADMINISTRATOR, password_hash=password_hash()
        ).email
        for number in range(OFFICES):
            branch = Branch(
                id=new_id(), agency_id=agency_id, code=f"b{number}", name=f"Town {number}"
            )
            unit.session.add(branch)
            unit.session.flush()
            unit.session.add(
                Staff(
                    agency_id=agency_id, branch_id=branch.id, role=StaffRole.CASEWORKER,
                    email=f"w{number}@oak.example", name="Sam Elm", password_hash="!",
                )
            )  # fmt: skip
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def test_pages_of_a_large_agency_show_a_part_and_find_the_rest(boss: Desk) -> None:
    for path, forms, part, found, only in (
        ("/staff/settings", 'action="/staff/settings/branches/', 10, "b33", "Town 33"),
        ("/staff/office", 'action="/staff/office/hours/', 10, "town 33", "Town 33"),
        ("/staff/people", 'aria-labelledby="who-', 20, "elm town 33", "w33@oak.example"),
    ):
        page = boss.get(path)
        assert (page.text.count(forms), only in text_of(page)) == (part, False), path
        assert f"1 to {part} of 4" in text_of(page)
        further = boss.get(f"{path}?page=2")
        assert f"{part + 1} to {part * 2} of 4" in text_of(further)
        assert boss.get(f"{path}?page=99").text.count(forms) > 0
        one = boss.get(f"{path}?find={found}")
        assert (one.text.count(forms), only in text_of(one)) == (1, True), path
        none = boss.get(f"{path}?find=nowhere")
        assert (none.text.count(forms), "is called that" in text_of(none)) == (0, True), path


def test_what_is_saved_leads_back_to_its_place_in_the_list(boss: Desk, runtime: Runtime) -> None:
    with runtime.reading() as session:
        town = session.scalars(select(Branch).where(Branch.code == "b33")).one()
    action = f"/staff/settings/branches/{town.id}"
    assert f'action="{action}?find=b33"' in boss.get("/staff/settings?find=b33").text
    saved = boss.post(f"{action}?find=b33", {"name": "Hill", "enabled": "true"})
    assert saved.headers["location"] == "/staff/settings?told=branch&find=b33"
    wrong = boss.post(f"{action}?find=b33", {"name": " "})
    assert (wrong.status_code, wrong.text.count(f'action="{action}')) == (422, 1)
    hours = boss.post("/staff/office/hours/b33?page=4", {"opens": "9", "closes": "16"})
    assert hours.headers["location"] == "/staff/office?page=4#hours"
    wrong = boss.post("/staff/office/hours/b33?page=4", {"opens": "16", "closes": "9"})
    assert (wrong.status_code, wrong.text.count('action="/staff/office/hours/')) == (422, 1)


def test_a_colleague_is_chosen_by_what_they_are_called(boss: Desk, runtime: Runtime) -> None:
    page = boss.get("/staff/office").text
    assert 'hx-get="/staff/choices/colleagues?field=cover"' in page
    offered = boss.get("/staff/choices/colleagues?field=cover&cover=sam w3").text
    assert offered.count("<option") == 11
    assert '<option value="Sam Elm · w33@oak.example">' in offered
    assert boss.get("/staff/choices/colleagues?field=cover&cover=").text.strip() == ""
    days = {"first_day": "2026-12-01", "last_day": "2026-12-02"}
    for cover, why in (("Sam Elm", SEVERAL), ("Nobody Known", NO_SUCH)):
        refused = boss.post(
            "/staff/office/absences", {"staff": "w1@oak.example", "cover": cover, **days}
        )
        assert (refused.status_code, why in text_of(refused)) == (422, True)
        assert f'value="{cover}"' in refused.text
    chosen = {"staff": "Sam Elm · w1@oak.example", "cover": "w1@oak.example"}
    own = boss.post("/staff/office/absences", {**chosen, **days})
    assert "Nobody covers for themselves" in text_of(own)
    with runtime.reading() as session:
        assert session.scalars(select(Absence)).all() == []


def test_several_conversations_go_to_a_colleague_by_name(
    boss: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-1")
        worker = add_staff(unit, office.agency, branch=office.branch)
    form = {"act": "give", "thread": str(parent.thread.id)}
    assert boss.post("/staff/inbox/several", {**form, "worker": "Sam"}).status_code == 422
    given = boss.post("/staff/inbox/several", {**form, "worker": worker.name.lower()})
    assert "1 conversation handed over" in text_of(given)
    with runtime.reading() as session:
        assert session.scalars(select(Case.caseworker_id)).one() == worker.id
    boss.post("/staff/inbox/several", {**form, "worker": "Nobody yet"})
    with runtime.reading() as session:
        assert session.scalars(select(Case.caseworker_id)).one() is None


@pytest.mark.parametrize(
    ("sought", "rows", "back", "further"),
    [
        (Sought(), "abc", None, "page=2"),
        (Sought(page=2), "def", "", "page=3"),
        (Sought(page=9), "g", "page=2", None),
        (Sought("E"), "e", None, None),
        (Sought("x"), "", None, None),
    ],
)
def test_a_list_is_leafed_through(
    database_url: str, sought: Sought, rows: str, back: str | None, further: str | None
) -> None:
    page: Listed[str] = leafed("abcdefg", str, sought, 3)
    assert ("".join(page.rows), page.back, page.further) == (rows, back, further)
    assert page.long
    assert not leafed("abc", str, Sought(), 3).long
