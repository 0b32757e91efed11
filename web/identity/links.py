"""Links by mail that are good once, for a while. Only a hash of what makes one good is kept, and
that not for ever."""

import secrets
from datetime import timedelta

from sqlalchemy import and_, delete, or_

from messaging.models.invitation import Invitation, PasswordReset
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from web.identity.sessions import digest

KEPT = timedelta(days=30)
"""After they are good no more: until then the page People shows whom to invite again. That somebody
was invited, came, or chose a new password stays in the audit."""


def made() -> tuple[str, bytes]:
    """A token and its hash."""
    token = secrets.token_urlsafe(32)
    return token, digest(token)


def invitation(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/staff/invitation/{token}"


def reset(settings: Settings, token: str) -> str:
    return f"{settings.public_url}/staff/reset/{token}"


def forget_old(unit: Unit) -> int:
    """Invitations and reset links that were used, taken back or ran out `KEPT` ago, of every
    agency; how many."""
    return sum(_forget(unit, kind) for kind in (Invitation, PasswordReset))


def _forget(unit: Unit, kind: type[Invitation] | type[PasswordReset]) -> int:
    before = unit.now - KEPT
    over = or_(kind.ended_at < before, and_(kind.ended_at.is_(None), kind.expires_at < before))
    return len(unit.session.scalars(delete(kind).where(over).returning(kind.id)).all())
