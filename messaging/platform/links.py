"""Signed tokens for links and reply addresses: they prove we made them, for whom and when.

A token is `id | time | MAC`, in base64url. The MAC (HMAC-SHA256, 12 bytes kept) is made with a key
of its purpose, so a token made for one door opens no other. It carries no personal detail.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from messaging.platform.sealing import derive_key

ID_BYTES = 16
TIME_BYTES = 4
MAC_BYTES = 12
TOKEN_BYTES = ID_BYTES + TIME_BYTES + MAC_BYTES
BASE32_LENGTH = -(-TOKEN_BYTES * 8 // 5)


class LinkPurpose(StrEnum):
    CHAT = "chat"
    GUEST = "guest"
    """An anonymous chat; its subject is the chat's own random name."""
    REPLY = "reply"
    BOUNCE = "bounce"
    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"
    FORM = "form"
    """Its subject is the request, not the parent."""
    PASSKEY = "passkey"
    """A challenge to a browser that logs in with one; its subject is the challenge's own name."""
    NEW_PASSKEY = "new_passkey"
    """A challenge to one that registers; its subject is the session."""


class BadLinkError(Exception):
    """The token is not ours, is for another purpose, or is too old."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a token says."""

    subject: UUID
    made_at: datetime
    """To the second, rounded down."""


class LinkSigner:
    """Makes tokens with the first secret and reads those of every secret."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a signer needs at least one secret, and none may be empty")
        self._secrets = tuple(secrets)

    def sign(self, purpose: LinkPurpose, subject: UUID, now: datetime) -> str:
        return _base64(self._signed(purpose, subject, now))

    def sign_for_mail(self, purpose: LinkPurpose, subject: UUID, now: datetime) -> str:
        """As `sign`, in base32: mail servers may change the case of an address."""
        return _base32(self._signed(purpose, subject, now))

    def read(
        self, purpose: LinkPurpose, token: str, now: datetime, max_age: timedelta | None = None
    ) -> UUID:
        """The id inside. Raises `BadLinkError`."""
        return self.open(purpose, token, now, max_age).subject

    def open(
        self, purpose: LinkPurpose, token: str, now: datetime, max_age: timedelta | None = None
    ) -> Link:
        """Likewise, and when it was made."""
        raw = _decode(token)
        body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, purpose, body)) for key in self._secrets):
            raise BadLinkError("not made by us for this purpose")
        made = datetime.fromtimestamp(int.from_bytes(body[ID_BYTES:]), UTC)
        if max_age is not None and now - made > max_age:
            raise BadLinkError("too old")
        return Link(UUID(bytes=body[:ID_BYTES]), made)

    def _signed(self, purpose: LinkPurpose, subject: UUID, now: datetime) -> bytes:
        body = subject.bytes + int(now.timestamp()).to_bytes(TIME_BYTES)
        return body + _mac(self._secrets[0], purpose, body)


def _mac(secret: str, purpose: LinkPurpose, body: bytes) -> bytes:
    return hmac.digest(_key(secret, purpose), body, hashlib.sha256)[:MAC_BYTES]


@cache
def _key(secret: str, purpose: LinkPurpose) -> bytes:
    return derive_key(secret, f"kinline link {purpose}")


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).rstrip(b"=").decode().lower()


def _decode(token: str) -> bytes:
    in_mail = len(token) == BASE32_LENGTH
    written = token.lower() if in_mail else token
    try:
        if in_mail:
            raw = base64.b32decode(written.upper() + "=" * (-len(token) % 8))
        else:
            raw = base64.urlsafe_b64decode(written + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise BadLinkError("not a token") from None
    # The decoders pass over foreign characters and the spare bits of the last one: exactly one
    # spelling of a token is ours.
    if len(raw) != TOKEN_BYTES or written != (_base32 if in_mail else _base64)(raw):
        raise BadLinkError("not a token")
    return raw
