"""The people of an agency who read and answer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
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
    sign_on: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    """Who they are at the single sign-on provider: hashes of its name and of theirs there, from
    their first coming in that way. An address that somebody else has later does not open it."""


class Way(StrEnum):
    """How somebody came in."""

    PASSWORD = "password"  # noqa: S105 (a word)
    CODE = "code"
    """A password, and a code of their authenticator app."""
    RECOVERY = "recovery"
    """A password, and one of their recovery codes."""
    PASSKEY = "passkey"
    SIGN_ON = "sign_on"
    """By the agency's own single sign-on, which asked for one factor as far as it says."""
    SIGN_ON_TWO = "sign_on_two"
    """Likewise, with a second factor: as the provider says, or one of ours after it."""


class StaffSession(Owned, Base):
    """One logged-in browser. The cookie holds a random token; only its hash is kept here."""

    __tablename__ = "staff_sessions"
    __table_args__ = (
        Index(None, "agency_id", "staff_id"),
        same_agency("staff_id", "staff", ondelete="CASCADE"),
    )

    staff_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """However much it is used."""
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When a person last did something, to the minute."""
    way: Mapped[Way] = mapped_column(words(Way))
    half: Mapped[bool] = mapped_column(default=False)
    """The first factor was right; it opens nothing but the question for the second."""
    tries: Mapped[int] = mapped_column(default=0)
    """Wrong second factors at this half."""
    device: Mapped[str] = mapped_column(String(40), default="")
    """Browser and system, such as "Firefox, Windows": as much as tells one's own apart."""
