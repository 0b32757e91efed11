"""A real SMTP server (aiosmtpd) whose answers a test decides, on the test's own event loop.

On the same loop because a thread of its own would need a port chosen beforehand, and waiting.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HANG_UP = "hang up"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message the server took."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.content, policy=policy.default)

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content())


@dataclass
class MailServer:
    """Answers as `answers` says for each command, then as a server in good health."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    protocols: list[SMTP] = field(default_factory=list)
    utf8: bool = True
    answers: dict[str, deque[str]] = field(default_factory=dict)
    slow_data: asyncio.Event | None = None
    """When given, no message is answered before it is set."""
    data_reached: asyncio.Event = field(default_factory=asyncio.Event)

    def answer(self, command: str, *replies: str) -> None:
        """The next replies to MAIL, RCPT, DATA or RSET; HANG_UP ends the connection instead."""
        self.answers.setdefault(command, deque()).extend(replies)

    @property
    def connections(self) -> int:
        """How many there have been."""
        return len(self.protocols)

    def hang_up_on_all(self) -> None:
        for protocol in self.protocols:
            _hang_up(protocol)

    def protocol(self) -> SMTP:
        made = SMTP(
            self,
            hostname="mail.example.org",
            enable_SMTPUTF8=self.utf8,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )
        self.protocols.append(made)
        return made

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self._next("MAIL", server)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._next("RCPT", server)

    async def handle_RSET(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        return self._next("RSET", server)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.data_reached.set()
        if self.slow_data is not None:
            await self.slow_data.wait()
        reply = self._next("DATA", server)
        # A server that takes a message and then loses the line has it all the same.
        if reply.startswith("250") or reply == HANG_UP:
            assert isinstance(envelope.content, bytes)
            assert envelope.mail_from is not None
            self.mails.append(Mail(envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return reply

    def _next(self, command: str, server: SMTP) -> str:
        planned = self.answers.get(command)
        reply = planned.popleft() if planned else "250 2.0.0 OK"
        if reply == HANG_UP:
            _hang_up(server)
        return reply

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"right p@ss", handled=False)


def _hang_up(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


@contextlib.asynccontextmanager
async def mail_server(*, utf8: bool = True) -> AsyncIterator[MailServer]:
    """A server on a free port of this machine, gone at the end."""
    state = MailServer(utf8=utf8)
    server = await asyncio.get_running_loop().create_server(state.protocol, "127.0.0.1", 0)
    state.port = server.sockets[0].getsockname()[1]
    try:
        yield state
    finally:
        server.close()
        state.hang_up_on_all()
        await server.wait_closed()
