"""Starting real servers on free ports, and waiting for things to become true."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import parse_qsl

import httpx2
import uvicorn
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.config import Config
from sandbox.server import Server
from tests.sandbox.twilio_package import Client, RequestValidator, TwilioHttpClient

DEADLINE_SECONDS = 20


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again until it is so; fail after a while."""
    end = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.005)


@contextmanager
def _in_thread(server: uvicorn.Server) -> Iterator[None]:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started or not thread.is_alive())
    assert server.started
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(DEADLINE_SECONDS)


@dataclass
class RunningSandbox:
    """A sandbox and clients that talk to it."""

    config: Config
    url: str
    smtp_port: int
    http: httpx2.Client
    twilio: Client

    def log(self, kind: str = "sms") -> list[dict[str, object]]:
        entries: list[dict[str, object]] = self.http.get(
            "/sandbox/log", params={"kind": kind}
        ).json()
        return entries


@contextmanager
def sandbox_running(config: Config) -> Iterator[RunningSandbox]:
    server = Server(config)
    with _in_thread(server):
        url = f"http://127.0.0.1:{server.http_port}"
        client = twilio_client(url, config)
        with httpx2.Client(base_url=url, trust_env=False) as http:
            yield RunningSandbox(config, url, server.smtp_port or 0, http, client)
        client.http_client.session.close()


def twilio_client(url: str, config: Config, token: str | None = None) -> Client:
    http = TwilioHttpClient(timeout=DEADLINE_SECONDS)
    client = Client(config.account_sid, token or config.auth_token, http_client=http)
    client.api.base_url = url
    return client


@dataclass
class Hook:
    """One webhook as it reached the house."""

    url: str
    form: dict[str, str]
    signature: str
    idempotency: str

    def is_signed_with(self, token: str) -> bool:
        return bool(RequestValidator(token).validate(self.url, self.form, self.signature))


@dataclass
class House:
    """What the house would be: doors for webhooks and a mail listener, which keep what comes."""

    port: int = 0
    smtp_port: int = 0
    hooks: list[Hook] = field(default_factory=list)
    mails: list[tuple[Envelope, EmailMessage]] = field(default_factory=list)
    answer: Callable[[Hook], Response] = lambda hook: Response("<Response/>")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def forget(self) -> None:
        self.hooks, self.mails = [], []
        self.answer = lambda hook: Response("<Response/>")

    def statuses(self, path: str) -> list[str]:
        """Statuses called back at a path, in the order they came."""
        return [hook.form["MessageStatus"] for hook in self.hooks if path in hook.url]

    async def receive(self, request: Request) -> Response:
        body = (await request.body()).decode()
        hook = Hook(
            str(request.url),
            dict(parse_qsl(body, keep_blank_values=True)),
            request.headers["X-Twilio-Signature"],
            request.headers["I-Twilio-Idempotency-Token"],
        )
        self.hooks.append(hook)
        return self.answer(hook)

    async def handle_DATA(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = (envelope.original_content or b"").replace(b"\r\n", b"\n")
        message = message_from_bytes(content, policy=default)
        self.mails.append((envelope, message))
        return "250 OK"


class _OnAnyPort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd left it untyped


@contextmanager
def house_running() -> Iterator[House]:
    house = House()
    app = Starlette(routes=[Route("/{path:path}", house.receive, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none"))
    mail = _OnAnyPort(house, hostname="127.0.0.1", port=0, ready_timeout=DEADLINE_SECONDS)
    with _in_thread(server):
        house.port = server.servers[0].sockets[0].getsockname()[1]
        mail.start()
        try:
            house.smtp_port = mail.port
            yield house
        finally:
            mail.stop()
