"""What takes long to work out for a page: asked for, under way, or kept for some hours."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned


class Prepared(StrEnum):
    """What is prepared; `service/preparing.py` knows how."""

    REPORT = "report"
    AUDIT_PROOF = "audit_proof"


class PreparationState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


WAITING = text("state = 'waiting'")
"""In the words of the partial index, which is not used for bound values."""


class Preparation(Owned, Base):
    """Figures and ids; nothing of any one parent."""

    __tablename__ = "preparations"
    __table_args__ = (
        UniqueConstraint("agency_id", "kind", "key"),
        Index(
            "ix_preparations_waiting",
            "tries",
            "asked_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(None, "asked_at"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    kind: Mapped[Prepared] = mapped_column(words(Prepared))
    key: Mapped[str] = mapped_column(String(64))
    """A digest of all that tells one of its kind from another, the asker's view included."""
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What it is worked out with."""
    state: Mapped[PreparationState] = mapped_column(words(PreparationState))
    tries: Mapped[int] = mapped_column(default=0)
    """How often a worker has begun it."""
    done: Mapped[int] = mapped_column(default=0)
    """How far it is, of `of_all`."""
    of_all: Mapped[int] = mapped_column(default=0)
    """0: that is not known yet."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    as_of: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The moment whose state the result tells of."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
