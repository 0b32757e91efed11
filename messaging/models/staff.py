"""The people of an agency who read and answer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class StaffRole(StrEnum):
    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    """Reads who did what, and no conversation."""
    PARTNER = "partner"
    """Works for somebody else; sees what was referred to them."""


class Staff(Owned, Base):
    """One account. Its branch and programs bound what it may see (`messaging/directory/access.py`);
    without a branch it sees every one, without programs all of them."""

    __tablename__ = "staff"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        same_agency("branch_id", "branches"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    branch_id: Mapped[UUID | None]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    """Lower case. Work address, used to log in."""
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[StaffRole] = mapped_column(words(StaffRole))
    programs: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(8), default="en")
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)


class StaffSession(Owned, Base):
    """One logged-in browser. The cookie holds a random token; only its hash is kept here."""

    __tablename__ = "staff_sessions"
    __table_args__ = (same_agency("staff_id", "staff", ondelete="CASCADE"),)

    staff_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
