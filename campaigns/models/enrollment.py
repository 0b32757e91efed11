"""One party on one campaign about one thing, and the steps laid out for it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class EnrollmentState(StrEnum):
    ACTIVE = "active"
    FINISHED = "finished"
    """Every step has gone its way."""
    STOPPED = "stopped"
    """Its thing was done, moved or cancelled before the last step."""


class Enrollment(Owned, Base):
    __tablename__ = "enrollments"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice: one thing enrols a party in a campaign once.
        UniqueConstraint("agency_id", "party_id", "campaign", "subject"),
        same_agency("party_id", "parties"),
        same_agency("event_id", "agency_events"),
        same_agency("experiment_id", "experiments"),
        Index(None, "agency_id", "subject"),
        # Who takes part is counted from it alone.
        Index(
            "ix_enrollments_experiment",
            "agency_id",
            "experiment_id",
            "arm",
            "counts_until",
            sqlite_where=text("experiment_id IS NOT NULL"),
            postgresql_where=text("experiment_id IS NOT NULL"),
        ),
        Index(None, "agency_id", "created_at"),
        # Who came into one campaign of late.
        Index(None, "agency_id", "campaign", "created_at"),
        # Days of appointments are read in this order.
        Index(None, "agency_id", "anchor_at", "id"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    party_id: Mapped[UUID]
    event_id: Mapped[UUID]
    """The agency event that (last) laid it out."""
    campaign: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(120))
    """What it is about, such as `appointment:A-551`."""
    values_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    values = Sealed("values_sealed")
    """JSON of the template values the event gave (dates, place)."""
    anchor_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The event's own date and time, from which steps are counted."""
    version: Mapped[int] = mapped_column(default=0)
    """Of the campaign, as it was when this was (last) laid out."""
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """What the parent answered since it was (last) laid out: the answer by question, by key."""
    generation: Mapped[int] = mapped_column(default=1)
    """Grows when the thing is moved to another date; older steps no longer count."""
    state: Mapped[EnrollmentState] = mapped_column(words(EnrollmentState))
    ended_reason: Mapped[str | None] = mapped_column(String(60))
    experiment_id: Mapped[UUID | None]
    """The one that ran when it was enrolled."""
    arm: Mapped[str | None] = mapped_column(String(40))
    """Which of its arms; None: it takes no part, and is reminded as ever."""
    apart_because: Mapped[str | None] = mapped_column(String(40))
    """Why it takes no part, although an experiment ran."""
    assigned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counts_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it is too late to reach the campaign's goal; None: it has none."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StepState(StrEnum):
    WAITING = "waiting"
    COMPOSED = "composed"
    """It became at least one message row (which the gate may have refused)."""
    SKIPPED = "skipped"
    """Its time had passed, or it did not apply; `reason` says so."""
    CANCELLED = "cancelled"


class EnrollmentStep(Owned, Base):
    """One step with its absolute time, computed once."""

    __tablename__ = "enrollment_steps"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "enrollment_id", "step", "generation"),
        Index(
            "ix_enrollment_steps_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        same_agency("enrollment_id", "enrollments"),
    )

    enrollment_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(String(40))
    """Its name in the campaign's definition."""
    generation: Mapped[int]
    version: Mapped[int] = mapped_column(default=0)
    """Of the campaign: what it says is said as it stood there."""
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[StepState] = mapped_column(words(StepState))
    reason: Mapped[str | None] = mapped_column(String(60))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
