"""Secrets with which an agency signs the events it sends to us. Several are good while one is
rotated."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.secret import WebhookSecret
from messaging.platform.signing import new_secret
from messaging.platform.unit_of_work import Unit


def add(unit: Unit, agency_id: UUID, *, keep_old_for: timedelta | None = None, actor: str) -> str:
    """Another one, which is shown once. Earlier ones stay good, or for `keep_old_for` only."""
    secret = new_secret()
    if keep_old_for is not None:
        _lapse(unit, agency_id, unit.now + keep_old_for)
    row = WebhookSecret(agency_id=agency_id, created_at=unit.now)
    row.secret = secret
    unit.session.add(row)
    unit.session.flush()
    note(unit, agency_id, actor, "secret.added", "webhook_secret", row.id)
    return secret


def valid(session: Session, agency_id: UUID, now: datetime) -> Sequence[WebhookSecret]:
    """The newest first."""
    return session.scalars(
        select(WebhookSecret)
        .where(
            WebhookSecret.agency_id == agency_id,
            or_(WebhookSecret.expires_at.is_(None), WebhookSecret.expires_at > now),
        )
        .order_by(WebhookSecret.id.desc())
    ).all()


def _lapse(unit: Unit, agency_id: UUID, until: datetime) -> None:
    for row in valid(unit.session, agency_id, until):
        row.expires_at = until
