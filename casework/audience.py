"""Which people of the agency are told that something waits, wider from rung to rung."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.ladder import RUNGS, Rung, within
from messaging.directory.access import Viewer, sees_triage
from messaging.models.staff import Staff, StaffRole


def audience(
    session: Session,
    agency_id: UUID,
    branch_id: UUID | None,
    holder_id: UUID | None,
    rung: Rung,
) -> tuple[Rung, Sequence[Staff]]:
    """Everyone on `rung` and below it who may see what waits; from the next rung where there is
    nobody yet. `branch_id` None stands for what waits beside triage."""
    everyone = [
        staff
        for staff in session.scalars(
            select(Staff).where(Staff.agency_id == agency_id, Staff.active).order_by(Staff.id)
        )
        if _sees(staff, branch_id)
    ]
    found: Sequence[Staff] = []
    for reached in RUNGS[RUNGS.index(rung) :]:
        found = [
            staff
            for staff in everyone
            if any(ON[each](staff, everyone, holder_id) for each in within(reached))
        ]
        if found:
            return reached, found
    return RUNGS[-1], found


def _sees(staff: Staff, branch_id: UUID | None) -> bool:
    if branch_id is None:
        return sees_triage(Viewer.of(staff))
    return staff.branch_id in (None, branch_id)


def _covers(staff: Staff, everyone: Sequence[Staff], holder_id: UUID | None) -> bool:
    if any(each.id == holder_id for each in everyone):
        return staff.id == holder_id
    return staff.role is StaffRole.CASEWORKER


ON: Mapping[Rung, Callable[[Staff, Sequence[Staff], UUID | None], bool]] = MappingProxyType(
    {
        Rung.COVERING: _covers,
        Rung.SUPERVISORS: lambda staff, *_: staff.role is StaffRole.SUPERVISOR,
        Rung.ADMINISTRATORS: lambda staff, *_: staff.role is StaffRole.ADMINISTRATOR,
    }
)
