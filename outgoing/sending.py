"""One event posted to one endpoint, and what came of it in our own words."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

import httpcore2

from channels.retry_after import retry_after
from outgoing.connecting import (
    CheckedBackend,
    NoSuchHostError,
    PrivateAddressError,
    Resolve,
    Resolver,
)
from outgoing.models.delivery import Problem

PATIENCE_SECONDS = 15.0
"""For all of it: name, connection, answer. The Standard Webhooks specification asks senders for 15
to 30 seconds, and receivers to answer before they work."""
STEP_SECONDS = 10.0
BODY_SECONDS = 2.0
READ_AT_MOST = 16 * 1024
"""Bytes of an answer. Thrown away; reading them keeps the connection for the next event."""
KEPT_OPEN = 50
KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Without a problem the endpoint has taken the event."""

    problem: Problem | None = None
    http_status: int | None = None
    retry_after: timedelta | None = None


class Sender(Protocol):
    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Never raises for what the endpoint or the network does."""

    async def aclose(self) -> None: ...


NETWORK: Mapping[type[Exception], Problem] = {
    NoSuchHostError: Problem.NO_SUCH_HOST,
    PrivateAddressError: Problem.PRIVATE_ADDRESS,
    TimeoutError: Problem.TIMEOUT,
    httpcore2.TimeoutException: Problem.TIMEOUT,
    httpcore2.NetworkError: Problem.NO_CONNECTION,
    httpcore2.ProtocolError: Problem.NO_CONNECTION,
    OSError: Problem.NO_CONNECTION,
}
"""Looked through in this order."""

BY_STATUS: Mapping[int, Problem] = {410: Problem.GONE, 429: Problem.SLOW_DOWN}
BY_HUNDRED: Mapping[int, Problem | None] = {
    2: None,
    3: Problem.REDIRECTED,
    4: Problem.REFUSED,
    5: Problem.SERVER_ERROR,
}


def answer_of(status: int, retry_after_header: str | None = None) -> Answer:
    """What an HTTP status means. A redirect is a failure: it could lead where nobody checked."""
    problem = BY_STATUS.get(status, BY_HUNDRED.get(status // 100, Problem.SERVER_ERROR))
    return Answer(problem, status, retry_after(retry_after_header) if problem else None)


class HttpSender:
    """Keeps connections, belongs to one event loop. No proxy, no cookies, no redirects.

    `local` lets events go to this machine and over plain http, for development.
    """

    def __init__(
        self,
        *,
        local: bool,
        resolve: Resolve | None = None,
        inner: httpcore2.AsyncNetworkBackend | None = None,
    ) -> None:
        # Its debug lines quote URLs, and one of those may carry a password.
        logging.getLogger("httpcore2").setLevel(logging.WARNING)
        self._resolver = Resolver()
        self._pool = httpcore2.AsyncConnectionPool(
            network_backend=CheckedBackend(
                resolve or self._resolver, local=local, inner=inner or httpcore2.AnyIOBackend()
            ),
            max_connections=None,
            max_keepalive_connections=KEPT_OPEN,
            keepalive_expiry=KEPT_SECONDS,
        )

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._post(url, headers, body)
        except tuple(NETWORK) as error:
            return Answer(next(NETWORK[kind] for kind in NETWORK if isinstance(error, kind)))

    async def aclose(self) -> None:
        await self._pool.aclose()
        self._resolver.close()

    async def _post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        steps = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
        async with self._pool.stream(
            "POST", url, headers=[*headers.items()], content=body, extensions={"timeout": steps}
        ) as response:
            found = dict(response.headers)
            asked = next((found[name] for name in found if name.lower() == b"retry-after"), None)
            answer = answer_of(response.status, asked.decode("latin-1") if asked else None)
            await _throw_away(response)
            return answer


async def _throw_away(response: httpcore2.Response) -> None:
    """The status has said everything: a body that is long, slow or broken changes nothing."""
    with contextlib.suppress(*NETWORK):
        async with (
            asyncio.timeout(BODY_SECONDS),
            contextlib.aclosing(response.aiter_stream()) as parts,
        ):
            read = 0
            async for part in parts:
                read += len(part)
                if read > READ_AT_MOST:
                    break
