"""An agency's own words for a template of the library, version by version."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.models.stage import Stage
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency

IS_OPEN = text("stage IN ('draft', 'proposed')")
IS_IN_FORCE = text("stage = 'approved'")


class OwnWording(Owned, Base):
    """They are about nobody, so they are not sealed. Never deleted: messages name them."""

    __tablename__ = "own_wordings"
    __table_args__ = (
        UniqueConstraint("agency_id", "template", "language", "version"),
        # Two people do not write past each other, and one version at a time is what is said.
        Index(
            "uq_own_wordings_open",
            "agency_id",
            "template",
            "language",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        Index(
            "uq_own_wordings_in_force",
            "agency_id",
            "template",
            "language",
            unique=True,
            sqlite_where=IS_IN_FORCE,
            postgresql_where=IS_IN_FORCE,
        ),
        same_agency("author_id", "staff"),
        same_agency("decided_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    template: Mapped[str] = mapped_column(String(60))
    """Its key in the library."""
    language: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    """The agency's own count, of this template in this language."""
    texts: Mapped[dict[str, str]] = mapped_column(JSON)
    """By place, such as `sms.text`, with `{{ fields }}`: `templates/own_words.py`."""
    stage: Mapped[Stage] = mapped_column(words(Stage))
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change, so that nobody approves words that they have not read."""
    saved_as: Mapped[str | None] = mapped_column(String(64))
    """By key: which try of saving it was that wrote it last; half of it tells the key, half what
    was asked for (`web/api/drafts.py`)."""
    author_id: Mapped[UUID]
    """Who wrote its present words."""
    decided_by_id: Mapped[UUID | None]
    """Who approved or refused it."""
    reason: Mapped[str | None] = mapped_column(String(300))
    """Why it was refused."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    in_force_from: Mapped[int | None]
    in_force_until: Mapped[int | None]
    """Of the agency's editions, the first that has it and the first that has it no more."""
