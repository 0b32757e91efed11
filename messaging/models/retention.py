"""How long an agency keeps what was said, and what must be kept all the same."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency

_OPEN = text("ended_at IS NULL")


class Record(StrEnum):
    """Classes of records. What is kept beside them (who, when, states, counts) is kept."""

    MESSAGES = "messages"
    """The words of messages, to parents and by them, also where they are kept as they came in."""
    ARRIVED = "arrived"
    """What came in, as it came: raw mails and texts, and the earlier mail they repeat."""
    FILES = "files"
    """The bytes of pictures and files."""
    EVENTS = "events"
    """What agencies' systems told us, as it came."""
    NAMES = "names"
    """Of people all of whose cases are closed: counted from the last one's closing."""


class Retention(Owned, Base):
    """One class of one agency. Without a row, nothing of that class is ever removed."""

    __tablename__ = "retentions"
    __table_args__ = (UniqueConstraint("agency_id", "record"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    record: Mapped[Record] = mapped_column(words(Record))
    days: Mapped[int]
    last_id: Mapped[UUID | None]
    """Rows up to this one have been looked at in this pass."""
    pass_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the last pass was over; another one follows a day later."""
    removed: Mapped[int] = mapped_column(default=0)


class LegalHold(Owned, Base):
    """While it is open, nothing of that case is removed, whatever retention says."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        Index(
            "uq_legal_holds_open",
            "agency_id",
            "case_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        same_agency("case_id", "cases"),
    )

    case_id: Mapped[UUID]
    actor: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
