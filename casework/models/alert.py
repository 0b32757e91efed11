"""That people were told of a task which nobody has taken: one row a step, so none is told twice."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.ladder import Rung
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class Alert(Owned, Base):
    __tablename__ = "alerts"
    __table_args__ = (
        UniqueConstraint("agency_id", "task_id", "step"),
        same_agency("task_id", "tasks"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    task_id: Mapped[UUID]
    step: Mapped[int]
    """0 for the first."""
    rung: Mapped[Rung] = mapped_column(words(Rung))
    """How far it had to reach to find anybody."""
    told: Mapped[int]
    """How many people were written to."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
