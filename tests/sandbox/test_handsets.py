"""A parent texts from a handset."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from starlette.responses import Response

from tests.sandbox.running import Hook, House, RunningSandbox, sandbox_running, wait_until
from tests.sandbox.twilio_package import Client, TwilioRestException

PARENT, AGENCY = "+13125550142", "+13125550100"


def text(http: httpx2.Client, body: str, number: str = PARENT, **more: Any) -> dict[str, Any]:
    answer = http.post(f"/sandbox/handsets/{number}/messages", json={"body": body, **more})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_the_house_gets_a_signed_webhook_with_every_field(
    sandbox: RunningSandbox, house: House
) -> None:
    result = text(sandbox.http, "¿Puedo ir a las 3?", to=AGENCY)
    assert result["status"] == 200
    assert result["body"] == "<Response/>"

    (hook,) = house.hooks
    assert hook.is_signed_with(sandbox.config.auth_token)
    assert hook.form == {
        "AccountSid": sandbox.config.account_sid,
        "ApiVersion": "2010-04-01",
        "Body": "¿Puedo ir a las 3?",
        "From": PARENT,
        "FromCity": "",
        "FromCountry": "US",
        "FromState": "",
        "FromZip": "",
        "MessageSid": result["sid"],
        "NumMedia": "0",
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "SmsMessageSid": result["sid"],
        "SmsSid": result["sid"],
        "SmsStatus": "received",
        "To": AGENCY,
        "ToCity": "",
        "ToCountry": "US",
        "ToState": "",
        "ToZip": "",
    }


def test_pictures_are_listed(sandbox: RunningSandbox, house: House) -> None:
    text(sandbox.http, "", media=["https://carrier.example/a.jpg", "https://carrier.example/b.jpg"])
    form = house.hooks[0].form
    assert (form["Body"], form["NumMedia"]) == ("", "2")
    assert form["MediaUrl1"] == "https://carrier.example/b.jpg"
    assert form["MediaContentType1"] == "image/jpeg"


def test_an_answer_goes_to_whoever_texted_last(
    sandbox: RunningSandbox, twilio: Client, house: House
) -> None:
    twilio.messages.create(to=PARENT, from_="+13125550101", body="hello")
    text(sandbox.http, "hi")
    assert house.hooks[0].form["To"] == "+13125550101"


def test_the_carrier_lists_inbound_texts_too(sandbox: RunningSandbox, twilio: Client) -> None:
    sid = text(sandbox.http, "hi", to=AGENCY)["sid"]
    message = twilio.messages(sid).fetch()
    assert (message.direction, message.status) == ("inbound", "received")
    assert (message.from_, message.to) == (PARENT, AGENCY)


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        ("<Response><Message>Thank you</Message></Response>", ["Thank you"]),
        (
            "<Response><Message><Body>One</Body></Message><Message>Two</Message></Response>",
            ["One", "Two"],
        ),
        ("<Response><Sms>Old verb</Sms></Response>", ["Old verb"]),
        ("<Response><Message> </Message></Response>", []),
        ("<Response/>", []),
        ("<Message>not in a response</Message>", []),
        ("no XML at all", []),
    ],
)
def test_twiml_in_the_answer_becomes_texts_to_the_handset(
    sandbox: RunningSandbox, house: House, answer: str, replies: list[str]
) -> None:
    house.answer = lambda hook: Response(answer)
    assert text(sandbox.http, "hello")["replies"] == replies
    sent = [entry for entry in sandbox.log() if entry["direction"] == "outbound-reply"]
    assert [entry["body"] for entry in sent] == replies
    assert all(entry["to"] == [PARENT] for entry in sent)


class TestANobodyHome:
    def test_is_tried_again_until_the_house_answers(
        self, sandbox: RunningSandbox, house: House
    ) -> None:
        answers = iter([503, 502])
        house.answer = lambda hook: Response(status_code=next(answers, 200))
        assert text(sandbox.http, "are you there?")["status"] == 503
        wait_until(lambda: sandbox.log()[0]["answers"] == [503, 502, 200])
        assert len({hook.form["MessageSid"] for hook in house.hooks}) == 1

    def test_is_not_tried_for_ever(self, sandbox: RunningSandbox, house: House) -> None:
        house.answer = lambda hook: Response(status_code=500)
        text(sandbox.http, "are you there?")
        tries = 1 + sandbox.config.inbound_retries
        wait_until(lambda: sandbox.log()[0]["answers"] == [500] * tries)

    @pytest.mark.parametrize(("fragment", "tries"), [("", 1), ("#rc=2&rp=all", 3), ("#rc=0", 1)])
    def test_is_tried_again_as_the_urls_fragment_asks(
        self, sandbox: RunningSandbox, fragment: str, tries: int
    ) -> None:
        url = f"http://127.0.0.1:9/{fragment}"
        asked = replace(sandbox.config, inbound_url=url, inbound_retries=0)
        with sandbox_running(asked) as running:
            text(running.http, "are you there?")
            wait_until(lambda: running.log()[0]["answers"] == [None] * tries)

    def test_a_refusal_is_not_tried_again(self, sandbox: RunningSandbox, house: House) -> None:
        house.answer = lambda hook: Response(status_code=403)
        assert text(sandbox.http, "hello")["status"] == 403
        assert sandbox.http.post(f"/sandbox/handsets/{PARENT}/retry").json() == []

    def test_can_be_tried_again_by_hand(self, house: House, sandbox: RunningSandbox) -> None:
        never = replace(sandbox.config, inbound_retries=0)
        with sandbox_running(never) as stubborn:
            house.answer = lambda hook: Response(status_code=500)
            text(stubborn.http, "hello")
            house.answer = lambda hook: Response("<Response/>")
            retried = stubborn.http.post(f"/sandbox/handsets/{PARENT}/retry").json()
            assert [handover["status"] for handover in retried] == [200]

    def test_no_connection_counts_as_nobody(self, sandbox: RunningSandbox) -> None:
        nowhere = replace(sandbox.config, inbound_url="http://127.0.0.1:9/", inbound_retries=1)
        with sandbox_running(nowhere) as lonely:
            assert text(lonely.http, "hello")["status"] is None
            wait_until(lambda: lonely.log()[0]["answers"] == [None, None])


def test_a_webhook_can_be_told_to_come_twice(
    sandbox: RunningSandbox, control: httpx2.Client, house: House
) -> None:
    control.put("/sandbox/faults", json={"inbound": {"repeat": 1}})
    text(sandbox.http, "hello")
    assert [hook.form["Body"] for hook in house.hooks] == ["hello", "hello"]
    assert len({hook.form["MessageSid"] for hook in house.hooks}) == 1
    assert len({hook.idempotency for hook in house.hooks}) == 2


@pytest.mark.parametrize(
    ("number", "body"),
    [("12", {"body": "x"}), (PARENT, {"to": "nobody"}), (PARENT, {"text": "x"})],
)
def test_nonsense_is_refused(
    control: httpx2.Client, house: House, number: str, body: dict[str, str]
) -> None:
    answer = control.post(f"/sandbox/handsets/{number}/messages", json=body)
    assert answer.status_code == 422
    assert house.hooks == []


class TestOptOutAtTheCarrier:
    @pytest.fixture
    def strict(self, sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
        config = replace(sandbox.config, carrier_opt_out=True, pace=timedelta(milliseconds=1))
        with sandbox_running(config) as running:
            yield running

    def test_stop_blocks_and_start_lifts(self, strict: RunningSandbox, house: House) -> None:
        text(strict.http, " Stop ", to=AGENCY)
        with pytest.raises(TwilioRestException) as caught:
            strict.twilio.messages.create(to=PARENT, from_=AGENCY, body="hello")
        assert caught.value.code == 21610
        assert strict.twilio.messages.create(to="+13125550143", from_=AGENCY, body="hello").sid

        text(strict.http, "START", to=AGENCY)
        assert strict.twilio.messages.create(to=PARENT, from_=AGENCY, body="hello").sid
        kinds = [hook.form["OptOutType"] for hook in house.hooks]
        assert kinds == ["STOP", "START"]

    @pytest.mark.parametrize("body", ["STOP PLEASE", "alto", "I can't stop by today", "CANCELAR"])
    def test_only_the_whole_keyword_counts(
        self, strict: RunningSandbox, house: House, body: str
    ) -> None:
        text(strict.http, body, to=AGENCY)
        assert "OptOutType" not in house.hooks[0].form
        assert strict.twilio.messages.create(to=PARENT, from_=AGENCY, body="hello").sid

    def test_the_carrier_answers_the_parent_itself(self, strict: RunningSandbox) -> None:
        text(strict.http, "HELP", to=AGENCY)
        (reply,) = [entry for entry in strict.log() if entry["direction"] == "outbound-reply"]
        assert "Reply STOP" in str(reply["body"])

    def test_is_off_by_default(self, sandbox: RunningSandbox, house: House) -> None:
        text(sandbox.http, "STOP", to=AGENCY)
        assert "OptOutType" not in house.hooks[0].form
        assert sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="hello").sid


def test_the_webhook_names_the_messaging_service_where_there_is_one(
    sandbox: RunningSandbox, house: House
) -> None:
    service = "MG" + "0a" * 16
    with sandbox_running(replace(sandbox.config, service_sid=service)) as running:
        text(running.http, "hello")
    hook: Hook = house.hooks[0]
    assert hook.form["MessagingServiceSid"] == service


def test_a_picture_is_kept_behind_the_api(sandbox: RunningSandbox, house: House) -> None:
    """Its address is Twilio's own; credentials lead to a store, which wants none."""
    picture = {"content": base64.b64encode(b"GIF89a").decode(), "type": "image/gif"}
    text(sandbox.http, "", files=[picture])
    form = house.hooks[0].form
    assert (form["NumMedia"], form["MediaContentType0"]) == ("1", "image/gif")
    host, _, path = form["MediaUrl0"].removeprefix("https://").partition("/")
    assert host == "api.twilio.com"

    credentials = (sandbox.config.account_sid, sandbox.config.auth_token)
    assert sandbox.http.get(f"/{path}").status_code == 401
    moved = sandbox.http.get(f"/{path}", auth=credentials)
    assert moved.status_code == 307
    store = moved.headers["location"]
    assert sandbox.http.get(store, auth=credentials).status_code == 400
    assert sandbox.http.get(store).content == b"GIF89a"
    assert sandbox.http.get("/media/nothing").status_code == 404
