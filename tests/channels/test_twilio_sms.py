"""What we ask of Twilio, request by request."""

import asyncio
import base64
import json
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import httpcore2
import pytest
import respx

from channels.twilio_sms import REAL_API, Config, TwilioSms
from channels.values import DeliveryStatus
from tests.channels.samples import (
    ACCOUNT,
    API,
    MESSAGES,
    NOON,
    PHONE,
    created,
    outgoing,
    twilio_config,
)

SERVICE = "MG" + "2" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}"


@pytest.fixture
async def adapter() -> AsyncIterator[TwilioSms]:
    made = TwilioSms(twilio_config())
    yield made
    await made.aclose()


def form(route: respx.Route) -> dict[str, str]:
    return dict(parse_qsl(route.calls.last.request.content.decode()))


async def sent_with(router: respx.Router, config: Config, **more: Any) -> dict[str, str]:
    route = router.post(f"{config.api_url}{PATH}/Messages.json").respond(201, json=created())
    adapter = TwilioSms(config)
    result = await adapter.send(outgoing(**more))
    await adapter.aclose()
    assert result.provider_id == created()["sid"]
    return form(route)


async def test_a_text_carries_where_to_report(httpx2_mock: respx.Router) -> None:
    callback = "https://agency.example/webhooks/twilio/status?attempt=1"
    asked = await sent_with(httpx2_mock, twilio_config(), callback_url=callback)
    assert asked == {
        "To": PHONE,
        "From": "+13125550100",
        "Body": "Your renewal is due.",
        "StatusCallback": callback,
    }


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
    httpx2_mock: respx.Router, config: dict[str, str], sender: str | None, expected: dict[str, str]
) -> None:
    asked = await sent_with(httpx2_mock, twilio_config(**config), sender=sender)
    assert {k: v for k, v in asked.items() if k in {"From", "MessagingServiceSid"}} == expected


async def test_without_any_sender_operations_are_called(adapter: TwilioSms) -> None:
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
    httpx2_mock: respx.Router, valid_for: timedelta, seconds: str
) -> None:
    asked = await sent_with(httpx2_mock, twilio_config(), valid_for=valid_for)
    assert asked["ValidityPeriod"] == seconds


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=-5), timedelta(seconds=0.9)])
async def test_a_message_whose_time_is_over_is_not_sent(
    adapter: TwilioSms, late: timedelta
) -> None:
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        route = router.post(MESSAGES)
        result = await adapter.send(outgoing(valid_for=late))
    assert result.error is not None
    assert (result.error.code, result.error.retryable) == ("expired", False)
    assert not route.called


@pytest.mark.parametrize("api_url", ["http://127.0.0.1:8701", f"{API}/base/", REAL_API])
async def test_another_api_takes_twilios_place(
    httpx2_mock: respx.Router, api_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Set for the whole machine, these make the twilio package choose another host.
    monkeypatch.setenv("TWILIO_EDGE", "sydney")
    monkeypatch.setenv("TWILIO_REGION", "au1")
    route = httpx2_mock.post(f"{api_url.rstrip('/')}{PATH}/Messages.json")
    route.respond(201, json=created())
    adapter = TwilioSms(twilio_config(api_url=api_url))
    assert (await adapter.send(outgoing())).accepted
    await adapter.aclose()
    credentials = base64.b64encode(f"{ACCOUNT}:token".encode()).decode()
    assert route.calls.last.request.headers["Authorization"] == f"Basic {credentials}"


@pytest.mark.parametrize("bad", ["", "api.twilio.com", "ftp://api.example.org", "https://"])
def test_an_api_address_that_cannot_be_one_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"must look like https://api\.twilio\.com"):
        twilio_config(api_url=bad)


def test_the_token_is_not_shown() -> None:
    assert "token" not in repr(twilio_config()).replace("auth_token", "")


@pytest.mark.parametrize(
    "answer",
    [
        respx.MockResponse(201, text="<html>hello</html>"),
        respx.MockResponse(201, json={}),
        respx.MockResponse(200, text=""),
    ],
)
async def test_a_yes_that_cannot_be_read_is_an_unknown_outcome(
    httpx2_mock: respx.Router, adapter: TwilioSms, answer: respx.MockResponse
) -> None:
    httpx2_mock.post(MESSAGES).mock(return_value=answer)
    result = await adapter.send(outgoing())
    assert result.error is not None
    assert result.error.unknown_outcome


@pytest.mark.parametrize(
    ("failure", "flag"),
    [
        (httpcore2.ConnectError, "retryable"),
        (httpcore2.ConnectTimeout, "retryable"),
        (httpcore2.PoolTimeout, "retryable"),
        (httpcore2.ReadTimeout, "unknown_outcome"),
        (httpcore2.WriteTimeout, "unknown_outcome"),
        (httpcore2.ReadError, "unknown_outcome"),
        (httpcore2.WriteError, "unknown_outcome"),
        (httpcore2.RemoteProtocolError, "unknown_outcome"),
        (OSError, "unknown_outcome"),
    ],
)
async def test_only_what_surely_did_not_reach_twilio_is_tried_again(
    httpx2_mock: respx.Router, adapter: TwilioSms, failure: type[Exception], flag: str
) -> None:
    httpx2_mock.post(MESSAGES).mock(side_effect=failure)
    error = (await adapter.send(outgoing())).error
    assert error is not None
    assert (error.retryable, error.unknown_outcome) == (
        flag == "retryable",
        flag == "unknown_outcome",
    )


async def test_slowing_down_for_as_long_as_twilio_asks(
    httpx2_mock: respx.Router, adapter: TwilioSms
) -> None:
    httpx2_mock.post(MESSAGES).respond(429, json={"code": 20429}, headers={"Retry-After": "7"})
    error = (await adapter.send(outgoing())).error
    assert error is not None
    assert (error.retryable, error.retry_after) == (True, timedelta(seconds=7))


async def test_twilios_newer_error_body_is_read_too(
    httpx2_mock: respx.Router, adapter: TwilioSms
) -> None:
    problem = {"type": "about:blank", "title": "Opted out", "status": 400, "code": 21610}
    httpx2_mock.post(MESSAGES).respond(400, json=problem)
    error = (await adapter.send(outgoing())).error
    assert error is not None
    assert (error.code, error.suppresses_contact, error.opted_out) == ("21610", True, True)


async def test_sightings_are_messages_created_since_then(
    httpx2_mock: respx.Router, adapter: TwilioSms
) -> None:
    before = created(sid="SM-before", date_created="Mon, 02 Mar 2026 11:59:59 +0000")
    waiting = created(sid="SM-waiting", date_sent=None)
    failed = created(sid="SM-failed", status="undelivered", error_code=30003)
    route = httpx2_mock.get(MESSAGES).respond(200, json=page([before, waiting, failed]))
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
    asked = parse_qs(route.calls.last.request.url.query.decode())
    assert asked == {"To": [PHONE], "PageSize": ["1000"]}


async def test_sightings_go_through_every_page_on_our_own_api(
    httpx2_mock: respx.Router, adapter: TwilioSms
) -> None:
    second = f"{PATH}/Messages.json?Page=1&PageToken=PA1"
    httpx2_mock.get(f"{API}{second}").respond(200, json=page([created(sid="SM-2")]))
    httpx2_mock.get(MESSAGES).respond(200, json=page([created(sid="SM-1")], second))
    seen = await adapter.sightings(PHONE, NOON)
    assert seen is not None
    assert [sighting.provider_id for sighting in seen] == ["SM-1", "SM-2"]


@pytest.mark.parametrize(
    "answer",
    [
        respx.MockResponse(500),
        respx.MockResponse(200, text="no JSON"),
        respx.MockResponse(200, json={"messages": [created(date_created=None)]}),
        respx.MockResponse(200, json={"messages": [created()] * 5_000}),
        httpcore2.ReadTimeout,
    ],
)
async def test_when_twilio_cannot_tell_there_are_no_sightings_to_rely_on(
    httpx2_mock: respx.Router, adapter: TwilioSms, answer: Any
) -> None:
    httpx2_mock.get(MESSAGES).mock(side_effect=[answer])
    assert await adapter.sightings(PHONE, NOON) is None


@pytest.mark.parametrize(
    ("config", "answer", "complaint"),
    [
        ({}, respx.MockResponse(200, json={"sid": ACCOUNT, "status": "active"}), None),
        (
            {},
            respx.MockResponse(200, json={"sid": ACCOUNT, "status": "suspended"}),
            "Our Twilio account is suspended, not active.",
        ),
        ({}, respx.MockResponse(401, json={"code": 20003}), "Twilio refused our account SID"),
        ({}, respx.MockResponse(404, text="not here"), "Twilio does not know our account"),
        ({}, httpcore2.ConnectError, "Twilio could not be reached."),
        (
            {"from_number": None},
            respx.MockResponse(200, json={"sid": ACCOUNT, "status": "active"}),
            "No number is set up to send from.",
        ),
    ],
)
async def test_check_says_what_is_wrong(
    httpx2_mock: respx.Router, config: dict[str, Any], answer: Any, complaint: str | None
) -> None:
    httpx2_mock.get(f"{API}{PATH}.json").mock(side_effect=[answer])
    adapter = TwilioSms(twilio_config(**config))
    said = await adapter.check()
    await adapter.aclose()
    assert (said is None) == (complaint is None)
    assert (said or "").startswith(complaint or "")


async def test_no_log_line_holds_a_phone(
    httpx2_mock: respx.Router, adapter: TwilioSms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    httpx2_mock.get(MESSAGES).respond(200, json=page([created()]))
    httpx2_mock.post(MESSAGES).respond(201, json=created())
    await adapter.sightings(PHONE, NOON)
    await adapter.send(outgoing())
    assert "5550142" not in caplog.text


async def test_many_at_once_use_no_more_connections_than_allowed(
    httpx2_mock: respx.Router,
) -> None:
    under_way, most = 0, 0

    async def answer(request: object) -> respx.MockResponse:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0)
        under_way -= 1
        return respx.MockResponse(201, json=created())

    httpx2_mock.post(MESSAGES).mock(side_effect=answer)
    adapter = TwilioSms(twilio_config(connections=3))
    results = await asyncio.gather(*(adapter.send(outgoing()) for _ in range(20)))
    await adapter.aclose()
    assert all(result.accepted for result in results)
    assert most == 3


def test_another_event_loop_is_refused_until_the_adapter_is_closed() -> None:
    adapter = TwilioSms(twilio_config())
    with respx.mock(using="httpcore2") as router:
        router.post(MESSAGES).respond(201, json=created())
        with asyncio.Runner() as first, asyncio.Runner() as second:
            assert first.run(adapter.send(outgoing())).accepted
            with pytest.raises(RuntimeError, match="another event loop"):
                second.run(adapter.send(outgoing()))
            first.run(adapter.aclose())
            assert second.run(adapter.send(outgoing())).accepted
            second.run(adapter.aclose())


async def test_over_a_real_socket_with_kept_connections() -> None:
    """No stand-in below httpx2: requests, answers and a server that is suddenly gone."""
    connections = 0
    body = json.dumps(created()).encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while head := await _until(reader, b"\r\n\r\n"):
            length = next(
                int(line.split(b":")[1])
                for line in head.lower().splitlines()
                if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    adapter = TwilioSms(twilio_config(api_url=f"http://127.0.0.1:{port}"))
    results = [await adapter.send(outgoing()) for _ in range(3)]
    await adapter.aclose()
    server.close()
    await server.wait_closed()
    away = (await adapter.send(outgoing())).error
    await adapter.aclose()
    assert all(result.accepted for result in results)
    assert connections == 1
    assert away is not None
    assert (away.code, away.retryable) == ("unreachable", True)


async def _until(reader: asyncio.StreamReader, end: bytes) -> bytes:
    try:
        return await reader.readuntil(end)
    except asyncio.IncompleteReadError:
        return b""


def page(messages: list[dict[str, Any]], following: str | None = None) -> dict[str, Any]:
    return {"messages": messages, "next_page_uri": following, "page": 0, "page_size": 1000}
