"""A phone or an address, with its own consent, safety and reachability."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import ChannelKind
from messaging.compliance.gate import Reachability
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class ContactPoint(Owned, Base):
    """One address of one kind. It can belong to several people; then wording is generic and
    replies go to triage."""

    __tablename__ = "contact_points"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "kind", "address_index"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    kind: Mapped[ChannelKind] = mapped_column(words(ChannelKind))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    address = Sealed("address_sealed")
    """E.164, or an email address in lower case."""
    address_index: Mapped[bytes] = mapped_column(LargeBinary(16))
    reachability: Mapped[Reachability] = mapped_column(
        words(Reachability), default=Reachability.UNKNOWN
    )
    safe_to_contact: Mapped[bool] = mapped_column(default=True)
    """False: someone else may read it. Nothing is ever sent there."""
    safe_from_hour: Mapped[int | None]
    safe_until_hour: Mapped[int | None]
    """Local hours in which it is safe to contact; None: no narrower than the law's."""
    held_for_review_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """An unclear "is this an opt-out?" holds every send until a person has decided."""


class PersonContact(Owned, Base):
    """This person uses that contact point."""

    __tablename__ = "person_contacts"
    __table_args__ = (
        UniqueConstraint("agency_id", "person_id", "contact_point_id"),
        same_agency("person_id", "people"),
        same_agency("named_id", "people"),
        same_agency("contact_point_id", "contact_points"),
    )

    person_id: Mapped[UUID]
    contact_point_id: Mapped[UUID] = mapped_column(index=True)
    named_id: Mapped[UUID | None]
    """Where several records are one human's: the one by which the agency told of it."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)
