"""A one-time code by which somebody in the web chat proves who they are."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class ChatProof(Owned, Base):
    """One is kept for every request, also where nothing fits, and then it leads nowhere. What was
    typed into the page is not kept: an anonymous chat stores no address of its sender."""

    __tablename__ = "chat_proofs"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        Index(None, "agency_id", "chat", "asked_at"),
        Index(None, "agency_id", "contact_point_id", "asked_at"),
        same_agency("thread_id", "threads"),
        same_agency("contact_point_id", "contact_points"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    chat: Mapped[UUID]
    """The chat's own random name, known to nobody but its page."""
    thread_id: Mapped[UUID | None]
    """Where it leads; None where nothing fits, or where too many were asked for."""
    contact_point_id: Mapped[UUID | None]
    """Where the code went."""
    code_mac: Mapped[bytes] = mapped_column(LargeBinary)
    """The code cannot be read back from it."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
