"""What a caseworker answered in an anonymous web chat."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class GuestAnswer(Owned, Base):
    """No `Message`: it belongs to no thread and no contact point, is sent nowhere, and stands on
    the page of its chat alone, so nothing that reads messages can show it elsewhere."""

    __tablename__ = "guest_answers"
    __table_args__ = (
        # Pressed twice, it is said once.
        UniqueConstraint("agency_id", "origin"),
        Index(None, "agency_id", "chat", "said_at"),
        Index(None, "agency_id", "inbound_id"),
        same_agency("inbound_id", "inbound_messages"),
        same_agency("author_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    chat: Mapped[UUID]
    """The chat's own random name, known to nobody but its page."""
    inbound_id: Mapped[UUID]
    """What it answers; its words go when the time of that is over."""
    author_id: Mapped[UUID]
    origin: Mapped[str] = mapped_column(String(120))
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its page first showed it."""
