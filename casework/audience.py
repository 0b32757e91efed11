"""Which people of the agency are told that something waits, wider from rung to rung."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.ladder import RUNGS, Rung, within
from messaging.directory.access import Act, Viewer, in_view, may
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread

LOOK_AFTER = (StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR)


def supervisors(
    session: Session, agency_id: UUID, thread_id: UUID | None, branch_id: UUID | None
) -> Sequence[Staff]:
    """Those who may see a thread (None: triage), or administrators where there are none."""
    everyone = _everyone(session, agency_id, thread_id, branch_id)
    return next(filter(None, (_in_role(everyone, role) for role in LOOK_AFTER)), [])


def audience(
    session: Session,
    agency_id: UUID,
    thread_id: UUID | None,
    branch_id: UUID | None,
    holder_id: UUID | None,
    rung: Rung,
) -> tuple[Rung, Sequence[Staff]]:
    """Everyone on `rung` and below it who may see what waits; from the next rung where there is
    nobody yet. `thread_id` None stands for what waits beside triage."""
    everyone = _everyone(session, agency_id, thread_id, branch_id)
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


def _everyone(
    session: Session, agency_id: UUID, thread_id: UUID | None, branch_id: UUID | None
) -> Sequence[Staff]:
    """Who may see what stands there."""
    people = session.scalars(
        select(Staff).where(Staff.agency_id == agency_id, Staff.active).order_by(Staff.id)
    )
    return [staff for staff in people if _sees(session, Viewer.of(staff), thread_id, branch_id)]


def _in_role(everyone: Sequence[Staff], role: StaffRole) -> Sequence[Staff]:
    return [staff for staff in everyone if staff.role is role]


def _sees(session: Session, viewer: Viewer, thread_id: UUID | None, branch_id: UUID | None) -> bool:
    if thread_id is None:
        return may(viewer, Act.SORT)
    if not may(viewer, Act.WRITE) or viewer.branch_id not in (None, branch_id):
        return False
    if not viewer.narrowed:
        return True
    seen = select(Thread.id).where(in_view(Thread, viewer), Thread.id == thread_id)
    return session.scalar(seen) is not None


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
