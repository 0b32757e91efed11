"""Who may see what, decided here, below pages, API and live updates."""

from dataclasses import dataclass
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
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


def within_view(statement: Select[*Columns], viewer: Viewer) -> Select[*Columns]:
    """Narrow a statement that selects from `Case` to what `viewer` may see."""
    statement = statement.where(Case.agency_id == viewer.agency_id)
    if viewer.branch_id is not None:
        statement = statement.where(Case.branch_id == viewer.branch_id)
    return statement


def visible_threads(viewer: Viewer) -> Select[Thread, Party, Case]:
    """Threads with their party and case, as far as `viewer` may see them."""
    return within_view(
        select(Thread, Party, Case)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        # Known from the case as well; said here, so that an index of threads can be used.
        .where(Thread.agency_id == viewer.agency_id),
        viewer,
    )


def in_view(thread_id: InstrumentedAttribute[UUID | None], viewer: Viewer) -> ColumnElement[bool]:
    """Whether `viewer` may see the thread that a row of their own agency names: asked row by row,
    for lists that begin with few rows, however many threads there are."""
    if viewer.branch_id is None:
        return thread_id.is_not(None)
    seen = visible_threads(viewer).with_only_columns(Thread.id).where(Thread.id == thread_id)
    return exists(seen)


def sees_triage(viewer: Viewer) -> bool:
    """Triage holds messages that lead to no single party, so branches cannot bound it yet."""
    return viewer.branch_id is None or viewer.role is not StaffRole.CASEWORKER
