"""Walk (b) by email: our mail, a parent's answer or a bounce, and back to the right thread.

The house's own adapter and listener, and the sandbox's mail server, over real sockets.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from channels.smtp_email import Config as SmtpConfig
from channels.smtp_email import SmtpEmail
from channels.smtp_url import parse_smtp_url
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose, Reachability, Reason
from messaging.directory.register import Registered
from messaging.inbound import routing
from messaging.models.contact_point import ContactPoint
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound import delivery
from messaging.outbound.outbox import Draft, compose
from messaging.platform.lanes import Lane
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from sandbox.config import Config, Relay
from tests.sandbox.running import RunningSandbox, sandbox_running, wait_until
from tests.service.listening import listening
from tests.support.people import Office, add_parent
from tests.support.runtimes import SECRET

MARIA, JOHN = "maria@example.org", "john@example.org"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(var_dir=tmp_path / "var", secret_key=SECRET, mail_listen="127.0.0.1:0")


@pytest.fixture
def sandbox(runtime: Runtime) -> Iterator[RunningSandbox]:
    """Its mail comes to our listener."""
    with listening(runtime) as port:
        config = Config(
            port=0,
            smtp_port=0,
            mail_relay=Relay("127.0.0.1", port),
            pace=timedelta(milliseconds=5),
            retry_backoff=timedelta(milliseconds=10),
        )
        with sandbox_running(config) as running:
            yield running


@pytest.fixture
def house(runtime: Runtime, sandbox: RunningSandbox, runner: asyncio.Runner) -> Iterator[Runtime]:
    """Its mail goes to the sandbox."""
    server = parse_smtp_url(f"smtp://127.0.0.1:{sandbox.smtp_port}")
    smtp = SmtpEmail(SmtpConfig(server, runtime.settings.mail_from))
    yield replace(runtime, channels={**runtime.channels, ChannelKind.EMAIL: smtp})
    runner.run(smtp.aclose())


def parents(house: Runtime, office: Office) -> tuple[Registered, Registered]:
    with house.unit() as unit:
        return (
            add_parent(unit, office, email_to=MARIA),
            add_parent(unit, office, email_to=JOHN),
        )


def send(house: Runtime, runner: asyncio.Runner, *to: Registered) -> None:
    with house.unit() as unit:
        for parent in to:
            compose(
                unit,
                house,
                Draft(
                    agency_id=parent.thread.agency_id,
                    thread_id=parent.thread.id,
                    template="payment_posted",
                    values={},
                    channel=ChannelKind.EMAIL,
                    purpose=Purpose.NOTICE,
                    lane=Lane.REMINDERS,
                    topic="payment",
                    origin=f"test:{parent.thread.id}",
                ),
            )
    delivery.drain(house, Lane.REMINDERS, runner)


def outgoing(house: Runtime, parent: Registered) -> Message:
    with house.reading() as session:
        return session.scalars(
            select(Message).where(
                Message.thread_id == parent.thread.id, Message.direction == Direction.OUT
            )
        ).one()


def mail_to(sandbox: RunningSandbox, address: str) -> str:
    """The id of the one mail in this parent's mailbox."""
    (found,) = [
        entry
        for entry in sandbox.log("mail")
        if entry["direction"] == "received" and entry["to"] == [address]
    ]
    return str(found["id"])


def test_an_answer_by_email_lands_in_the_thread_of_the_mail_it_answers(
    house: Runtime, office: Office, sandbox: RunningSandbox, runner: asyncio.Runner
) -> None:
    maria, john = parents(house, office)
    send(house, runner, maria, john)
    assert outgoing(house, maria).status is MessageStatus.SENT

    path = f"/sandbox/mail/{mail_to(sandbox, MARIA)}/replies"
    answered = sandbox.http.post(path, json={"body": "Gracias. ¿A qué hora?"})
    assert answered.json()["outcome"] == "delivered"
    routing.drain(house)

    with house.reading() as session:
        message = session.scalars(select(Message).where(Message.direction == Direction.IN)).one()
        assert message.thread_id == maria.thread.id
        assert message.channel is ChannelKind.EMAIL
        assert message.text == "Gracias. ¿A qué hora?"
        inbound = session.scalars(select(InboundMessage)).one()
        assert "wrote:" in inbound.raw, "what was quoted is kept in the raw mail"


def test_a_bounce_fails_the_mail_and_rests_the_address(
    house: Runtime, office: Office, sandbox: RunningSandbox, runner: asyncio.Runner
) -> None:
    maria, john = parents(house, office)
    sandbox.http.put("/sandbox/faults", json={"mail": {"bounce": [MARIA]}})
    send(house, runner, maria, john)
    wait_until(lambda: outgoing(house, maria).status is MessageStatus.FAILED)

    assert outgoing(house, maria).reason == Reason.SUPPRESSED
    assert outgoing(house, john).status is MessageStatus.SENT
    with house.reading() as session:
        reach = {
            point.address: point.reachability for point in session.scalars(select(ContactPoint))
        }
        assert reach == {MARIA: Reachability.SUPPRESSED, JOHN: Reachability.UNKNOWN}
        assert session.scalars(select(InboundMessage)).all() == []


def test_a_delay_is_no_bounce(
    house: Runtime, office: Office, sandbox: RunningSandbox, runner: asyncio.Runner
) -> None:
    maria, _ = parents(house, office)
    sandbox.http.put("/sandbox/faults", json={"mail": {"delay": [MARIA]}})
    send(house, runner, maria)
    wait_until(
        lambda: any(
            entry["direction"] == "sent" and entry["outcome"] == "delivered"
            for entry in sandbox.log("mail")
        )
    )
    assert outgoing(house, maria).status is MessageStatus.SENT
    with house.reading() as session:
        assert session.scalars(select(InboundMessage)).all() == []
