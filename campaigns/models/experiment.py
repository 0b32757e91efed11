"""An agency's experiment with one of its campaigns, and what became of those it writes to."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import SealedBytes, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class Closed(StrEnum):
    """Why nobody new takes part."""

    ENOUGH = "enough"
    """As many as were planned do."""
    END_DATE = "end_date"
    STOPPED = "stopped"
    """A person ended it early."""


class Experiment(Owned, Base):
    """What was decided before it began stands here and is never changed."""

    __tablename__ = "experiments"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        Index(
            "ix_experiments_open",
            "agency_id",
            "campaign",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    campaign: Mapped[str] = mapped_column(String(40))
    key_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    key = SealedBytes("key_sealed")
    """What arms are drawn with. Kept, not derived: it must outlive a change of `SECRET_KEY`."""
    design: Mapped[dict[str, Any]] = mapped_column(JSON)
    """A `Design`, as it was at the start."""
    wanted: Mapped[int]
    """How many enrollments were planned."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_by: Mapped[str] = mapped_column(String(60))
    """As the audit log calls them."""
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Nobody new takes part from then on."""
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_because: Mapped[Closed | None] = mapped_column(words(Closed))


class Outcome(Owned, Base):
    """The campaign's goal was reached: the first time of all, once per enrollment, also when that
    was too late to count."""

    __tablename__ = "outcomes"
    __table_args__ = (
        UniqueConstraint("agency_id", "enrollment_id"),
        same_agency("enrollment_id", "enrollments"),
        same_agency("event_id", "agency_events"),
    )

    enrollment_id: Mapped[UUID]
    event_id: Mapped[UUID]
    """The agency event that told it."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the agency's system says it happened."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
