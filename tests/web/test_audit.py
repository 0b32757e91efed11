"""The auditor's pages: who did what, and no conversation."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework.models.task import TaskKind
from casework.tasks import close_task, open_task
from messaging.directory.audit import note
from messaging.directory.register import Registered
from messaging.models.audit import Audit, Why
from messaging.models.staff import Staff, StaffRole
from messaging.platform.spreadsheets import safe
from messaging.runtime import Runtime
from tests.support.people import Office, add_agency, add_parent, add_staff
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from tests.web.conversations import doubtful, heard, told
from web.staff import audit
from web.staff.audit import PAGE


@pytest.fixture
def auditor(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.AUDITOR)
    with browser(app) as client:
        assert log_in(client, email).headers["location"] == "/staff/audit"
        yield Desk(client, "/staff/audit")


@pytest.fixture
def nora(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(unit, office.agency, office.branch)


@pytest.fixture
def parents(runtime: Runtime, office: Office, nora: Staff) -> list[Registered]:
    """Two, on cases of their own. Nora read both, closed a task of the first one, and took the
    second one's record out for a hearing."""
    with runtime.unit() as unit:
        made = [add_parent(unit, office, case=f"CS-{number}") for number in (1, 2)]
        actor = f"staff:{nora.id}"
        for parent in made:
            message = heard(unit, parent, "quite private words")
            note(unit, office.agency.id, actor, "read", "message", message.id)
        task = open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample",
            due_at=unit.now, thread_id=made[0].thread.id,
        )  # fmt: skip
        close_task(unit, office.agency.id, task.id, nora.id)
        note(unit, office.agency.id, actor, "task.closed", "task", task.id)
        person_id = made[1].party.person_id
        note(unit, office.agency.id, actor, "dismiss", "person", person_id, why=Why.HEARING)
        return made


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ("", {"Read what was said": 2, "Closed a task": 1, "Put a message aside": 1}),
        ("case=CS-1", {"Read what was said": 1, "Closed a task": 1, "Put a message aside": 0}),
        ("case=CS-2", {"Read what was said": 1, "Closed a task": 0, "Put a message aside": 1}),
        ("case=CS-9", {"Read what was said": 0, "Closed a task": 0, "Put a message aside": 0}),
        (
            "person={person}",
            {"Read what was said": 1, "Closed a task": 0, "Put a message aside": 1},
        ),
        ("staff={nora}", {"Read what was said": 2, "Closed a task": 1, "Put a message aside": 1}),
        (
            "staff={nora}&why=hearing",
            {"Read what was said": 0, "Closed a task": 0, "Put a message aside": 1},
        ),
        ("since=2026-03-02&until=2026-03-02", {"Read what was said": 2, "Closed a task": 1}),
        ("since=2026-03-03", {"Read what was said": 0, "Closed a task": 0}),
        ("until=2026-03-01", {"Read what was said": 0, "Closed a task": 0}),
    ],
)
def test_rows_are_found_by_person_case_staff_purpose_and_day(
    auditor: Desk, parents: list[Registered], nora: Staff, asked: str, seen: dict[str, int],
    runtime: Runtime,
) -> None:  # fmt: skip
    query = asked.format(person=parents[1].person.external_id, nora=nora.id)
    page = auditor.get(f"/staff/audit?{query}").text
    assert {what: page.count(f'">{what}</h2>') for what in seen} == seen
    assert "private words" not in page
    assert "Maria" not in page


def test_reading_the_audit_is_audited_too(auditor: Desk, runtime: Runtime) -> None:
    auditor.get("/staff/audit")
    assert "Read the audit" in text_of(auditor.get("/staff/audit"))


def test_an_export_asks_what_for_and_writes_it_down(
    auditor: Desk, parents: list[Registered], runtime: Runtime
) -> None:
    assert auditor.post("/staff/audit/export?case=CS-2").status_code == 422
    answer = auditor.post("/staff/audit/export?case=CS-2", {"purpose": "complaint"})
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(StringIO(answer.text)))
    assert [row["action"] for row in rows] == ["dismiss", "read"]
    assert {row["who"] for row in rows} == {rows[0]["who"]} != {""}
    with runtime.reading() as session:
        written = session.scalars(select(Audit).where(Audit.action == "audit.exported")).one()
    assert (written.why, written.detail) == (Why.COMPLAINT, {"rows": 2})


def test_older_rows_follow_page_by_page_and_none_is_seen_twice(
    auditor: Desk, runtime: Runtime, office: Office, nora: Staff
) -> None:
    """All of one moment, as what is written down in one transaction is."""
    with runtime.unit() as unit:
        for _ in range(2 * PAGE + 1):
            note(unit, office.agency.id, f"staff:{nora.id}", "read", "inbox", None)
    pages, address = [], f"/staff/audit?staff={nora.id}&case="
    while address:
        page = auditor.get(address).text
        pages.append(re.findall(r'id="row-([0-9a-f-]+)"', page))
        further = re.search(r'href="([^"]+)">Show older ones', page)
        address = further[1].replace("&amp;", "&") if further else ""
    assert [len(rows) for rows in pages] == [PAGE, PAGE, 1]
    seen = [each for rows in pages for each in rows]
    assert seen == sorted(set(seen), reverse=True)
    assert "Back to the newest" in page
    ended = auditor.get(f"/staff/audit?staff={nora.id}&before={seen[-1]}").text
    assert "There are no older rows." in ended


def test_an_account_is_found_by_name_or_email_and_asked_for_where_several_have_the_name(
    auditor: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        elsewhere = add_agency(unit, "elm")
        people = {
            "ines": ("Inés Prado", office.agency),
            "sue": ("Sue Pine", office.agency),
            "other sue": ("Sue Pine", office.agency),
            "not ours": ("Inés Elsewhere", elsewhere),
        }
        made = {}
        for who, (name, agency) in people.items():
            made[who] = add_staff(unit, agency)
            made[who].name = name
        made["other sue"].active = False

    def found(who: str, **rest: str) -> tuple[str, set[str]]:
        answer = auditor.post("/staff/audit", {"who": who, **rest})
        accounts = set(re.findall(r"/staff/audit\?[^\"]*staff=([0-9a-f-]+)", answer.text))
        known = {str(staff.id): who for who, staff in made.items()}
        return answer.headers.get("location", ""), {known[each] for each in accounts}

    ines, other = f"/staff/audit?staff={made['ines'].id}", made["other sue"]
    assert found("ines") == (ines, set())
    assert found("PRADO in", case="CS-1") == (f"{ines}&case=CS-1", set())
    assert found(other.email) == (f"/staff/audit?staff={other.id}", set())
    assert found("Sue Pine") == ("", {"sue", "other sue"})
    assert found(" ") == ("/staff/audit", set())
    assert found("", case="CS-1") == ("/staff/audit?case=CS-1", set())
    assert found("Elsewhere") == ("", set())
    nobody = text_of(auditor.post("/staff/audit", {"who": "Elsewhere", "case": "CS-1"}))
    assert "No account of your agency has that name or email." in nobody
    chosen = auditor.get(f"/staff/audit?staff={other.id}").text
    assert f'name="who" value="{other.email}"' in chosen


def test_a_row_says_who_of_several_of_one_name_it_was_and_on_which_case(
    auditor: Desk, runtime: Runtime, office: Office, parents: list[Registered], nora: Staff
) -> None:
    first, second = parents
    with runtime.unit() as unit:
        attempt = doubtful(unit, told(unit, first, "private"))
        for kind, subject_id in (
            ("case", first.party.case_id), ("party", first.party.id),
            ("thread", first.thread.id), ("attempt", attempt.id),
            ("staff", nora.id), ("branch", office.branch.id), ("inbox", None),
        ):  # fmt: skip
            note(unit, office.agency.id, f"staff:{nora.id}", "read", kind, subject_id)
    page = text_of(auditor.get("/staff/audit"))
    for words in (
        *(f"{kind} · case CS-1" for kind in ("message", "task", "party", "conversation")),
        "attempt · case CS-1", "case CS-1", "message · case CS-2",
        f"person {second.person.external_id} · A hearing",
        f"account {nora.name}", f"branch {office.branch.name}", "inbox",
    ):  # fmt: skip
        assert f"{nora.name} {nora.email} · {words}" in page, words


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("case=CS-9", "No case has that number."),
        ("person=P-nobody", "Nobody has that number."),
        ("case=CS-1&person=P-nobody", "that person is not on that case"),
        ("since=2026-03-03&until=2026-03-01", "The first day is after the last one"),
        ("since=2026-03-03", "Nothing here that fits."),
        ("case=CS-1&why=complaint", "Nothing here that fits."),
    ],
)
def test_where_nothing_is_the_page_says_why(
    auditor: Desk, parents: list[Registered], asked: str, said: str
) -> None:
    page = text_of(auditor.get(f"/staff/audit?{asked}"))
    assert said in page
    assert "Save as CSV" not in page


def test_a_file_that_does_not_hold_all_of_it_says_so_in_its_name(
    auditor: Desk, parents: list[Registered], monkeypatch: pytest.MonkeyPatch
) -> None:
    for most, name in ((2, "audit.csv"), (1, "audit-newest-1.csv")):
        monkeypatch.setattr(audit, "MOST_IN_A_FILE", most)
        answer = auditor.post("/staff/audit/export?case=CS-2", {"purpose": "complaint"})
        assert f'filename="{name}"' in answer.headers["content-disposition"]
        assert len(list(csv.DictReader(StringIO(answer.text)))) == most


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_can_run(cell: str) -> None:
    """A spreadsheet takes what begins so for a formula."""
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "CS-1", "a=b", "2026-03-02", "ñ"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell
