"""A list that staff keep under a name, to be asked for again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class SavedAudience(Owned, Base):
    """Who is on it stands nowhere: it is asked anew, within the view of whoever asks."""

    __tablename__ = "saved_audiences"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "name"),
        same_agency("author_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    author_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    asks: Mapped[dict[str, Any]] = mapped_column(JSON)
    """An `Audience`; of nobody in particular."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
