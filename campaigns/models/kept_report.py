"""The figures of a report that took long to count, for some hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned


class KeptReport(Owned, Base):
    """Counts and ids of branches and workers; nothing of any one parent."""

    __tablename__ = "kept_reports"
    __table_args__ = (UniqueConstraint("agency_id", "asked"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    asked: Mapped[str] = mapped_column(String(64))
    """Of which period, within whose view, by which field: a digest."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
