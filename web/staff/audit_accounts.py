"""Whose acts an auditor asks for: an account of the agency's, found by name or work email."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from messaging.models.agency import Branch
from messaging.models.staff import Staff

MOST = 20
"""Accounts that are offered to choose from."""


@dataclass(frozen=True, slots=True)
class Account:
    id: UUID
    name: str
    email: str
    branch: str
    """Empty: every branch."""
    active: bool


def find(session: Session, agency_id: UUID, words: str) -> Sequence[Account]:
    """The one whose email that is; else all whose name or email holds every word, by name. Closed
    accounts too: what they did stays."""
    wanted = _plain(words).split()
    known = session.execute(
        select(Staff.id, Staff.name, Staff.email, Branch.name, Staff.active)
        .outerjoin(Branch, Branch.id == Staff.branch_id)
        .where(Staff.agency_id == agency_id)
        .order_by(Staff.name, Staff.email)
    ).all()
    for row in known:
        if [_plain(row.email)] == wanted:
            return [_account(row)]
    return [_account(row) for row in known if wanted and _fits(row, wanted)]


def email_of(session: Session, agency_id: UUID, staff_id: UUID) -> str | None:
    return session.scalar(
        select(Staff.email).where(Staff.agency_id == agency_id, Staff.id == staff_id)
    )


def _account(row: Row[UUID, str, str, str | None, bool]) -> Account:
    return Account(row[0], row[1], row[2], row[3] or "", row[4])


def _fits(row: Row[UUID, str, str, str | None, bool], wanted: Sequence[str]) -> bool:
    text = _plain(f"{row[1]} {row[2]}")
    return all(word in text for word in wanted)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in letters if not unicodedata.combining(each))
