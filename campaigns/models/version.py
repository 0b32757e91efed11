"""An agency's own version of a campaign, laid over the shipped file for that agency alone."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.directory.approving import Stage
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class CampaignVersion(Owned, Base):
    """What was approved once stands here and is never changed: parents go on under it."""

    __tablename__ = "campaign_versions"
    __table_args__ = (
        UniqueConstraint("agency_id", "campaign", "version"),
        Index(
            "ix_campaign_versions_in_force",
            "agency_id",
            "campaign",
            unique=True,
            sqlite_where=text("stage = 'approved'"),
            postgresql_where=text("stage = 'approved'"),
        ),
        # One draft at a time, so that two people do not write past each other.
        Index(
            "ix_campaign_versions_open",
            "agency_id",
            "campaign",
            unique=True,
            sqlite_where=text("stage IN ('draft', 'proposed')"),
            postgresql_where=text("stage IN ('draft', 'proposed')"),
        ),
        same_agency("author_id", "staff"),
        same_agency("decided_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    campaign: Mapped[str] = mapped_column(String(40))
    """The key of the shipped file it lies over."""
    version: Mapped[int]
    """From 1 on; 0 is the file."""
    stage: Mapped[Stage] = mapped_column(words(Stage))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    """A `CampaignFile`, whole, without what is as it would be if nothing were said."""
    revision: Mapped[int] = mapped_column(default=1)
    """Counts its changes."""
    saved_as: Mapped[str | None] = mapped_column(String(64))
    """By key: which try of saving it was that wrote it last; half of it tells the key, half what
    was asked for (`web/api/drafts.py`)."""
    author_id: Mapped[UUID]
    """Who changed it last."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[UUID | None]
    """The second person."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was refused, in the second person's words."""
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From then on it was in force."""
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
