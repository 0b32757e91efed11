"""Who has taken which offered time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_agency


class SlotBooking(Owned, Base):
    """One seat of one time, held by one party. It stays theirs until their appointment moves away
    or ends (`campaigns/slots.py`)."""

    __tablename__ = "slot_bookings"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Booked once, held by the database, however many answer at the same instant.
        UniqueConstraint("agency_id", "slot", "seat"),
        same_agency("party_id", "parties"),
        same_agency("message_id", "messages"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    slot: Mapped[str] = mapped_column(String(64))
    """Where and when, as one word (`Slot.key`)."""
    seat: Mapped[int]
    """From 0: as many at once as the agency's event says."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    party_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(120))
    """The appointment that is held then, such as `appointment:A-551`."""
    message_id: Mapped[UUID]
    """The parent's, that picked it."""
    booked_at: Mapped[datetime] = mapped_column(UtcDateTime)
