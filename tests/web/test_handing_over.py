"""Handing a case over and putting a conversation away, on the case pane and over the API."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.directory.register import Registered
from messaging.models.case import Case
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.conversations import heard
from tests.web.test_api import Api, key_for


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7")
        heard(unit, parent, "hello")
        return parent


def case(runtime: Runtime) -> Case:
    with runtime.reading() as session:
        return session.scalars(select(Case)).one()


def closed(runtime: Runtime) -> bool:
    with runtime.reading() as session:
        return session.scalars(select(Thread)).one().closed_at is not None


def test_a_worker_is_chosen_on_the_case_pane(
    desk: Desk, runtime: Runtime, office: Office, parent: Registered
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
    path = f"/staff/threads/{parent.thread.id}"
    assert worker.name in text_of(desk.get(path))
    assert desk.post(f"{path}/worker", {"worker": str(worker.id)}).status_code == 303
    assert case(runtime).caseworker_id == worker.id
    assert desk.post(f"{path}/worker", {"worker": "nobody"}).status_code == 303
    assert case(runtime).caseworker_id is None
    assert desk.post(f"{path}/worker", {"worker": "somebody"}).status_code == 404


def test_a_supervisor_moves_it_out_of_their_sight(
    desk: Desk, south_desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    path = f"/staff/threads/{parent.thread.id}"
    with runtime.reading() as session:
        south = session.scalars(
            select(Staff.branch_id).where(Staff.branch_id != case(runtime).branch_id)
        ).one()
    assert "Move the case" in text_of(desk.get(path))
    assert desk.post(f"{path}/branch", {"branch": str(south)}).status_code == 303
    assert desk.get(path).status_code == 404
    page = text_of(south_desk.get(path))
    assert "hello" in page
    assert "Move the case" not in page
    assert south_desk.post(f"{path}/branch", {"branch": str(south)}).status_code == 403


def test_a_conversation_is_put_away_and_opened_again(
    desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    path = f"/staff/threads/{parent.thread.id}"
    desk.post(f"{path}/close")
    assert closed(runtime)
    assert "Put away" in text_of(desk.get("/staff/inbox"))
    assert "Open it again" in text_of(desk.get(path))
    desk.post(f"{path}/reopen")
    assert not closed(runtime)


def test_over_the_api(app: FastAPI, runtime: Runtime, office: Office, parent: Registered) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        add_branch(unit, office.agency, "south")
    api = Api(browser(app), key_for(runtime, office.agency, worker))
    path = f"/threads/{parent.thread.id}"
    assert api.post(f"{path}/worker", {"worker_id": str(worker.id)}).status_code == 204
    assert case(runtime).caseworker_id == worker.id
    assert api.post(f"{path}/close", {}).status_code == 204
    assert closed(runtime)
    assert api.post(f"{path}/reopen", {}).status_code == 204
    assert api.post(f"{path}/branch", {"branch": "south"}).status_code == 403
