"""The HTTP door for raw mail: proven by the agency it is for, stored once, whatever its bytes."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.inbound import routing
from messaging.inbound.routing import TriageReason
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.receipt import Receipt
from messaging.models.secret import WebhookSecret
from messaging.models.thread import Thread
from messaging.outbound.outgoing import message_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.handed import handed_over
from tests.support.letters import MARIA, bounce, letter, reply_address
from tests.support.people import Office, add_agency, add_office, add_parent
from webhooks.email import router

PATH = "/webhooks/email/inbound"
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what has nothing to do with the kind of database."""
OAK, ELM = (f"whsec_{base64.b64encode(name * 8).decode()}" for name in (b"oak!", b"elm!"))


class Door:
    """Posts mails, signed by the specification rather than by our own code."""

    def __init__(self, client: TestClient, clock: MovableClock) -> None:
        self._client = client
        self._clock = clock

    def post(
        self, raw: bytes, *secrets: str, agency: str | None = None, kind: str = "message/rfc822"
    ) -> Response:
        headers = {**self.signed(raw, *(secrets or (OAK,))), "content-type": kind}
        if agency is not None:
            headers["kinline-agency"] = agency
        return self._client.post(PATH, content=raw, headers=headers)

    def post_unproven(self, raw: bytes, **headers: str) -> Response:
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        signed = {**self.signed(raw, OAK), "content-type": "message/rfc822", **headers}
        # Bytes, because a stranger's header need not be ASCII.
        sent = {key.encode(): value.encode("latin-1") for key, value in signed.items()}
        return self._client.post(PATH, content=raw, headers=sent)

    def signed(self, raw: bytes, *secrets: str) -> dict[str, str]:
        stamp = str(int(self._clock().timestamp()))
        signatures = [
            hmac.digest(
                base64.b64decode(secret.removeprefix("whsec_")),
                b"msg_1." + stamp.encode() + b"." + raw,
                hashlib.sha256,
            )
            for secret in secrets
        ]
        return {
            "webhook-id": "msg_1",
            "webhook-timestamp": stamp,
            "webhook-signature": " ".join(
                f"v1,{base64.b64encode(one).decode()}" for one in signatures
            ),
        }


@pytest.fixture
def door(runtime: Runtime, clock: MovableClock, office: Office) -> Iterator[Door]:
    with runtime.unit() as unit:
        add_secret(unit, office.agency, OAK)
    app = FastAPI()
    app.state.runtime = runtime
    app.include_router(router)
    with TestClient(app) as client:
        yield Door(client, clock)


@pytest.fixture
def maria(runtime: Runtime, office: Office) -> Thread:
    with runtime.unit() as unit:
        return add_parent(unit, office, email_to=MARIA).thread


@pytest.fixture
def elm(runtime: Runtime) -> Office:
    """A second agency, with a secret of its own."""
    with runtime.unit() as unit:
        office = add_office(unit, "elm", text_sender="+13125550177")
        add_secret(unit, office.agency, ELM)
        return office


def add_secret(unit: Unit, agency: Agency, secret: str) -> None:
    row = WebhookSecret(agency_id=agency.id, created_at=unit.now)
    row.secret = secret
    unit.session.add(row)


def stored(runtime: Runtime) -> list[InboundMessage]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage)))


def test_a_reply_is_stored_and_finds_its_thread(
    door: Door, runtime: Runtime, doorbell: RecordingDoorbell, maria: Thread
) -> None:
    doorbell.forget()
    answer = door.post(letter(reply_address(runtime, maria)))
    assert (answer.status_code, answer.json()) == (200, {"new": True})
    assert Lane.INBOUND in doorbell.rung

    routing.drain(runtime)
    with runtime.reading() as session:
        message = session.scalars(select(Message).where(Message.direction == Direction.IN)).one()
        assert (message.thread_id, message.text) == (maria.id, "Yes, I will come.")


def test_a_repeat_is_accepted_and_changes_nothing(
    door: Door, runtime: Runtime, maria: Thread
) -> None:
    raw = letter(reply_address(runtime, maria))
    assert door.post(raw).json() == {"new": True}
    again = door.post(raw)
    assert (again.status_code, again.json()) == (200, {"new": False})
    assert len(stored(runtime)) == 1


def test_a_mail_that_is_not_utf_8_comes_in_all_the_same(
    door: Door, runtime: Runtime, maria: Thread
) -> None:
    raw = letter(reply_address(runtime, maria), "Sí, mañana", charset="iso-8859-1")
    assert door.post(raw, ELM, OAK).status_code == 200
    (inbound,) = stored(runtime)
    assert inbound.text == "Sí, mañana"
    assert inbound.raw.encode("latin-1") == raw


@on_sqlite
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
class TestProof:
    @pytest.mark.parametrize(
        "headers",
        [
            {"webhook_signature": ""},
            {"webhook_signature": "v1,bm90IGl0"},
            {"webhook_signature": "v1,not base64 é"},
            {"webhook_id": ""},
            {"webhook_id": "msg_2"},
            {"webhook_timestamp": "0"},
            {"webhook_timestamp": "now"},
            {"webhook_timestamp": "1" * 400},
        ],
    )
    def test_without_it_nothing_is_stored(
        self, door: Door, runtime: Runtime, charset: str, headers: dict[str, str]
    ) -> None:
        raw = letter("reply@in.kinline.example", "Sí", charset=charset)
        assert door.post_unproven(raw, **headers).status_code == 401
        assert stored(runtime) == []

    def test_by_another_key_or_for_another_mail_is_none(
        self, door: Door, runtime: Runtime, charset: str
    ) -> None:
        raw = letter("reply@in.kinline.example", "Sí", charset=charset)
        assert door.post(raw, ELM).status_code == 401
        other = door.signed(raw + b".", OAK)
        assert door.post_unproven(raw, **other).status_code == 401
        assert stored(runtime) == []

    def test_is_good_for_five_minutes(
        self, door: Door, runtime: Runtime, clock: MovableClock, charset: str
    ) -> None:
        raw = letter("reply@in.kinline.example", "Sí", charset=charset)
        signed = door.signed(raw, OAK)
        clock.move(timedelta(minutes=5))
        assert door.post_unproven(raw, **signed).status_code == 200
        clock.move(timedelta(seconds=1))
        assert door.post_unproven(raw, **signed).status_code == 401

    def test_by_a_key_that_has_lapsed_is_none(
        self, door: Door, runtime: Runtime, clock: MovableClock, charset: str
    ) -> None:
        with runtime.unit() as unit:
            for row in unit.session.scalars(select(WebhookSecret)):
                row.expires_at = unit.now + timedelta(hours=1)
        raw = letter("reply@in.kinline.example", "Sí", charset=charset)
        assert door.post(raw).status_code == 200
        clock.move(timedelta(hours=1))
        assert door.post(raw).status_code == 401


@on_sqlite
class TestWhoseMailItIs:
    def test_the_reply_address_says_first(
        self, door: Door, runtime: Runtime, maria: Thread, elm: Office
    ) -> None:
        raw = letter(reply_address(runtime, maria))
        assert door.post(raw, ELM, agency="elm").status_code == 401
        assert door.post(raw, OAK, agency="elm").status_code == 200
        assert [inbound.agency_id for inbound in stored(runtime)] == [maria.agency_id]

    def test_else_the_header(self, door: Door, runtime: Runtime, elm: Office) -> None:
        raw = letter("reply@in.kinline.example")
        assert door.post(raw, ELM, agency="elm").status_code == 200
        assert [inbound.agency_id for inbound in stored(runtime)] == [elm.agency.id]

    def test_else_there_must_be_only_one(self, door: Door, runtime: Runtime) -> None:
        raw = letter("reply@in.kinline.example")
        with runtime.unit() as unit:
            add_agency(unit, "elm", text_sender="+13125550177")
        answer = door.post(raw)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert "kinline-agency" in answer.json()["detail"]
        assert stored(runtime) == []

    @pytest.mark.parametrize("slug", ["birch", "", "../oak"])
    def test_an_unknown_agency_is_said_so(self, door: Door, runtime: Runtime, slug: str) -> None:
        assert door.post(letter("reply@in.kinline.example"), agency=slug).status_code == 404
        assert stored(runtime) == []

    def test_a_forged_reply_address_says_nothing_and_is_left_to_a_person(
        self, door: Door, runtime: Runtime, maria: Thread
    ) -> None:
        address = reply_address(runtime, maria)
        forged = address.replace(address[6:10], "aaaa")
        assert door.post(letter(forged)).status_code == 200
        routing.drain(runtime)
        (inbound,) = stored(runtime)
        assert inbound.state is InboundState.TRIAGE
        assert inbound.triage_reason == TriageReason.FORGED_TOKEN


class TestABounceOfOurMail:
    """Even one that overtakes the mail server's own answer to us."""

    @pytest.fixture
    def sending(self, runtime: Runtime, maria: Thread) -> Message:
        """A mail whose attempt is written down and not answered yet."""
        with runtime.unit() as unit:
            attempt = handed_over(unit, maria, ChannelKind.EMAIL)
            return unit.session.get_one(Message, attempt.message_id)

    def test_fails_it(self, door: Door, runtime: Runtime, sending: Message) -> None:
        raw = bounce(message_id(runtime, sending.id))
        assert door.post(raw).status_code == 200
        with runtime.reading() as session:
            assert session.get_one(Message, sending.id).status is MessageStatus.FAILED

    @on_sqlite
    def test_is_proven_by_the_agency_that_sent_it(
        self, door: Door, runtime: Runtime, sending: Message, elm: Office
    ) -> None:
        raw = bounce(message_id(runtime, sending.id))
        assert door.post(raw, ELM, agency="elm").status_code == 401
        with runtime.reading() as session:
            assert session.get_one(Message, sending.id).status is MessageStatus.SENDING
        assert door.post(raw, OAK, agency="elm").status_code == 200


def test_a_bounce_is_news_of_our_mail_and_no_message(door: Door, runtime: Runtime) -> None:
    raw = bounce("<m.0195@kinline.example>")
    assert door.post(raw).json() == {"new": True}
    assert stored(runtime) == []
    with runtime.reading() as session:
        (receipt,) = session.scalars(select(Receipt))
        assert (receipt.provider, receipt.provider_id) == ("smtp", "<m.0195@kinline.example>")


@on_sqlite
@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"From: a@example.org\r\n\r\nHi", "", 415),
        (b"", "message/rfc822", 400),
        (b" \r\n", "message/rfc822", 400),
        (b"From: a@example.org\r\n\r\nHi", "Message/RFC822; charset=utf-8", 200),
        (b"\xff\x00 no mail at all", "message/rfc822", 200),
    ],
)
def test_it_takes_one_raw_mail(
    door: Door, runtime: Runtime, raw: bytes, kind: str, status: int
) -> None:
    assert door.post(raw, kind=kind).status_code == status
    assert len(stored(runtime)) == (status == 200)
