"""The REST API."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from casework.models.task import TaskKind
from casework.tasks import open_task
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.secret import ApiKey
from messaging.models.staff import Staff
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from service.accounts import add_key
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff
from tests.web.browsers import browser
from tests.web.conversations import doubtful, heard, told
from web.api.keys import Scope

ALL = [scope.value for scope in Scope]


class Api:
    """A program with one key."""

    def __init__(self, client: TestClient, key: str | None) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str) -> Response:
        return self._client.get(f"/api/v1{path}", headers=self._headers)

    def post(self, path: str, body: object, key: str | None = "once") -> Response:
        headers = self._headers | ({"Idempotency-Key": key} if key else {})
        return self._client.post(f"/api/v1{path}", json=body, headers=headers)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


def key_for(runtime: Runtime, agency: Agency, staff: Staff, scopes: Sequence[str] = ALL) -> str:
    with runtime.unit() as unit:
        return add_key(unit, agency, "test", scopes=scopes, acts_for=staff)


@pytest.fixture
def worker(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(unit, office.agency, office.branch)


@pytest.fixture
def api(client: TestClient, runtime: Runtime, office: Office, worker: Staff) -> Api:
    return Api(client, key_for(runtime, office.agency, worker))


def problem(answer: Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == answer.status_code
    return answer.status_code, body.get("detail", "")


def test_without_a_valid_key_nothing_is_told(
    client: TestClient, runtime: Runtime, office: Office, worker: Staff, clock: MovableClock
) -> None:
    lapsing = key_for(runtime, office.agency, worker)
    with runtime.unit() as unit:
        unit.session.scalars(select(ApiKey)).one().expires_at = unit.now + timedelta(hours=1)
    assert Api(client, lapsing).get("/threads").status_code == 200
    clock.move(timedelta(hours=2))
    for key in (None, "", "kin_live_wrong", lapsing):
        answer = Api(client, key).get("/threads")
        assert problem(answer)[0] == 401
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_key_of_someone_who_left_opens_nothing(api: Api, runtime: Runtime, worker: Staff) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Staff, worker.id).active = False
    assert problem(api.get("/threads"))[0] == 401


@pytest.mark.parametrize("scope", ALL)
def test_a_key_does_only_what_its_scope_says(
    client: TestClient, runtime: Runtime, office: Office, worker: Staff, scope: str
) -> None:
    with runtime.unit() as unit:
        thread = add_parent(unit, office).thread.id
    api = Api(client, key_for(runtime, office.agency, worker, [scope]))
    answers = {
        Scope.THREADS_READ: api.get("/threads"),
        Scope.TASKS_READ: api.get("/tasks"),
        Scope.MESSAGES_WRITE: api.post(
            f"/threads/{thread}/messages", {"text": "Hi", "channel": "sms"}
        ),
    }
    for wanted, answer in answers.items():
        if wanted == scope:
            assert answer.is_success
        else:
            status, detail = problem(answer)
            assert (status, wanted.value in detail) == (403, True)


def test_a_key_sees_what_its_person_sees(
    client: TestClient, runtime: Runtime, office: Office, api: Api
) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        ours, theirs = add_parent(unit, office), add_parent(unit, Office(office.agency, south))
        elsewhere = add_parent(unit, add_office(unit, "elm"))
        hidden = told(unit, theirs, "hidden")
    assert [item["id"] for item in api.get("/threads").json()["items"]] == [str(ours.thread.id)]
    for other in (theirs, elsewhere):
        for path in ("", "/messages"):
            assert problem(api.get(f"/threads/{other.thread.id}{path}"))[0] == 404
        body = {"text": "Hi", "channel": "sms"}
        assert problem(api.post(f"/threads/{other.thread.id}/messages", body))[0] == 404
    assert problem(api.get(f"/messages/{hidden.id}"))[0] == 404


def test_a_thread_tells_of_its_party_and_of_no_address(
    api: Api, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-9", language="es", text_to="+13125550142")
        heard(unit, parent, "hola")
    answer = api.get(f"/threads/{parent.thread.id}")
    assert answer.json()["party"]["language"] == "es"
    assert answer.json()["unread"] == 1
    assert "0142" not in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [("", 2), ("?unread=true", 1), ("?unread=false", 1), ("?mine=true", 0), ("?case_number=A", 1)],
)
def test_threads_are_filtered(
    api: Api, runtime: Runtime, office: Office, query: str, found: int
) -> None:
    with runtime.unit() as unit:
        heard(unit, add_parent(unit, office, case="A"), "hello")
        add_parent(unit, office, case="B")
    assert len(api.get(f"/threads{query}").json()["items"]) == found


def test_pages_follow_one_another_to_the_end(api: Api, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        rows = [str(told(unit, parent, str(number)).id) for number in range(5)]
    seen: list[str] = []
    path = f"/threads/{parent.thread.id}/messages?limit=2"
    cursor = ""
    while True:
        page = api.get(path + cursor).json()
        assert len(page["items"]) <= 2
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == rows


@pytest.mark.parametrize("path", ["/threads?cursor=!", "/tasks?cursor=abc", "/threads?limit=0"])
def test_a_wrong_parameter_is_pointed_at(api: Api, path: str) -> None:
    assert problem(api.get(path))[0] == 422


def test_reading_messages_goes_on_record_and_leaves_them_unread(
    api: Api, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        heard(unit, parent, "hello")
    assert api.get(f"/threads/{parent.thread.id}/messages").json()["items"][0]["text"] == "hello"
    assert api.get(f"/threads/{parent.thread.id}").json()["unread"] == 1
    with runtime.reading() as session:
        row = session.scalars(select(Audit).where(Audit.action == "read")).one()
        assert (row.subject_id, row.actor.split(":")[0]) == (parent.thread.id, "key")


def test_no_link_that_acts_for_the_parent_gets_through(
    api: Api, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, unit.now)
        told(unit, parent, f"Write to us: https://oak.example/p/chat/{token}")
    path = f"/threads/{parent.thread.id}/messages"
    (shown,) = api.get(path).json()["items"]
    assert shown["text"] == "Write to us: [their chat link]"
    body = {"text": f"see https://oak.example/p/chat/{token}", "channel": "chat"}
    first, again = api.post(path, body), api.post(path, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert token not in first.text


@pytest.fixture
def messages(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return f"/threads/{add_parent(unit, office).thread.id}/messages"


def test_a_reply_is_made_once_per_idempotency_key(
    api: Api, messages: str, runtime: Runtime, worker: Staff, clock: MovableClock
) -> None:
    body = {"text": "Yes, 3 is fine.", "channel": "sms"}
    first = api.post(messages, body)
    clock.move(timedelta(minutes=1))
    again = api.post(messages, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["author_id"] == str(worker.id)
    assert api.post(messages, body, "another").status_code == 201
    with runtime.reading() as session:
        assert len(session.scalars(select(Message.id)).all()) == 2
    shown = api.get(f"/messages/{first.json()['id']}")
    assert shown.json()["status"] == "queued"


def test_a_key_used_for_another_message_is_refused(api: Api, messages: str) -> None:
    api.post(messages, {"text": "one", "channel": "sms"})
    for other in ({"text": "two", "channel": "sms"}, {"text": "one", "channel": "chat"}):
        status, detail = problem(api.post(messages, other))
        assert (status, "another message" in detail) == (422, True)


def test_what_cannot_go_conflicts_and_stores_nothing(
    api: Api, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, consent=False)
    answer = api.post(f"/threads/{parent.thread.id}/messages", {"text": "Hi", "channel": "sms"})
    status, detail = problem(answer)
    assert (status, "No consent" in detail) == (409, True)
    with runtime.reading() as session:
        assert session.scalars(select(Message.id)).all() == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"channel": "sms"}, "/text"),
        ({"text": "", "channel": "sms"}, "/text"),
        ({"text": "Hi", "channel": "pigeon"}, "/channel"),
        ({"text": "Hi", "channel": "sms", "to": "+1"}, "/to"),
        ([], "/"),
    ],
)
def test_each_wrong_field_has_a_pointer(
    api: Api, messages: str, body: object, pointer: str
) -> None:
    answer = api.post(messages, body)
    assert problem(answer)[0] == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_a_post_without_an_idempotency_key_cannot_be_taken(api: Api, messages: str) -> None:
    answer = api.post(messages, {"text": "Hi", "channel": "sms"}, None)
    assert problem(answer)[0] == 400
    assert "Idempotency-Key" in answer.text


def test_malformed_json_cannot_be_read(client: TestClient, api: Api, messages: str) -> None:
    answer = client.post(
        f"/api/v1{messages}",
        content="{",
        headers={**api._headers, "Idempotency-Key": "k", "Content-Type": "application/json"},
    )
    assert problem(answer)[0] == 400


def test_tasks_of_visible_threads_are_listed(api: Api, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        south = Office(office.agency, add_branch(unit, office.agency, "south"))
        for number, place in enumerate((office, south)):
            open_task(
                unit,
                agency_id=office.agency.id,
                kind=TaskKind.CALL_BACK,
                origin=f"t{number}",
                due_at=unit.now,
                thread_id=add_parent(unit, place).thread.id,
            )
        open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.SAFETY, origin="t", due_at=unit.now
        )
    assert [item["kind"] for item in api.get("/tasks").json()["items"]] == ["call_back"]
    assert api.get("/tasks?state=done").json()["items"] == []


def test_what_is_not_there_is_a_problem_too(api: Api) -> None:
    assert problem(api.get("/nothing"))[0] == 404
    assert problem(api.get(f"/messages/{uuid4()}"))[0] == 404
    assert problem(api.get("/messages/nonsense"))[0] == 422


def test_it_describes_itself(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert described["servers"] == [{"url": "/api/v1"}]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            declared = set(operation["responses"])
            assert {"400", "401", "403", "404", "422"} <= declared, (path, method)
            assert operation["security"], (path, method)
            if method == "post":
                names = [each["name"] for each in operation["parameters"] if each["required"]]
                assert "Idempotency-Key" in names


class TestWhatNobodyKnows:
    @pytest.fixture
    def attempt(self, runtime: Runtime, office: Office) -> Attempt:
        with runtime.unit() as unit:
            parent = add_parent(unit, office, text_to="+13125550142")
            row = told(unit, parent, "Hi", status=MessageStatus.UNCERTAIN)
            row.contact_point_id = unit.session.scalars(select(ContactPoint.id)).one()
            return doubtful(unit, row, "Twilio did not answer in time.")

    def test_is_listed_with_what_is_known(self, api: Api, attempt: Attempt) -> None:
        (found,) = api.get("/uncertain").json()["items"]
        assert found["id"] == str(attempt.id)
        assert found["message_id"] == str(attempt.message_id)
        assert (found["channel"], found["to"], found["provider"]) == ("sms", "••• 0142", "twilio")
        assert found["error"] == "Twilio did not answer in time."
        assert (found["asked_in_vain"], found["attempts_before"]) == (20, 0)

    @pytest.mark.parametrize(("verdict", "status"), [("went", "sent"), ("again", "queued")])
    def test_is_settled_by_a_word_however_often_it_is_said(
        self, api: Api, attempt: Attempt, verdict: str, status: str
    ) -> None:
        for _ in range(2):
            answer = api.post(f"/uncertain/{attempt.id}", {"verdict": verdict})
            assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert api.get("/uncertain").json()["items"] == []
        other = {"went": "again", "again": "went"}[verdict]
        code, why = problem(api.post(f"/uncertain/{attempt.id}", {"verdict": other}))
        assert (code, why) == (409, f"It has been settled meanwhile: {status}.")

    @pytest.mark.parametrize(
        ("body", "key", "code"),
        [
            ({"verdict": "perhaps"}, "once", 422),
            ({"verdict": "went", "more": 1}, "once", 422),
            ({"verdict": "went"}, None, 400),
        ],
    )
    def test_a_word_that_is_none_is_refused(
        self, api: Api, attempt: Attempt, body: object, key: str | None, code: int
    ) -> None:
        assert problem(api.post(f"/uncertain/{attempt.id}", body, key))[0] == code

    @pytest.mark.parametrize(
        ("scope", "reads", "writes"),
        [
            (Scope.THREADS_READ, 200, 403),
            (Scope.MESSAGES_WRITE, 403, 200),
            (Scope.TASKS_READ, 403, 403),
        ],
    )
    def test_a_key_does_only_what_its_scope_says(
        self,
        client: TestClient,
        runtime: Runtime,
        office: Office,
        worker: Staff,
        attempt: Attempt,
        scope: Scope,
        reads: int,
        writes: int,
    ) -> None:
        api = Api(client, key_for(runtime, office.agency, worker, [scope]))
        assert api.get("/uncertain").status_code == reads
        assert api.post(f"/uncertain/{attempt.id}", {"verdict": "went"}).status_code == writes

    def test_another_branch_hears_of_nothing(
        self, client: TestClient, runtime: Runtime, office: Office, attempt: Attempt
    ) -> None:
        with runtime.unit() as unit:
            south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        api = Api(client, key_for(runtime, office.agency, south))
        assert api.get("/uncertain").json()["items"] == []
        assert problem(api.post(f"/uncertain/{attempt.id}", {"verdict": "went"}))[0] == 404
