"""What stands before every request: how much may come in, and what an accident looks like."""

import contextlib
import json

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.troubles import trouble
from web import site
from web.parents import uploads

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000
MOST_BYTES_UNDER = {
    "/webhooks/email/": 25_000_000,
    "/p/chat/": uploads.MOST_BYTES + MOST_BYTES,
    "/staff/imports": 100_000_000,
    "/p/start/": uploads.MOST_BYTES + MOST_BYTES,
}
"""Mail comes with attachments, and most servers stop at 25 MB; parents send pictures in the chat;
agencies their lists of people.
Somewhat more than the page allows: what is over by a little is told in the page itself."""

AWAY = (OperationalError, InterfaceError, NoConnectionFreeError)
"""The database is not there, or busier than it can be: whoever asks may ask again."""


class BodyLimit:
    """413 for a body that is longer than its door allows, before or while it comes in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = most_bytes(scope["path"])
        if _declared(scope) > most:
            await answer(scope, send, 413, "The request is too large.")
            return
        body = _Body(receive, send, most)
        with contextlib.suppress(_TooLargeError):
            await self._app(scope, body.receive, body.send)
        if body.too_large:
            await answer(scope, send, 413, "The request is too large.")


class Accidents:
    """An exception nobody expected becomes a plain answer and a log line without its message,
    which could quote what a parent wrote."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception as error:  # whatever a handler raises ends here
            away = isinstance(error, AWAY)
            log.error("request.failed", method=scope["method"], **trouble(error))
            if begun:
                return
            if away:
                await answer(
                    scope, send, 503, "Not available right now. Try again in a moment.", "5"
                )
            else:
                await answer(scope, send, 500, "Something went wrong on our side.")


class _TooLargeError(Exception):
    pass


def most_bytes(path: str) -> int:
    return next(
        (most for prefix, most in MOST_BYTES_UNDER.items() if path.startswith(prefix)), MOST_BYTES
    )


def _declared(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0


class _Body:
    """Counts what comes in. Past the limit, the app's own words about it are dropped."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._left = most
        self._begun = False
        self.too_large = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0 and not self._begun:
            self.too_large = True
            raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if not self.too_large:
            self._begun = True
            await self._send(message)


async def answer(
    scope: Scope, send: Send, status: int, title: str, retry_after: str | None = None
) -> None:
    """A problem document (RFC 9457); for a parent, a page in their language."""
    page = site.plainly(scope, status, retry_after)
    if page is not None:
        await send({"type": "http.response.start", "status": status, "headers": page.raw_headers})
        await send({"type": "http.response.body", "body": page.body})
        return
    body = json.dumps({"type": "about:blank", "title": title, "status": status}).encode()
    headers = [(b"content-type", b"application/problem+json")]
    headers.append((b"content-length", str(len(body)).encode()))
    if retry_after is not None:
        headers.append((b"retry-after", retry_after.encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
