"""Events to the agency's own systems: the administrators' page, and the API."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from standardwebhooks import Webhook

from messaging.models.audit import Audit
from messaging.models.staff import Staff, StaffRole
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.addresses import AddressError, AddressProblem
from outgoing.catalogue import TOLD
from outgoing.models import Endpoint, EventDelivery, Subscription
from outgoing.models.delivery import DeliveryState, Problem
from service import facts
from service.accounts import add_key
from tests.outgoing.receiver import REFUSES, FakeSender
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office, add_staff
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from tests.web.test_api import Api, problem
from web.api.keys import Scope
from web.staff.event_addresses import sender_of
from web.staff.events import TYPE

URL = "https://oak.example/hooks?password=hunter2"
NEW = "/staff/events/new"
# No name server is asked about an address in digits.
PUBLIC = "https://8.8.8.8/hooks"
WHOLE = {"url": PUBLIC, "types": "task.opened"}
SECRET = re.compile(r'<code class="secret">(whsec_[\w+/=]+)</code>')


@pytest.fixture
def admin(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.ADMINISTRATOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


@pytest.fixture
def endpoint(runtime: Runtime, office: Office) -> Endpoint:
    with runtime.unit() as unit:
        return endpoints.add(unit, office.agency.id, URL)[0]


@pytest.fixture
def told(runtime: Runtime, office: Office, endpoint: Endpoint) -> list[EventDelivery]:
    """One taken, one given up, one waiting."""
    with runtime.unit() as unit:
        for _ in range(3):
            unit.record(
                FactType.TASK_OPENED, office.agency.id, subject_id=new_id(), kind="call_back"
            )
            unit.session.flush()
    facts.drain(runtime, {})
    with runtime.unit() as unit:
        taken, given_up, _ = unit.session.scalars(
            select(EventDelivery).order_by(EventDelivery.id)
        ).all()
        taken.state, taken.claims = DeliveryState.DELIVERED, 1
        given_up.state, given_up.claims = DeliveryState.GIVEN_UP, 12
        given_up.problem = Problem.TIMEOUT
    return rows(runtime)


def rows(runtime: Runtime) -> list[EventDelivery]:
    with runtime.reading() as session:
        return list(session.scalars(select(EventDelivery).order_by(EventDelivery.id)))


def states(runtime: Runtime) -> list[DeliveryState]:
    return [row.state for row in rows(runtime)]


TAKEN, GIVEN_UP, WAITING = DeliveryState.DELIVERED, DeliveryState.GIVEN_UP, DeliveryState.WAITING


def test_without_an_endpoint_the_page_says_how_to_add_one(admin: Desk) -> None:
    page = admin.get("/staff/events")
    assert "No system of yours listens yet" in text_of(page)
    assert 'href="/staff/events/new"' in page.text
    assert TYPE.keys() == TOLD.keys(), "each can be ticked"


def test_an_address_from_its_adding_to_its_removal(
    admin: Desk, app: FastAPI, runtime: Runtime, clock: MovableClock
) -> None:
    """All on pages. Its secret is shown once, and what it hears of counts from then on."""
    made = admin.post(NEW, {"url": f" {PUBLIC} ", "types": "task.opened"})
    first = SECRET.findall(made.text)
    with runtime.reading() as session:
        endpoint = session.scalars(select(Endpoint)).one()
        assert endpoint.url == PUBLIC
        assert endpoints.types_of(session, [endpoint.id])[endpoint.id] == [FactType.TASK_OPENED]
    here = f"/staff/events/endpoints/{endpoint.id}"
    assert first[0] not in admin.get(here).text
    assert "Events go to this address already." in text_of(admin.post(NEW, WHOLE)), "pressed twice"

    clock.move(timedelta(minutes=5))
    changed = admin.post(f"{here}/types", {"types": "task.closed"})
    assert "Changed." in text_of(admin.get(changed.headers["location"]))
    nothing = admin.post(f"{here}/types")
    assert nothing.status_code == 422
    assert "Tick at least one thing" in text_of(nothing)
    with runtime.reading() as session:
        (left,) = session.scalars(select(Subscription))
        assert (left.type, left.since) == (FactType.TASK_CLOSED, clock())

    second = SECRET.findall(admin.post(f"{here}/secret", {"overlap": "24"}).text)
    assert second != first
    assert "2 are good now" in text_of(admin.get(here))
    system = FakeSender()
    app.dependency_overrides[sender_of] = lambda: system
    try:
        assert "It took the test event (204)." in text_of(admin.post(f"{here}/test"))
        system.answer_next(REFUSES)
        assert "It refused the event." in text_of(admin.post(f"{here}/test"))
    finally:
        del app.dependency_overrides[sender_of]
    asked = system.posted[0]
    assert (asked.url, asked.said["type"]) == (PUBLIC, "endpoint.test")
    assert set(asked.headers["webhook-signature"].split()) == {
        Webhook(secret).sign(asked.id, clock(), asked.body.decode()) for secret in first + second
    }, "while one is rotated, both sign"

    assert admin.post(f"{here}/remove").headers["location"] == "/staff/events?told=removed"
    assert "The address is removed." in text_of(admin.get("/staff/events?told=removed"))
    assert admin.get(here).status_code == 404
    with runtime.reading() as session:
        notes = session.scalars(
            select(Audit.action).where(Audit.actor.startswith("staff:")).order_by(Audit.id)
        ).all()
    assert [each for each in notes if each.startswith("endpoint.")] == [
        "endpoint.added", "endpoint.secret_added", "endpoint.types_changed",
        "endpoint.secret_added", "endpoint.tested", "endpoint.tested", "endpoint.removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://oak.example/hooks", "It must begin with https://"),
        ("https://me:hunter2@oak.example/", "Leave out the name and password"),
        ("https://127.0.0.1/hooks", "Its host is inside a network."),
        ("https://169.254.169.254/latest", "Its host is inside a network."),
        ("", "Write an address"),
        (f"https://oak.example/{'a' * 500}", "at most 500 plain characters"),
    ],
    ids=["http", "password", "loopback", "metadata", "empty", "long"],
)
def test_an_address_that_cannot_be_is_refused_beside_its_field(
    admin: Desk, runtime: Runtime, url: str, words: str
) -> None:
    """By the one rule of all ways in. What was typed stays."""
    answer = admin.post(NEW, {"url": url, "types": "task.closed"})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert f'value="{url}" aria-describedby="url-hint problem" aria-invalid="true"' in answer.text
    assert re.findall(r'value="([\w.]+)" checked', answer.text) == ["task.closed"]
    with runtime.reading() as session:
        assert session.scalars(select(Endpoint)).all() == []


def test_a_refusal_is_read_in_the_readers_language() -> None:
    for wrong in AddressProblem:
        error = AddressError(wrong)
        assert error.words("es") != error.words("en") == str(error) == error.words("xx")


def test_the_page_shows_what_was_told_and_no_password(
    admin: Desk, told: list[EventDelivery]
) -> None:
    page = text_of(admin.get("/staff/events"))
    for words in ("oak.example", "It takes our events.", "1 event waits", "1 given up",
                  "A task was opened", "It did not answer in 15 seconds"):  # fmt: skip
        assert words in page
    assert "hunter2" not in admin.get("/staff/events").text
    only = text_of(admin.get("/staff/events?in=delivered"))
    assert only.count("A task was opened") == 2, "the line and its button"
    assert "did not answer" not in only


def test_it_is_for_administrators_of_that_agency(
    app: FastAPI, runtime: Runtime, desk: Desk, told: list[EventDelivery]
) -> None:
    assert desk.get("/staff/events").status_code == 403
    assert "/staff/events" not in desk.get("/staff/inbox").text
    assert desk.post(f"/staff/events/{told[1].id}/replay", {"again": "x"}).status_code == 403
    with runtime.unit() as unit:
        elm = add_office(unit, "elm", text_sender="+12175550100")
        email = add_worker(unit, elm.agency, None, role=StaffRole.ADMINISTRATOR)
    with browser(app) as client:
        log_in(client, email)
        theirs = Desk(client)
        assert "oak.example" not in theirs.get("/staff/events").text
        answer = theirs.post(f"/staff/events/{told[1].id}/replay", {"again": "x"})
        assert answer.status_code == 404
        path = f"/staff/events/endpoints/{told[1].endpoint_id}"
        assert theirs.get(path).status_code == 404
        for act in ("pause", "types", "secret", "test", "remove"):
            assert theirs.post(f"{path}/{act}", {"types": "task.opened"}).status_code == 404


def test_one_event_is_sent_again_once(
    admin: Desk, runtime: Runtime, told: list[EventDelivery]
) -> None:
    page = admin.get("/staff/events?in=given_up").text
    again = re.search(r'name="again" value="([^"]+)"', page)
    assert again is not None
    path = f"/staff/events/{told[1].id}/replay"
    assert admin.post(path, {"again": again[1]}).headers["location"] == "/staff/events"
    assert states(runtime) == [TAKEN, WAITING, WAITING]
    with runtime.unit() as unit:
        unit.session.get_one(EventDelivery, told[1].id).state = GIVEN_UP
    admin.post(path, {"again": again[1]})
    assert states(runtime) == [TAKEN, GIVEN_UP, WAITING], "the same press, come twice"


def test_all_that_was_given_up_is_sent_again(
    admin: Desk, runtime: Runtime, told: list[EventDelivery]
) -> None:
    admin.post(f"/staff/events/endpoints/{told[0].endpoint_id}/replay")
    assert states(runtime) == [TAKEN, WAITING, WAITING]


def test_an_endpoint_is_paused_and_resumed(admin: Desk, endpoint: Endpoint) -> None:
    admin.post(f"/staff/events/endpoints/{endpoint.id}/pause")
    assert "Paused by a person." in text_of(admin.get("/staff/events"))
    admin.post(f"/staff/events/endpoints/{endpoint.id}/resume")
    assert "It takes our events." in text_of(admin.get("/staff/events"))


def test_an_address_whose_key_is_gone_is_shown_with_what_to_do(
    admin: Desk, api: Api, runtime: Runtime, endpoint: Endpoint
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Endpoint, endpoint.id).url_sealed = b"\x01" + bytes(60)
    page = text_of(admin.get("/staff/events"))
    assert "An address that cannot be read" in page
    assert "puts that key into OLD_SECRET_KEYS, or removes the address" in page
    assert [each["host"] for each in api.get("/endpoints").json()["items"]] == [""]
    admin.post(f"/staff/events/endpoints/{endpoint.id}/pause")
    with runtime.reading() as session:
        assert session.get_one(Endpoint, endpoint.id).paused_at is not None


def test_a_spanish_reader_reads_spanish(
    admin: Desk, runtime: Runtime, told: list[EventDelivery]
) -> None:
    with runtime.unit() as unit:
        for staff in unit.session.scalars(select(Staff)):
            staff.language = "es"
    page = text_of(admin.get("/staff/events"))
    assert "Avisos a sus sistemas" in page
    assert "No respondió en 15 segundos" in page


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


@pytest.fixture
def api(client: TestClient, runtime: Runtime, office: Office) -> Api:
    """A key that acts for an administrator."""
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, role=StaffRole.ADMINISTRATOR)
        scopes = [Scope.EVENTS_READ.value, Scope.EVENTS_REPLAY.value]
        return Api(client, add_key(unit, office.agency, "test", scopes=scopes, acts_for=staff))


def test_endpoints_are_listed_without_their_passwords(api: Api, endpoint: Endpoint) -> None:
    (one,) = api.get("/endpoints").json()["items"]
    assert (one["id"], one["host"]) == (str(endpoint.id), "oak.example")
    assert "task.opened" in one["types"]
    assert "hunter2" not in str(one)


def test_events_come_in_pages_and_filtered(api: Api, told: list[EventDelivery]) -> None:
    first = api.get("/outgoing-events?limit=2").json()
    second = api.get(f"/outgoing-events?limit=2&cursor={first['next']}").json()
    assert [each["id"] for each in first["items"] + second["items"]] == [
        str(row.id) for row in told
    ]
    (given_up,) = api.get("/outgoing-events?state=given_up&type=task.opened").json()["items"]
    assert (given_up["problem"], given_up["webhook_id"]) == ("timeout", str(told[1].event_id))
    assert api.get(f"/outgoing-events?endpoint={new_id()}").json()["items"] == []
    assert api.get(f"/outgoing-events/{told[1].id}").json() == given_up


def test_replaying_one_with_the_same_key_happens_once(
    api: Api, runtime: Runtime, told: list[EventDelivery]
) -> None:
    path = f"/outgoing-events/{told[0].id}/replay"
    assert api.post(path, None).json()["state"] == "waiting"
    with runtime.unit() as unit:
        unit.session.get_one(EventDelivery, told[0].id).state = TAKEN
    assert api.post(path, None).json()["state"] == "delivered"
    assert api.post(path, None, key="another").json()["state"] == "waiting"
    assert api.post(path, None, key=None).status_code == 400


def test_replaying_since_a_moment(
    api: Api, runtime: Runtime, told: list[EventDelivery], clock: MovableClock
) -> None:
    path = f"/endpoints/{told[0].endpoint_id}/replay"
    since = (clock() - timedelta(hours=1)).isoformat()
    assert api.post(path, {"since": since}).json() == {"number": 1}
    assert states(runtime) == [TAKEN, WAITING, WAITING]
    assert api.post(path, {"since": since}).json() == {"number": 1}, "as the first time"
    both = {"since": since, "states": ["given_up", "delivered"]}
    assert api.post(path, both, key="two").json() == {"number": 1}
    assert states(runtime) == [WAITING] * 3
    later = {"since": (clock() + timedelta(hours=1)).isoformat()}
    assert api.post(path, later, key="three").json() == {"number": 0}
    assert api.post(path, {"since": "soon"}, key="four").status_code == 422


def test_the_api_is_for_administrators_with_the_scope(
    client: TestClient, runtime: Runtime, office: Office, told: list[EventDelivery]
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency)
        boss = add_staff(unit, office.agency, role=StaffRole.ADMINISTRATOR)
        scopes = [scope.value for scope in Scope]
        workers = Api(client, add_key(unit, office.agency, "w", scopes=scopes, acts_for=worker))
        readers = Api(
            client,
            add_key(unit, office.agency, "r", scopes=[Scope.EVENTS_READ.value], acts_for=boss),
        )
        elm = add_office(unit, "elm", text_sender="+12175550100")
        theirs = add_staff(unit, elm.agency, role=StaffRole.ADMINISTRATOR)
        others = Api(client, add_key(unit, elm.agency, "e", scopes=scopes, acts_for=theirs))
    one = f"/outgoing-events/{told[1].id}"
    assert problem(workers.get("/endpoints"))[0] == 403
    assert problem(readers.post(f"{one}/replay", None))[0] == 403
    assert problem(others.get(one))[0] == 404
    assert problem(others.post(f"{one}/replay", None))[0] == 404
    path = f"/endpoints/{told[1].endpoint_id}/replay"
    assert problem(others.post(path, {"since": "2026-01-01T00:00:00Z"}))[0] == 404
    assert others.get("/outgoing-events").json()["items"] == []
