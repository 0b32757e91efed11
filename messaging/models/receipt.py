"""What a provider told us of an attempt, once per thing told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import DeliveryStatus
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Identified


class Receipt(Identified, Base):
    """Kept even when its attempt is not known (yet): it is matched once the attempt is."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id", "status"),
        Index(
            "ix_receipts_waiting",
            "provider_id",
            sqlite_where=text("applied_at IS NULL"),
            postgresql_where=text("applied_at IS NULL"),
        ),
    )

    agency_id: Mapped[UUID | None]
    """None until the attempt is known."""
    attempt_id: Mapped[UUID | None] = mapped_column(index=True)
    provider: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[str] = mapped_column(String(200))
    status: Mapped[DeliveryStatus] = mapped_column(words(DeliveryStatus))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What the error answers, kept for a receipt that comes before its attempt is known."""
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
