"""Asking a single sign-on provider: what it says of itself, a token for a code, its keys.

Through the same checked connections as events to agencies: a provider that is named once could
otherwise send us anywhere with what it says of itself.
"""

import asyncio
import base64
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import httpcore2

from outgoing.addresses import AddressError, checked
from outgoing.connecting import (
    CheckedBackend,
    NoSuchHostError,
    PrivateAddressError,
    Resolver,
)

PATIENCE_SECONDS = 10.0
"""For one answer, whole."""
READ_AT_MOST = 256 * 1024
WELL_KNOWN = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
WRONG = (
    NoSuchHostError, PrivateAddressError, AddressError, TimeoutError, OSError, ssl.SSLError,
    httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError, ValueError,
)  # fmt: skip


class ProviderError(Exception):
    """The provider did not answer as it should. The message says how, and names nobody."""


@dataclass(frozen=True, slots=True, repr=False)
class Terms:
    """What is agreed with a provider, and how far it is believed."""

    agency_id: UUID
    """Whose people come in that way."""
    issuer: str
    client_id: str
    secret: str
    """Empty: PKCE alone."""
    name: str
    """On the button."""
    two_factors: bool
    """It asks everybody for a second factor, whether its answer says so or not."""
    back: str
    """The whole address that it sends people back to."""
    own: bool
    """Named by the agency's administrator and not by whoever runs the installation: it opens only
    accounts whose owners have tied themselves to it."""
    inside: bool = False
    """It may be at private addresses."""
    plain: bool = False
    """It may be asked over http; for development."""


class Provider:
    """Belongs to one event loop; close it."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._resolver = Resolver()
        self._pool = httpcore2.AsyncConnectionPool(
            network_backend=CheckedBackend(
                self._resolver,
                local=terms.inside,
                inner=httpcore2.AnyIOBackend(),
            )
        )

    async def about(self) -> Mapping[str, Any]:
        """Its own description (OpenID Connect Discovery 1.0, 4). Raises `ProviderError`."""
        issuer = self._terms.issuer
        said = await self._asked("GET", issuer.rstrip("/") + WELL_KNOWN)
        if said.get("issuer") != issuer:
            raise ProviderError("it says it is another one")
        if not all(isinstance(said.get(name), str) for name in ENDPOINTS):
            raise ProviderError("it does not say where to go")
        # A browser is sent to the first, and that must not be a script.
        self._checked(str(said["authorization_endpoint"]))
        return said

    async def exchange(self, about: Mapping[str, Any], code: str, verifier: str) -> str:
        """The ID token for a code. Raises `ProviderError`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": self._terms.back,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        client_id, secret = self._terms.client_id, self._terms.secret
        if not secret:
            form["client_id"] = client_id
        elif _takes_basic(about):
            # RFC 6749, 2.3.1: both are form-encoded first.
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": client_id, "client_secret": secret}
        said = await self._asked(
            "POST", str(about["token_endpoint"]), headers, urlencode(form).encode()
        )
        token = said.get("id_token")
        if not isinstance(token, str):
            raise ProviderError("it gave no token")
        return token

    async def keys(self, about: Mapping[str, Any]) -> Mapping[str, Any]:
        """Those it signs with. Raises `ProviderError`."""
        return await self._asked("GET", str(about["jwks_uri"]))

    async def aclose(self) -> None:
        await self._pool.aclose()
        self._resolver.close()

    def _checked(self, url: str) -> str:
        try:
            return checked(url, local=self._terms.plain)
        except AddressError as error:
            raise ProviderError(f"one of its addresses: {error}") from None

    async def _asked(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Mapping[str, Any]:
        """What it answers, as JSON. No redirects: they could lead where nobody checked."""
        url = self._checked(url)
        sent = {"Accept": "application/json", **(headers or {})}
        try:
            async with (
                asyncio.timeout(PATIENCE_SECONDS),
                self._pool.stream(method, url, headers=[*sent.items()], content=body) as response,
            ):
                read = bytearray()
                async for part in response.aiter_stream():
                    read += part
                    if len(read) > READ_AT_MOST:
                        raise ProviderError("it says too much")
                said = json.loads(bytes(read)) if response.status == 200 else None
        except WRONG as error:
            raise ProviderError(f"asking it failed: {type(error).__name__}") from None
        if not isinstance(said, dict):
            raise ProviderError(f"it answered {response.status}")
        return said


def _takes_basic(about: Mapping[str, Any]) -> bool:
    """Discovery 1.0, 3: what it leaves out means so."""
    ways = about.get("token_endpoint_auth_methods_supported")
    return not isinstance(ways, list) or "client_secret_basic" in ways
