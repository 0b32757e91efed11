"""Keys for the API: made, rotated, ended. What a key says is shown once; its hash is kept.

A key's first letters say its kind, `kin_live_` or `kin_test_`, so that whoever finds one in a log
or in a program knows at once. What it may do depends on the row alone.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.secret import ApiKey, KeyKind
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

PREFIX: Mapping[KeyKind, str] = MappingProxyType(
    {KeyKind.LIVE: "kin_live_", KeyKind.TEST: "kin_test_"}
)
KEY_BYTES = 32
LONGEST_OVERLAP = timedelta(days=30)


class KeyEndedError(Exception):
    """It has ended, so there is nothing to rotate."""


def digest(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


def add(
    unit: Unit,
    agency_id: UUID,
    name: str,
    *,
    scopes: Sequence[str],
    staff_id: UUID | None,
    actor: str,
    kind: KeyKind = KeyKind.LIVE,
    expires_at: datetime | None = None,
) -> str:
    """The key itself, which is kept nowhere."""
    key, row = _made(unit, agency_id, name, scopes, staff_id, kind, expires_at)
    note(unit, agency_id, actor, "key.added", "api_key", row.id, kind=kind.value)
    return key


def rotate(unit: Unit, old: ApiKey, keep_old_for: timedelta, *, actor: str) -> str:
    """Another key for the same: same scopes, same person, same kind, same end. The old one ends
    after `keep_old_for`, or earlier if it was to. Raises `KeyEndedError`."""
    if over(old, unit.now):
        raise KeyEndedError
    key, row = _made(
        unit, old.agency_id, old.name, old.scopes, old.staff_id, old.kind, old.expires_at
    )
    row.root_id = old.root_id
    until = unit.now + min(keep_old_for, LONGEST_OVERLAP)
    old.expires_at = until if old.expires_at is None else min(old.expires_at, until)
    note(unit, old.agency_id, actor, "key.rotated", "api_key", old.id, by=str(row.id))
    return key


def end(unit: Unit, row: ApiKey, *, actor: str) -> None:
    """It opens nothing from now on."""
    if not over(row, unit.now):
        row.expires_at = unit.now
        note(unit, row.agency_id, actor, "key.ended", "api_key", row.id)


def over(row: ApiKey, now: datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def found(unit: Unit, agency_id: UUID, key_id: UUID) -> ApiKey | None:
    """Locked; None when the agency has none of that id."""
    return unit.session.scalar(
        select(ApiKey)
        .where(ApiKey.agency_id == agency_id, ApiKey.id == key_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def of_agency(session: Session, agency_id: UUID) -> Sequence[ApiKey]:
    """Every one there ever was, the newest first."""
    return session.scalars(
        select(ApiKey).where(ApiKey.agency_id == agency_id).order_by(ApiKey.id.desc())
    ).all()


def _made(
    unit: Unit,
    agency_id: UUID,
    name: str,
    scopes: Sequence[str],
    staff_id: UUID | None,
    kind: KeyKind,
    expires_at: datetime | None,
) -> tuple[str, ApiKey]:
    key, key_id = PREFIX[kind] + secrets.token_urlsafe(KEY_BYTES), new_id()
    row = ApiKey(
        id=key_id,
        agency_id=agency_id,
        staff_id=staff_id,
        name=name,
        kind=kind,
        root_id=key_id,
        key_hash=digest(key),
        scopes=list(scopes),
        created_at=unit.now,
        expires_at=expires_at,
    )
    unit.session.add(row)
    unit.session.flush()
    return key, row
