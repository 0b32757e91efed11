"""Times that parents have been offered and may still pick, with the seats that are left."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from campaigns.loading import load_campaigns
from campaigns.models.enrollment import Enrollment, EnrollmentState
from campaigns.slots import Slot, seats_left
from messaging.directory.access import Viewer, in_view
from messaging.models.case import Party

MISSED = "appointment.missed"
"""The event that brings times to offer."""
TIMES = ("slot_a", "slot_b")
READ = 400
"""Of those who have been offered times, so many are read, the nearest first: many are offered the
same few."""
APART = timedelta(days=14)
"""An enrollment is dated by the first of its times; the second is no later than this, as a rule."""


@dataclass(frozen=True, slots=True)
class Offer:
    slot: Slot
    left: int
    """Seats."""


def offered(
    session: Session,
    viewer: Viewer,
    first: datetime,
    end: datetime,
    branch_id: UUID | None = None,
) -> Sequence[Offer]:
    """Those in that stretch, in the order of their time."""
    rows = session.execute(
        select(Enrollment, Party.branch_id)
        .join(Party, and_(Party.agency_id == Enrollment.agency_id, Party.id == Enrollment.party_id))
        .where(
            Enrollment.agency_id == viewer.agency_id,
            Enrollment.anchor_at >= first - APART,
            Enrollment.anchor_at < end,
            Enrollment.campaign.in_(_offering()),
            Enrollment.state != EnrollmentState.STOPPED,
            in_view(Party, viewer),
            *([Party.branch_id == branch_id] if branch_id else []),
        )
        .order_by(Enrollment.anchor_at.desc(), Enrollment.id.desc())
        .limit(READ)
    )
    slots = {
        slot.key: slot
        for enrollment, of_branch in rows
        for slot in _slots(viewer.agency_id, of_branch, json.loads(enrollment.values))
        if first <= slot.starts_at < end
    }
    left = seats_left(session, list(slots.values()))
    return sorted(
        (Offer(slot, number) for slot, number in left.items()),
        key=lambda one: (one.slot.starts_at, one.slot.place, one.slot.key),
    )


def _offering() -> Sequence[str]:
    return [key for key, campaign in load_campaigns().items() if MISSED in campaign.starts_on]


def _slots(agency_id: UUID, branch_id: UUID, values: Mapping[str, str]) -> Sequence[Slot]:
    place, seats = values.get("appointment_place", ""), int(values.get("slot_seats", "1"))
    return [
        Slot(agency_id, branch_id, place, datetime.fromisoformat(values[name]), seats)
        for name in TIMES
        if name in values
    ]
