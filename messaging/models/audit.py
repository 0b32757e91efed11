"""Who did or read what, when. Append-only: the database itself refuses to change or delete a row,
and `messaging/directory/audit_chain.py` links each to the one before it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned

_UNCHAINED = text("position IS NULL")
_STATED = text("why IS NOT NULL")


class Why(StrEnum):
    """What somebody says a reading is for, where that is asked."""

    HEARING = "hearing"
    """A court or an administrative hearing."""
    RECORDS_REQUEST = "records_request"
    """The person asked for their own record."""
    COMPLAINT = "complaint"
    REVIEW = "review"
    """Quality, or an internal control."""
    SECURITY = "security"
    """Somebody may have seen or done what they should not."""


class Audit(Owned, Base):
    """One act. Ids and words only; what was written or read is never repeated here."""

    __tablename__ = "audits"
    __table_args__ = (
        Index(None, "agency_id", "at"),
        Index(None, "agency_id", "subject_id"),
        Index(None, "agency_id", "actor"),
        Index("uq_audits_position", "agency_id", "position", unique=True),
        Index(
            "ix_audits_unchained",
            "agency_id",
            "id",
            sqlite_where=_UNCHAINED,
            postgresql_where=_UNCHAINED,
        ),
        # Few acts have a purpose: looked for without it, the whole audit is read.
        Index(
            "ix_audits_why",
            "agency_id",
            "why",
            "at",
            "id",
            sqlite_where=_STATED,
            postgresql_where=_STATED,
        ),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    """`staff:<id>`, `key:<id>`, `parent:<thread id>`, `system`."""
    action: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    why: Mapped[Why | None] = mapped_column(words(Why))
    mac: Mapped[bytes | None] = mapped_column(LargeBinary(36))
    """Over all of the above, by whoever wrote it. None: it was written before rows had one."""
    position: Mapped[int | None]
    """Its place in its agency's chain, from 1; None until it is chained, seconds later."""
    link: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 over the link before it, its place and itself."""


class AuditHead(Base):
    """Where an agency's chain ends."""

    __tablename__ = "audit_heads"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    link: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac: Mapped[bytes] = mapped_column(LargeBinary(36))
    """Over place and link, with a key that is not in the database."""
    anchored_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its end was last written into the log."""
