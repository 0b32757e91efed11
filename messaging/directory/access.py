"""Who may see what, decided here, below pages, API and live updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute

from messaging.models.case import Case, Party
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread


@dataclass(frozen=True, slots=True)
class Viewer:
    """One staff member, as far as access is concerned."""

    agency_id: UUID
    staff_id: UUID
    branch_id: UUID | None
    """None sees every branch of the agency."""
    role: StaffRole

    @classmethod
    def of(cls, staff: Staff) -> "Viewer":
        return cls(staff.agency_id, staff.id, staff.branch_id, staff.role)

    @property
    def actor(self) -> str:
        """How the audit log calls them."""
        return f"staff:{self.staff_id}"


Columns = TypeVarTuple("Columns")
OfAgency = InstrumentedAttribute[UUID]
OfBranch = InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


def in_view(agency_id: OfAgency, branch_id: OfBranch, viewer: Viewer) -> ColumnElement[bool]:
    """Whether `viewer` may see a row with these columns: a case, or a party, a thread, a task,
    which the database keeps in the branch of their case (`same_branch`)."""
    ours = agency_id == viewer.agency_id
    return ours if viewer.branch_id is None else and_(ours, branch_id == viewer.branch_id)


def in_view_or_triage(
    agency_id: OfAgency, branch_id: InstrumentedAttribute[UUID | None], viewer: Viewer
) -> Sequence[ColumnElement[bool]]:
    """As `in_view`, of rows that may belong to no party yet and then stand beside triage. In parts
    that share no row, since one part is one range of an index by agency and branch."""
    branches = in_view(agency_id, branch_id, viewer)
    if viewer.branch_id is None:
        return [branches if sees_triage(viewer) else and_(branches, branch_id.is_not(None))]
    if sees_triage(viewer):
        return [branches, and_(agency_id == viewer.agency_id, branch_id.is_(None))]
    return [branches]


def visible_threads(viewer: Viewer) -> Select[Thread, Party, Case]:
    """Threads with their party and case, as far as `viewer` may see them."""
    return (
        select(Thread, Party, Case)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .where(in_view(Thread.agency_id, Thread.branch_id, viewer))
    )


def sees_triage(viewer: Viewer) -> bool:
    """Triage holds messages that lead to no single party, so branches cannot bound it yet."""
    return viewer.branch_id is None or viewer.role is not StaffRole.CASEWORKER
