"""Contact details, names and message text are sealed: unreadable in a dump of the database.

AES-256-GCM. Each agency has keys of its own, derived (HKDF-SHA256) from `SECRET_KEY`. A sealed
value is `version | key id | nonce | ciphertext`, bound to its agency and its column, so that a
value moved to another agency's row or another column does not open.

A blind index is a keyed hash of a value: equal values of one agency have equal indexes, so a phone
can be looked up without being readable. Values must be normalised first (E.164, lower-case email).
"""

import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12
INDEX_BYTES = 16
TAG_BYTES = 16
HEADER_BYTES = 1 + KEY_ID_BYTES
SURROGATE = re.compile("[\ud800-\udfff]")
SHORTEST = HEADER_BYTES + NONCE_BYTES + TAG_BYTES


class SealError(Exception):
    """A sealed value does not open. The message says which key is missing, never the value."""


class Keyring:
    """The keys this installation can open with; the first one seals."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets or not all(secrets):
            raise ValueError("a keyring needs at least one secret, and none may be empty")
        self._masters = {_key_id(secret): secret.encode() for secret in secrets}
        self._current = _key_id(secrets[0])
        self._cipher = lru_cache(maxsize=4096)(self._derive_cipher)
        self._index_keys = lru_cache(maxsize=4096)(self._derive_index_keys)
        self._mac_key = lru_cache(maxsize=4096)(self._derive_mac_key)

    @property
    def current_key_id(self) -> str:
        return self._current.hex()

    @property
    def key_ids(self) -> frozenset[str]:
        """Those that can be opened with."""
        return frozenset(key_id.hex() for key_id in self._masters)

    def seal(self, agency_id: UUID, column: str, text: str) -> bytes:
        """Takes any text; a lone surrogate, which no page or message could show, becomes U+FFFD."""
        return self.seal_bytes(agency_id, column, _encoded(text))

    def seal_bytes(self, agency_id: UUID, column: str, content: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._cipher(self._current, agency_id)
        body = cipher.encrypt(nonce, content, column.encode())
        return VERSION + self._current + nonce + body

    def open(self, agency_id: UUID, column: str, sealed: bytes) -> str:
        """Raises `SealError` when the key is not in the ring or the value was tampered with."""
        return self.open_bytes(agency_id, column, sealed).decode()

    def open_bytes(self, agency_id: UUID, column: str, sealed: bytes) -> bytes:
        """As `open`, for what is no text."""
        if sealed[:1] != VERSION or len(sealed) < SHORTEST:
            raise SealError(f"{column} does not open: this is no sealed value")
        key_id = sealed[1:HEADER_BYTES]
        if key_id not in self._masters:
            raise SealError(
                f"{column} was sealed with key {key_id.hex()}, which is not here. "
                "Add that SECRET_KEY to OLD_SECRET_KEYS."
            )
        nonce = sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        try:
            return self._cipher(key_id, agency_id).decrypt(
                nonce, sealed[HEADER_BYTES + NONCE_BYTES :], column.encode()
            )
        except InvalidTag:
            raise SealError(f"{column} does not open: altered, or not this agency's") from None

    def index(self, agency_id: UUID, value: str) -> bytes:
        """The blind index under the current key."""
        return self.indexes(agency_id, value)[0]

    def indexes(self, agency_id: UUID, value: str) -> list[bytes]:
        """The blind index under every key, current first: for look-up while keys rotate."""
        return [
            hmac.digest(key, _encoded(value), hashlib.sha256)[:INDEX_BYTES]
            for key in self._index_keys(agency_id)
        ]

    def key_id_of(self, sealed: bytes) -> str:
        return sealed[1:HEADER_BYTES].hex()

    def mac(self, agency_id: UUID, content: bytes) -> bytes:
        """What only this installation can write beside `content`: `key id | HMAC-SHA256`."""
        return self._current + self._signed(self._current, agency_id, content)

    def is_ours(self, agency_id: UUID, content: bytes, mac: bytes) -> bool:
        """Whether `mac` was made for `content` with a key that is here."""
        key_id = mac[:KEY_ID_BYTES]
        if key_id not in self._masters:
            return False
        signed = self._signed(key_id, agency_id, content)
        return hmac.compare_digest(mac[KEY_ID_BYTES:], signed)

    def _signed(self, key_id: bytes, agency_id: UUID, content: bytes) -> bytes:
        return hmac.digest(self._mac_key(key_id, agency_id), content, hashlib.sha256)

    def _derive_cipher(self, key_id: bytes, agency_id: UUID) -> AESGCM:
        return AESGCM(_derive(self._masters[key_id], b"kinline seal", agency_id))

    def _derive_mac_key(self, key_id: bytes, agency_id: UUID) -> bytes:
        return _derive(self._masters[key_id], b"kinline audit", agency_id)

    def _derive_index_keys(self, agency_id: UUID) -> list[bytes]:
        return [_derive(master, b"kinline index", agency_id) for master in self._masters.values()]


def derive_key(secret: str, purpose: str) -> bytes:
    """A 32-byte key for one purpose (signing links, sessions), so that no key serves two."""
    return _derive(secret.encode(), purpose.encode(), None)


def _derive(master: bytes, purpose: bytes, agency_id: UUID | None) -> bytes:
    info = purpose + (agency_id.bytes if agency_id else b"")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(master)


def _encoded(text: str) -> bytes:
    # Surrogates come from damaged mail headers. A parent's message must be stored all the same.
    return SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).encode()


def _key_id(secret: str) -> bytes:
    return hashlib.sha256(b"kinline key id" + secret.encode()).digest()[:KEY_ID_BYTES]


_installed: list[Keyring] = []


def install(keyring: Keyring) -> None:
    """Make `keyring` the one that sealed columns use in this process."""
    _installed[:] = [keyring]


def keyring() -> Keyring:
    """The installed keyring. Raises `SealError` when the process has not been composed."""
    if not _installed:
        raise SealError("no keyring is installed: the process was not composed with a runtime")
    return _installed[0]
