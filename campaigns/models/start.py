"""A campaign started for a kept list: who would be enrolled, and how far it is."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.models.made import Listed, constraints
from messaging.platform.columns import words
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


class CampaignStart(Listed, Base):
    __tablename__ = "campaign_starts"
    __table_args__ = (
        *constraints(),
        Index("ix_campaign_starts_busy", "worked_at", sqlite_where=BUSY, postgresql_where=BUSY),
        Index(None, "agency_id", "campaign", "created_at"),
    )

    campaign: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    """The kept list's, when this was made."""
    on: Mapped[date | None]
    """The day that it is about, for all of them; null where the list has dates of its own."""
    state: Mapped[StartState] = mapped_column(words(StartState))


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
