"""Which people of the agency are told that something waits, wider from rung to rung."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.ladder import RUNGS, Rung, within
from messaging.directory import absences
from messaging.directory.access import Act, Viewer, in_view, may
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread

LOOK_AFTER = (StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR)


Away = Mapping[UUID, frozenset[UUID]]
"""Who covers for whom, as `absences.away` has it."""


def supervisors(
    session: Session,
    agency_id: UUID,
    thread_id: UUID | None,
    branch_id: UUID | None,
    now: datetime,
) -> Sequence[Staff]:
    """Those who may see a thread (None: triage), or administrators where there are none; and who
    covers for one of them."""
    everyone = _everyone(session, agency_id, thread_id, branch_id)
    found = next(filter(None, (_in_role(everyone, role) for role in LOOK_AFTER)), [])
    return _with_covers(found, everyone, absences.away(session, agency_id, now))


def audience(
    session: Session,
    agency_id: UUID,
    thread_id: UUID | None,
    branch_id: UUID | None,
    holder_id: UUID | None,
    rung: Rung,
    now: datetime,
) -> tuple[Rung, Sequence[Staff]]:
    """Everyone on `rung` and below it who may see what waits, and who covers for one of them; from
    the next rung where there is nobody yet. `thread_id` None stands for what waits beside triage.
    """
    everyone = _everyone(session, agency_id, thread_id, branch_id)
    away = absences.away(session, agency_id, now)
    holders = _holders(everyone, holder_id, away)
    found: Sequence[Staff] = []
    for reached in RUNGS[RUNGS.index(rung) :]:
        found = [
            staff for staff in everyone if any(ON[each](staff, holders) for each in within(reached))
        ]
        if found:
            return reached, _with_covers(found, everyone, away)
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


def _holders(everyone: Sequence[Staff], holder_id: UUID | None, away: Away) -> Collection[UUID]:
    """Who has it and can act, now or through a cover; a holder whom nobody covers has it no more
    than any caseworker of the branch."""
    there = {staff.id for staff in everyone}
    if holder_id not in there or holder_id is None:
        return ()
    return (holder_id,) if away.get(holder_id, there) & there else ()


def _with_covers(found: Sequence[Staff], everyone: Sequence[Staff], away: Away) -> Sequence[Staff]:
    """Nobody is told in somebody's stead of what they may not see."""
    told = {staff.id for staff in found}
    told.update(*(away.get(each, ()) for each in list(told)))
    return [staff for staff in everyone if staff.id in told]


def _covers(staff: Staff, holders: Collection[UUID]) -> bool:
    return staff.id in holders if holders else staff.role is StaffRole.CASEWORKER


ON: Mapping[Rung, Callable[[Staff, Collection[UUID]], bool]] = MappingProxyType(
    {
        Rung.COVERING: _covers,
        Rung.SUPERVISORS: lambda staff, _: staff.role is StaffRole.SUPERVISOR,
        Rung.ADMINISTRATORS: lambda staff, _: staff.role is StaffRole.ADMINISTRATOR,
    }
)
