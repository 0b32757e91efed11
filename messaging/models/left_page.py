"""A parents' page that somebody has left."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned


class LeftPage(Owned, Base):
    """Its links that were made until then open nothing any more."""

    __tablename__ = "left_pages"
    __table_args__ = (UniqueConstraint("agency_id", "page"), Index(None, "left_at"))

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    page: Mapped[UUID]
    """What its links are about: a thread, or the random name of an anonymous chat."""
    left_at: Mapped[datetime] = mapped_column(UtcDateTime)
