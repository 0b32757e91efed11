"""Saving a draft by key once, however often it is tried."""

import hashlib
from typing import TypeVar

from fastapi import HTTPException, status
from pydantic import BaseModel
from sqlalchemy import select

from campaigns import approval
from campaigns.models.version import CampaignVersion
from messaging.directory.approving import Move
from messaging.models.own_wording import OwnWording
from messaging.platform.unit_of_work import Unit
from web.api.keys import Caller

HALF = 32
USED = "This Idempotency-Key was used for another draft. Use a new one for a new draft."
Version = TypeVar("Version", CampaignVersion, OwnWording)


def name_of(caller: Caller, idempotency_key: str, place: str, new: BaseModel) -> str:
    """Of one act: whose key it is, and what was asked for where."""
    return _half(f"{caller.root_id} {idempotency_key}") + _half(f"{place} {new.model_dump_json()}")


def saved_before(unit: Unit, caller: Caller, kind: type[Version], saved_as: str) -> Version | None:
    """What an earlier try wrote, as it stands now; one that is under way is waited for. A key that
    was used for anything else is a 422. Raises `ForbiddenError`."""
    approval.lock(unit, caller.viewer, Move.SAVE)
    row = unit.session.scalars(
        select(kind).where(
            kind.agency_id == caller.viewer.agency_id, kind.saved_as.startswith(saved_as[:HALF])
        )
    ).first()
    if row is not None and row.saved_as != saved_as:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, USED)
    return row


def _half(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HALF]
