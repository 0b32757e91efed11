"""`kinline mail`: takes mail in over SMTP. A mail is stored before the sender hears 250.

With a certificate in the settings it offers STARTTLS (RFC 3207). It does not insist: a mail server
that cannot encrypt still brings what a parent wrote.
"""

import asyncio
import logging
import signal
import ssl
from weakref import WeakSet

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import SQLAlchemyError

from channels import inbound_mail
from messaging.platform.logs import configure_logging
from messaging.platform.settings import Settings, SettingsError
from messaging.runtime import Runtime
from service.compose import compose
from service.mail_recipients import takes
from service.troubles import trouble
from webhooks.mail_intake import NoAgencyError, deliver

log = structlog.get_logger(__name__)

LARGEST_MAIL = 25_000_000
"""Bytes; as the HTTP door (service/doors.py)."""
GRACE_SECONDS = 20
"""For mails in hand when told to end: within what a supervisor allows (service/supervisor.py)."""

KEPT = "250 2.0.0 Kept"
NOT_NOW = "451 4.3.0 Not possible right now, try again later"
NOT_HERE = "550 5.1.1 No such mailbox here"
ONE_EACH = "452 4.5.3 One recipient at a time"
NOBODYS = "550 5.1.1 Write to the address that our message asked you to reply to"
MOST_SESSIONS = 100
"""At once; each may hold a mail of the largest size in memory."""
MOST_COMMANDS = 1_000
"""Of each kind in one session."""
IDLE_SECONDS = 120.0
"""RFC 5321 4.5.3.2.7 wants five minutes of a server; a hundred idle ones must not keep others
out for so long, and every sender comes back."""
FULL = b"421 4.3.2 Too many connections, try again soon\r\n"
GOODBYE = b"421 4.3.2 Ending, try again soon\r\n"


class LenientSmtp(SMTP):
    """aiosmtpd's server for mail as it is found."""

    # A parent's mail must not be refused for a line longer than RFC 5321 4.5.3.1.6 allows.
    line_length_limit = 1_000_000


class Full(asyncio.Protocol):
    """What a connection above `MOST_SESSIONS` meets."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(FULL)
        transport.close()


class MailDoor:
    """What aiosmtpd asks at each step of a delivery."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        if not takes(self._runtime.settings, address):
            return NOT_HERE
        if envelope.rcpt_tos:
            # Each reply address may be another thread, even another agency: one answer for two
            # could not say that only one was kept. The sender brings the other by itself (RFC
            # 5321 4.5.3.1.10).
            return ONE_EACH
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self._in_hand += 1
        self._idle.clear()
        try:
            # In a thread: a database that is slow or busy must not stop the other sessions.
            return await asyncio.to_thread(self._keep, envelope)
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()

    async def handle_exception(self, error: Exception) -> str:
        """aiosmtpd's own way would put the error's message into the log and the answer."""
        log.error("mail.broke", **trouble(error))
        return NOT_NOW

    async def idle(self) -> None:
        """Until no mail is in hand."""
        await self._idle.wait()

    def _keep(self, envelope: Envelope) -> str:
        try:
            mail = inbound_mail.read(
                envelope.original_content or b"",
                inbound_mail.Envelope(envelope.mail_from, envelope.rcpt_tos),
                self._runtime.clock(),
            )
            with self._runtime.unit() as unit:
                deliver(unit, self._runtime, mail)
        except NoAgencyError:
            log.warning("mail.nobodys")
            return NOBODYS
        except SQLAlchemyError as error:
            log.error("mail.no_database", **trouble(error))
            return NOT_NOW
        except Exception as error:  # a defect of ours: the sender keeps the mail meanwhile
            log.error("mail.broke", **trouble(error))
            return NOT_NOW
        return KEPT


class Listener:
    """The SMTP server, on the running event loop."""

    def __init__(self, runtime: Runtime, *, most: int = MOST_SESSIONS) -> None:
        self._settings = runtime.settings
        self._most = most
        self._encryption: ssl.SSLContext | None = None
        self._door = MailDoor(runtime)
        self._server: asyncio.Server | None = None
        self._sessions: WeakSet[SMTP] = WeakSet()

    @property
    def port(self) -> int:
        """The port listened on, also where any free one was asked for."""
        assert self._server is not None  # noqa: S101 (asked before `start`: a defect of ours)
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Raises `SettingsError` when nothing can listen there."""
        self._encryption = self._certificate()
        host, _, port = self._settings.mail_listen.rpartition(":")
        try:
            self._server = await asyncio.get_running_loop().create_server(
                self._session, host, int(port)
            )
        except (OSError, OverflowError) as error:
            raise SettingsError(
                f"MAIL_LISTEN: cannot listen on {self._settings.mail_listen} "
                f"({type(error).__name__}). Is it taken? Example: MAIL_LISTEN=127.0.0.1:8026"
            ) from None

    async def stop(self) -> None:
        """Take no new connection, finish the mails in hand, hang up. What is cut off half-way was
        not promised to anyone, so its sender brings it again."""
        if self._server is not None:
            self._server.close()
        try:
            await asyncio.wait_for(self._door.idle(), GRACE_SECONDS)
        except TimeoutError:
            log.error("mail.cut_off")
        for session in list(self._sessions):
            if session.transport is not None:
                _hang_up(session.transport)
        # One turn of the loop lets the cut connections end.
        await asyncio.sleep(0)

    def _session(self) -> asyncio.BaseProtocol:
        if sum(one.transport is not None for one in self._sessions) >= self._most:
            log.warning("mail.full")
            return Full()
        session = LenientSmtp(
            self._door,
            hostname=self._settings.mail_reply_domain,
            ident="Kinline",
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8=True,
            loop=asyncio.get_running_loop(),
            tls_context=self._renewed(),
            timeout=IDLE_SECONDS,
            command_call_limit=MOST_COMMANDS,
        )
        self._sessions.add(session)
        return session

    def _renewed(self) -> ssl.SSLContext | None:
        """The certificate as it is now; while it is being replaced, the one before."""
        try:
            self._encryption = self._certificate()
        except SettingsError:
            log.warning("mail.certificate_unreadable")
        return self._encryption

    def _certificate(self) -> ssl.SSLContext | None:
        """Raises `SettingsError`."""
        chain, key = self._settings.mail_tls_cert, self._settings.mail_tls_key
        if chain is None or key is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            context.load_cert_chain(chain, key)
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                f"MAIL_TLS_CERT, MAIL_TLS_KEY: they cannot be read, or do not belong together "
                f"({type(error).__name__}). Both are PEM files, the chain with its own first"
            ) from None
        return context


def _hang_up(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.WriteTransport) and not transport.is_closing():
        transport.write(GOODBYE)
    transport.close()


def main() -> None:
    """The process: take mail in until told to end. Main thread only. Raises `SettingsError`."""
    settings = Settings.load()
    configure_logging(settings)
    runtime = compose(settings)
    # aiosmtpd's log lines carry addresses.
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(_until_told_to_end(runtime))
    runtime.database.dispose()


async def _until_told_to_end(runtime: Runtime) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    listener = Listener(runtime)
    await listener.start()
    log.info("mail.ready", port=listener.port)
    await stop.wait()
    await listener.stop()
    log.info("mail.ended")
