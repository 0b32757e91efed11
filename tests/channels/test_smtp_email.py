"""Emails over kept connections, against a real SMTP server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from channels.smtp_email import Config, Server, SmtpEmail
from channels.smtp_pool import Times
from tests.channels.contract import Verdict
from tests.channels.mail_server import HANG_UP, MailServer, mail_server
from tests.channels.samples import MAIL_FROM, outgoing

MARIA = "maria@example.org"
ALWAYS_PROBE = Times(probe_after=-1)
NEVER_KEEP = Times(keep=-1)


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


@contextlib.asynccontextmanager
async def smtp(port: int, times: Times | None = None, **more: Any) -> AsyncIterator[SmtpEmail]:
    adapter = SmtpEmail(
        Config(Server("127.0.0.1", port, **more), MAIL_FROM, connections=2, times=times or Times())
    )
    try:
        yield adapter
    finally:
        await adapter.aclose()


async def test_an_email_arrives_whole(server: MailServer) -> None:
    message = outgoing(
        MARIA,
        "Su cita es mañana.",
        html="<p>Su cita es mañana.</p>",
        subject="Recordatorio de mañana",
        reply_to="reply+token@in.agency.example",
        message_id="<m-1@agency.example>",
        headers={
            "List-Unsubscribe": "<https://agency.example/p/unsubscribe/t>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    async with smtp(server.port) as adapter:
        result = await adapter.send(message)
    assert result.provider_id == "<m-1@agency.example>"
    (mail,) = server.mails
    assert (mail.sender, mail.recipient) == ("no-reply@agency.example", MARIA)
    found = mail.message
    assert found["Message-ID"] == "<m-1@agency.example>"
    assert found["Subject"] == "Recordatorio de mañana"
    assert found["Reply-To"] == "reply+token@in.agency.example"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found["Auto-Submitted"] == "auto-generated"
    assert mail.text.strip() == "Su cita es mañana."


async def test_bounces_go_where_the_message_says(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        await adapter.send(outgoing(MARIA, return_path="bounce+1@in.agency.example"))
    (mail,) = server.mails
    assert mail.sender == "bounce+1@in.agency.example"
    assert mail.message["From"] == MAIL_FROM


async def test_one_connection_carries_many_emails(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        results = [await adapter.send(outgoing(MARIA)) for _ in range(5)]
    assert all(result.accepted for result in results)
    assert (len(server.mails), server.connections) == (5, 1)


async def test_many_at_once_share_the_connections_there_may_be(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        results = await asyncio.gather(*(adapter.send(outgoing(MARIA)) for _ in range(12)))
    assert all(result.accepted for result in results)
    assert (len(server.mails), server.connections) == (12, 2)


@pytest.mark.parametrize(("times", "connections"), [(ALWAYS_PROBE, 1), (NEVER_KEEP, 2)])
async def test_an_idle_connection_is_asked_first_or_given_up(
    server: MailServer, times: Times, connections: int
) -> None:
    async with smtp(server.port, times) as adapter:
        for _ in range(2):
            assert (await adapter.send(outgoing(MARIA))).accepted
    assert server.connections == connections


@pytest.mark.parametrize(
    ("times", "command", "reply"),
    [
        (ALWAYS_PROBE, "RSET", HANG_UP),
        (ALWAYS_PROBE, "RSET", "421 4.4.2 idle too long"),
        (None, "MAIL", HANG_UP),
        (None, "MAIL", "421 4.7.0 too many messages on this connection"),
    ],
)
async def test_a_kept_connection_that_died_is_replaced_without_anyone_noticing(
    server: MailServer, times: Times | None, command: str, reply: str
) -> None:
    async with smtp(server.port, times) as adapter:
        await adapter.send(outgoing(MARIA, "First."))
        server.answer(command, reply)
        second = await adapter.send(outgoing(MARIA, "Second."))
    assert second.accepted
    assert [mail.text.strip() for mail in server.mails] == ["First.", "Second."]
    assert server.connections == 2


async def test_a_server_that_hung_up_meanwhile_is_called_again(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        await adapter.send(outgoing(MARIA))
        server.hang_up_on_all()
        assert (await adapter.send(outgoing(MARIA))).accepted
    assert (len(server.mails), server.connections) == (2, 2)


async def test_calling_again_happens_once(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        await adapter.send(outgoing(MARIA))
        server.answer("MAIL", HANG_UP, HANG_UP)
        error = (await adapter.send(outgoing(MARIA))).error
    assert error is not None
    assert error.retryable
    assert server.connections == 2


async def test_a_connection_lost_after_the_message_is_never_tried_again(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        await adapter.send(outgoing(MARIA))
        server.answer("DATA", HANG_UP)
        error = (await adapter.send(outgoing(MARIA, "Once."))).error
    assert error is not None
    assert (error.unknown_outcome, error.retryable) == (True, False)
    assert [mail.text.strip() for mail in server.mails].count("Once.") == 1


async def test_an_answer_that_does_not_come_is_an_unknown_outcome(server: MailServer) -> None:
    server.slow_data = asyncio.Event()
    async with smtp(server.port, Times(data=0.05)) as adapter:
        error = (await adapter.send(outgoing(MARIA))).error
        server.slow_data.set()
    assert error is not None
    assert error.unknown_outcome


async def test_a_refused_recipient_does_not_leak_into_the_next_email(server: MailServer) -> None:
    async with smtp(server.port) as adapter:
        server.answer("RCPT", "550 5.1.1 no such user")
        await adapter.send(outgoing("nobody@example.org"))
        assert (await adapter.send(outgoing(MARIA))).accepted
    assert [mail.recipient for mail in server.mails] == [MARIA]
    assert server.connections == 1


async def test_a_send_that_is_cancelled_takes_its_connection_along(server: MailServer) -> None:
    server.slow_data = asyncio.Event()
    async with smtp(server.port) as adapter:
        sending = asyncio.create_task(adapter.send(outgoing(MARIA, "First.")))
        await server.data_reached.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        server.slow_data.set()
        assert (await adapter.send(outgoing(MARIA, "Second."))).accepted
    assert server.connections == 2


@pytest.mark.parametrize(
    ("password", "complaint"),
    [("right p@ss", None), ("wrong", "The mail server refused our user or password.")],
)
async def test_logging_in(server: MailServer, password: str, complaint: str | None) -> None:
    async with smtp(server.port, username="agency", password=password) as adapter:
        assert await adapter.check() == complaint
        result = await adapter.send(outgoing(MARIA))
    assert result.accepted == (complaint is None)
    assert result.error is None or result.error.page_operations
    assert set(server.logins) == {"agency"}


async def test_encryption_that_was_asked_for_is_not_done_without(server: MailServer) -> None:
    async with smtp(server.port, start_tls=True) as adapter:
        assert await adapter.check() == "The mail server cannot do what our settings ask."
        error = (await adapter.send(outgoing(MARIA))).error
    assert error is not None
    assert error.page_operations
    assert server.mails == []


async def test_a_plain_server_behind_an_encrypted_address(server: MailServer) -> None:
    async with smtp(server.port, use_tls=True) as adapter:
        error = (await adapter.send(outgoing(MARIA))).error
    assert error is not None
    assert (error.code, error.retryable, error.page_operations) == ("tls", True, True)


async def test_nobody_at_that_port() -> None:
    async with mail_server() as server:
        port = server.port
    async with smtp(port) as adapter:
        assert await adapter.check() == "The mail server could not be reached."
        error = (await adapter.send(outgoing(MARIA))).error
    assert error is not None
    assert (error.code, error.retryable, error.unknown_outcome) == ("unreachable", True, False)


@pytest.mark.parametrize(
    ("utf8", "to", "recipient"),
    [
        (False, "maria@bücher.example", "maria@xn--bcher-kva.example"),
        (True, "maría@example.org", "maría@example.org"),
    ],
)
async def test_addresses_beyond_ascii(utf8: bool, to: str, recipient: str) -> None:
    async with mail_server(utf8=utf8) as server, smtp(server.port) as adapter:
        assert (await adapter.send(outgoing(to))).accepted
        assert [mail.recipient for mail in server.mails] == [recipient]
        assert server.mails[0].message["To"] == recipient


async def test_a_server_without_smtputf8_cannot_reach_such_an_address() -> None:
    async with mail_server(utf8=False) as server, smtp(server.port) as adapter:
        error = (await adapter.send(outgoing("maría@example.org"))).error
        assert (await adapter.send(outgoing(MARIA))).accepted
    assert error is not None
    assert (error.code, error.retryable, error.unknown_outcome) == ("smtputf8", False, False)


@pytest.mark.parametrize(
    "more",
    [
        {"to": "maria@example.org\r\nRCPT TO:<other@example.org>"},
        {"to": "no address at all"},
        {"message_id": "<a@example.org>\r\nBcc: other@example.org"},
        {"headers": {"Bcc": "other@example.org"}},
        {"valid_for": timedelta(0)},
    ],
)
async def test_what_cannot_go_out_is_refused_before_any_connection(
    server: MailServer, more: dict[str, Any]
) -> None:
    async with smtp(server.port) as adapter:
        error = (await adapter.send(outgoing(**{"to": MARIA, **more}))).error
    assert error is not None
    assert Verdict.of(error) == Verdict(frozenset())
    assert "other" not in repr(error)
    assert server.connections == 0


def test_a_sender_that_is_no_address_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="the sender of emails is not an email address"):
        Config(Server("127.0.0.1", 25), "nobody")
