"""An unclear opt-out is decided by a person: on the case pane, and over the API."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework.models.task import TaskKind, TaskState
from casework.tasks import open_task
from messaging.compliance.consent import ConsentSource, ConsentState
from messaging.directory import consents
from messaging.directory.holds import IN_THEIR_WORDS
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.holding import contact, task
from tests.web.test_api import Api, key_for

NUMBER = "+13125550142"


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=NUMBER)
        unit.session.scalars(select(ContactPoint)).one().held_for_review_at = unit.now
        open_task(
            unit,
            agency_id=office.agency.id,
            kind=TaskKind.UNCLEAR_OPT_OUT,
            origin="sample",
            due_at=unit.now,
            thread_id=parent.thread.id,
        )
        return parent


@pytest.fixture
def path(runtime: Runtime, parent: Registered) -> str:
    return f"/threads/{parent.thread.id}/holds/{contact(runtime).id}"


def consent(runtime: Runtime) -> ConsentState:
    with runtime.reading() as session:
        return consents.state_of(session, session.scalars(select(ContactPoint)).one(), "service")


def actions(runtime: Runtime) -> list[tuple[str, UUID | None]]:
    with runtime.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action.startswith("hold."))).all()
        return [(row.action, row.subject_id) for row in rows]


@pytest.mark.parametrize(
    ("verdict", "after"), [("wants", ConsentState.GRANTED), ("stop", ConsentState.REVOKED)]
)
def test_a_caseworker_decides_on_the_case_pane(
    desk: Desk, runtime: Runtime, parent: Registered, path: str, verdict: str, after: ConsentState
) -> None:
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "They still want messages" in page
    assert "They want to stop" in page
    left = desk.post(f"/staff{path}", {"verdict": verdict}, **{"HX-Request": "true"})
    assert left.status_code == 200
    assert "They want to stop" not in text_of(left)
    assert contact(runtime).held_for_review_at is None
    assert consent(runtime) is after
    assert task(runtime).state is TaskState.DONE
    assert actions(runtime) == [(f"hold.{verdict}", contact(runtime).id)]


def test_an_opt_out_is_written_down_as_what_staff_heard(
    desk: Desk, runtime: Runtime, path: str
) -> None:
    desk.post(f"/staff{path}", {"verdict": "stop"})
    with runtime.reading() as session:
        last = session.scalars(select(ConsentEntry).order_by(ConsentEntry.id.desc())).first()
    assert last is not None
    assert (last.source, last.detail) == (ConsentSource.STAFF, IN_THEIR_WORDS)


def test_it_is_decided_once(desk: Desk, runtime: Runtime, path: str) -> None:
    assert desk.post(f"/staff{path}", {"verdict": "wants"}).status_code == 303
    assert desk.post(f"/staff{path}", {"verdict": "stop"}).status_code == 409
    assert consent(runtime) is ConsentState.GRANTED
    assert len(actions(runtime)) == 1


@pytest.mark.usefixtures("parent")
def test_the_task_is_not_done_while_messages_are_on_hold(desk: Desk, runtime: Runtime) -> None:
    assert desk.post(f"/staff/tasks/{task(runtime).id}/done").status_code == 409
    assert task(runtime).state is TaskState.OPEN


def test_done_is_offered_only_once_it_is_decided(
    desk: Desk, runtime: Runtime, parent: Registered, path: str
) -> None:
    done = f"/tasks/{task(runtime).id}/done"
    pages = ("/staff/tasks", f"/staff/threads/{parent.thread.id}")
    assert not any(done in desk.get(page).text for page in pages)
    with runtime.unit() as unit:
        contact_row = unit.session.merge(contact(runtime))
        contact_row.held_for_review_at = None
    assert all(done in desk.get(page).text for page in pages)


class TestOverTheApi:
    def test_holds_are_listed_and_decided(
        self, app: FastAPI, runtime: Runtime, office: Office, parent: Registered, path: str
    ) -> None:
        with runtime.unit() as unit:
            worker = add_staff(unit, office.agency, office.branch)
        api = Api(browser(app), key_for(runtime, office.agency, worker))
        (found,) = api.get(f"/threads/{parent.thread.id}/holds").json()["items"]
        assert (found["id"], found["to"]) == (str(contact(runtime).id), "••• 0142")
        assert api.post(path, {"verdict": "perhaps"}).status_code == 422
        assert api.post(path, {"verdict": "stop"}).status_code == 204
        assert api.post(path, {"verdict": "wants"}).status_code == 409
        assert consent(runtime) is ConsentState.REVOKED
        assert api.get(f"/threads/{parent.thread.id}/holds").json()["items"] == []

    def test_another_branch_hears_of_nothing(
        self, app: FastAPI, runtime: Runtime, office: Office, parent: Registered, path: str
    ) -> None:
        with runtime.unit() as unit:
            south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        api = Api(browser(app), key_for(runtime, office.agency, south))
        assert api.get(f"/threads/{parent.thread.id}/holds").status_code == 404
        assert api.post(path, {"verdict": "wants"}).status_code == 404
        assert contact(runtime).held_for_review_at is not None


def test_a_phone_that_another_branch_uses_too_is_not_decided_here(
    app: FastAPI, runtime: Runtime, office: Office, path: str
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        south = Office(office.agency, add_branch(unit, office.agency, "south"))
        add_parent(unit, south, case="CS-9", text_to=NUMBER)
    api = Api(browser(app), key_for(runtime, office.agency, worker))
    assert api.post(path, {"verdict": "wants"}).status_code == 404
    assert contact(runtime).held_for_review_at is not None
