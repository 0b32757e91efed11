"""Posting webhooks: signed, over one pool of connections, never too many at once."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urldefrag, urlencode
from uuid import uuid4

import httpx2

from sandbox.carrier.signature import sign

# https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: 10 s to connect, 15 s
_TIMEOUT = httpx2.Timeout(15, connect=10, pool=None)


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What the far side said."""

    status: int
    body: str


def status_of(answer: Answer | None) -> int | None:
    """The HTTP status, or None where nobody answered."""
    return None if answer is None else answer.status


class Courier:
    """Carries forms to the house and brings back what it answered."""

    def __init__(self, token: str, connections: int) -> None:
        self._token = token
        self._turns = asyncio.Semaphore(connections)
        self._client = httpx2.AsyncClient(
            timeout=_TIMEOUT,
            limits=httpx2.Limits(
                max_connections=connections, max_keepalive_connections=connections
            ),
            trust_env=False,
        )

    async def post(self, url: str, form: Mapping[str, str]) -> Answer | None:
        """Post a signed form; None if nobody answered (no connection, time-out, broken off)."""
        url = urldefrag(url).url
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": sign(self._token, url, form),
            "I-Twilio-Idempotency-Token": str(uuid4()),
        }
        async with self._turns:
            try:
                reply = await self._client.post(
                    url, content=urlencode(form).encode(), headers=headers
                )
            except (httpx2.HTTPError, httpx2.InvalidURL):
                return None
        return Answer(reply.status_code, reply.text)

    async def aclose(self) -> None:
        await self._client.aclose()
