"""The list of tasks: who sees which, in which order, and crossing them off."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import open_task
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.staff import Staff
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import heard


def opened(
    unit: Unit,
    office: Office,
    kind: TaskKind,
    parent: Registered | None,
    *,
    urgent: bool = False,
    days: int = 1,
) -> UUID:
    return open_task(
        unit,
        agency_id=office.agency.id,
        kind=kind,
        origin=f"sample:{kind}:{parent.thread.id if parent else 'none'}",
        due_at=unit.now + timedelta(days=days),
        thread_id=parent.thread.id if parent else None,
        urgent=urgent,
    ).id


@pytest.fixture
def safety(runtime: Runtime, office: Office) -> UUID:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7")
        heard(unit, parent, "he found us")
        return opened(unit, office, TaskKind.SAFETY, parent, urgent=True, days=0)


def test_no_task_says_what_will_appear(desk: Desk) -> None:
    assert "When a parent needs a call" in text_of(desk.get("/staff/tasks"))
    assert "Tasks on your own cases" in text_of(desk.get("/staff/tasks?in=mine"))


def test_urgent_ones_come_first_then_those_due_soonest(
    desk: Desk, runtime: Runtime, office: Office, safety: UUID
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-8")
        opened(unit, office, TaskKind.CALL_BACK, parent, days=-2)
        opened(unit, office, TaskKind.BOOK_APPOINTMENT, parent, days=-3)
    page = text_of(desk.get("/staff/tasks"))
    places = [page.index(title) for title in ("Urgent: Safety", "Book", "Call back")]
    assert places == sorted(places)
    assert "Custodial parent · CS-7" in page


def test_an_urgent_task_is_said_in_the_rail_the_list_and_the_thread(
    desk: Desk, runtime: Runtime, office: Office, safety: UUID
) -> None:
    page = text_of(desk.get("/staff/inbox"))
    assert "Tasks 1 urgent" in page
    assert "Urgent: Safety" in page
    with runtime.reading() as session:
        thread = session.get_one(Task, safety).thread_id
    path = f"/staff/threads/{thread}"
    assert "Urgent: Safety. The parent may be in danger." in text_of(desk.get(path))
    left = text_of(desk.post(f"{path}/tasks/{safety}/done", None, **{"HX-Request": "true"}))
    assert "Urgent" not in left
    assert "Urgent" not in text_of(desk.get("/staff/inbox"))


def test_the_rail_counts_again_with_the_list(desk: Desk, safety: UUID) -> None:
    assert "Tasks 1 urgent" in text_of(desk.get("/staff/inbox/list"))
    desk.post(f"/staff/tasks/{safety}/done")
    assert "urgent" not in text_of(desk.get("/staff/inbox/list"))


def test_one_done_from_the_list_is_done_once(desk: Desk, runtime: Runtime, safety: UUID) -> None:
    for _ in range(2):
        answer = desk.post(f"/staff/tasks/{safety}/done", {"in": "mine"})
        assert answer.headers["location"] == "/staff/tasks?in=mine"
    assert "Safety" not in desk.get("/staff/tasks").text
    with runtime.reading() as session:
        assert session.get_one(Task, safety).state is TaskState.DONE
        closings = select(Audit).where(Audit.action == "task.closed")
        assert len(session.scalars(closings).all()) == 1


def test_another_branch_sees_nothing_of_it(
    south_desk: Desk, runtime: Runtime, safety: UUID
) -> None:
    assert "CS-7" not in south_desk.get("/staff/tasks").text
    assert "urgent" not in text_of(south_desk.get("/staff/inbox"))
    assert south_desk.post(f"/staff/tasks/{safety}/done").status_code == 404
    with runtime.reading() as session:
        assert session.get_one(Task, safety).state is TaskState.OPEN


def test_another_agency_sees_nothing_of_it(desk: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
        task = opened(unit, elm, TaskKind.SAFETY, add_parent(unit, elm, case="EL-7"), urgent=True)
    assert "EL-7" not in desk.get("/staff/tasks").text
    assert desk.post(f"/staff/tasks/{task}/done").status_code == 404


def test_mine_are_those_of_my_own_cases(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        mine, other = add_parent(unit, office, case="CS-1"), add_parent(unit, office, case="CS-2")
        unit.session.merge(mine.case).caseworker_id = unit.session.scalars(select(Staff.id)).one()
        unit.session.flush()
        for parent in (mine, other):
            opened(unit, office, TaskKind.CALL_BACK, parent)
    page = text_of(desk.get("/staff/tasks?in=mine"))
    assert "CS-1" in page
    assert "CS-2" not in page
    assert "Branch 2 open Mine 1 open" in page


def test_a_task_of_no_thread_stands_beside_triage(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        task = opened(unit, office, TaskKind.DELIVERY_UNCERTAIN, None)
    assert f"task-{task}" in desk.get("/staff/tasks").text
    assert f"task-{task}" not in south_desk.get("/staff/tasks").text
    assert south_desk.post(f"/staff/tasks/{task}/done").status_code == 404


def test_a_long_list_goes_on_when_asked(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        for _ in range(3):
            opened(unit, office, TaskKind.CALL_BACK, add_parent(unit, office))
    short = desk.get("/staff/tasks?limit=2").text
    assert short.count("<article") == 2
    assert "limit=4" in short
    assert "Show more" not in desk.get("/staff/tasks?limit=4").text
