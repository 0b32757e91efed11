"""When an agency's offices work."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance.office_hours import OfficeHours
from messaging.models.agency import Agency, Branch
from messaging.models.thread import Thread


def office_hours(agency: Agency, branch: Branch | None = None) -> OfficeHours:
    """Of a branch, or of the agency where none is concerned. A branch has the agency's days off and
    its own. Raises ValueError for hours that are none."""
    opens, closes = agency.opens_hour, agency.closes_hour
    days = set(agency.closed_days)
    if branch is not None:
        opens = opens if branch.opens_hour is None else branch.opens_hour
        closes = closes if branch.closes_hour is None else branch.closes_hour
        days.update(branch.closed_days)
    return OfficeHours(
        zone=agency.time_zone,
        state=agency.state,
        opens=opens,
        closes=closes,
        closed=frozenset(map(date.fromisoformat, days)),
    )


def hours_of_thread(session: Session, agency_id: UUID, thread_id: UUID | None) -> OfficeHours:
    """Of the branch that a conversation stands in; None: it leads to no branch yet."""
    branch = None
    if thread_id is not None:
        branch = session.scalar(
            select(Branch)
            .join(Thread, Thread.branch_id == Branch.id)
            .where(Thread.agency_id == agency_id, Thread.id == thread_id)
        )
    return office_hours(session.get_one(Agency, agency_id), branch)
