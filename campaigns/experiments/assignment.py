"""Which arm a person (or a case) is in: a keyed hash, the same for ever, that nobody can foresee.

Pure. The key is an experiment's own, so two experiments never choose the same people, and who
knows ids but not the key cannot tell who is held out.
"""

import hmac
import secrets
from collections.abc import Mapping
from uuid import UUID

KEY_BYTES = 32
_BITS = 64


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def place(key: bytes, who: UUID) -> float:
    """Where `who` falls in [0, 1), evenly (HMAC-SHA256, its first 53 bits)."""
    first = int.from_bytes(hmac.digest(key, who.bytes, "sha256")[: _BITS // 8])
    # A float holds 53 bits; more would round up to 1.
    return float((first >> 11) / (1 << 53))


def arm_at(shares: Mapping[str, float], at: float) -> str:
    """The arm whose stretch of [0, 1) holds `at`; `shares` add up to 1."""
    end, arm = 0.0, ""
    for arm, share in shares.items():
        end += share
        if at < end:
            return arm
    return arm


def arm_of(key: bytes, shares: Mapping[str, float], who: UUID) -> str:
    return arm_at(shares, place(key, who))
