"""Passwords: argon2id, with the same work done whether or not an account exists."""

from functools import lru_cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher


@lru_cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


def hashed(password: str) -> str:
    """What `Staff.password_hash` holds."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """False for no hash, after the same work, so that time does not tell who has an account."""
    right = _hasher().verify(password, password_hash or _nobody())
    return right and password_hash is not None


@lru_cache
def _nobody() -> str:
    return hashed("nobody has this account")
