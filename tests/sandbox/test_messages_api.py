"""The Messages API, used through the real twilio package."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest

from tests.sandbox.running import RunningSandbox, twilio_client, wait_until
from tests.sandbox.twilio_package import Client, TwilioRestException

FROM = "+13125550100"
SERVICE = "MG" + "0a" * 16


def send(twilio: Client, **overrides: Any) -> Any:
    asked: dict[str, Any] = {"to": "+13125550142", "from_": FROM, "body": "Sample Agency: hello."}
    return twilio.messages.create(**(asked | overrides))


def refusal(twilio: Client, **overrides: Any) -> TwilioRestException:
    with pytest.raises(TwilioRestException) as caught:
        send(twilio, **overrides)
    return caught.value


def delivered(twilio: Client, sid: str) -> bool:
    return bool(twilio.messages(sid).fetch().status == "delivered")


def test_a_created_message_is_a_full_resource(twilio: Client) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    message = send(twilio, body="¿Puedo ir mañana?")

    assert message.sid.startswith("SM")
    assert len(message.sid) == 34
    assert message.status == "queued"
    assert message.direction == "outbound-api"
    assert (message.to, message.from_) == ("+13125550142", FROM)
    assert message.body == "¿Puedo ir mañana?"
    assert message.num_segments == "1"
    assert message.num_media == "0"
    assert message.date_created is not None
    assert message.date_created >= before
    assert message.date_sent is None
    assert (message.price, message.price_unit) == (None, "USD")
    assert (message.error_code, message.error_message) == (None, None)
    assert message.api_version == "2010-04-01"
    assert message.uri == f"/2010-04-01/Accounts/{twilio.account_sid}/Messages/{message.sid}.json"
    assert message.subresource_uris["media"].endswith(f"{message.sid}/Media.json")


def test_a_delivered_message_has_its_price_and_dates(twilio: Client) -> None:
    sid = send(twilio, body="a" * 161).sid
    wait_until(lambda: delivered(twilio, sid))

    message = twilio.messages(sid).fetch()
    assert message.num_segments == "2"
    assert message.price == "-0.01580"
    assert message.date_created <= message.date_sent <= message.date_updated


def test_a_messaging_service_accepts_first_and_chooses_a_sticky_sender(twilio: Client) -> None:
    first, second = (send(twilio, from_=None, messaging_service_sid=SERVICE) for _ in range(2))
    assert (first.status, first.from_, first.num_segments) == ("accepted", None, "0")
    assert first.messaging_service_sid == SERVICE

    wait_until(lambda: delivered(twilio, first.sid) and delivered(twilio, second.sid))
    senders = {twilio.messages(sid).fetch().from_ for sid in (first.sid, second.sid)}
    assert len(senders) == 1
    assert senders <= {"+13125550100", "+13125550101"}


def test_numbers_written_for_people_are_understood(twilio: Client) -> None:
    assert send(twilio, to="+1 (312) 555-0142").to == "+13125550142"


@pytest.mark.parametrize(
    ("overrides", "code"),
    [
        ({"to": "555-0142"}, 21211),
        ({"to": "+1312555"}, None),
        ({"to": "not a number"}, 21211),
        ({"to": ""}, 21604),
        ({"to": FROM}, 21266),
        ({"from_": None}, 21603),
        ({"from_": "+1"}, 21212),
        ({"body": None}, 21602),
        ({"body": " "}, 21602),
        ({"body": "a" * 1601}, 21617),
        ({"body": "a" * 1600}, None),
        ({"body": None, "media_url": ["https://agency.example/map.png"]}, None),
        ({"status_callback": "ftp://agency.example/"}, 21609),
        ({"status_callback": "not a url"}, 21609),
        ({"from_": None, "messaging_service_sid": "MG1"}, 21705),
        # Twilio's magic numbers: https://www.twilio.com/docs/iam/test-credentials
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550006"}, None),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
    ],
)
def test_what_is_refused_carries_twilios_code(
    twilio: Client, sandbox: RunningSandbox, overrides: dict[str, Any], code: int | None
) -> None:
    if code is None:
        assert send(twilio, **overrides).status == "queued"
        return
    error = refusal(twilio, **overrides)
    assert (error.status, error.code) == (400, code)
    assert sandbox.log() == []


def test_an_error_body_is_twilios(twilio: Client, control: httpx2.Client) -> None:
    path = f"/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
    answer = control.post(path, data={"To": "1"}, auth=(twilio.username, twilio.password))
    assert answer.json() == {
        "code": 21211,
        "message": "The 'To' number 1 is not a valid phone number.",
        "more_info": "https://www.twilio.com/docs/errors/21211",
        "status": 400,
    }


def test_wrong_credentials_are_refused(sandbox: RunningSandbox) -> None:
    stranger = twilio_client(sandbox.url, sandbox.config, token="wrong")
    error = refusal(stranger)
    stranger.http_client.session.close()
    assert (error.status, error.code) == (401, 20003)


@pytest.mark.parametrize("path", ["Messages.json", "Messages/SM1.json", "Anything.json"])
def test_no_credentials_are_asked_for(control: httpx2.Client, twilio: Client, path: str) -> None:
    answer = control.get(f"/2010-04-01/Accounts/{twilio.account_sid}/{path}")
    assert answer.status_code == 401
    assert answer.json()["code"] == 20003
    assert answer.headers["WWW-Authenticate"].startswith("Basic")


def test_another_account_is_none_of_ours(control: httpx2.Client, twilio: Client) -> None:
    auth = (twilio.username, twilio.password)
    answer = control.get(f"/2010-04-01/Accounts/AC{'00' * 16}/Messages.json", auth=auth)
    assert answer.status_code == 401


def test_an_unknown_message_is_not_found(twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages("SM" + "00" * 16).fetch()
    assert (caught.value.status, caught.value.code) == (404, 20404)


def test_the_account_can_be_asked_for(twilio: Client) -> None:
    account = twilio.api.accounts(twilio.account_sid).fetch()
    assert (account.sid, account.status) == (twilio.account_sid, "active")
    assert account.date_created is not None


class TestListing:
    def test_newest_first_and_page_by_page(self, twilio: Client) -> None:
        sids = [send(twilio, body=f"{number}").sid for number in range(7)]
        listed = twilio.messages.list(page_size=3)
        assert [message.sid for message in listed] == sids[::-1]

    def test_a_page_turned_while_texts_arrive_neither_repeats_nor_skips(
        self, twilio: Client
    ) -> None:
        sids = [send(twilio, body=f"{number}").sid for number in range(4)]
        first = twilio.messages.page(page_size=2)
        seen = [message.sid for message in first]
        send(twilio, body="one more")
        second = first.next_page()
        assert second is not None
        seen += [message.sid for message in second]
        assert seen == sids[::-1]
        assert second.next_page() is None

    def test_filters_by_either_end(self, twilio: Client) -> None:
        ours = send(twilio, to="+13125550143", from_="+13125550101").sid
        send(twilio)
        assert [m.sid for m in twilio.messages.list(to="+13125550143")] == [ours]
        assert [m.sid for m in twilio.messages.list(from_="+13125550101")] == [ours]
        assert twilio.messages.list(to="+13125550143", from_=FROM) == []

    @pytest.mark.parametrize(
        ("filters", "found"),
        [
            (lambda now: {"date_sent_after": now - timedelta(minutes=1)}, True),
            (lambda now: {"date_sent_after": now + timedelta(minutes=1)}, False),
            (lambda now: {"date_sent_before": now + timedelta(minutes=1)}, True),
            (lambda now: {"date_sent_before": now - timedelta(minutes=1)}, False),
            (lambda now: {"date_sent_after": str(now.date() - timedelta(days=1))}, True),
            (lambda now: {"date_sent_before": str(now.date() + timedelta(days=1))}, True),
            (lambda now: {"date_sent": str(now.date() - timedelta(days=2))}, False),
        ],
    )
    def test_filters_by_date_sent(self, twilio: Client, filters: Any, found: bool) -> None:
        sid = send(twilio).sid
        wait_until(lambda: delivered(twilio, sid))
        listed = twilio.messages.list(**filters(datetime.now(UTC)))
        assert [message.sid for message in listed] == ([sid] if found else [])

    @pytest.mark.parametrize("name", ["DateSent", "DateSent<", "DateSent>"])
    def test_a_day_holds_all_its_messages(
        self, twilio: Client, control: httpx2.Client, name: str
    ) -> None:
        sid = send(twilio).sid
        wait_until(lambda: delivered(twilio, sid))
        sent = twilio.messages(sid).fetch().date_sent
        assert sent is not None
        page = control.get(
            f"/2010-04-01/Accounts/{twilio.account_sid}/Messages.json",
            params={name: str(sent.date())},
            auth=(twilio.username, twilio.password),
        ).json()
        assert [message["sid"] for message in page["messages"]] == [sid]

    @pytest.mark.parametrize("query", [{"DateSent>": "yesterday"}, {"PageSize": "many"}])
    def test_a_malformed_filter_is_refused(
        self, twilio: Client, control: httpx2.Client, query: dict[str, str]
    ) -> None:
        path = f"/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
        answer = control.get(path, params=query, auth=(twilio.username, twilio.password))
        assert answer.status_code == 400
