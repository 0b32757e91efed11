"""How many requests one address and one key may make: 429 for the rest.

The buckets are those that senders' rates are kept in (`messaging/platform/meter.py`): shared by all
web processes in Redis. While Redis is away requests go on, and each process counts by itself, at
half the rate: an outage must neither keep caseworkers from parents nor open the doors to a flood.

Not limited: Twilio's callbacks, which bring parents' words, come from few addresses and are refused
by their signature; whether we are alive; pages' own files; and this machine itself.
"""

import hashlib
import ipaddress
import math
from collections.abc import Iterator

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from messaging.platform.meter import Bucket, Meter
from messaging.platform.settings import Settings
from service.doors import answer

log = structlog.get_logger(__name__)

FREE = ("/webhooks/twilio/", "/healthz", "/readyz", "/metrics", "/static/")
BURST = 10.0
"""Seconds' worth that may come at once: a page asks for more than one thing, an office opens."""
NETWORK = 64
"""Bits of an IPv6 address that one household or office has to itself."""


class RateLimit:
    """Refuses before anything is read or looked up."""

    def __init__(self, app: ASGIApp, *, meter: Meter, settings: Settings) -> None:
        self._app = app
        self._meter = meter
        self._by_address = settings.requests_per_second
        self._by_key = settings.key_requests_per_second

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(FREE):
            wait = await self._wait(scope)
            if wait is not None:
                await answer(scope, send, 429, "Too many requests. Try again soon.", wait)
                return
        await self._app(scope, receive, send)

    async def _wait(self, scope: Scope) -> str | None:
        """Seconds until it makes sense to ask again; None lets it in. One bucket after the other,
        since who is refused by one must not use up the other."""
        for bucket in self._buckets(scope):
            grant = await run_in_threadpool(self._meter.take, [bucket], 1, BURST)
            if grant.units == 0:
                log.info("request.limited", by=bucket.key.partition(":")[0])
                return str(max(1, math.ceil(grant.wait)))
        return None

    def _buckets(self, scope: Scope) -> Iterator[Bucket]:
        network = network_of(scope)
        if network is not None:
            yield Bucket(f"from:{_blurred(network)}", self._by_address)
        key = _key(scope)
        if key:
            yield Bucket(f"key:{_blurred(key)}", self._by_key)


def network_of(scope: Scope) -> str | None:
    """Whose requests are counted together: an IPv4 address, an IPv6 network; None for this machine
    (a proxy here says whom it speaks for)."""
    client = scope.get("client")
    host = str(client[0]) if client else ""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host or None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            if address.is_loopback:
                return None
            return str(ipaddress.ip_network((address, NETWORK), strict=False))
        address = address.ipv4_mapped
    return None if address.is_loopback else str(address)


def _key(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            return str(value.decode("latin-1")).partition(" ")[2].strip()
    return ""


def _blurred(value: str) -> str:
    """What stands in Redis tells nobody's address or key."""
    return hashlib.sha256(value.encode()).hexdigest()[:32]
