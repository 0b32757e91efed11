"""The transport beneath the `twilio` package: one pooled httpx2 client with real time-outs.

The package's own clients have no time-out by default (the async one ignores the one it is given),
log the query of every request, and drop the Retry-After header. This one does none of that.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx2

# The three ignores below: the twilio package carries no py.typed marker.
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `read` is the longest silence we bear from Twilio while it has our request."""

    connect: float = 5.0
    read: float = 20.0
    write: float = 10.0
    pool: float = 30.0


class TwilioRefusal(TwilioException):  # type: ignore[misc]  # untyped base, see above
    """An answer outside 2xx, reduced to what decides: it never quotes Twilio, who quotes phones."""

    def __init__(self, status: int, code: int | None, retry_after: timedelta | None) -> None:
        super().__init__(f"Twilio answered HTTP {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


@dataclass(slots=True)
class _Open:
    client: httpx2.AsyncClient
    turns: asyncio.Semaphore


class PooledHttpClient(AsyncHttpClient):  # type: ignore[misc]  # untyped base, see above
    """Sends every request to `api_url`, whatever host the twilio package chose for it.

    Opened by the first request, on its event loop; `aclose` may be followed by another opening.
    """

    def __init__(self, api_url: str, timeouts: Timeouts, connections: int) -> None:
        super().__init__(_log, is_async=True)
        self._base = urlsplit(api_url.rstrip("/"))
        self._timeouts = timeouts
        self._connections = connections
        self._open: _Open | None = None
        _hush()

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the package's signature; ours are fixed
        allow_redirects: bool = False,  # the package's signature; a redirect is a refusal
    ) -> Response:
        """One request. Raises TwilioRefusal outside 2xx and httpx2.HTTPError from the network."""
        opened = self._opened()
        # Waiting happens here and not in the pool, whose queue is slow and times out.
        async with opened.turns:
            answer = await opened.client.request(
                method, self._ours(uri), params=params, data=data, headers=headers, auth=auth
            )
        if not answer.is_success:
            raise _refusal(answer)
        return Response(answer.status_code, answer.text, answer.headers)

    async def aclose(self) -> None:
        """Close every connection. Calling it again does nothing."""
        opened, self._open = self._open, None
        if opened is not None:
            await opened.client.aclose()

    def _opened(self) -> _Open:
        if self._open is None:
            self._open = _Open(self._new_client(), asyncio.Semaphore(self._connections))
        return self._open

    def _new_client(self) -> httpx2.AsyncClient:
        limits = httpx2.Limits(
            max_connections=self._connections,
            max_keepalive_connections=self._connections,
            keepalive_expiry=30.0,
        )
        times = self._timeouts
        return httpx2.AsyncClient(
            limits=limits,
            timeout=httpx2.Timeout(
                connect=times.connect, read=times.read, write=times.write, pool=times.pool
            ),
        )

    def _ours(self, uri: str) -> str:
        parts = urlsplit(uri)
        path = self._base.path + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def _hush() -> None:
    """httpx2 logs each URL at INFO, and a URL of ours can hold a phone (`?To=`)."""
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _refusal(answer: httpx2.Response) -> TwilioRefusal:
    return TwilioRefusal(
        answer.status_code, _code(answer), retry_after(answer.headers.get("Retry-After"))
    )


def _code(answer: httpx2.Response) -> int | None:
    """Both of Twilio's error bodies, the old one and RFC 9457, carry `code` when they have one."""
    try:
        body = answer.json()
    except ValueError:
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


def retry_after(header: str | None, now: datetime | None = None) -> timedelta | None:
    """RFC 9110 10.2.3: seconds or an HTTP date; None when absent or unreadable."""
    if not header:
        return None
    if header.strip().isascii() and header.strip().isdigit():
        return timedelta(seconds=min(int(header), 86_400))
    try:
        until = parsedate_to_datetime(header)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - (now or datetime.now(UTC)), timedelta(0))
