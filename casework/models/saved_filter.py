"""A way to look at the inbox that somebody keeps for themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class SavedFilter(Owned, Base):
    __tablename__ = "saved_filters"
    __table_args__ = (
        UniqueConstraint("agency_id", "staff_id", "name"),
        same_agency("staff_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(40))
    asks: Mapped[dict[str, str]] = mapped_column(JSON)
    """What it asks of the list, in the words of the list's address: of nobody in particular."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
