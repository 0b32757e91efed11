"""The list of tasks: who sees which, in which order, and crossing them off."""

from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import open_task
from messaging.directory import referrals
from messaging.directory.access import Viewer, in_view
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff
from tests.web.browsers import Desk, add_worker, browser, log_in, password_hash, text_of
from tests.web.conversations import heard
from tests.web.test_api import Api, key_for


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


def test_a_partner_learns_nothing_from_tasks(
    app: FastAPI, runtime: Runtime, office: Office, safety: UUID
) -> None:
    """That a question where the other parent is cannot wait says that this parent is protected."""
    with runtime.unit() as unit:
        thread = unit.session.get_one(Thread, unit.session.get_one(Task, safety).thread_id)
        partner = add_staff(
            unit, office.agency, role=StaffRole.PARTNER, password_hash=password_hash()
        )
        referrals.refer(unit, office.agency.id, "test", thread.party_id, partner.id)
        asked = TaskKind.LOCATION_REQUEST
        parent = add_parent(unit, office, case="CS-8")
        opened(unit, office, asked, parent, urgent=True, days=0)
        referrals.refer(unit, office.agency.id, "test", parent.party.id, partner.id)
        seen = in_view(Task, Viewer.of(partner))
        assert unit.session.scalars(select(Task).where(seen)).all() == []
    with browser(app) as client:
        log_in(client, partner.email)
        pages = [f"/staff/threads/{thread.id}", f"/staff/threads/{parent.thread.id}"]
        for path in ("/staff/inbox", "/staff/inbox/list", "/staff/alarm", *pages):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "urgent" not in text_of(answer).lower()
            assert "/staff/tasks" not in answer.text
        assert client.get("/staff/tasks").status_code == 403


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


def test_the_alarm_stands_on_every_page_until_someone_takes_the_task(
    desk: Desk, runtime: Runtime, safety: UUID
) -> None:
    """Said in words, and read out by screen readers as soon as it is there."""
    says = "Urgent: 1 task waits for someone to take it."
    for page in ("inbox", "tasks", "triage", "uncertain", "status", "alarm"):
        assert says in text_of(desk.get(f"/staff/{page}")), page
    assert '<div id="alarm" aria-live="assertive"' in desk.get("/staff/inbox").text
    desk.post(f"/staff/tasks/{safety}/take")
    for page in ("inbox", "alarm"):
        assert "Urgent: 1 task waits" not in text_of(desk.get(f"/staff/{page}"))
    page = text_of(desk.get("/staff/tasks"))
    assert "has taken it (today, 10:00 AM)" in page
    assert "Tasks 1 urgent" in page  # taken is not done
    desk.post(f"/staff/tasks/{safety}/give-back")
    assert says in text_of(desk.get("/staff/inbox"))
    with runtime.reading() as session:
        acts = select(Audit.action).where(Audit.action.startswith("task")).order_by(Audit.id)
        done = [act for act in session.scalars(acts) if act != "tasks.listed"]
    assert done == ["task.taken", "task.given_back"]


def test_more_than_a_hundred_say_so(desk: Desk, runtime: Runtime, safety: UUID) -> None:
    with runtime.unit() as unit:
        one = unit.session.get_one(Task, safety)
        for number in range(100):
            open_task(
                unit,
                agency_id=one.agency_id,
                kind=TaskKind.SAFETY,
                origin=f"sample:{number}",
                due_at=unit.now,
                thread_id=one.thread_id,
                urgent=True,
            )
    for page in ("inbox", "alarm"):
        assert "Urgent: 100+ tasks wait" in text_of(desk.get(f"/staff/{page}"))


def test_a_task_is_taken_beside_its_thread_too(desk: Desk, runtime: Runtime, safety: UUID) -> None:
    with runtime.reading() as session:
        thread = session.get_one(Task, safety).thread_id
    path = f"/staff/threads/{thread}/tasks/{safety}"
    left = text_of(desk.post(f"{path}/take", None, **{"HX-Request": "true"}))
    assert "has taken it" in left
    assert "Give back" in left


def test_who_comes_second_hears_that_a_colleague_has_it(
    desk: Desk, app: FastAPI, runtime: Runtime, office: Office, safety: UUID
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
    with browser(app) as client:
        log_in(client, email)
        assert Desk(client).post(f"/staff/tasks/{safety}/take").status_code == 303
    assert desk.post(f"/staff/tasks/{safety}/take").status_code == 409
    assert "Worker" in text_of(desk.get("/staff/tasks"))


def test_another_branch_takes_nothing_and_hears_no_alarm(
    south_desk: Desk, runtime: Runtime, safety: UUID
) -> None:
    assert "Urgent" not in text_of(south_desk.get("/staff/inbox"))
    assert south_desk.post(f"/staff/tasks/{safety}/take").status_code == 404


class TestOverTheApi:
    @pytest.fixture
    def api(self, app: FastAPI, runtime: Runtime, office: Office) -> Api:
        with runtime.unit() as unit:
            worker = add_staff(unit, office.agency, office.branch)
        scopes = ["tasks:read", "tasks:write"]
        return Api(browser(app), key_for(runtime, office.agency, worker, scopes))

    def test_a_task_is_taken_and_given_back_however_often_it_is_said(
        self, api: Api, safety: UUID
    ) -> None:
        for _ in range(2):
            taken = api.post(f"/tasks/{safety}/take", {})
            assert (taken.status_code, taken.json()["taken_at"]) == (200, "2026-03-02T16:00:00Z")
        (listed,) = api.get("/tasks").json()["items"]
        assert listed == taken.json()
        assert listed["taken_by_id"] == listed["assignee_id"]
        for _ in range(2):
            back = api.post(f"/tasks/{safety}/give-back", {})
            assert (back.status_code, back.json()["taken_by_id"]) == (200, None)

    def test_one_that_a_colleague_has_is_not_taken(
        self, api: Api, desk: Desk, safety: UUID
    ) -> None:
        desk.post(f"/staff/tasks/{safety}/take")
        assert api.post(f"/tasks/{safety}/take", {}).status_code == 409

    def test_a_key_that_may_only_read_takes_nothing(
        self, app: FastAPI, runtime: Runtime, office: Office, safety: UUID
    ) -> None:
        with runtime.unit() as unit:
            worker = add_staff(unit, office.agency, office.branch)
        api = Api(browser(app), key_for(runtime, office.agency, worker, ["tasks:read"]))
        assert api.post(f"/tasks/{safety}/take", {}).status_code == 403

    def test_another_branch_hears_of_nothing(
        self, app: FastAPI, runtime: Runtime, office: Office, safety: UUID
    ) -> None:
        with runtime.unit() as unit:
            south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        api = Api(browser(app), key_for(runtime, office.agency, south))
        for act in ("take", "give-back"):
            assert api.post(f"/tasks/{safety}/{act}", {}).status_code == 404
