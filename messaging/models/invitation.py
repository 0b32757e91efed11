"""Links by mail that let somebody choose a password: a colleague who is invited, one who forgot."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.models.staff import StaffRole
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Identified, Owned, same_agency


class Invitation(Owned, Base):
    """Somebody who may have an account; there is none before they have taken it. Whether they have
    one at another agency, nobody of this one learns."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "agency_id", "email"),
        same_agency("branch_id", "branches"),
        same_agency("invited_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    invited_by_id: Mapped[UUID]
    email: Mapped[str] = mapped_column(String(254))
    """Lower case."""
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[StaffRole] = mapped_column(words(StaffRole))
    branch_id: Mapped[UUID | None]
    programs: Mapped[list[str]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(8))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was taken, or taken back."""


class PasswordReset(Owned, Base):
    """A link by which somebody chooses a new password."""

    __tablename__ = "password_resets"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "agency_id", "staff_id", "created_at"),
        same_agency("staff_id", "staff", ondelete="CASCADE"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was used, or another one was."""


class ResetRequest(Identified, Base):
    """Somebody typed an address and said that they forgot their password. Written down before
    anybody looks whether there is such an account, and gone once that has been done."""

    __tablename__ = "reset_requests"

    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    """The address cannot be read back from it."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
