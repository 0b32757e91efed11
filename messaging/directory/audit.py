"""Writing down who did or read what."""

from typing import Any
from uuid import UUID

from messaging.models.audit import Audit
from messaging.platform.unit_of_work import Unit


def note(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    action: str,
    subject_type: str,
    subject_id: UUID | None,
    **detail: Any,
) -> None:
    """`detail` holds ids and words; never an address, a name or a text."""
    unit.session.add(
        Audit(
            agency_id=agency_id,
            at=unit.now,
            actor=actor,
            action=action,
            subject_type=subject_type,
            subject_id=subject_id,
            detail=detail,
        )
    )
