"""The auditor's pages: who did what, and no conversation."""

import csv
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
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from tests.web.conversations import heard


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
    assert "private" not in page
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


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1"])
def test_no_cell_can_run(cell: str) -> None:
    """A spreadsheet takes what begins so for a formula."""
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "CS-1", "a=b", "2026-03-02", "ñ"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert safe(cell) == cell
