"""A test key rehearses: it is answered as ever, and nobody hears of it. Keys are rotated."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from messaging.directory import api_keys, rehearsing
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.message import Message
from messaging.models.rehearsal import RehearsedMessage
from messaging.models.secret import ApiKey, KeyKind
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.ids import new_id
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from service import forgetting
from service.accounts import add_key
from tests.support.clock import MovableClock
from tests.support.people import Office, add_staff
from tests.web.browsers import browser
from tests.web.conversations import heard
from web.api.keys import REHEARSED, Scope

ALL = [scope.value for scope in Scope]
WORDS = "Sample words of a rehearsal"


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


@pytest.fixture
def worker(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(unit, office.agency, office.branch)


@pytest.fixture
def test_key(runtime: Runtime, office: Office, worker: Staff) -> str:
    with runtime.unit() as unit:
        return add_key(unit, office.agency, "try", scopes=ALL, acts_for=worker, kind=KeyKind.TEST)


def headers(key: str, once: str = "once") -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": once}


@pytest.mark.parametrize("channel", ["sms", "chat"])
def test_a_reply_of_a_test_key_is_answered_and_nobody_hears_of_it(
    client: TestClient, runtime: Runtime, parent: Registered, test_key: str, channel: str
) -> None:
    with runtime.unit() as unit:
        heard(unit, parent, "hello?")
        unit.session.get_one(Thread, parent.thread.id).unread = 1
    path = f"/api/v1/threads/{parent.thread.id}/messages"
    for _ in range(2):
        answer = client.post(
            path, json={"text": WORDS, "channel": channel}, headers=headers(test_key)
        )
        assert (answer.status_code, answer.headers[REHEARSED]) == (201, "true")
        assert answer.json()["text"] == WORDS
    chat = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())
    assert WORDS not in client.get(f"/p/chat/{chat}").text
    with runtime.reading() as session:
        assert [row.text for row in session.scalars(select(Message))] == ["hello?"]
        # Whoever waits for an answer goes on waiting for one.
        assert session.get_one(Thread, parent.thread.id).unread == 1
    listed = client.get("/api/v1/rehearsed-messages", headers=headers(test_key)).json()["items"]
    # A reply in the chat would have called the parent to it by text.
    assert [each["text"] for each in listed if each["channel"] == channel] == [WORDS]
    assert len(listed) == (2 if channel == "chat" else 1)


def test_reading_with_a_test_key_goes_on_record(
    client: TestClient, runtime: Runtime, parent: Registered, test_key: str
) -> None:
    answer = client.get(f"/api/v1/threads/{parent.thread.id}/messages", headers=headers(test_key))
    assert answer.status_code == 200
    with runtime.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action == "read")).all()
    assert [row.subject_id for row in rows] == [parent.thread.id]


def test_a_row_and_a_key_that_do_not_agree_open_nothing(
    client: TestClient, runtime: Runtime, parent: Registered, office: Office, worker: Staff
) -> None:
    """As after a row was altered: neither acts for real nor pretends to."""
    with runtime.unit() as unit:
        live = add_key(unit, office.agency, "live", scopes=ALL, acts_for=worker)
        unit.session.scalars(select(ApiKey)).one().kind = KeyKind.TEST
    path = f"/api/v1/threads/{parent.thread.id}/messages"
    body = {"text": WORDS, "channel": "sms"}
    assert client.post(path, json=body, headers=headers(live)).status_code == 401
    with runtime.reading() as session:
        assert session.scalars(select(Message)).all() == []


def test_while_a_key_is_rotated_both_open_and_what_was_done_is_done_once(
    client: TestClient, runtime: Runtime, parent: Registered, office: Office, worker: Staff,
    clock: MovableClock,
) -> None:  # fmt: skip
    path = f"/api/v1/threads/{parent.thread.id}/messages"
    body = {"text": WORDS, "channel": "sms"}
    with runtime.unit() as unit:
        first = add_key(unit, office.agency, "crm", scopes=ALL, acts_for=worker)
    assert client.post(path, json=body, headers=headers(first)).status_code == 201
    with runtime.unit() as unit:
        old = unit.session.scalars(select(ApiKey)).one()
        second = api_keys.rotate(unit, old, timedelta(hours=24), actor="test")
    # Its caller did not hear the answer, and asks again with the new key.
    clock.move(timedelta(seconds=1))
    assert client.post(path, json=body, headers=headers(second)).status_code == 200
    assert client.get("/api/v1/threads", headers=headers(first)).status_code == 200
    clock.move(timedelta(hours=25))
    assert client.get("/api/v1/threads", headers=headers(first)).status_code == 401
    assert client.get("/api/v1/threads", headers=headers(second)).status_code == 200
    with runtime.unit() as unit, pytest.raises(api_keys.KeyEndedError):
        api_keys.rotate(unit, old, timedelta(hours=1), actor="test")


def test_what_was_rehearsed_is_forgotten_after_a_month(
    runtime: Runtime, parent: Registered, runner: object, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        rehearsing.remember(
            unit,
            [{
                "agency_id": parent.thread.agency_id, "thread_id": parent.thread.id,
                "channel": "sms", "origin": str(new_id()), "status": "queued", "reason": None,
                "text": WORDS, "subject": None, "template_key": None, "due_at": unit.now,
            }],
        )  # fmt: skip
    for days, left in ((29, 1), (2, 0)):
        clock.move(timedelta(days=days))
        forgetting.sweep(runtime, runner)  # type: ignore[arg-type]  # it asks nobody
        with runtime.reading() as session:
            assert len(session.scalars(select(RehearsedMessage)).all()) == left
