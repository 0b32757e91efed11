"""Links by mail that are good once, for a while. Only a hash of what makes one good is kept."""

import secrets

from messaging.platform.settings import Settings
from web.identity.sessions import digest


def made() -> tuple[str, bytes]:
    """A token and its hash."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def invitation(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/staff/invitation/{token}"


def reset(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/staff/reset/{token}"
