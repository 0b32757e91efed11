"""Who is writing to a parent just now."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class Answering(Owned, Base):
    """One caseworker at one thread, the last time they typed. A row beside the thread and not in
    it: typing must lock nothing that a message waits for."""

    __tablename__ = "answerings"
    __table_args__ = (
        UniqueConstraint("agency_id", "thread_id", "staff_id"),
        same_agency("thread_id", "threads"),
        same_agency("staff_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID]
    staff_id: Mapped[UUID]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
