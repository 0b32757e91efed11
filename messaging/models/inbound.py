"""What came in, stored before the provider hears 2xx, kept as it came."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import ChannelKind
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class InboundState(StrEnum):
    RECEIVED = "received"
    """Stored; not yet routed."""
    THREADED = "threaded"
    TRIAGE = "triage"
    """It leads to no single party; a person decides."""
    DISMISSED = "dismissed"


class Disposition(StrEnum):
    """What became of a message from a parent. None yet: somebody has still to answer it."""

    HANDLED = "handled"
    """By itself: a keyword, an answer to a question, a machine's mail."""
    TASK = "task"
    """A task was opened for it, with a date of its own."""
    ANSWERED = "answered"
    NO_ANSWER_NEEDED = "no_answer_needed"
    """So said a person who has read it."""
    PUT_ASIDE = "put_aside"
    """Out of triage, by a person."""


def _unanswered(name: str, *columns: str, but: str = "") -> Index:
    such = text(f"disposition IS NULL AND answer_due_at IS NOT NULL{but}")
    return Index(name, *columns, sqlite_where=such, postgresql_where=such)


class InboundMessage(Owned, Base):
    __tablename__ = "inbound_messages"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice: a provider that repeats itself is told yes and changes nothing.
        # One mail can go to two agencies under one Message-ID; to each it is one of its own.
        UniqueConstraint("agency_id", "provider", "provider_id"),
        Index(
            "ix_inbound_messages_waiting",
            "received_at",
            sqlite_where=text("state = 'received'"),
            postgresql_where=text("state = 'received'"),
        ),
        Index(None, "agency_id", "state", "received_at"),
        # What one chat wrote, for its page.
        Index(None, "agency_id", "sender_index"),
        # What came into one conversation.
        Index(None, "agency_id", "thread_id"),
        # Few, whatever was ever written to us.
        _unanswered("ix_inbound_messages_unanswered", "agency_id", "thread_id", "answer_due_at"),
        _unanswered(
            "ix_inbound_messages_next_due",
            "agency_id",
            "answer_due_at",
            but=" AND thread_id IS NOT NULL",
        ),
        _unanswered("ix_inbound_messages_late", "answer_due_at", but=" AND late_told_at IS NULL"),
        # How long answers took of late.
        Index(
            "ix_inbound_messages_answered",
            "agency_id",
            "received_at",
            sqlite_where=text("disposition = 'answered'"),
            postgresql_where=text("disposition = 'answered'"),
        ),
        same_agency("contact_point_id", "contact_points"),
        same_agency("thread_id", "threads"),
        same_agency("disposed_by_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    channel: Mapped[ChannelKind] = mapped_column(words(ChannelKind))
    provider: Mapped[str] = mapped_column(String(20))
    provider_id: Mapped[str] = mapped_column(String(200))
    sender_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sender = Sealed("sender_sealed")
    sender_index: Mapped[bytes] = mapped_column(LargeBinary(16))
    """Blind index: messages of one sender are routed in the order they came."""
    recipient_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recipient = Sealed("recipient_sealed")
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    quoted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    quoted = Sealed("quoted_sealed")
    """The earlier mail that a mail repeats below its answer."""
    raw_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    raw = Sealed("raw_sealed")
    opt_out_type: Mapped[str | None] = mapped_column(String(10))
    automatic: Mapped[bool] = mapped_column(default=False)
    """A machine wrote it; it is never answered."""
    state: Mapped[InboundState] = mapped_column(words(InboundState))
    triage_reason: Mapped[str | None] = mapped_column(String(40))
    contact_point_id: Mapped[UUID | None]
    thread_id: Mapped[UUID | None]
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    """How often routing broke on it; after a few, a person reads it instead."""
    routed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its contents were removed, since their time was over."""
    answer_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """By when the agency wants it answered; null where nobody has to. Computed once."""
    disposition: Mapped[Disposition | None] = mapped_column(words(Disposition))
    disposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disposed_by_id: Mapped[UUID | None]
    late_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When supervisors were told that it is late."""
