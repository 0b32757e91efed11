"""A question put to a parent, waiting for its one answer."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    """Its time passed, its thing was done, or a newer question took its place."""


class Question(Owned, Base):
    """What each choice does is known to the room that asked; here stand only the choices."""

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "origin"),
        Index(
            "ix_questions_open",
            "agency_id",
            "thread_id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        same_agency("thread_id", "threads"),
        same_agency("message_id", "messages"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID]
    origin: Mapped[str] = mapped_column(String(120))
    """What asked it, such as `step:<id>`."""
    choices: Mapped[list[str]] = mapped_column(JSON)
    """The words a parent may answer, as the message offered them: `["YES", "NO"]`."""
    state: Mapped[QuestionState] = mapped_column(words(QuestionState))
    answer: Mapped[str | None] = mapped_column(String(40))
    """The choice taken."""
    message_id: Mapped[UUID | None]
    """The parent's message that answered it."""
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
