"""Emails through any mail server that takes submissions (RFC 6409), over kept connections."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiosmtplib

from channels import smtp_words
from channels.email_address import UnfitMessage, mailbox
from channels.email_message import Letter, compose
from channels.one_loop import OneLoop
from channels.smtp_pool import MAIL_FAILURES, Pool, Times, hang_up
from channels.smtp_url import Server, parse_smtp_url
from channels.values import ChannelKind, Outgoing, SendError, SendResult, Sighting

__all__ = ["Config", "Server", "SmtpEmail", "parse_smtp_url"]

_CLOSING = 421
_TAKEN = (aiosmtplib.SMTPStatus.completed, aiosmtplib.SMTPStatus.will_forward)


class _Gone(Exception):  # noqa: N818 - a turn of events, mended by connecting again
    """The connection ended before the server had taken anything."""

    def __init__(self, error: SendError) -> None:
        super().__init__(error.reason)
        self.error = error


@dataclass(frozen=True, slots=True)
class Config:
    """A mail server and our own address. Raises ValueError when `mail_from` is none."""

    server: Server
    mail_from: str
    """`no-reply@example.org` or `Agency <no-reply@example.org>`."""
    connections: int = 8
    times: Times = field(default_factory=Times)

    def __post_init__(self) -> None:
        mailbox(self.mail_from, "the sender of emails")


class SmtpEmail:
    """Adapter for email. Opens its connections on the event loop that first uses it."""

    name = smtp_words.PROVIDER
    kind = ChannelKind.EMAIL
    remembers = False

    def __init__(self, config: Config) -> None:
        self._config = config
        self._loop = OneLoop()
        self._pool = Pool(config.server, config.connections, config.times)

    async def send(self, outgoing: Outgoing) -> SendResult:
        """Hand over one email. Its id is its Message-ID, the same for every try."""
        if outgoing.valid_for is not None and outgoing.valid_for.total_seconds() <= 0:
            return SendResult(error=smtp_words.EXPIRED)
        try:
            letter = compose(outgoing, self._config.mail_from, datetime.now(UTC))
        except UnfitMessage as why:
            return SendResult(error=smtp_words.unfit(str(why)))
        self._loop.enter()
        async with self._pool.turn():
            error = await self._hand_over(letter)
        return SendResult(error=error) if error else SendResult(provider_id=letter.message_id)

    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        """None: SMTP cannot be asked. A repeat carries the same Message-ID instead."""
        return None

    async def check(self) -> str | None:
        """Connect, encrypt, log in, and say goodbye."""
        try:
            smtp = await self._pool.fresh()
        except MAIL_FAILURES as failure:
            return smtp_words.error_before_data(failure).reason
        await hang_up(smtp)
        return None

    async def aclose(self) -> None:
        await self._pool.aclose()
        self._loop.leave()

    async def _hand_over(self, letter: Letter) -> SendError | None:
        kept = await self._pool.kept()
        if kept is not None:
            # The server may have hung up since; nothing was offered yet, so a fresh start is safe.
            with contextlib.suppress(_Gone):
                return await self._transaction(kept, letter)
        try:
            return await self._transaction(await self._pool.fresh(), letter)
        except _Gone as gone:
            return gone.error
        except MAIL_FAILURES as failure:
            return smtp_words.error_before_data(failure)

    async def _transaction(self, smtp: aiosmtplib.SMTP, letter: Letter) -> SendError | None:
        seconds = self._config.times.data
        try:
            error = await _offer(smtp, letter) or await _deliver(smtp, letter, seconds)
        except BaseException:
            # Gone, or cancelled halfway: the next reply on it could belong to anything.
            smtp.close()
            raise
        self._pool.keep(smtp, clean=error is None)
        return error


async def _offer(smtp: aiosmtplib.SMTP, letter: Letter) -> SendError | None:
    """MAIL and RCPT. Raises _Gone when the connection ends before the server took the sender."""
    options = ["SMTPUTF8"] if letter.needs_utf8 else []
    sender, recipient = letter.envelope_from.address, letter.envelope_to.address
    try:
        if letter.needs_utf8 and not await _speaks_utf8(smtp):
            return smtp_words.NO_UTF8
        await _mail(smtp, sender, options)
    except MAIL_FAILURES as failure:
        error = smtp_words.error_before_data(failure)
        if getattr(failure, "code", _CLOSING) == _CLOSING:
            raise _Gone(error) from None
        return error
    try:
        await _rcpt(smtp, recipient)
    except MAIL_FAILURES as failure:
        return smtp_words.error_before_data(failure)
    return None


async def _mail(smtp: aiosmtplib.SMTP, sender: str, options: Sequence[str]) -> None:
    if smtp.is_ehlo_or_helo_needed:
        await smtp.mail(sender, options=options, encoding="utf-8")
        return
    # Not `smtp.mail`, which takes the address apart once more: ours has been checked, and that
    # took longer than the rest of the command.
    words = (f"FROM:<{sender}>", *options)
    answer = await smtp.execute_command(b"MAIL", *(word.encode() for word in words))
    if answer.code != aiosmtplib.SMTPStatus.completed:
        raise aiosmtplib.SMTPSenderRefused(answer.code, answer.message, sender)


async def _rcpt(smtp: aiosmtplib.SMTP, recipient: str) -> None:
    answer = await smtp.execute_command(b"RCPT", f"TO:<{recipient}>".encode())
    if answer.code not in _TAKEN:
        raise aiosmtplib.SMTPRecipientRefused(answer.code, answer.message, recipient)


async def _deliver(smtp: aiosmtplib.SMTP, letter: Letter, seconds: float) -> SendError | None:
    try:
        await smtp.data(letter.content, timeout=seconds)
    except MAIL_FAILURES as failure:
        return smtp_words.error_after_data(failure)
    return None


async def _speaks_utf8(smtp: aiosmtplib.SMTP) -> bool:
    if smtp.is_ehlo_or_helo_needed:
        await smtp.ehlo()
    return smtp.supports_extension("smtputf8")
