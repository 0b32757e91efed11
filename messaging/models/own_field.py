"""What an agency wants to know of parents beyond what Kinline asks for, and what it knows."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class FieldKind(StrEnum):
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    TEXT = "text"


class OwnField(Owned, Base):
    """Never deleted: it rests, and whatever is known stays."""

    __tablename__ = "own_fields"
    __table_args__ = (UniqueConstraint("agency_id", "id"), UniqueConstraint("agency_id", "key"))

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    key: Mapped[str] = mapped_column(String(40))
    """As the agency's systems write it."""
    label: Mapped[str] = mapped_column(String(60))
    kind: Mapped[FieldKind] = mapped_column(words(FieldKind))
    choices: Mapped[list[dict[str, str | bool]]] = mapped_column(JSON)
    """`key`, `label` and `rests` of each, in their order; of a choice alone."""
    rests_since: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OwnValue(Owned, Base):
    """What is known of one party: of one person in one role on one case, so that what one parent
    says of themselves is nowhere near the other. One of the three columns holds it."""

    __tablename__ = "own_values"
    __table_args__ = (
        UniqueConstraint("agency_id", "party_id", "field_id"),
        Index(None, "agency_id", "field_id", "word"),
        same_agency("party_id", "parties"),
        same_agency("field_id", "own_fields"),
    )

    party_id: Mapped[UUID]
    field_id: Mapped[UUID]
    word: Mapped[str | None] = mapped_column(String(40))
    """The key of a choice, or yes or no: in the clear, since lists and reports select on it."""
    day: Mapped[date | None]
    text_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
