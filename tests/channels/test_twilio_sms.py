"""What we ask of Twilio, request by request, over a real socket."""

import asyncio
import base64
import contextlib
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import twilio_words
from channels.twilio_http import Timeouts, form_encoded
from channels.twilio_sms import REAL_API, TwilioSms
from channels.values import DeliveryStatus
from tests.channels.carrier import HANG_UP, SILENCE, Answer, Asked, Carrier, Plan, carrier, says
from tests.channels.samples import (
    ACCOUNT,
    ACCOUNT_PATH,
    MESSAGES,
    NOON,
    PHONE,
    created,
    outgoing,
    twilio_config,
)

SERVICE = "MG" + "2" * 32
SHORT = Timeouts(connect=0.2, read=0.05)


@pytest.fixture
async def twilio() -> AsyncIterator[Carrier]:
    async with carrier() as server:
        server.plan(MESSAGES, says(201, created()))
        yield server


@pytest.fixture
async def adapter(twilio: Carrier) -> AsyncIterator[TwilioSms]:
    async with to(twilio) as made:
        yield made


@contextlib.asynccontextmanager
async def to(twilio: Carrier, **config: Any) -> AsyncIterator[TwilioSms]:
    made = TwilioSms(twilio_config(**{"api_url": twilio.url, **config}))
    yield made
    await made.aclose()


async def sent_with(twilio: Carrier, config: dict[str, Any], **more: Any) -> Asked:
    async with to(twilio, **config) as adapter:
        result = await adapter.send(outgoing(**more))
    assert result.provider_id == created()["sid"]
    return twilio.asked[-1]


async def test_a_text_carries_where_to_report(twilio: Carrier) -> None:
    callback = "https://agency.example/webhooks/twilio/status?attempt=1"
    asked = await sent_with(twilio, {}, callback_url=callback)
    assert (asked.method, asked.target) == ("POST", MESSAGES)
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.form == {
        "To": PHONE,
        "From": "+13125550100",
        "Body": "Your renewal is due.",
        "StatusCallback": callback,
    }


@given(st.dictionaries(st.text("ABCdef", min_size=1), st.text(st.characters(codec="utf-8"))))
def test_any_letters_survive_the_form(form: dict[str, str]) -> None:
    assert dict(parse_qsl(form_encoded(form).decode("ascii"), keep_blank_values=True)) == form


@pytest.mark.parametrize(
    ("config", "sender", "expected"),
    [
        ({}, None, {"From": "+13125550100"}),
        ({}, "+13125550101", {"From": "+13125550101"}),
        ({}, SERVICE, {"MessagingServiceSid": SERVICE}),
        ({"messaging_service_sid": SERVICE}, None, {"MessagingServiceSid": SERVICE}),
        ({"messaging_service_sid": SERVICE}, "+13125550101", {"From": "+13125550101"}),
    ],
)
async def test_the_message_then_the_service_then_the_number_says_who_sends(
    twilio: Carrier, config: dict[str, str], sender: str | None, expected: dict[str, str]
) -> None:
    asked = await sent_with(twilio, config, sender=sender)
    assert {k: v for k, v in asked.form.items() if k in {"From", "MessagingServiceSid"}} == expected


async def test_without_any_sender_operations_are_called() -> None:
    nobody = TwilioSms(twilio_config(from_number=None))
    result = await nobody.send(outgoing())
    assert result.error is not None
    assert result.error.page_operations


@pytest.mark.parametrize(
    ("valid_for", "seconds"),
    [
        (timedelta(seconds=1), "1"),
        (timedelta(minutes=5, milliseconds=900), "300"),
        (timedelta(hours=10), "36000"),
        (timedelta(days=3), "36000"),
    ],
)
async def test_validity_stays_within_what_twilio_takes(
    twilio: Carrier, valid_for: timedelta, seconds: str
) -> None:
    asked = await sent_with(twilio, {}, valid_for=valid_for)
    assert asked.form["ValidityPeriod"] == seconds


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=-5), timedelta(seconds=0.9)])
async def test_a_message_whose_time_is_over_is_not_sent(
    twilio: Carrier, adapter: TwilioSms, late: timedelta
) -> None:
    result = await adapter.send(outgoing(valid_for=late))
    assert result.error is not None
    assert (result.error.code, result.error.retryable) == ("expired", False)
    assert not twilio.asked


@pytest.mark.parametrize(("base", "path"), [("", ""), ("/", ""), ("/base/", "/base")])
async def test_another_api_takes_twilios_place(
    twilio: Carrier, base: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set for the whole machine, these make the twilio package choose another host.
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    twilio.plan(f"{path}{MESSAGES}", says(201, created()))
    asked = await sent_with(twilio, {"api_url": f"{twilio.url}{base}"})
    credentials = base64.b64encode(f"{ACCOUNT}:token".encode()).decode()
    assert asked.headers["authorization"] == f"Basic {credentials}"
    assert asked.headers["host"] == f"127.0.0.1:{twilio.port}"


async def test_the_machines_proxy_is_asked_for_the_real_api(
    twilio: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", twilio.url)
    twilio.plan("api.twilio.com:443", Answer(403))
    async with to(twilio, api_url=REAL_API) as adapter:
        error = (await adapter.send(outgoing())).error
    assert [asked.method for asked in twilio.asked] == ["CONNECT"]
    assert error is not None
    assert (error.code, error.retryable) == ("unreachable", True)


async def test_a_host_that_needs_no_proxy_is_asked_itself(
    twilio: Carrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert (await sent_with(twilio, {})).method == "POST"


@pytest.mark.parametrize("bad", ["", "api.twilio.com", "ftp://api.example.org", "https://"])
def test_an_api_address_that_cannot_be_one_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"must look like https://api\.twilio\.com"):
        twilio_config(api_url=bad)


def test_the_token_is_not_shown() -> None:
    assert "token" not in repr(twilio_config()).replace("auth_token", "")


@pytest.mark.parametrize(
    "answer", [Answer(201, b"<html>hello</html>"), says(201, {}), says(201, []), Answer(200)]
)
async def test_a_yes_that_cannot_be_read_is_an_unknown_outcome(
    twilio: Carrier, adapter: TwilioSms, answer: Answer
) -> None:
    twilio.plan(MESSAGES, answer)
    result = await adapter.send(outgoing())
    assert result.error is not None
    assert result.error.unknown_outcome


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        (HANG_UP, "dropped"),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{", "dropped"),
        (b"this is no HTTP\r\n\r\n", "dropped"),
        (SILENCE, "timeout"),
    ],
)
async def test_what_may_have_reached_twilio_is_in_doubt(
    twilio: Carrier, plan: Plan, code: str
) -> None:
    twilio.plan(MESSAGES, plan)
    async with to(twilio, timeouts=SHORT) as adapter:
        error = (await adapter.send(outgoing())).error
    assert len(twilio.asked) == 1
    assert error is not None
    assert (error.code, error.retryable, error.unknown_outcome) == (code, False, True)


async def test_what_surely_did_not_reach_twilio_is_tried_again(twilio: Carrier) -> None:
    here = twilio.url
    async with to(twilio, api_url=here.replace("http:", "https:"), timeouts=SHORT) as no_tls:
        errors = [(await no_tls.send(outgoing())).error]
    await twilio.go_away()
    async with to(twilio, api_url=here) as nobody:
        errors.append((await nobody.send(outgoing())).error)
    assert not twilio.asked
    for error in errors:
        assert error is not None
        assert (error.code, error.retryable, error.unknown_outcome) == ("unreachable", True, False)


@pytest.mark.parametrize(
    ("failure", "flag"),
    [
        (aiohttp.ConnectionTimeoutError(), "retryable"),
        (aiohttp.SocketTimeoutError(), "unknown_outcome"),
        (aiohttp.ServerDisconnectedError(), "unknown_outcome"),
        (aiohttp.ClientOSError(), "unknown_outcome"),
        (aiohttp.ClientConnectionResetError(), "unknown_outcome"),
        (aiohttp.ClientPayloadError(), "unknown_outcome"),
        (TimeoutError(), "unknown_outcome"),
        (OSError(), "unknown_outcome"),
    ],
)
def test_a_failure_of_the_network_says_whether_it_may_have_arrived(
    failure: Exception, flag: str
) -> None:
    error = twilio_words.error_of_network(failure)
    assert (error.retryable, error.unknown_outcome) == (
        flag == "retryable",
        flag == "unknown_outcome",
    )


async def test_slowing_down_for_as_long_as_twilio_asks(twilio: Carrier, adapter: TwilioSms) -> None:
    twilio.plan(MESSAGES, says(429, {"code": 20429}, Retry_After="7"))
    error = (await adapter.send(outgoing())).error
    assert error is not None
    assert (error.retryable, error.retry_after) == (True, timedelta(seconds=7))


async def test_a_redirect_is_not_followed(twilio: Carrier, adapter: TwilioSms) -> None:
    twilio.plan(MESSAGES, Answer(307, headers={"Location": "/elsewhere"}))
    error = (await adapter.send(outgoing())).error
    assert [asked.target for asked in twilio.asked] == [MESSAGES]
    assert error is not None
    assert error.page_operations


async def test_twilios_newer_error_body_is_read_too(twilio: Carrier, adapter: TwilioSms) -> None:
    problem = {"type": "about:blank", "title": "Opted out", "status": 400, "code": 21610}
    twilio.plan(MESSAGES, says(400, problem))
    error = (await adapter.send(outgoing())).error
    assert error is not None
    assert (error.code, error.suppresses_contact, error.opted_out) == ("21610", True, True)


async def test_sightings_are_messages_created_since_then(
    twilio: Carrier, adapter: TwilioSms
) -> None:
    before = created(sid="SM-before", date_created="Mon, 02 Mar 2026 11:59:59 +0000")
    waiting = created(sid="SM-waiting", date_sent=None)
    failed = created(sid="SM-failed", status="undelivered", error_code=30003)
    twilio.plan(MESSAGES, says(200, page([before, waiting, failed])))
    seen = await adapter.sightings(PHONE, NOON + timedelta(milliseconds=700))
    assert seen is not None
    assert [sighting.provider_id for sighting in seen] == ["SM-waiting", "SM-failed"]
    assert [sighting.status for sighting in seen] == [
        DeliveryStatus.ACCEPTED,
        DeliveryStatus.FAILED,
    ]
    assert (seen[0].text, seen[0].created_at) == ("Your renewal is due.", NOON)
    assert seen[1].error is not None
    assert seen[1].error.retryable
    assert twilio.asked[-1].query == {"To": PHONE, "PageSize": "1000"}


async def test_sightings_go_through_every_page_on_our_own_api(
    twilio: Carrier, adapter: TwilioSms
) -> None:
    second = f"{MESSAGES}?Page=1&PageToken=PA%2B1"
    twilio.plan(second, says(200, page([created(sid="SM-2")])))
    twilio.plan(MESSAGES, says(200, page([created(sid="SM-1")], second)))
    seen = await adapter.sightings(PHONE, NOON)
    assert seen is not None
    assert [sighting.provider_id for sighting in seen] == ["SM-1", "SM-2"]


@pytest.mark.parametrize(
    "plan",
    [
        Answer(500),
        Answer(200, b"no JSON"),
        says(200, {"messages": [created(date_created=None)]}),
        says(200, {"messages": [created()] * 5_000}),
        SILENCE,
    ],
    ids=["broken", "no-json", "no-date", "too-many", "silent"],
)
async def test_when_twilio_cannot_tell_there_are_no_sightings_to_rely_on(
    twilio: Carrier, plan: Plan
) -> None:
    twilio.plan(MESSAGES, plan)
    async with to(twilio, timeouts=SHORT) as adapter:
        assert await adapter.sightings(PHONE, NOON) is None


@pytest.mark.parametrize(
    ("config", "answer", "complaint"),
    [
        ({}, says(200, {"sid": ACCOUNT, "status": "active"}), None),
        (
            {},
            says(200, {"sid": ACCOUNT, "status": "suspended"}),
            "Our Twilio account is suspended, not active.",
        ),
        ({}, says(401, {"code": 20003}), "Twilio refused our account SID"),
        ({}, Answer(404, b"not here"), "Twilio does not know our account"),
        ({}, HANG_UP, "The connection to Twilio broke before it answered."),
        ({"api_url": "http://127.0.0.1:1"}, HANG_UP, "Twilio could not be reached."),
        (
            {"from_number": None},
            says(200, {"sid": ACCOUNT, "status": "active"}),
            "No number is set up to send from.",
        ),
    ],
)
async def test_check_says_what_is_wrong(
    twilio: Carrier, config: dict[str, Any], answer: Plan, complaint: str | None
) -> None:
    twilio.plan(f"{ACCOUNT_PATH}.json", answer)
    async with to(twilio, **config) as adapter:
        said = await adapter.check()
    assert (said is None) == (complaint is None)
    assert (said or "").startswith(complaint or "")


async def test_no_log_line_holds_a_phone(
    twilio: Carrier, adapter: TwilioSms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await adapter.send(outgoing())
    twilio.plan(MESSAGES, says(200, page([created()])))
    await adapter.sightings(PHONE, NOON)
    twilio.plan(MESSAGES, HANG_UP)
    await adapter.sightings(PHONE, NOON)
    assert len(twilio.asked) >= 3
    assert "5550142" not in caplog.text


async def test_many_at_once_use_no_more_connections_than_allowed(twilio: Carrier) -> None:
    async with to(twilio, connections=3) as adapter:
        results = await asyncio.gather(*(adapter.send(outgoing()) for _ in range(20)))
    assert all(result.accepted for result in results)
    assert (twilio.most_at_once, twilio.connections) == (3, 3)


async def test_connections_are_kept(twilio: Carrier, adapter: TwilioSms) -> None:
    assert all([(await adapter.send(outgoing())).accepted for _ in range(3)])
    assert twilio.connections == 1


def test_another_event_loop_is_refused_until_the_adapter_is_closed() -> None:
    with one_answer_a_connection() as server:
        server.end.set()
        adapter = TwilioSms(twilio_config(api_url=server.url))
        with asyncio.Runner() as first, asyncio.Runner() as second:
            assert first.run(adapter.send(outgoing())).accepted
            with pytest.raises(RuntimeError, match="another event loop"):
                second.run(adapter.send(outgoing()))
            first.run(adapter.aclose())
            assert second.run(adapter.send(outgoing())).accepted
            second.run(adapter.aclose())


def test_a_connection_closed_while_our_loop_stood_still_puts_no_text_in_doubt() -> None:
    """Between two batches nobody turns the loop, and Twilio closes what is idle."""
    with one_answer_a_connection() as server, asyncio.Runner() as runner:
        adapter = TwilioSms(twilio_config(api_url=server.url))
        for _ in range(3):
            assert runner.run(adapter.send(outgoing())).accepted
            server.end.set()
            assert server.ended.wait(10)
            server.end.clear()
            server.ended.clear()
        server.end.set()
        runner.run(adapter.aclose())


class OneAnswerAConnection:
    """On a thread of its own. `end` ends the connection that has had its answer."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.end, self.ended = threading.Event(), threading.Event()

    def serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with connection:
                    self._answer(connection)
                self.ended.set()

    def _answer(self, connection: socket.socket) -> None:
        read = b""
        while not read.endswith(b"From=%2B13125550100"):
            read += connection.recv(65536)
        connection.sendall(says(201, created()).on_the_wire())
        self.end.wait(10)


@contextlib.contextmanager
def one_answer_a_connection() -> Iterator[OneAnswerAConnection]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = OneAnswerAConnection(listening)
        thread = threading.Thread(target=server.serve)
        thread.start()
        yield server
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def page(messages: list[dict[str, Any]], following: str | None = None) -> dict[str, Any]:
    return {"messages": messages, "next_page_uri": following, "page": 0, "page_size": 1000}
