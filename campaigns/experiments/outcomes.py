"""What became of those a campaign writes to, whether or not it wrote: the first time counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns.models.experiment import Outcome
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Reached:
    """An event says that an enrollment's goal was reached."""

    enrollment_id: UUID
    event_id: UUID
    at: datetime


def record(unit: Unit, agency_id: UUID, reached: Sequence[Reached]) -> None:
    """The earliest of each enrollment stays, in whatever order they are told. Their enrollments
    must be locked, and they and the events stand in the database."""
    first: dict[UUID, Reached] = {}
    for one in sorted(reached, key=lambda each: each.at):
        first.setdefault(one.enrollment_id, one)
    if not first:
        return
    known = unit.session.scalars(
        select(Outcome).where(
            Outcome.agency_id == agency_id, among(unit.session, Outcome.enrollment_id, first)
        )
    )
    for row in known:
        one = first.pop(row.enrollment_id)
        if one.at < row.at:
            row.at, row.event_id = one.at, one.event_id
    bulk.add(
        unit.session,
        [
            bulk.made(
                Outcome,
                id=new_id(),
                agency_id=agency_id,
                enrollment_id=one.enrollment_id,
                event_id=one.event_id,
                at=one.at,
                recorded_at=unit.now,
            )
            for one in first.values()
        ],
        keep=False,
    )
