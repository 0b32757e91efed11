"""Where mail goes once it is in: the mailbox, bounces, and the way back to the house."""

import asyncio

import aiosmtplib

from sandbox.config import Config
from sandbox.faults import Mischief
from sandbox.mail import dsn, reading, replies
from sandbox.records import Mail
from sandbox.store import Store
from sandbox.tasks import Tasks

_SECONDS_FOR_RELAY = 15
NO_RELAY = "not sent: no mail relay is configured"
UNDERWAY = "on its way"
DELIVERED = "delivered"


class Mailroom:
    """Takes mail in, and posts mail to the house's own listener."""

    def __init__(self, config: Config, store: Store, mischief: Mischief, tasks: Tasks) -> None:
        self._config = config
        self._store = store
        self._mischief = mischief
        self._tasks = tasks

    def take(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        """Keep a mail from the house, and report back by DSN where a fault asks for it."""
        mail = Mail(raw, sender, recipients, "received")
        self._store.add_mail(mail)
        faults = self._mischief.faults.mail
        for verdict, addresses in ((dsn.BOUNCED, faults.bounce), (dsn.DELAYED, faults.delay)):
            for recipient in recipients:
                # A mail without a sender is never bounced (RFC 5321, 4.5.5).
                if sender and holds(addresses, recipient):
                    self._tasks.start(self._report(mail, recipient, verdict))

    def refuse(self, raw: bytes, sender: str, recipients: tuple[str, ...]) -> None:
        """Remember a mail from the house that was turned away for good."""
        self._store.add_refused(Mail(raw, sender, recipients, "received", "refused"))

    async def answer(self, mail: Mail, body: str) -> Mail:
        """Answer a mail as the parent who got it. The outcome is on the mail returned."""
        author = mail.recipients[0]
        message = replies.answer(reading.read(mail.raw), author, body)
        return await self._send(
            Mail(bytes(message), author, (str(message["To"]),), "sent", UNDERWAY, answers=mail.id)
        )

    async def write(self, author: str, to: str, subject: str, body: str) -> Mail:
        """Send a new mail to the house."""
        message = replies.compose(author, to, subject, body)
        return await self._send(Mail(bytes(message), author, (to,), "sent", UNDERWAY))

    async def _report(self, mail: Mail, recipient: str, verdict: dsn.Verdict) -> None:
        await asyncio.sleep(self._config.pace.total_seconds())
        raw = dsn.build(mail, recipient, verdict, self._config.mail_domain)
        report = Mail(raw, "", (mail.sender,), "sent", UNDERWAY, answers=mail.id)
        mail.outcome = "bounced" if verdict is dsn.BOUNCED else mail.outcome
        wait = self._config.retry_backoff.total_seconds()
        await self._send(report)
        for _ in range(self._config.bounce_retries):
            if report.outcome == DELIVERED:
                return
            await asyncio.sleep(wait)
            await self._relay(report)
            wait *= 2

    async def _send(self, mail: Mail) -> Mail:
        self._store.add_mail(mail)
        await self._relay(mail)
        return mail

    async def _relay(self, mail: Mail) -> None:
        mail.outcome = await self._deliver(mail) if self._config.mail_relay else NO_RELAY

    async def _deliver(self, mail: Mail) -> str:
        relay = self._config.mail_relay
        assert relay is not None  # noqa: S101 - _relay asked
        try:
            async with aiosmtplib.SMTP(
                hostname=relay.host,
                port=relay.port,
                local_hostname=self._config.mail_domain,
                start_tls=False,
                timeout=_SECONDS_FOR_RELAY,
            ) as line:
                # aiosmtplib.send() would refuse the null sender of a bounce.
                await line.sendmail(mail.sender, list(mail.recipients), mail.raw)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return f"refused: {refused.recipients[0].code}"
        except aiosmtplib.SMTPResponseException as refused:
            return f"refused: {refused.code}"
        except ValueError:
            return "not sent: an address is malformed"
        except (aiosmtplib.SMTPException, OSError):
            return "not sent: nobody answers at the mail relay"
        return DELIVERED


def holds(addresses: frozenset[str], recipient: str) -> bool:
    """Is the recipient among these addresses, whatever the case?"""
    return recipient.lower() in {address.lower() for address in addresses}
