"""Statuses, callbacks, and numbers that behave."""

import re
from typing import Any

import httpx2
import pytest

from tests.sandbox.running import Hook, House, RunningSandbox, wait_until
from tests.sandbox.twilio_package import Client, TwilioRestException

FROM = "+13125550100"
SERVICE = "MG" + "0a" * 16
FINAL = {"delivered", "undelivered", "failed"}


def send(twilio: Client, house: House, mark: str, **overrides: Any) -> str:
    """Send a text whose callbacks can be told by their mark; its sid."""
    asked: dict[str, Any] = {
        "to": "+13125550142",
        "from_": FROM,
        "body": "Sample Agency: hello.",
        "status_callback": house.url(f"/status?attempt={mark}"),
    }
    sid = twilio.messages.create(**(asked | overrides)).sid
    assert sid is not None
    return str(sid)


def heard(house: House, mark: str) -> list[Hook]:
    return [hook for hook in house.hooks if hook.url.endswith(f"attempt={mark}")]


@pytest.mark.parametrize(
    ("mark", "overrides", "statuses"),
    [
        ("from", {}, ["sent", "delivered"]),
        (
            "service",
            {"from_": None, "messaging_service_sid": SERVICE},
            ["queued", "sent", "delivered"],
        ),
    ],
)
def test_callbacks_come_in_order_and_not_for_the_first_status(
    twilio: Client, house: House, mark: str, overrides: dict[str, Any], statuses: list[str]
) -> None:
    send(twilio, house, mark, **overrides)
    wait_until(lambda: len(heard(house, mark)) == len(statuses))
    assert [hook.form["MessageStatus"] for hook in heard(house, mark)] == statuses


def test_a_callback_is_signed_and_carries_twilios_fields(
    sandbox: RunningSandbox, twilio: Client, house: House
) -> None:
    sid = send(twilio, house, "fields", from_=None, messaging_service_sid=SERVICE)
    wait_until(lambda: len(heard(house, "fields")) == 3)

    hook = heard(house, "fields")[-1]
    assert hook.is_signed_with(sandbox.config.auth_token)
    assert not hook.is_signed_with("another token")
    assert re.fullmatch(r"\d{10}", hook.form.pop("RawDlrDoneDate"))
    assert hook.form.pop("From") in sandbox.config.service_numbers
    assert hook.form == {
        "AccountSid": sandbox.config.account_sid,
        "ApiVersion": "2010-04-01",
        "MessageSid": sid,
        "MessageStatus": "delivered",
        "MessagingServiceSid": SERVICE,
        "SmsSid": sid,
        "SmsStatus": "delivered",
        "To": "+13125550142",
    }


def test_the_part_of_a_url_after_the_hash_is_for_twilio_alone(
    sandbox: RunningSandbox, twilio: Client, house: House
) -> None:
    send(twilio, house, "hash", status_callback=house.url("/status?attempt=hash") + "#rc=2")
    wait_until(lambda: len(heard(house, "hash")) == 2)
    assert heard(house, "hash")[0].is_signed_with(sandbox.config.auth_token)


@pytest.mark.parametrize(
    ("profile", "statuses", "code"),
    [
        ("landline", ["sent", "undelivered"], "30006"),
        ("unreachable", ["sent", "undelivered"], "30003"),
        ("unknown", ["sent", "undelivered"], "30005"),
        ("filtered", ["sent", "undelivered"], "30007"),
        ("failed", ["failed"], "30001"),
        ("works", ["sent", "delivered"], None),
    ],
)
def test_a_number_behaves_as_it_was_told(
    twilio: Client,
    control: httpx2.Client,
    house: House,
    profile: str,
    statuses: list[str],
    code: str | None,
) -> None:
    number = "+13125550150"
    assert control.put(f"/sandbox/numbers/{number}", json={"profile": profile}).is_success
    sid = send(twilio, house, profile, to=number)
    wait_until(lambda: len(heard(house, profile)) == len(statuses))

    hooks = heard(house, profile)
    assert [hook.form["MessageStatus"] for hook in hooks] == statuses
    assert hooks[-1].form.get("ErrorCode") == code
    message = twilio.messages(sid).fetch()
    assert message.error_code == (int(code) if code else None)
    assert bool(message.error_message) is bool(code)


def test_a_number_blocked_at_the_carrier_is_refused(twilio: Client, control: httpx2.Client) -> None:
    control.put("/sandbox/numbers/+13125550151", json={"profile": "blocked"})
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(to="+13125550151", from_=FROM, body="hello")
    assert caught.value.code == 21610


@pytest.mark.parametrize(
    ("number", "profile"), [("+13125550150", "haunted"), ("nonsense", "landline")]
)
def test_a_profile_or_number_nobody_knows_is_refused(
    control: httpx2.Client, number: str, profile: str
) -> None:
    assert control.put(f"/sandbox/numbers/{number}", json={"profile": profile}).status_code == 422


class TestMisbehavingCallbacks:
    def test_followed_by_one_for_a_message_nobody_knows(
        self, twilio: Client, control: httpx2.Client, house: House
    ) -> None:
        control.put("/sandbox/faults", json={"callbacks": {"stray": 1}})
        sid = send(twilio, house, "stray")
        wait_until(lambda: len(house.hooks) == 4)
        strange = [hook for hook in house.hooks if hook.form["MessageSid"] != sid]
        assert len(strange) == 2
        assert not any("attempt" in hook.url for hook in strange)

    def test_before_the_answer_to_the_create(
        self, twilio: Client, control: httpx2.Client, house: House
    ) -> None:
        control.put("/sandbox/faults", json={"answer_ms": 400})
        send(twilio, house, "early")
        assert house.statuses("early")

    def test_repeated(self, twilio: Client, control: httpx2.Client, house: House) -> None:
        control.put("/sandbox/faults", json={"callbacks": {"repeat": 1}})
        send(twilio, house, "repeat")
        wait_until(lambda: len(heard(house, "repeat")) == 4)
        statuses = [hook.form["MessageStatus"] for hook in heard(house, "repeat")]
        assert statuses == ["sent", "sent", "delivered", "delivered"]

    @pytest.mark.parametrize("seed", range(5))
    def test_out_of_order(
        self, twilio: Client, control: httpx2.Client, house: House, seed: int
    ) -> None:
        control.put("/sandbox/faults", json={"callbacks": {"shuffle": True}, "seed": seed})
        send(twilio, house, "shuffle", from_=None, messaging_service_sid=SERVICE)
        wait_until(lambda: len(heard(house, "shuffle")) == 3)
        statuses = [hook.form["MessageStatus"] for hook in heard(house, "shuffle")]
        assert sorted(statuses) == ["delivered", "queued", "sent"]
        assert statuses != ["queued", "sent", "delivered"]

    def test_lost(
        self, sandbox: RunningSandbox, twilio: Client, control: httpx2.Client, house: House
    ) -> None:
        control.put("/sandbox/faults", json={"callbacks": {"lose": 1}})
        sid = send(twilio, house, "lost")
        wait_until(lambda: twilio.messages(sid).fetch().status == "delivered")
        assert heard(house, "lost") == []
        assert sandbox.log()[0]["callbacks"] == []

    def test_late(
        self, sandbox: RunningSandbox, twilio: Client, control: httpx2.Client, house: House
    ) -> None:
        control.put("/sandbox/faults", json={"callbacks": {"late_ms": 600_000}})
        sid = send(twilio, house, "late")
        wait_until(lambda: twilio.messages(sid).fetch().status == "delivered")
        assert sandbox.log()[0]["callbacks"] == []


def test_a_house_that_is_away_does_not_stop_the_carrier(
    sandbox: RunningSandbox, twilio: Client, house: House
) -> None:
    sid = send(twilio, house, "away", status_callback="http://127.0.0.1:9/nobody")
    wait_until(lambda: twilio.messages(sid).fetch().status == "delivered")
    wait_until(lambda: sandbox.log()[0]["answers"] == [None, None])
