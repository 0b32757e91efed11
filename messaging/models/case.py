"""A case, and the parties on it."""

import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from messaging.platform.columns import UtcDateTime, in_code_order, words
from messaging.platform.database import Base, Owned, same_agency, same_branch

_DIGITS = re.compile("[0-9].*", re.DOTALL)


class PartyRole(StrEnum):
    CUSTODIAL = "custodial"
    NONCUSTODIAL = "noncustodial"
    GUARDIAN = "guardian"
    OTHER = "other"


class Case(Owned, Base):
    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "number"),
        UniqueConstraint("agency_id", "branch_id", "id"),
        Index(None, "agency_id", "program"),
        Index(None, "agency_id", "sought_as"),
        same_agency("branch_id", "branches"),
        same_agency("caseworker_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    branch_id: Mapped[UUID] = mapped_column(index=True)
    caseworker_id: Mapped[UUID | None] = mapped_column(index=True)
    number: Mapped[str] = mapped_column(String(40))
    sought_as: Mapped[str] = mapped_column(in_code_order(40))
    """The number, as `sought_as` has it."""
    program: Mapped[str] = mapped_column(String(40))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @validates("number")
    def _is_numbered(self, _key: str, number: str) -> str:
        self.sought_as = sought_as(number)
        return number


def sought_as(number: str) -> str:
    """A case's number as whoever looks for it may begin: in small letters, from its first digit on
    where it has one. "1042" finds CS-1042 as "cs-1042" does."""
    digits = _DIGITS.search(number)
    return (digits[0] if digits else number).lower()


class Party(Owned, Base):
    """A person's role on a case. Everything said belongs to one party, never to the case alone."""

    __tablename__ = "parties"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "case_id", "person_id"),
        UniqueConstraint("agency_id", "branch_id", "id"),
        same_branch("case_id", "cases"),
        same_agency("person_id", "people"),
        same_agency("named_id", "people"),
    )

    branch_id: Mapped[UUID]
    """The case's."""
    case_id: Mapped[UUID] = mapped_column(index=True)
    person_id: Mapped[UUID] = mapped_column(index=True)
    role: Mapped[PartyRole] = mapped_column(words(PartyRole))
    nondisclosure: Mapped[bool] = mapped_column(default=False)
    """Family-violence indicator (Social Security Act 453(b)(2), 454(26)): nothing about this
    person may reach another party by any path."""
    named_id: Mapped[UUID | None]
    """Where several records are one human's: the one that the agency names them by on this case."""
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """No campaign writes to this party before then; people and safety answers still may."""
