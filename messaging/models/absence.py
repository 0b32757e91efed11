"""Days on which a colleague is away, and who covers for them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency

_LASTS = text("ended_at IS NULL")


class Absence(Owned, Base):
    """From its first day to its last, as the agency's calendar has them."""

    __tablename__ = "absences"
    __table_args__ = (
        # The same said twice is entered once; and few are read, whatever was ever entered.
        Index(
            "uq_absences_lasting",
            "agency_id",
            "staff_id",
            "cover_id",
            "first_day",
            "last_day",
            unique=True,
            sqlite_where=_LASTS,
            postgresql_where=_LASTS,
        ),
        same_agency("staff_id", "staff"),
        same_agency("cover_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    """Who is away."""
    cover_id: Mapped[UUID]
    """Who has what comes in meanwhile as well, as far as they may see it."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody said that they are back, or that it was a mistake."""
