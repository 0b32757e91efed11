"""What somebody has, beside the password they know."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class Authenticator(Owned, Base):
    """The app on somebody's phone that makes codes (TOTP, RFC 6238). One for each person."""

    __tablename__ = "authenticators"
    __table_args__ = (
        UniqueConstraint("agency_id", "staff_id"),
        same_agency("staff_id", "staff", ondelete="CASCADE"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    secret = Sealed("secret_sealed")
    """In base32, as apps take it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it had shown that it makes the right codes; before that it counts for nothing."""
    last_step: Mapped[int] = mapped_column(default=0)
    """The half minute of the last code that was good: each is good once."""


class RecoveryCode(Owned, Base):
    """One way in when the other factors are lost. Shown once; only its hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        UniqueConstraint("agency_id", "staff_id", "code_hash"),
        same_agency("staff_id", "staff", ondelete="CASCADE"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Owned, Base):
    """A key pair of WebAuthn whose private half never leaves somebody's device."""

    __tablename__ = "passkeys"
    __table_args__ = (
        UniqueConstraint("credential"),
        same_agency("staff_id", "staff", ondelete="CASCADE"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    credential: Mapped[bytes] = mapped_column(LargeBinary(1023))
    """How the device names it, among all there are: at log-in nothing else is known."""
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_challenge: Mapped[UUID | None]
    """They are in the order of time: an answer to this one or an earlier one is no good again."""
