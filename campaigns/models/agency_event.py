"""What an agency's system told us, kept whole, once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class AgencyEvent(Owned, Base):
    """`event_id` is the sender's `webhook-id` (or a CSV row's key): a repeat answers as the first
    did, from `answer`."""

    __tablename__ = "agency_events"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "event_id"),
        Index(None, "agency_id", "party_id", "subject"),
        same_agency("party_id", "parties"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    event_id: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(60))
    party_id: Mapped[UUID | None]
    """Whom it concerns; None for an agency's own event that names nobody."""
    subject: Mapped[str | None] = mapped_column(String(120))
    """What it is about, such as `appointment:A-551`. Events can arrive out of order: a start is
    held against what was already said about the same thing."""
    payload_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    payload = Sealed("payload_sealed")
    """The JSON text as it came."""
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was started: ids and words only."""
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its payload was removed, since its time was over."""
