"""A message to many that repeats: what was confirmed, and when it is due next. Each of its
occurrences is a `Send` of its own."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.models.made import Made, constraints
from campaigns.sends.rhythm import Every, Rhythm
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, same_agency


class SeriesState(StrEnum):
    DRAFT = "draft"
    """Nobody has said yet that it is to be kept."""
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"
    """Its last day is over, or somebody ended it."""


RUNNING = text("state = 'running'")
"""In the words of the partial index, which is not used for bound values."""


class SendSeries(Made, Base):
    """Its audience is as it was confirmed: a kept list that changes since changes nothing here."""

    __tablename__ = "send_series"
    __table_args__ = (
        *constraints(),
        Index("ix_send_series_due", "next_at", sqlite_where=RUNNING, postgresql_where=RUNNING),
        Index(None, "agency_id", "created_at"),
        same_agency("confirmed_by_id", "staff"),
    )

    template: Mapped[str | None] = mapped_column(String(60))
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said = Sealed("said_sealed")
    """JSON of the free words by language; null for a template, and once their time is over."""
    ways: Mapped[list[str]] = mapped_column(JSON)
    every: Mapped[Every] = mapped_column(words(Every))
    day: Mapped[int]
    hour: Mapped[int]
    until: Mapped[date]
    state: Mapped[SeriesState] = mapped_column(words(SeriesState))
    number: Mapped[int | None]
    """How many were on its list when it was confirmed."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[UUID | None]
    next_on: Mapped[date | None]
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The hour of that day; both null unless it runs."""

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.every, self.day, self.hour, self.until)
