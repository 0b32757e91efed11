"""Colleagues and offices, found by what they are called: an agency can have hundreds of each."""

from uuid import UUID

from sqlalchemy import Select, or_, select

from messaging.directory.access import ALLOWED, Act, Columns, Viewer
from messaging.models.agency import Branch
from messaging.models.staff import Staff

WRITERS = tuple(role for role, acts in ALLOWED.items() if Act.WRITE in acts)


def writers(agency_id: UUID, branch_id: UUID | None = None) -> Select[Staff]:
    """Who answers parents, by name; of a branch, those who see it."""
    found = select(Staff).where(Staff.agency_id == agency_id, Staff.active, Staff.role.in_(WRITERS))
    if branch_id is not None:
        found = found.where(or_(Staff.branch_id.is_(None), Staff.branch_id == branch_id))
    return found.order_by(Staff.name, Staff.id)


def everybody(agency_id: UUID) -> Select[Staff]:
    """All accounts, by name; closed ones last."""
    found = select(Staff).where(Staff.agency_id == agency_id)
    return found.order_by(Staff.active.desc(), Staff.name, Staff.id)


def people_called(found: Select[*Columns], words: str) -> Select[*Columns]:
    """Those of `found` with all of the words in their name, their email or their branch's name."""
    if words.strip():
        found = found.outerjoin(Branch, Branch.id == Staff.branch_id)
    for word in words.split():
        found = found.where(
            or_(
                Staff.name.icontains(word, autoescape=True),
                Staff.email.icontains(word, autoescape=True),
                Branch.name.icontains(word, autoescape=True),
            )
        )
    return found


def offices(viewer: Viewer) -> Select[Branch]:
    """Those that `viewer` sees, by name."""
    found = select(Branch).where(Branch.agency_id == viewer.agency_id)
    if viewer.branch_id is not None:
        found = found.where(Branch.id == viewer.branch_id)
    return found.order_by(Branch.name, Branch.code)


def offices_called(found: Select[*Columns], words: str) -> Select[*Columns]:
    """Those of `found` with all of the words in their name or code."""
    for word in words.split():
        found = found.where(
            or_(
                Branch.name.icontains(word, autoescape=True),
                Branch.code.icontains(word, autoescape=True),
            )
        )
    return found
