"""Who waits too long, on a page and over the API."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.inbound import Disposition, InboundMessage
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.test_api import Api, key_for

NUMBER = "+13125550142"


@pytest.fixture
def parent(runtime: Runtime, office: Office, desk: Desk, clock: MovableClock) -> Registered:
    """Maria wrote six days ago, and nobody has answered."""
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7", text_to=NUMBER)
    written = text_from(runtime, NUMBER, "can i come at 3", received_at=clock() - timedelta(days=6))
    hear(runtime, office.agency, written)
    return parent


def disposition(runtime: Runtime) -> Disposition | None:
    with runtime.reading() as session:
        return session.scalars(select(InboundMessage.disposition)).one()


def test_nobody_waits(desk: Desk) -> None:
    assert "Nobody waits too long" in text_of(desk.get("/staff/overdue"))


def test_who_waits_too_long_is_listed_with_the_time_in_words(
    desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    page = text_of(desk.get("/staff/overdue"))
    assert "Maria Sample" in page
    assert "Custodial parent · CS-7" in page
    assert "Late by 1 working day" in page
    assert "1 message waits for an answer" in page
    assert "can i come" not in page
    assert "Late 1 waiting too long" in text_of(desk.get("/staff/inbox"))
    pane = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "An answer was due" in pane
    with runtime.reading() as session:
        listed = session.scalars(select(Audit).where(Audit.action == "overdue.listed")).all()
        assert len(listed) == 1


def test_no_answer_is_needed(desk: Desk, runtime: Runtime, parent: Registered) -> None:
    path = f"/staff/threads/{parent.thread.id}/no-answer-needed"
    early = "2026-01-01T00:00:00+00:00"
    desk.post(path, {"until": early})
    assert disposition(runtime) is None
    left = desk.post(path, {"until": runtime.clock().isoformat()}, **{"HX-Request": "true"})
    assert "An answer was due" not in text_of(left)
    assert disposition(runtime) is Disposition.NO_ANSWER_NEEDED
    assert "Nobody waits too long" in text_of(desk.get("/staff/overdue"))


def test_a_reply_takes_them_off_the_list_and_counts_for_the_usual_time(
    desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    path = f"/staff/threads/{parent.thread.id}/reply"
    desk.post(path, {"key": "once-only", "text": "Yes, at 3.", "way": "sms"})
    page = text_of(desk.get("/staff/overdue"))
    assert "Nobody waits too long" in page
    assert "half of all answers came within 3 working days" in page


def test_triage_is_listed_for_those_who_sort_it(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    came = clock() - timedelta(days=6)
    hear(runtime, office.agency, text_from(runtime, NUMBER, "my new phone", received_at=came))
    assert "Open triage" in text_of(desk.get("/staff/overdue"))
    assert "Open triage" not in text_of(south_desk.get("/staff/overdue"))


def test_another_branch_hears_of_nobody(
    south_desk: Desk, runtime: Runtime, parent: Registered
) -> None:
    assert "Nobody waits too long" in text_of(south_desk.get("/staff/overdue"))
    path = f"/staff/threads/{parent.thread.id}/no-answer-needed"
    until = runtime.clock().isoformat()
    assert south_desk.post(path, {"until": until}).status_code == 404


class TestOverTheApi:
    def test_is_listed_and_settled(
        self, app: FastAPI, runtime: Runtime, office: Office, parent: Registered
    ) -> None:
        with runtime.unit() as unit:
            worker = add_staff(unit, office.agency, office.branch)
        api = Api(browser(app), key_for(runtime, office.agency, worker))
        (found,) = api.get("/overdue").json()["items"]
        assert found["thread_id"] == str(parent.thread.id)
        assert found["channel"] == "sms"
        path = f"/threads/{parent.thread.id}/no-answer-needed"
        body = {"until": runtime.clock().isoformat()}
        assert [api.post(path, body).json() for _ in range(2)] == [
            {"messages": 1},
            {"messages": 0},
        ]
        assert api.get("/overdue").json()["items"] == []

    def test_another_branch_hears_of_nobody(
        self, app: FastAPI, runtime: Runtime, office: Office, parent: Registered
    ) -> None:
        with runtime.unit() as unit:
            south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        api = Api(browser(app), key_for(runtime, office.agency, south))
        assert api.get("/overdue").json()["items"] == []
        path = f"/threads/{parent.thread.id}/no-answer-needed"
        assert api.post(path, {"until": runtime.clock().isoformat()}).status_code == 404
