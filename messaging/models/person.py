"""A person an agency serves: one human, whatever roles they have on whatever cases."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency
from messaging.platform.zones import known_zone

_JOINED = text("one_with_id IS NOT NULL")
_STANDS = text("ended_at IS NULL")
_UNMARKED = text("marked_at IS NULL")


class Person(Owned, Base):
    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "external_id"),
        Index(
            "ix_people_joined",
            "agency_id",
            "one_with_id",
            sqlite_where=_JOINED,
            postgresql_where=_JOINED,
        ),
        Index(
            "ix_people_unmarked",
            "agency_id",
            "id",
            sqlite_where=_UNMARKED,
            postgresql_where=_UNMARKED,
        ),
        same_agency("one_with_id", "people"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    external_id: Mapped[str] = mapped_column(String(80))
    """The agency's own number for this person."""
    first_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_name = Sealed("first_name_sealed")
    last_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_name = Sealed("last_name_sealed")
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the marks of their names were written (`messaging/directory/name_marks.py`); None: not
    since they are called that."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    language_chosen: Mapped[bool] = mapped_column(default=False)
    """The parent chose it, or wrote in it and a worker said so; an agency's event no longer changes
    it."""
    time_zone: Mapped[str | None] = mapped_column(String(40))
    """Where they live; None: as far as their number tells."""

    one_with_id: Mapped[UUID | None]
    """Where several records are one human's: the one that was kept, also on that one itself. The
    others stay behind for the number that the agency's systems call them by, and have no roles and
    no contact points."""

    @validates("time_zone")
    def _is_zone(self, _key: str, name: str | None) -> str | None:
        return None if name is None else known_zone(name)

    @validates("first_name_sealed", "last_name_sealed")
    def _is_called_otherwise(self, _key: str, sealed: bytes | None) -> bytes | None:
        self.marked_at = None
        return sealed


class JoinReason(StrEnum):
    """How somebody knows that two records are one human's."""

    AGENCY = "agency"
    """The agency's own system says so by now."""
    PARENT = "parent"
    """The parent said so."""
    PAPERS = "papers"
    """Date of birth or papers were laid side by side."""


class PersonJoin(Owned, Base):
    """Two records were made one (`messaging/directory/joining.py`)."""

    __tablename__ = "person_joins"
    __table_args__ = (
        Index(
            "uq_person_joins_standing",
            "agency_id",
            "gone_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(None, "agency_id", "kept_id"),
        same_agency("kept_id", "people"),
        same_agency("gone_id", "people"),
    )

    kept_id: Mapped[UUID]
    gone_id: Mapped[UUID]
    reason: Mapped[JoinReason] = mapped_column(words(JoinReason))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(60))
    """As the audit log calls them."""
    both_used: Mapped[list[str]] = mapped_column(JSON)
    """Ids of contact points that both records had."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they were taken apart again."""
