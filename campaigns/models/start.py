"""A campaign started for a kept list: who would be enrolled, and how far it is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class StartState(StrEnum):
    LISTING = "listing"
    """Each person is tried, and nothing stays of it."""
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


BUSY = text("state IN ('listing', 'running')")
"""In the words of the partial index, which is not used for bound values."""


class CampaignStart(Owned, Base):
    __tablename__ = "campaign_starts"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice: one press of a button makes one.
        UniqueConstraint("agency_id", "made_by"),
        Index("ix_campaign_starts_busy", "worked_at", sqlite_where=BUSY, postgresql_where=BUSY),
        Index(None, "agency_id", "campaign", "created_at"),
        same_agency("author_id", "staff"),
        same_agency("branch_id", "branches"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    author_id: Mapped[UUID]
    """Whose list it is: nobody is on it whom they may not see."""
    branch_id: Mapped[UUID | None]
    """The author's, when they made it."""
    made_by: Mapped[str] = mapped_column(String(80))
    campaign: Mapped[str] = mapped_column(String(40))
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    name: Mapped[str] = mapped_column(String(60))
    """The kept list's, when this was made."""
    on: Mapped[date | None]
    """The day that it is about, for all of them; null where the list has dates of its own."""
    state: Mapped[StartState] = mapped_column(words(StartState))
    listed_to: Mapped[str | None] = mapped_column(String(80))
    """How far the list is made."""
    worked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(60))
    """As the audit log calls them."""
    number: Mapped[int | None]
    """How many, as the confirmation said."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PersonState(StrEnum):
    WAITING = "waiting"
    ENROLLED = "enrolled"
    LEFT_OUT = "left_out"
    """`reason` says why."""


class StartPerson(Owned, Base):
    """One person on the list, about one thing: written with the list, and never twice."""

    __tablename__ = "campaign_start_people"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "start_id", "person_id", "subject"),
        Index(None, "agency_id", "start_id", "state", "id"),
        same_agency("start_id", "campaign_starts", ondelete="CASCADE"),
        same_agency("person_id", "people"),
        same_agency("party_id", "parties"),
        same_agency("enrollment_id", "enrollments"),
    )

    start_id: Mapped[UUID]
    person_id: Mapped[UUID]
    party_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(120))
    """What they have before them; empty where all are about one day."""
    enrollment_id: Mapped[UUID | None]
    """Where its date and place come from."""
    state: Mapped[PersonState] = mapped_column(words(PersonState))
    reason: Mapped[str | None] = mapped_column(String(60))
