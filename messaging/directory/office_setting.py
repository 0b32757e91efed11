"""Setting when an office works: an agency, or one of its branches.

What parents were promised before stays promised; from now on it is counted otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory import audit
from messaging.directory.access import Act, ForbiddenError, Viewer, may, require
from messaging.directory.colleagues import offices
from messaging.directory.office import office_hours
from messaging.models.agency import Agency, Branch
from messaging.platform.unit_of_work import Unit

MOST_DAYS = 400
MOST_WORK_DAYS = 30

NO_HOURS = "An office opens before it closes, at whole hours from 0 to 23."
CLASH = "A branch would then open after it closes. Change that branch's hours first."
TOO_MANY = "400 days off are the most."
NO_PROMISE = "Answers come within 1 to 30 working days."
REFUSALS = (NO_HOURS, CLASH, TOO_MANY, NO_PROMISE)


class OfficeError(Exception):
    """Why it cannot be so, in words for the person. Whoever gets it must store nothing."""


class NotFoundError(Exception):
    """There is no such branch, or its hours are not this viewer's to set."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works."""

    opens: int | None
    closes: int | None
    """Local hours. None, of a branch: as the agency has it."""
    closed: Sequence[date]
    """Days off beside weekends and public holidays; a branch has its agency's as well."""


def sets_agency(viewer: Viewer) -> bool:
    """Whether the hours of the whole agency are theirs to set: who sees all of it."""
    return may(viewer, Act.SET_UP) and not viewer.bounded


def branches(session: Session, viewer: Viewer) -> Sequence[Branch]:
    """Those whose hours `viewer` may set, by name."""
    return session.scalars(offices(viewer)).all() if may(viewer, Act.SET_UP) else []


def set_agency(unit: Unit, viewer: Viewer, actor: str, hours: Hours, answer_work_days: int) -> None:
    """Raises `ForbiddenError` and `OfficeError`."""
    if not sets_agency(viewer):
        raise ForbiddenError(Act.SET_UP)
    agency = unit.session.get_one(Agency, viewer.agency_id)
    if hours.opens is None or hours.closes is None:
        raise OfficeError(NO_HOURS)
    agency.opens_hour, agency.closes_hour = hours.opens, hours.closes
    agency.closed_days = _written(hours.closed)
    agency.answer_work_days = answer_work_days
    settle(unit, actor, agency)


def set_branch(unit: Unit, viewer: Viewer, actor: str, code: str, hours: Hours) -> None:
    """Raises `ForbiddenError`, `NotFoundError` and `OfficeError`."""
    require(viewer, Act.SET_UP)
    branch = unit.session.scalar(offices(viewer).where(Branch.code == code))
    if branch is None:
        raise NotFoundError
    branch.opens_hour, branch.closes_hour = hours.opens, hours.closes
    branch.closed_days = _written(hours.closed)
    settle(unit, actor, unit.session.get_one(Agency, viewer.agency_id), branch)


def settle(unit: Unit, actor: str, agency: Agency, branch: Branch | None = None) -> None:
    """What was just set in these rows holds, and is on record. Raises `OfficeError`."""
    row = agency if branch is None else branch
    if len(row.closed_days) > MOST_DAYS:
        raise OfficeError(TOO_MANY)
    if not 1 <= agency.answer_work_days <= MOST_WORK_DAYS:
        raise OfficeError(NO_PROMISE)
    _check(agency, branch, NO_HOURS)
    theirs = select(Branch).where(Branch.agency_id == agency.id)
    for each in unit.session.scalars(theirs) if branch is None else ():
        _check(agency, each, CLASH)
    kind = "agency" if branch is None else "branch"
    audit.note(
        unit, agency.id, actor, "agency.office" if branch is None else "branch.office", kind,
        row.id, opens=row.opens_hour, closes=row.closes_hour, closed=list(row.closed_days),
    )  # fmt: skip
    unit.touch(agency.id, "inbox")


def _check(agency: Agency, branch: Branch | None, why: str) -> None:
    try:
        office_hours(agency, branch)
    except ValueError:
        raise OfficeError(why) from None


def _written(days: Sequence[date]) -> list[str]:
    return sorted({day.isoformat() for day in days})
