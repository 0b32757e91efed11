"""Twilio's doors from outside: what is signed is stored once and answered, and nothing else is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select, text
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from channels.values import ChannelKind, DeliveryStatus
from messaging.inbound import together
from messaging.inbound.spool import Spool
from messaging.inbound.spooled import Spools
from messaging.models.attempt import Attempt
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.models.receipt import Receipt
from messaging.platform.database import Base, Database
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.handed import handed_over, taken
from tests.support.people import Office, add_agency, add_parent
from tests.support.runtimes import make_runtime
from webhooks import twilio

TOKEN = "12345"
PUBLIC = "https://messages.oak.example"
INBOUND, STATUS = "/webhooks/twilio/inbound", "/webhooks/twilio/status"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
PARENT, OURS = "+13125550142", "+13125550100"
SID = "SM" + "0" * 31 + "1"
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TEXT = {
    "AccountSid": "AC" + "a" * 32,
    "ApiVersion": "2010-04-01",
    "Body": "Can we meet on Friday?",
    "From": PARENT,
    "FromCity": "CHICAGO",
    "FromState": "IL",
    "MessageSid": SID,
    "NumMedia": "0",
    "NumSegments": "1",
    "SmsMessageSid": SID,
    "SmsStatus": "received",
    "To": OURS,
}
REPORT = {
    "AccountSid": "AC" + "a" * 32,
    "From": OURS,
    "MessageSid": SID,
    "MessageStatus": "delivered",
    "To": PARENT,
}

VECTORS: list[dict[str, Any]] = [
    {
        "source": "twilio-python tests/unit/test_request_validator.py",
        "token": "12345",
        "url": "https://mycompany.com/myapp.php?foo=1&bar=2",
        "params": {
            "CallSid": "CA1234567890ABCDE",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
            "Caller": "+14158675309",
        },
        "signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
    },
    {
        "source": "computed here",
        "token": "12345",
        "url": "https://example.test/hooks/twilio/inbound",
        "params": {
            "AccountSid": "ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "ApiVersion": "2010-04-01",
            "Body": "STOP",
            "From": "+15005550006",
            "MessageSid": "SM00000000000000000000000000000001",
            "NumMedia": "0",
            "NumSegments": "1",
            "OptOutType": "STOP",
            "To": "+15005550010",
        },
        "signature": "Z0FfHy9YpD6hbQ7qvEjJEd/Gu80=",
    },
]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation with a carrier account, reached through a proxy at `PUBLIC`."""
    return Settings.load(
        var_dir=settings.var_dir,
        secret_key=settings.secret,
        public_url=PUBLIC,
        twilio_account_sid=TEXT["AccountSid"],
        twilio_auth_token=TOKEN,
        twilio_from=OURS,
    )


def door(runtime: Runtime) -> FastAPI:
    app = FastAPI()
    app.include_router(twilio.router)
    app.state.runtime = runtime
    return app


class Twilio:
    """Calls as Twilio does: a signed form, to the public address, through the proxy."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def posts(
        self, path: str, form: Mapping[str, str], *, signed_for: str = PUBLIC, query: str = ""
    ) -> Response:
        signature = RequestValidator(TOKEN).compute_signature(f"{signed_for}{path}{query}", form)
        return self.raw(f"{path}{query}", urlencode(form), signature)

    def raw(self, path: str, body: str | bytes, signature: str | None) -> Response:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if signature is not None:
            headers["X-Twilio-Signature"] = signature
        response: Response = self.client.post(path, content=body, headers=headers)
        return response

    def rests(self) -> None:
        """Returns when everything taken in is stored and every bell has rung."""
        app, portal = self.client.app, self.client.portal
        assert isinstance(app, FastAPI)
        assert portal is not None
        portal.call(app.state.doors.aclose)


@pytest.fixture
def carrier(runtime: Runtime) -> Iterator[Twilio]:
    with TestClient(door(runtime), raise_server_exceptions=False) as client:
        yield Twilio(client)


def stored(runtime: Runtime) -> list[InboundMessage]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage).order_by(InboundMessage.id)))


def count(runtime: Runtime, table: type[Base]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def is_empty_twiml(response: Response) -> bool:
    return (
        response.status_code == 200
        and response.text == EMPTY
        and response.headers["content-type"].partition(";")[0] == "text/xml"
    )


# The signature


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["source"])
@pytest.mark.parametrize("altered", [False, True])
@ONE_DATABASE
def test_signatures_are_read_as_twilio_makes_them(
    database: Database, vector: dict[str, Any], altered: bool, clock: MovableClock,
    doorbell: RecordingDoorbell, tmp_path: Any,
) -> None:  # fmt: skip
    origin, slash, rest = vector["url"].partition("://")[2].partition("/")
    settings = Settings.load(
        var_dir=tmp_path,
        secret_key="s" * 32,
        public_url=f"https://{origin}",
        twilio_account_sid=TEXT["AccountSid"],
        twilio_auth_token=vector["token"],
        twilio_from=OURS,
    )
    runtime = make_runtime(database, settings, clock=clock, doorbell=doorbell, channels={})
    app = FastAPI()
    app.state.runtime = runtime

    @app.post("/" + rest.partition("?")[0])
    async def opened(request: Request) -> dict[str, str]:
        return dict(await twilio.signed_form(request, runtime))

    with TestClient(app) as client:
        params = vector["params"] | ({"Extra": "1"} if altered else {})
        response = Twilio(client).raw(slash + rest, urlencode(params), vector["signature"])
    assert response.status_code == (403 if altered else 200)
    if not altered:
        assert response.json() == params


@pytest.mark.parametrize("path", [INBOUND, STATUS])
@pytest.mark.parametrize(
    "signature", [None, "", "x", "Z0FfHy9YpD6hbQ7qvEjJEd/Gu80=", "\x80é".encode("latin-1")]
)
def test_an_unsigned_request_is_refused_and_leaves_nothing(
    carrier: Twilio, runtime: Runtime, office: Office, path: str, signature: Any
) -> None:
    response = carrier.raw(path, urlencode(TEXT | REPORT), signature)
    assert response.status_code == 403
    assert PARENT not in response.text
    assert count(runtime, InboundMessage) == count(runtime, Receipt) == 0


@pytest.mark.parametrize(
    "change",
    [{"Body": "STOP"}, {"From": "+13125550199"}, {"MessageSid": "SM" + "2" * 32}, {"New": "1"}],
    ids=str,
)
@ONE_DATABASE
def test_a_changed_form_is_refused(
    carrier: Twilio, runtime: Runtime, office: Office, change: dict[str, str]
) -> None:
    signature = RequestValidator(TOKEN).compute_signature(f"{PUBLIC}{INBOUND}", TEXT)
    assert carrier.raw(INBOUND, urlencode(TEXT | change), signature).status_code == 403
    assert stored(runtime) == []


@pytest.mark.parametrize(
    ("signed_for", "code"),
    [
        (PUBLIC, 200),
        (f"{PUBLIC}:443", 200),
        ("http://testserver", 403),
        ("http://messages.oak.example", 403),
        ("https://elsewhere.example", 403),
    ],
)
@ONE_DATABASE
def test_behind_a_proxy_the_public_address_counts(
    carrier: Twilio, office: Office, signed_for: str, code: int
) -> None:
    assert carrier.posts(INBOUND, TEXT, signed_for=signed_for).status_code == code


@ONE_DATABASE
def test_the_signature_covers_the_attempt_in_the_address(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    signature = RequestValidator(TOKEN).compute_signature(
        f"{PUBLIC}{STATUS}?attempt={new_id()}", REPORT
    )
    forged = carrier.raw(f"{STATUS}?attempt={new_id()}", urlencode(REPORT), signature)
    assert forged.status_code == 403
    assert count(runtime, Receipt) == 0


@pytest.mark.parametrize("body", ["&", "no form", "a=1&b", "=&=&x", b"\xff\xfe=1", "{}"])
@ONE_DATABASE
def test_what_is_no_form_is_refused(carrier: Twilio, office: Office, body: str | bytes) -> None:
    assert carrier.raw(INBOUND, body, "x").status_code == 400


@pytest.mark.parametrize(
    ("path", "form", "field"),
    [(INBOUND, TEXT, "From"), (INBOUND, TEXT, "To"), (STATUS, REPORT, "MessageStatus"),
     (STATUS, REPORT, "MessageSid")],
)  # fmt: skip
@ONE_DATABASE
def test_a_missing_field_is_named(
    carrier: Twilio, runtime: Runtime, office: Office, path: str, form: dict[str, str], field: str
) -> None:
    for partly in ({name: form[name] for name in form if name != field}, form | {field: ""}):
        response = carrier.posts(path, partly)
        assert response.status_code == 400
        assert field in response.json()["detail"]
        assert PARENT not in response.text
    assert count(runtime, InboundMessage) == count(runtime, Receipt) == 0


def test_no_field_at_all_is_refused(carrier: Twilio, office: Office) -> None:
    assert carrier.posts(INBOUND, {}).status_code == 400
    assert carrier.posts(STATUS, {}).status_code == 400


# A parent's text


def test_a_text_is_stored_before_it_is_answered_and_routed_later(
    carrier: Twilio, runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    assert is_empty_twiml(carrier.posts(INBOUND, TEXT))
    (inbound,) = stored(runtime)
    carrier.rests()
    assert (inbound.agency_id, inbound.channel) == (office.agency.id, ChannelKind.SMS)
    assert (inbound.provider, inbound.provider_id) == ("twilio", SID)
    assert (inbound.sender, inbound.recipient) == (PARENT, OURS)
    assert inbound.text == TEXT["Body"]
    assert inbound.raw == urlencode(TEXT)
    assert (inbound.state, inbound.opt_out_type) == (InboundState.RECEIVED, None)
    assert inbound.received_at == runtime.clock()
    assert Lane.INBOUND in doorbell.rung
    assert count(runtime, Message) == 0


def test_a_repeat_is_accepted_and_stores_nothing(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    for form in (TEXT, TEXT, TEXT | {"Body": "changed"}):
        assert is_empty_twiml(carrier.posts(INBOUND, form))
    assert [inbound.text for inbound in stored(runtime)] == [TEXT["Body"]]


def test_two_texts_are_two(carrier: Twilio, runtime: Runtime, office: Office) -> None:
    for number in (1, 2):
        carrier.posts(INBOUND, TEXT | {"MessageSid": f"SM{number:032}"})
    assert len(stored(runtime)) == 2


@pytest.mark.parametrize(
    "body",
    ["", " ", "¿Puedo ir el miércoles? Gracias, señora", "👍🏽❤️", "a\nb\r\nc", "1 + 1 = 2 & 100%",
     "a\x00b", "؟هل يمكنني", "x" * 1600],
)  # fmt: skip
def test_any_words_are_kept_as_they_came(
    carrier: Twilio, runtime: Runtime, office: Office, body: str
) -> None:
    assert is_empty_twiml(carrier.posts(INBOUND, TEXT | {"Body": body}))
    assert [inbound.text for inbound in stored(runtime)] == [body]


@pytest.mark.parametrize(("said", "kept"), [("STOP", "STOP"), ("HELP", "HELP"), ("", None)])
@ONE_DATABASE
def test_what_the_carrier_answered_itself_is_known(
    carrier: Twilio, runtime: Runtime, office: Office, said: str, kept: str | None
) -> None:
    carrier.posts(INBOUND, TEXT | {"OptOutType": said})
    assert [inbound.opt_out_type for inbound in stored(runtime)] == [kept]


@ONE_DATABASE
def test_fields_nobody_knows_are_kept(carrier: Twilio, runtime: Runtime, office: Office) -> None:
    """Twilio adds fields without notice; one may come several times."""
    form = TEXT | {"MediaUrl0": "https://media.example/1", "Brand-New": "yes"}
    carrier.posts(INBOUND, form)
    assert stored(runtime)[0].raw == urlencode(form)


def test_a_field_that_comes_twice_is_signed_twice(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    body = urlencode([*TEXT.items(), ("Tag", "b"), ("Tag", "a")])
    signature = RequestValidator(TOKEN).compute_signature(
        f"{PUBLIC}{INBOUND}", twilio.SignedForm(body)
    )
    assert is_empty_twiml(carrier.raw(INBOUND, body, signature))
    assert stored(runtime)[0].raw == body


@ONE_DATABASE
def test_the_agency_is_found_by_the_number_or_the_service(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        elm = add_agency(unit, "elm", text_sender="MG" + "e" * 32)
        ash = add_agency(unit, "ash", text_sender="+13125550109")
    for number, fields in enumerate(
        [{}, {"MessagingServiceSid": "MG" + "e" * 32}, {"To": "+13125550109"}]
    ):
        carrier.posts(INBOUND, TEXT | {"MessageSid": f"SM{number:032}"} | fields)
    owners = [inbound.agency_id for inbound in stored(runtime)]
    assert owners == [office.agency.id, elm.id, ash.id]


def test_without_an_agency_twilio_is_told_to_come_back(carrier: Twilio, runtime: Runtime) -> None:
    response = carrier.posts(INBOUND, TEXT)
    assert response.status_code == 503
    assert "kinline agency" in response.json()["detail"]
    assert stored(runtime) == []


@ONE_DATABASE
def test_between_two_agencies_nobody_guesses(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        add_agency(unit, "elm")
    assert carrier.posts(INBOUND, TEXT).status_code == 503
    assert stored(runtime) == []


# While the database is away


@contextmanager
def no_tables(runtime: Runtime) -> Iterator[None]:
    """As in the middle of a migration: nothing can be stored."""
    tables = ("inbound_messages", "receipts")
    with runtime.unit() as unit:
        for table in tables:
            unit.session.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    yield
    with runtime.unit() as unit:
        for table in tables:
            unit.session.execute(text(f"ALTER TABLE {table}_away RENAME TO {table}"))


@pytest.fixture
def spools(settings: Settings) -> Spools:
    return Spools.of(settings)


@pytest.fixture
def cut_off(
    settings: Settings, clock: MovableClock, doorbell: RecordingDoorbell
) -> Iterator[Twilio]:
    """The doors of a process that reaches no database at all."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    broken = make_runtime(away, settings, clock=clock, doorbell=doorbell, channels={})
    with TestClient(door(broken), raise_server_exceptions=False) as client:
        yield Twilio(client)
    away.dispose()


def test_what_the_database_cannot_store_waits_on_disk(
    carrier: Twilio, runtime: Runtime, office: Office, spools: Spools
) -> None:
    with no_tables(runtime):
        assert is_empty_twiml(carrier.posts(INBOUND, TEXT))
        assert is_empty_twiml(carrier.posts(STATUS, REPORT))
    assert spools.flush(runtime) == 2
    (inbound,) = stored(runtime)
    assert (inbound.agency_id, inbound.provider_id, inbound.text, inbound.raw) == (
        office.agency.id, SID, TEXT["Body"], urlencode(TEXT),
    )  # fmt: skip
    assert inbound.received_at == runtime.clock()
    assert count(runtime, Receipt) == 1


@ONE_DATABASE
def test_a_stored_report_reaches_its_attempt(
    cut_off: Twilio, runtime: Runtime, office: Office, spools: Spools
) -> None:
    attempt = an_attempt(runtime, office, SID)
    failed = REPORT | {"MessageStatus": "undelivered", "ErrorCode": "30006"}
    assert is_empty_twiml(cut_off.posts(STATUS, failed, query=f"?attempt={attempt.id}"))
    spools.flush(runtime)
    with runtime.reading() as session:
        assert session.get_one(Attempt, attempt.id).error_code == "30006"
    assert status_of(runtime, attempt) is MessageStatus.FAILED


@ONE_DATABASE
def test_what_comes_later_does_not_overtake_what_waits(
    cut_off: Twilio, carrier: Twilio, runtime: Runtime, office: Office, spools: Spools
) -> None:
    """The second comes when the database is back, but the first is not stored yet."""
    for number, client in enumerate((cut_off, carrier)):
        assert is_empty_twiml(client.posts(INBOUND, TEXT | {"MessageSid": f"SM{number:032}"}))
    assert stored(runtime) == []
    spools.flush(runtime)
    carrier.posts(INBOUND, TEXT | {"MessageSid": f"SM{2:032}"})
    assert not spools.texts.waits()
    assert [inbound.provider_id for inbound in stored(runtime)] == [
        f"SM{number:032}" for number in range(3)
    ]


@ONE_DATABASE
def test_what_arrived_first_is_first_also_when_it_is_stored_last(
    cut_off: Twilio, carrier: Twilio, runtime: Runtime, office: Office, spools: Spools,
    settings: Settings,
) -> None:  # fmt: skip
    """Another host, which does not see this one's disk, stores the second one before."""
    cut_off.posts(INBOUND, TEXT | {"MessageSid": f"SM{1:032}"})
    waiting = settings.var_dir / "spool"
    waiting.rename(settings.var_dir / "of another host")
    carrier.posts(INBOUND, TEXT | {"MessageSid": f"SM{2:032}"})
    (settings.var_dir / "of another host").rename(waiting)
    spools.flush(runtime)
    assert [inbound.provider_id for inbound in stored(runtime)] == [
        f"SM{number:032}" for number in (1, 2)
    ]


@ONE_DATABASE
def test_a_repeat_of_what_waits_is_stored_once(
    cut_off: Twilio, runtime: Runtime, office: Office, spools: Spools
) -> None:
    for _ in range(2):
        assert is_empty_twiml(cut_off.posts(INBOUND, TEXT))
        assert is_empty_twiml(cut_off.posts(STATUS, REPORT))
    spools.flush(runtime)
    assert count(runtime, InboundMessage) == count(runtime, Receipt) == 1


@pytest.mark.parametrize(("path", "form"), [(INBOUND, TEXT), (STATUS, REPORT)])
def test_with_no_room_on_disk_either_it_is_never_accepted(
    cut_off: Twilio, path: str, form: dict[str, str], settings: Settings
) -> None:
    settings.var_dir.mkdir()
    (settings.var_dir / "spool").write_text("in the way")
    response = cut_off.posts(path, form)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert PARENT not in response.text


@ONE_DATABASE
def test_a_full_spool_is_no_reason_to_refuse_what_the_database_takes(
    carrier: Twilio, runtime: Runtime, office: Office, settings: Settings
) -> None:
    full = Spool(settings.var_dir / "spool" / "texts", [settings.secret], most_files=1)
    full.put(new_id(), b"{}")
    app = carrier.client.app
    assert isinstance(app, FastAPI)
    app.state.spools = Spools(texts=full, reports=full)
    assert is_empty_twiml(carrier.posts(INBOUND, TEXT))
    assert len(stored(runtime)) == 1


@ONE_DATABASE
def test_a_database_that_says_nothing_is_not_waited_for(
    carrier: Twilio, runtime: Runtime, office: Office, spools: Spools,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Another writer holds it: SQLite lets us wait for half a minute, Twilio does not."""
    monkeypatch.setattr(together, "PATIENCE_SECONDS", 0.05)
    with runtime.unit() as unit:
        unit.session.connection()
        assert is_empty_twiml(carrier.posts(INBOUND, TEXT))
        assert spools.texts.waits()
    spools.flush(runtime)
    assert count(runtime, InboundMessage) == 1


@ONE_DATABASE
def test_a_text_that_no_agency_has_is_set_aside_when_its_turn_comes(
    cut_off: Twilio, runtime: Runtime, spools: Spools, settings: Settings
) -> None:
    assert is_empty_twiml(cut_off.posts(INBOUND, TEXT))
    assert spools.flush(runtime) == 0
    (path,) = spools.texts.set_aside()
    with runtime.unit() as unit:
        add_agency(unit)
    path.rename(spools.texts.folder / path.name)
    assert spools.flush(runtime) == 1
    assert count(runtime, InboundMessage) == 1


def test_an_unsigned_text_reaches_no_disk(cut_off: Twilio, spools: Spools) -> None:
    assert cut_off.raw(INBOUND, urlencode(TEXT), "x").status_code == 403
    assert not spools.texts.folder.exists()


def test_neither_disk_nor_log_says_who_wrote_what(
    cut_off: Twilio, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_off.posts(INBOUND, TEXT)
    cut_off.posts(STATUS, REPORT)
    files = [path for path in (settings.var_dir / "spool").rglob("*") if path.is_file()]
    assert len(files) == 2
    kept = b"".join(path.read_bytes() for path in files)
    said = "".join(capsys.readouterr())
    for part in (PARENT, OURS, SID, TEXT["Body"]):
        assert part.encode() not in kept
    assert "spool.kept" in said
    assert PARENT not in said
    assert TEXT["Body"] not in said


@ONE_DATABASE
def test_the_log_names_the_message_and_nobody(carrier: Twilio, office: Office) -> None:
    with capture_logs() as logs:
        carrier.posts(INBOUND, TEXT)
        carrier.posts(INBOUND, TEXT)
    assert [(line["event"], line["provider_id"], line["new"]) for line in logs] == [
        ("twilio.inbound", SID, True),
        ("twilio.inbound", SID, False),
    ]
    assert PARENT not in str(logs)


# What became of ours


def an_attempt(runtime: Runtime, office: Office, provider_id: str | None) -> Attempt:
    """A message that has been handed to the carrier; without an id its answer never came."""
    with runtime.unit() as unit:
        maria = add_parent(unit, office, text_to=PARENT)
        attempt = handed_over(unit, maria.thread, ChannelKind.SMS)
        if provider_id:
            taken(unit, attempt, provider_id)
        return attempt


def status_of(runtime: Runtime, attempt: Attempt) -> MessageStatus:
    with runtime.reading() as session:
        return session.get_one(Message, attempt.message_id).status


@pytest.mark.parametrize("known_as", ["attempt", "provider id", "both"])
def test_a_report_reaches_its_attempt(
    carrier: Twilio, runtime: Runtime, office: Office, known_as: str
) -> None:
    attempt = an_attempt(runtime, office, None if known_as == "attempt" else SID)
    query = "" if known_as == "provider id" else f"?attempt={attempt.id}"
    assert is_empty_twiml(carrier.posts(STATUS, REPORT, query=query))
    assert status_of(runtime, attempt) is MessageStatus.DELIVERED
    with runtime.reading() as session:
        receipt = session.scalars(select(Receipt)).one()
    assert (receipt.attempt_id, receipt.agency_id) == (attempt.id, office.agency.id)
    assert (receipt.provider_id, receipt.status) == (SID, DeliveryStatus.DELIVERED)


def test_a_repeated_report_is_accepted_and_changes_nothing(
    carrier: Twilio, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    attempt = an_attempt(runtime, office, SID)
    for _ in range(3):
        assert is_empty_twiml(carrier.posts(STATUS, REPORT))
    assert status_of(runtime, attempt) is MessageStatus.DELIVERED
    assert count(runtime, Receipt) == 1


def test_a_failure_is_kept_with_its_code(carrier: Twilio, runtime: Runtime, office: Office) -> None:
    attempt = an_attempt(runtime, office, SID)
    carrier.posts(STATUS, REPORT | {"MessageStatus": "undelivered", "ErrorCode": "30005"})
    assert status_of(runtime, attempt) is MessageStatus.FAILED
    with runtime.reading() as session:
        assert session.scalars(select(Receipt.error_code)).one() == "30005"


@pytest.mark.parametrize(
    "attempt", ["", "nonsense", "00000000-0000-0000-0000-000000000000", "x" * 1000, "%00", "%F0"]
)
@ONE_DATABASE
def test_a_report_of_an_attempt_we_cannot_find_is_kept(
    carrier: Twilio, runtime: Runtime, office: Office, attempt: str
) -> None:
    """The carrier can be quicker than our own record of what it answered."""
    assert is_empty_twiml(carrier.posts(STATUS, REPORT, query=f"?attempt={attempt}"))
    with runtime.reading() as session:
        receipt = session.scalars(select(Receipt)).one()
    assert (receipt.agency_id, receipt.applied_at) == (None, None)
    assert receipt.attempt_id in (None, UUID(int=0))


@ONE_DATABASE
def test_a_broken_attempt_still_leaves_the_carriers_own_id(
    carrier: Twilio, runtime: Runtime, office: Office
) -> None:
    attempt = an_attempt(runtime, office, SID)
    carrier.posts(STATUS, REPORT, query="?attempt=nonsense")
    assert status_of(runtime, attempt) is MessageStatus.DELIVERED


@pytest.mark.parametrize("status", ["received", "partially_delivered", "brand-new", "DELIVERED"])
@ONE_DATABASE
def test_a_status_that_is_none_of_ours_is_accepted_and_ignored(
    carrier: Twilio, runtime: Runtime, office: Office, status: str
) -> None:
    attempt = an_attempt(runtime, office, SID)
    assert is_empty_twiml(carrier.posts(STATUS, REPORT | {"MessageStatus": status}))
    assert status_of(runtime, attempt) is MessageStatus.SENT
    assert count(runtime, Receipt) == 0


@pytest.mark.parametrize("path", [INBOUND, STATUS])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@ONE_DATABASE
def test_only_posts_are_taken(carrier: Twilio, path: str, method: str) -> None:
    assert carrier.client.request(method, path).status_code == 405


def test_times_are_ours_not_theirs(
    carrier: Twilio, runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 7, 1, 12, 0, tzinfo=UTC))
    carrier.posts(INBOUND, TEXT | {"Timestamp": "1999-01-01T00:00:00Z"})
    assert stored(runtime)[0].received_at == clock()
