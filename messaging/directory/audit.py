"""Writing down who did or read what."""

from typing import Any
from uuid import UUID

from messaging.directory.audit_chain import content_of
from messaging.models.audit import Audit, Why
from messaging.platform.ids import new_id
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit


def note(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    action: str,
    subject_type: str,
    subject_id: UUID | None,
    *,
    why: Why | None = None,
    **detail: Any,
) -> None:
    """`detail` holds ids and words; never an address, a name or a text. `why` is what the reader
    said it is for, where that is asked."""
    row = Audit(
        id=new_id(),
        agency_id=agency_id,
        at=unit.now,
        actor=actor,
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        detail=detail,
        why=why,
    )
    row.mac = keyring().mac(agency_id, content_of(row))
    unit.session.add(row)
