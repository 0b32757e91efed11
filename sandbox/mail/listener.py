"""The SMTP door, on the sandbox's own event loop."""

import asyncio
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.faults import Mischief
from sandbox.mail.mailroom import Mailroom, holds

_NULL = "<>"
"""How aiosmtpd writes the empty sender of a bounce."""
_LARGEST_MAIL = 25 * 1024 * 1024


class _Handler:
    """What aiosmtpd asks at each step of a delivery."""

    def __init__(self, mailroom: Mailroom, mischief: Mischief) -> None:
        self._mailroom = mailroom
        self._mischief = mischief

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        faults = self._mischief.faults.mail
        if holds(faults.refuse_for_good, address):
            return "550 5.1.1 No such mailbox here"
        if self._mischief.strikes(faults.refuse_temporarily):
            return "451 4.3.2 Come back a little later"
        if self._mischief.strikes(faults.drop_before_data):
            await _cut(server)
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        faults, strikes = self._mischief.faults.mail, self._mischief.strikes
        content = envelope.original_content or b""
        sender = "" if envelope.mail_from == _NULL else envelope.mail_from or ""
        recipients = tuple(envelope.rcpt_tos)
        if strikes(faults.defer_after_data):
            return "451 4.3.0 Come back a little later"
        if strikes(faults.refuse_after_data):
            self._mailroom.refuse(content, sender, recipients)
            return "554 5.6.0 Not wanted here"
        if strikes(faults.drop_untaken):
            await _cut(server)
        self._mailroom.take(content, sender, recipients)
        if strikes(faults.drop_after_data):
            await _cut(server)
        return "250 2.0.0 Taken"


async def _cut(server: SMTP) -> None:
    """Let the client wonder: hang up, then wait for aiosmtpd to cancel us as the line goes dead."""
    if server.transport is not None:
        server.transport.close()
        await asyncio.Event().wait()


class _Line(SMTP):
    """One connection, which may take its time to say hello."""

    def __init__(self, handler: _Handler, mischief: Mischief, domain: str) -> None:
        super().__init__(
            handler,
            hostname=domain,
            ident="sandbox",
            data_size_limit=_LARGEST_MAIL,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
        )
        self._mischief = mischief

    async def _handle_client(self) -> None:
        await asyncio.sleep(self._mischief.faults.mail.greeting_ms / 1000)
        await super()._handle_client()


class Listener:
    """An SMTP server that can be started and stopped."""

    def __init__(
        self, host: str, port: int, domain: str, mailroom: Mailroom, mischief: Mischief
    ) -> None:
        self._host = host
        self._port = port
        self._domain = domain
        self._mischief = mischief
        self._handler = _Handler(mailroom, mischief)
        self._server: asyncio.Server | None = None
        self._sessions: WeakSet[SMTP] = WeakSet()

    @property
    def port(self) -> int:
        """The port listened on, also where any free one was asked for."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else self._port

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self._host, self._port)

    async def stop(self) -> None:
        """Stop listening and cut kept connections, so that nothing waits for an idle client."""
        if self._server is not None:
            self._server.close()
        for session in list(self._sessions):
            if session.transport is not None:
                session.transport.close()
        # One turn of the loop lets the cut connections say good-bye.
        await asyncio.sleep(0)

    def _session(self) -> SMTP:
        session = _Line(self._handler, self._mischief, self._domain)
        self._sessions.add(session)
        return session
