"""The transport beneath the `twilio` package: one pooled aiohttp session with real time-outs.

The package's own clients have no time-out by default (the async one ignores the one it is given),
log the query of every request, and drop the Retry-After header. This one does none of that, and
costs a third of them.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx2

# The three ignores below: the twilio package carries no py.typed marker.
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.http import AsyncHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from yarl import URL

from channels.retry_after import retry_after

_log = logging.getLogger(__name__)

_KEEP = 30.0
"""Seconds. A connection that nobody used for so long is closed."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `read` is the longest silence we bear from Twilio while it has our request."""

    connect: float = 5.0
    """From looking the name up to the end of the TLS handshake."""
    read: float = 20.0
    total: float = 35.0
    """Of the whole request, however slowly it trickles."""


class TwilioRefusal(TwilioException):  # type: ignore[misc]  # untyped base, see above
    """An answer outside 2xx, reduced to what decides: it never quotes Twilio, who quotes phones."""

    def __init__(self, status: int, code: int | None, retry_after: timedelta | None) -> None:
        super().__init__(f"Twilio answered HTTP {status}, code {code}")
        self.status = status
        self.code = code
        self.retry_after = retry_after


@dataclass(slots=True)
class _Open:
    session: aiohttp.ClientSession
    turns: asyncio.Semaphore
    under_way: int = 0


class PooledHttpClient(AsyncHttpClient):  # type: ignore[misc]  # untyped base, see above
    """Sends every request to `api_url`, whatever host the twilio package chose for it.

    Opened by the first request, on its event loop; `aclose` may be followed by another opening.
    """

    def __init__(self, api_url: str, timeouts: Timeouts, connections: int) -> None:
        super().__init__(_log, is_async=True)
        self._base = api_url.rstrip("/")
        self._timeouts = timeouts
        self._connections = connections
        self._open: _Open | None = None
        self._addresses = lru_cache(maxsize=64)(self._ours)

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
        """One request. Raises TwilioRefusal outside 2xx, and from the network
        aiohttp.ClientError, OSError or TimeoutError."""
        opened = self._opened()
        opened.under_way += 1
        try:
            if opened.under_way == 1:
                # The loop may have stood still, as between two batches. A turn of it hears of the
                # connections that Twilio closed meanwhile; on one of those a text would be in
                # doubt for nothing.
                await asyncio.sleep(0)
            # Waiting happens here and not in the pool, whose waiting counts as connecting.
            async with opened.turns:
                return await self._asked(opened.session, method, uri, params, data, headers, auth)
        finally:
            opened.under_way -= 1

    async def _asked(
        self,
        session: aiohttp.ClientSession,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None,
        data: Mapping[str, Any] | None,
        headers: Mapping[str, str] | None,
        auth: tuple[str, str] | None,
    ) -> Response:
        async with session.request(
            method,
            self._addresses(uri),
            params=params,
            data=None if data is None else form_encoded(data),
            headers={**(headers or {}), **_authorization(auth)},
            allow_redirects=False,
        ) as answer:
            content = await answer.read()
        if not 200 <= answer.status < 300:
            raise _refusal(answer, content)
        return Response(answer.status, content.decode("utf-8", "replace"), answer.headers)

    async def aclose(self) -> None:
        """Close every connection. Calling it again does nothing."""
        opened, self._open = self._open, None
        if opened is not None:
            await opened.session.close()

    def _opened(self) -> _Open:
        if self._open is None:
            self._open = _Open(self._new_session(), asyncio.Semaphore(self._connections))
        return self._open

    def _new_session(self) -> aiohttp.ClientSession:
        times = self._timeouts
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=_KEEP, ssl=trust(self._base)
            ),
            timeout=aiohttp.ClientTimeout(
                total=times.total,
                connect=times.connect,
                sock_connect=times.connect,
                sock_read=times.read,
            ),
            # aiohttp's own look into the environment takes a thread for each request.
            proxy=proxy(self._base),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    def _ours(self, uri: str) -> URL:
        parts = urlsplit(uri)
        query = f"?{parts.query}" if parts.query else ""
        return URL(f"{self._base}{parts.path}{query}", encoded=True)


def form_encoded(form: Mapping[str, Any]) -> bytes:
    """application/x-www-form-urlencoded, in a fifth of the time that `urlencode` takes."""
    return URL.build(query=form).raw_query_string.encode()


def trust(url: str) -> ssl.SSLContext | bool:
    """The certificates that our other clients trust."""
    return httpx2.create_ssl_context() if url.startswith("https:") else True


def proxy(url: str) -> str | None:
    """What HTTP_PROXY, HTTPS_PROXY and NO_PROXY say of a host."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


@lru_cache(maxsize=4)
def _authorization(auth: tuple[str, str] | None) -> Mapping[str, str]:
    return {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}


def _refusal(answer: aiohttp.ClientResponse, content: bytes) -> TwilioRefusal:
    return TwilioRefusal(
        answer.status, _code(content), retry_after(answer.headers.get("Retry-After"))
    )


def _code(content: bytes) -> int | None:
    """Both of Twilio's error bodies, the old one and RFC 9457, carry `code` when they have one."""
    try:
        body = json.loads(content)
    except ValueError:
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None
