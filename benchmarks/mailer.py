"""Emails to a sink: `python -m benchmarks.mailer <port> [--channel]`.

With `--channel` through our own adapter, which builds each one; else aiosmtplib with ready bytes.
"""

import argparse
import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

import aiosmtplib

from benchmarks.child import Answer, answer_questions
from channels.email_message import build
from channels.smtp_email import Config, Server, SmtpEmail
from channels.values import Outgoing

CONNECTIONS = 8
FROM = "Sample Agency <messages@agency.example>"
TEXT = "Your appointment is on Tuesday, March 10 at 3:00 PM at 10 Main St.\n\nSample Co\n"
PAGE = (
    "<!DOCTYPE html><html><body><p>Your appointment is on <b>Tuesday, March 10 at 3:00 PM</b> at "
    "10 Main St.</p><p>Sample Co</p></body></html>"
)


def email(number: int) -> Outgoing:
    attempt = uuid4()
    return Outgoing(
        attempt_id=attempt,
        to=f"parent{number}@example.org",
        text=TEXT,
        subject="Your appointment",
        html=PAGE,
        reply_to=f"reply+{attempt.hex}@in.agency.example",
        message_id=f"<m.{attempt.hex}@agency.example>",
        headers={
            "List-Unsubscribe": f"<https://agency.example/p/unsubscribe/{attempt.hex}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


class Mailer(Protocol):
    async def send(self, outgoing: Outgoing) -> object: ...


class Bare:
    """One kept connection, and bytes that were made beforehand."""

    def __init__(self, port: int, content: bytes) -> None:
        self._smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        self._content = content

    async def send(self, outgoing: Outgoing) -> object:
        if not self._smtp.is_connected:
            await self._smtp.connect()
        return await self._smtp.sendmail("messages@agency.example", [outgoing.to], self._content)


class Channel:
    def __init__(self, port: int) -> None:
        self._adapter = SmtpEmail(Config(Server("127.0.0.1", port), FROM, connections=CONNECTIONS))

    async def send(self, outgoing: Outgoing) -> object:
        result = await self._adapter.send(outgoing)
        assert result.accepted, result.error
        return result


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--channel", action="store_true")
    given = parser.parse_args()
    content = build(email(0), FROM, datetime.now(UTC))
    # One adapter with a pool of its own, or as many bare connections as it has.
    mailers: list[Mailer] = (
        [Channel(given.port)] * CONNECTIONS
        if given.channel
        else [Bare(given.port, content) for _ in range(CONNECTIONS)]
    )
    with asyncio.Runner() as runner:
        answer_questions(lambda count: runner.run(_send_all(mailers, count)))


async def _send_all(mailers: list[Mailer], count: int) -> Answer:
    emails = iter([email(number) for number in range(count)])

    async def work_off(mailer: Mailer) -> None:
        for each in emails:
            await mailer.send(each)

    began = time.monotonic()
    await asyncio.gather(*map(work_off, mailers))
    return {"began": began, "ended": time.monotonic()}


if __name__ == "__main__":
    main()
