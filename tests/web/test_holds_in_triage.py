"""An unclear opt-out whose message leads to no thread is decided in triage, or from its task."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework.models.task import TaskState
from messaging.compliance.consent import ConsentState
from messaging.directory import consents
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.staff import StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.holding import contact, task
from tests.web.test_api import Api, key_for

UNKNOWN = "+13125550199"
PERHAPS = "i dont want these"


def arrives(runtime: Runtime, office: Office, text: str = PERHAPS) -> str:
    """Where its decision is posted to."""
    hear(runtime, office.agency, text_from(runtime, UNKNOWN, text))
    facts.drain(runtime, REACTIONS)
    with runtime.reading() as session:
        return f"/staff/triage/{session.scalars(select(InboundMessage.id)).one()}/hold"


@pytest.mark.parametrize("page", ["triage", "tasks"])
@pytest.mark.parametrize(
    ("verdict", "after"), [("wants", ConsentState.NONE), ("stop", ConsentState.REVOKED)]
)
def test_it_is_decided_on_either_page(
    desk: Desk, runtime: Runtime, office: Office, page: str, verdict: str, after: ConsentState
) -> None:
    path = arrives(runtime, office)
    assert contact(runtime).held_for_review_at is not None
    shown = desk.get(f"/staff/{page}")
    assert path in shown.text
    assert "They want to stop" in text_of(shown)
    answer = desk.post(path, {"verdict": verdict, "back": page})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/staff/{page}")
    assert contact(runtime).held_for_review_at is None
    assert task(runtime).state is TaskState.DONE
    with runtime.reading() as session:
        row = session.scalars(select(ContactPoint)).one()
        assert consents.state_of(session, row, "service") is after
        acts = select(Audit.subject_id).where(Audit.action == f"hold.{verdict}")
        assert session.scalars(acts).all() == [row.id]
    assert path not in desk.get(f"/staff/{page}").text
    assert desk.post(path, {"verdict": "stop"}).status_code == 409


def test_the_task_is_not_done_before(desk: Desk, runtime: Runtime, office: Office) -> None:
    arrives(runtime, office)
    done = f"/staff/tasks/{task(runtime).id}/done"
    assert done not in desk.get("/staff/tasks").text
    assert desk.post(done).status_code == 409


def test_put_aside_it_can_still_be_decided_from_its_task(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    path = arrives(runtime, office)
    desk.post(path.replace("/hold", "/dismiss"))
    assert path in desk.get("/staff/tasks").text
    assert desk.post(path, {"verdict": "stop"}).status_code == 303
    assert task(runtime).state is TaskState.DONE


def test_matched_to_a_parent_its_task_stands_beside_their_thread(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    path = arrives(runtime, office)
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7")
    match = path.replace("/hold", "/match")
    desk.post(match, {"thread_id": str(parent.thread.id), "remember": "true"})
    assert (task(runtime).thread_id, task(runtime).branch_id) == (
        parent.thread.id,
        office.branch.id,
    )
    pane = desk.get(f"/staff/threads/{parent.thread.id}").text
    assert f"/staff/threads/{parent.thread.id}/holds/" in pane


def test_a_fact_that_is_heard_after_the_match_finds_the_thread_too(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    hear(runtime, office.agency, text_from(runtime, UNKNOWN, PERHAPS))
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    with runtime.reading() as session:
        inbound = session.scalars(select(InboundMessage.id)).one()
    desk.post(f"/staff/triage/{inbound}/match", {"thread_id": str(parent.thread.id)})
    facts.drain(runtime, REACTIONS)
    assert task(runtime).thread_id == parent.thread.id


def shared_with_the_south(unit: Unit, office: Office) -> None:
    south = Office(office.agency, add_branch(unit, office.agency, "elsewhere"))
    add_parent(unit, office, text_to=UNKNOWN)
    add_parent(unit, south, text_to=UNKNOWN)


def test_a_phone_that_another_branch_uses_too_is_not_decided_here(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        shared_with_the_south(unit, office)
    path = arrives(runtime, office)
    assert path not in desk.get("/staff/triage").text
    assert desk.post(path, {"verdict": "stop"}).status_code == 404
    assert contact(runtime).held_for_review_at is not None


def test_who_does_not_sort_triage_decides_nothing(
    south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    path = arrives(runtime, office)
    assert south_desk.post(path, {"verdict": "stop"}).status_code == 403


class TestOverTheApi:
    def test_it_is_listed_and_decided(self, app: FastAPI, runtime: Runtime, office: Office) -> None:
        path = arrives(runtime, office).removeprefix("/staff")
        with runtime.unit() as unit:
            sorter = add_staff(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
            other = add_staff(unit, office.agency, office.branch)
        api, worker = (
            Api(browser(app), key_for(runtime, office.agency, staff)) for staff in (sorter, other)
        )
        assert worker.get("/triage/holds").status_code == 403
        assert worker.post(path, {"verdict": "stop"}).status_code == 403
        (found,) = api.get("/triage/holds").json()["items"]
        assert path == f"/triage/{found['inbound_id']}/hold"
        assert (found["sender"], found["text"]) == ("••• 0199", PERHAPS)
        assert api.post(path, {"verdict": "stop"}).status_code == 204
        assert api.post(path, {"verdict": "wants"}).status_code == 409
        assert api.get("/triage/holds").json()["items"] == []
        assert task(runtime).state is TaskState.DONE
        with runtime.reading() as session:
            row = session.scalars(select(ContactPoint)).one()
            assert consents.state_of(session, row, "service") is ConsentState.REVOKED
            notes = session.scalars(select(Audit).where(Audit.action == "hold.stop")).all()
        assert [(note.actor[:4], note.subject_id) for note in notes] == [("key:", row.id)]

    def test_a_phone_that_another_branch_uses_too_is_not_here(
        self, app: FastAPI, runtime: Runtime, office: Office
    ) -> None:
        with runtime.unit() as unit:
            shared_with_the_south(unit, office)
            sorter = add_staff(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
        path = arrives(runtime, office).removeprefix("/staff")
        api = Api(browser(app), key_for(runtime, office.agency, sorter))
        assert api.get("/triage/holds").json()["items"] == []
        assert api.post(path, {"verdict": "stop"}).status_code == 404
