"""Pausing and resuming at the keyboard, and what the doctor and the metrics say of it."""

import pytest
from prometheus_client import generate_latest
from sqlalchemy import update
from typer.testing import CliRunner

from channels.values import ChannelKind, SendError
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.outbound import senders
from messaging.runtime import Runtime
from service import checks
from service.cli import app
from service.metrics import registry
from tests.messaging.outbound.saying import say, wish
from tests.support.people import Office, add_parent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OURS = "+13125550100"
SUSPENDED = SendError(
    "30002", "Our Twilio account is suspended.", page_operations=True, whole_account=True
)


def said(kinline: CliRunner, *arguments: str) -> tuple[int, str]:
    result = kinline.invoke(app, list(arguments))
    return result.exit_code, result.output


def last(kinline: CliRunner, *arguments: str) -> str:
    """What it ends with, after its log lines."""
    code, output = said(kinline, *arguments)
    assert code == 0
    return output.splitlines(keepends=True)[-1]


def metrics(runtime: Runtime) -> str:
    return generate_latest(registry(runtime)).decode()


def test_a_sender_is_listed_paused_and_resumed(
    kinline: CliRunner, runtime: Runtime, office: Office
) -> None:
    code, listed = said(kinline, "sender", "list")
    assert (code, OURS in listed, "messages@kinline.example" in listed) == (0, True, True)
    assert last(kinline, "sender", "pause", "sms", OURS) == "Paused.\n"
    assert last(kinline, "sender", "pause", "sms", OURS) == "It was paused already.\n"
    assert "paused since" in said(kinline, "sender", "list")[1]
    assert last(kinline, "sender", "resume", "sms", OURS) == "It sends again.\n"
    assert last(kinline, "sender", "resume", "sms", OURS) == "It was not paused.\n"
    with runtime.reading() as session:
        assert {row.actor for row in session.query(Audit)} == {"keyboard"}


def test_a_sender_nobody_knows_is_refused(kinline: CliRunner, office: Office) -> None:
    code, told = said(kinline, "sender", "pause", "sms", "+13125550111")
    assert (code, "no such sender" in told) == (1, True)


def test_a_rate_is_set_and_taken_back(kinline: CliRunner, runtime: Runtime, office: Office) -> None:
    assert said(kinline, "sender", "rate", "sms", OURS, "2.5") == (0, "2.5 a second.\n")
    with runtime.reading() as session:
        assert senders.rates(session) == {(ChannelKind.SMS, OURS): 2.5}
    assert said(kinline, "sender", "rate", "sms", OURS) == (0, "The default rate.\n")
    assert said(kinline, "sender", "rate", "sms", OURS, "0")[0] == 2


def test_a_campaign_is_paused_shown_and_resumed(kinline: CliRunner, office: Office) -> None:
    assert "renewal: runs" in said(kinline, "campaign", "status")[1]
    assert last(kinline, "campaign", "pause", "renewal") == "Campaign renewal of oak is paused.\n"
    assert "already paused" in said(kinline, "campaign", "pause", "renewal", "--agency", "oak")[1]
    told = said(kinline, "campaign", "status")[1]
    assert "renewal: paused since" in told
    assert "by a person" in told
    assert last(kinline, "campaign", "resume", "renewal") == "Campaign renewal of oak goes on.\n"
    assert "was not paused" in said(kinline, "campaign", "resume", "renewal")[1]
    assert said(kinline, "campaign", "pause", "nothing")[0] == 1


def test_the_doctor_and_the_metrics_name_what_rests(
    kinline: CliRunner, runtime: Runtime, office: Office
) -> None:
    assert [check for check in checks.pauses(runtime) if check.problem] == []
    assert 'kinline_senders_paused{channel="sms"} 0.0' in metrics(runtime)
    with runtime.unit() as unit:
        senders.pause(unit, ChannelKind.SMS, OURS, SUSPENDED)
        parent = add_parent(unit, office)
    message = say(runtime, wish(parent))
    with runtime.unit() as unit:
        unit.session.execute(
            update(Message)
            .where(Message.id == message.id)
            .values(status=MessageStatus.UNCERTAIN, settled_at=unit.now)
        )
    said(kinline, "campaign", "pause", "renewal")
    problems = {check.part: check.problem for check in checks.pauses(runtime)}
    assert problems == {
        "sender sms *": "it is paused: Our Twilio account is suspended. (30002)",
        "campaigns": "1 paused",
        "parked messages": "1 wait for a person to say whether they went",
    }
    told = metrics(runtime)
    assert 'kinline_senders_paused{channel="sms"} 1.0' in told
    assert "kinline_campaigns_paused 1.0" in told
    assert 'kinline_unsettled_attempts{outcome="unclear"} 1.0' in told
