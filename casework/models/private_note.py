"""What staff say among themselves about one conversation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class PrivateNote(Owned, Base):
    """Written once, and no message: nothing that sends has ever read it."""

    __tablename__ = "private_notes"
    __table_args__ = (
        UniqueConstraint("agency_id", "key"),
        Index(None, "agency_id", "thread_id", "created_at"),
        same_agency("thread_id", "threads"),
        same_agency("author_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID]
    author_id: Mapped[UUID]
    key: Mapped[str] = mapped_column(String(40))
    """Made by the page with its form: pressed twice, it is written once."""
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its words were removed, since their time was over."""
