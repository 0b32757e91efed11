"""A party that a partner outside of the agency was asked to help."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency

_OPEN = text("ended_at IS NULL")


class Referral(Owned, Base):
    """While it is open, that partner reads that party's conversation, and nothing else."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index(
            "uq_referrals_open",
            "agency_id",
            "staff_id",
            "party_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        same_agency("party_id", "parties"),
        same_agency("staff_id", "staff"),
    )

    party_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    """The partner."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
