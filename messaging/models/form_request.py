"""A form that one parent was asked to fill in, behind a link of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class FormRequest(Owned, Base):
    """Nothing of what was filled in: that came in as a message from the parent."""

    __tablename__ = "form_requests"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        Index(None, "agency_id", "thread_id"),
        same_agency("thread_id", "threads"),
        same_agency("asked_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID]
    form: Mapped[str] = mapped_column(String(40))
    """Which one (`web/forms.py`)."""
    asked_by_id: Mapped[UUID]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filled_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it came in; the link opens nothing from then on."""
