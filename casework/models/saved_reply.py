"""Words that an office answers with often, kept to be used again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned


class SavedReply(Owned, Base):
    """The agency's own wording: it is about nobody, so it is not sealed."""

    __tablename__ = "saved_replies"
    __table_args__ = (UniqueConstraint("agency_id", "name"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    name: Mapped[str] = mapped_column(String(60))
    """What caseworkers choose it by."""
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """By language; with `{{ fields }}`."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
