"""Whether an agency's campaign is paused, by a person or because too much of it failed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned


class CampaignPause(Owned, Base):
    """One row per agency and campaign, from its first pause on."""

    __tablename__ = "campaign_pauses"
    __table_args__ = (UniqueConstraint("agency_id", "campaign"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    campaign: Mapped[str] = mapped_column(String(40))
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: it runs (again)."""
    paused_by: Mapped[str | None] = mapped_column(String(60))
    """As the audit log calls them; `system` when it paused itself."""
    tried: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    """What it was paused for: how many of how many had failed. 0 when a person paused it."""
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """What failed before does not count again."""
