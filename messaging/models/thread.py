"""Everything said with one party, in one place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Owned, same_branch


def _unread(name: str, *columns: str) -> Index:
    such = text("unread > 0")
    return Index(name, *columns, sqlite_where=such, postgresql_where=such)


def _some(name: str, column: str) -> Index:
    """The few that have a time there, in its order."""
    such = text(f"{column} IS NOT NULL")
    return Index(name, "agency_id", column, "id", sqlite_where=such, postgresql_where=such)


class Thread(Owned, Base):
    """Belongs to exactly one party. There is no thread of a case."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "party_id"),
        UniqueConstraint("agency_id", "branch_id", "id"),
        # The inbox is read in these orders, unread ones first; an id for those of one moment.
        Index(None, "agency_id", "last_message_at", "id"),
        Index(None, "agency_id", "branch_id", "last_message_at", "id"),
        _unread("ix_threads_unread", "agency_id", "last_message_at", "id"),
        _unread("ix_threads_unread_of_branch", "agency_id", "branch_id", "last_message_at", "id"),
        _some("ix_threads_snoozed", "snoozed_until"),
        _some("ix_threads_put_away", "closed_at"),
        same_branch("party_id", "parties"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    branch_id: Mapped[UUID]
    """The case's, so that a branch's inbox is one range of an index."""
    party_id: Mapped[UUID]
    unread: Mapped[int] = mapped_column(default=0)
    """Messages from the parent that nobody has opened."""
    last_message_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_inbound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a person put the conversation away; whatever is said next opens it again."""
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Laid aside until then. Over, it is back and stays marked so until somebody looks."""
    chat_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the parent last had the chat page open; None once they have left it."""
    chat_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Up to when the page has shown what we answered there."""
    nudge: Mapped[str | None] = mapped_column(String(120))
    """The origin of the message that tells the parent of answers in the chat, since they were last
    there; None: there is none."""
