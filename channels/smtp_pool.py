"""Kept connections to one mail server: opening costs several round trips and a TLS handshake."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiosmtplib

from channels.smtp_url import Server

MAIL_FAILURES = (aiosmtplib.SMTPException, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds. RFC 5321 4.5.3.2 names longer ones, meant for relays that have all day."""

    command: float = 30.0
    data: float = 120.0
    """The wait for the answer to a whole message."""
    probe: float = 5.0
    """The wait for a connection that has been idle to show that it lives."""
    probe_after: float = 5.0
    """Idle for longer than this, a connection is asked before it is used."""
    keep: float = 60.0
    """Idle for longer than this, a connection is closed; servers hang up after minutes."""


@dataclass(slots=True)
class _Kept:
    smtp: aiosmtplib.SMTP
    since: float
    clean: bool


class Pool:
    """At most `size` connections, opened when needed, the last used taken first."""

    def __init__(self, server: Server, size: int, times: Times) -> None:
        self._server = server
        self._times = times
        self._size = size
        self._kept: deque[_Kept] = deque()
        self._turns: asyncio.Semaphore | None = None

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until one more connection may be in use."""
        self._turns = self._turns or asyncio.Semaphore(self._size)
        async with self._turns:
            yield

    async def kept(self) -> aiosmtplib.SMTP | None:
        """A living connection from before, ready for MAIL FROM; None when there is none."""
        while self._kept:
            found = self._kept.pop()
            if await self._lives(found):
                return found.smtp
            await hang_up(found.smtp)
        return None

    async def fresh(self) -> aiosmtplib.SMTP:
        """Connect, encrypt, log in. Raises one of MAIL_FAILURES."""
        server = self._server
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.use_tls,
            start_tls=server.start_tls,
            timeout=self._times.command,
        )
        await smtp.connect()
        return smtp

    def keep(self, smtp: aiosmtplib.SMTP, *, clean: bool) -> None:
        """Give a connection back; not `clean` means that a mail transaction is still open."""
        if smtp.is_connected:
            self._kept.append(_Kept(smtp, asyncio.get_running_loop().time(), clean))

    async def aclose(self) -> None:
        """Say goodbye to the server on every kept connection."""
        self._turns = None
        while self._kept:
            await hang_up(self._kept.pop().smtp)

    async def _lives(self, found: _Kept) -> bool:
        idle = asyncio.get_running_loop().time() - found.since
        if not found.smtp.is_connected or idle > self._times.keep:
            return False
        if found.clean and idle <= self._times.probe_after:
            return True
        try:
            await found.smtp.rset(timeout=self._times.probe)
        except MAIL_FAILURES:
            return False
        return True


async def hang_up(smtp: aiosmtplib.SMTP) -> None:
    """QUIT if anyone still listens, and close."""
    if smtp.is_connected:
        with contextlib.suppress(*MAIL_FAILURES):
            await smtp.quit(timeout=2)
    smtp.close()
