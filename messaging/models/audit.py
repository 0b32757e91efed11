"""Who did or read what, when. Append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned


class Audit(Owned, Base):
    """One act. Ids and words only; what was written or read is never repeated here."""

    __tablename__ = "audits"
    __table_args__ = (Index(None, "agency_id", "at"), Index(None, "agency_id", "subject_id"))

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    """`staff:<id>`, `key:<id>`, `parent:<thread id>`, `system`."""
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
