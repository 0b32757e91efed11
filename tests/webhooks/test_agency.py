"""An agency's door: signed events in, bad ones refused with a clear answer and nothing kept."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select
from standardwebhooks import Webhook

from campaigns.models import AgencyEvent, Enrollment
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.secret import WebhookSecret
from messaging.platform.events import Event
from messaging.runtime import Runtime
from tests.campaigns.telling import document
from tests.support.clock import MovableClock
from tests.support.people import Office
from webhooks.agency import LARGEST, router

SECRET = "whsec_c2FtcGxlIHNlY3JldCBvZiBhIHNhbXBsZSBhZ2VuY3k="
NEXT_SECRET = "whsec_dGhlIG5leHQgc2VjcmV0IG9mIGEgc2FtcGxlIGFnZW5jeQ=="
STRANGERS = "whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCBhbHRvZ2V0aGVy"
DOOR = "/webhooks/agency/oak"

Post = Callable[..., Response]


@pytest.fixture
def secret(runtime: Runtime, office: Office) -> None:
    add_secret(runtime, office, SECRET)


def add_secret(
    runtime: Runtime, office: Office, secret: str, expires_at: datetime | None = None
) -> None:
    with runtime.unit() as unit:
        row = WebhookSecret(agency_id=office.agency.id, created_at=unit.now, expires_at=expires_at)
        row.secret = secret
        unit.session.add(row)


@pytest.fixture
def client(runtime: Runtime, secret: None) -> Iterator[TestClient]:
    app = FastAPI()
    app.include_router(router)
    app.state.runtime = runtime
    with TestClient(app) as client:
        yield client


@pytest.fixture
def post(client: TestClient, clock: MovableClock) -> Post:
    """Sign and post, as an agency's system would. Any part can be made wrong."""

    def post(
        event: object = None,
        *,
        event_id: str = "evt_1",
        secret: str = SECRET,
        at: datetime | None = None,
        door: str = DOOR,
        body: bytes | None = None,
        **headers: str,
    ) -> Response:
        raw = json.dumps(document("renewal.due") if event is None else event)
        sent = raw.encode() if body is None else body
        stamp = at or clock()
        signed = Webhook(secret).sign(event_id, stamp, sent.decode("utf-8", "replace"))
        given = {
            "webhook-id": event_id,
            "webhook-timestamp": str(int(stamp.timestamp())),
            "webhook-signature": signed,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return client.post(door, content=sent, headers=given)

    return post


def stored(runtime: Runtime) -> int:
    """Rows of any kind that an event could have left."""
    with runtime.reading() as session:
        tables = (AgencyEvent, Enrollment, Party, Event)
        return sum(session.scalar(select(func.count()).select_from(t)) or 0 for t in tables)


def refused(response: Response, status: int, runtime: Runtime) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert stored(runtime) == 0
    return problem


# Taken


def test_a_signed_event_is_answered_with_what_was_started(post: Post, runtime: Runtime) -> None:
    response = post()
    assert response.status_code == 202
    answer = response.json()
    assert answer["type"] == "renewal.due"
    assert [one["campaign"] for one in answer["campaigns"]] == ["renewal"]
    with runtime.reading() as session:
        row = session.scalars(select(AgencyEvent)).one()
        assert row.event_id == "evt_1"
        assert json.loads(row.payload) == document("renewal.due")


def test_unknown_fields_are_kept(post: Post, runtime: Runtime) -> None:
    post(document("renewal.due", colour="green"))
    with runtime.reading() as session:
        assert '"green"' in session.scalars(select(AgencyEvent)).one().payload


def test_a_repeat_answers_as_the_first_did(post: Post, clock: MovableClock) -> None:
    first = post()
    clock.move(timedelta(hours=3))
    again = post()
    assert (again.status_code, again.content) == (first.status_code, first.content)


def test_requests_at_the_same_instant_are_one_event(post: Post, runtime: Runtime) -> None:
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: post(), range(5)))
    assert {response.status_code for response in answers} == {202}
    assert len({response.content for response in answers}) == 1
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Enrollment)) == 1


# Who signs


def test_both_secrets_are_good_while_one_is_rotated(
    post: Post, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    add_secret(runtime, office, NEXT_SECRET)
    assert post(event_id="evt_1", secret=SECRET).status_code == 202
    assert post(event_id="evt_2", secret=NEXT_SECRET).status_code == 202


def test_one_of_several_signatures_is_enough(post: Post, clock: MovableClock) -> None:
    body = json.dumps(document("renewal.due"))
    good = Webhook(SECRET).sign("evt_1", clock(), body)
    other = Webhook(STRANGERS).sign("evt_1", clock(), body)
    given = f"v1a,bm90IG91cnM= {other} v1,!!! v1 {good}"
    assert post(webhook_signature=given).status_code == 202


@pytest.mark.parametrize("seconds", [-299, 0, 299])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_five_minutes_are_tolerated(post: Post, clock: MovableClock, seconds: int) -> None:
    assert post(at=clock() + timedelta(seconds=seconds)).status_code == 202


@pytest.mark.parametrize(
    "wrong",
    [
        {"secret": STRANGERS},
        {"at": datetime(2026, 3, 2, 15, 54, 59, tzinfo=UTC)},
        {"at": datetime(2026, 3, 2, 16, 5, 1, tzinfo=UTC)},
        {"webhook_signature": ""},
        {"webhook_signature": "v1"},
        {"webhook_signature": "v1,not base64"},
        {"webhook_signature": "v1,bm90IHRoZSBzaWduYXR1cmU="},
        {"webhook_signature": "v2,bm90IG91ciB2ZXJzaW9u"},
        {"webhook_id": "evt_other"},
        {"webhook_id": ""},
        {"event_id": "e" * 121},
        {"webhook_timestamp": "1772467201"},
        {"webhook_timestamp": "now"},
        {"webhook_timestamp": "1772467200.5"},
        {"webhook_timestamp": "-1"},
        {"webhook_timestamp": "9" * 12},
        {"webhook_timestamp": ""},
        {"body": b"\xff\xfe"},
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_not_signed_just_now_by_a_secret_of_theirs_is_refused(
    post: Post, runtime: Runtime, wrong: dict[str, Any]
) -> None:
    problem = refused(post(**wrong), 401, runtime)
    assert problem["detail"] == "The signature is missing, wrong or too old."


def test_headers_that_are_missing_are_a_bad_signature(client: TestClient, runtime: Runtime) -> None:
    refused(client.post(DOOR, json=document("renewal.due")), 401, runtime)


def test_a_secret_that_has_expired_signs_nothing(
    post: Post, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    add_secret(runtime, office, NEXT_SECRET, expires_at=clock())
    refused(post(secret=NEXT_SECRET), 401, runtime)


def test_an_agency_without_a_secret_takes_nothing(post: Post, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        unit.session.delete(unit.session.scalars(select(WebhookSecret)).one())
    refused(post(), 401, runtime)


def test_one_agencys_secret_opens_no_other_door(
    post: Post, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        unit.session.add(
            Agency(
                slug="elm", name="Elm", neutral_name="Elm", phone="1", time_zone="UTC", state="IL",
                text_sender="+13125550101",
            )
        )  # fmt: skip
    refused(post(door="/webhooks/agency/elm"), 401, runtime)


# What cannot be taken


@pytest.mark.parametrize("slug", ["elm", "OAK", "oak%20", "%F0%9F%8C%B3", "x" * 300])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_unknown_agency_is_not_found_whoever_signs(
    post: Post, runtime: Runtime, slug: str
) -> None:
    problem = refused(post(door=f"/webhooks/agency/{slug}"), 404, runtime)
    assert problem["detail"] == "There is no such agency."


@pytest.mark.parametrize("body", [b"", b"{", b"type=renewal.due", b'{"a": NaN}', b"[" * 60_000])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_no_json_is_malformed(post: Post, runtime: Runtime, body: bytes) -> None:
    assert "not JSON" in refused(post(body=body), 400, runtime)["detail"]


def test_a_bad_signature_is_told_before_anything_is_read(post: Post, runtime: Runtime) -> None:
    refused(post(body=b"{", secret=STRANGERS), 401, runtime)


def test_a_body_that_is_too_large_is_refused(post: Post, runtime: Runtime) -> None:
    refused(post(body=b" " * (LARGEST + 1)), 413, runtime)


def contact(**changes: object) -> dict[str, Any]:
    return {"contacts": [{"kind": "sms", "address": "(312) 555-0142", **changes}]}


ADDRESS = "/data/party/contacts/0/address"


@pytest.mark.parametrize(
    ("party", "pointer", "detail"),
    [
        (contact(address="123"), ADDRESS, "is not a valid phone number; check the digits"),
        (contact(address="+44 20 7946 0000"), ADDRESS,
         "is in a country we do not text; give a United States number"),
        (contact(line_type="landline"), ADDRESS,
         "is a landline, which cannot get texts; give a mobile number"),
        (contact(kind="email"), ADDRESS, "is not an email address; write it as maria@example.org"),
        ({"role": "judge"}, "/data/party/role",
         "should be 'custodial', 'noncustodial', 'guardian' or 'other'"),
        ({"fields": {"moon/phase": "x"}}, "/data/party/fields/moon~1phase",
         "your agency has no such field; an administrator adds it on the page Settings"),
        ({"fields": {"moon": 9}}, "/data/party/fields/moon", "must be a text, true, false or null"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_field_is_pointed_at_and_nothing_is_kept(
    post: Post, runtime: Runtime, party: dict[str, Any], pointer: str, detail: str
) -> None:
    problem = refused(post(document("renewal.due", party=party)), 422, runtime)
    assert problem["errors"] == [{"pointer": pointer, "detail": detail}]


def test_federal_tax_information_is_refused(post: Post, runtime: Runtime) -> None:
    event = document("payment.posted", offset={"source": "irs", "kind": "refund"})
    [error] = refused(post(event), 422, runtime)["errors"]
    assert error["pointer"] == "/data/payment/offset"
    assert "federal tax information" in error["detail"]


def test_an_unknown_branch_is_pointed_at(post: Post, runtime: Runtime) -> None:
    event = document("renewal.due", case={"branch": "moon"})
    [error] = refused(post(event), 422, runtime)["errors"]
    assert error["pointer"] == "/data/case/branch"


def test_what_was_refused_may_come_again_mended(post: Post) -> None:
    assert post(document("renewal.due", party={"role": "judge"})).status_code == 422
    assert post().status_code == 202


def test_no_refusal_repeats_what_a_person_gave(post: Post) -> None:
    event = document("renewal.due", party={"role": "Maria", **contact(address="555-Maria")})
    assert "Maria" not in post(event).text
