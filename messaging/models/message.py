"""One thing said, to a parent or by one. Rows to be sent are the outbox."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency
from messaging.platform.lanes import Lane


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


class MessageStatus(StrEnum):
    """Where a message stands. `messaging/outbound/states.py` says what may follow what."""

    QUEUED = "queued"
    """Due at `due_at`; in the future when held, with the reason."""
    SENDING = "sending"
    """An attempt is under way, or was when its worker died."""
    UNCERTAIN = "uncertain"
    """An attempt may have reached the provider; being reconciled."""
    SENT = "sent"
    """The provider has it."""
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"
    REFUSED = "refused"
    """The gate said no."""
    EXPIRED = "expired"
    """Its event was over before it could go."""
    CANCELLED = "cancelled"
    """No longer wanted: its event was cancelled, moved or done, or its number was wrong."""
    RECEIVED = "received"
    """From a parent."""


def wording_name(key: str | None, version: int | None, own: int | None) -> str | None:
    """What a message was written from: `renewal_reminder.v1`; `renewal_reminder.v1.own3` where the
    words are the agency's own."""
    return key and f"{key}.v{version}" + (f".own{own}" if own else "")


class Message(Owned, Base):
    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice, held by the database: one origin makes one message.
        UniqueConstraint("agency_id", "origin"),
        Index(None, "agency_id", "thread_id", "created_at"),
        Index(
            "ix_messages_due",
            "lane",
            # What one agency says over one channel: no other has to be passed over to find it.
            "agency_id",
            "channel",
            "due_at",
            # In the order of claiming, or a long lane would be sorted for every batch.
            "id",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "ix_messages_unsettled",
            "status",
            sqlite_where=text("status IN ('sending', 'uncertain')"),
            postgresql_where=text("status IN ('sending', 'uncertain')"),
        ),
        Index(
            "ix_messages_unsettled_to",
            "agency_id",
            "contact_point_id",
            "lane",
            "id",
            sqlite_where=text("status IN ('queued', 'sending', 'uncertain')"),
            postgresql_where=text("status IN ('queued', 'sending', 'uncertain')"),
        ),
        Index(
            "ix_messages_unconfirmed",
            "sent_at",
            sqlite_where=text("status = 'sent' AND channel = 'sms'"),
            postgresql_where=text("status = 'sent' AND channel = 'sms'"),
        ),
        # Few, and read by the minute: does a campaign fail too often?
        Index(
            "ix_messages_failed",
            "settled_at",
            "agency_id",
            "campaign",
            sqlite_where=text("status = 'failed' AND campaign IS NOT NULL"),
            postgresql_where=text("status = 'failed' AND campaign IS NOT NULL"),
        ),
        Index(None, "agency_id", "contact_point_id"),
        same_agency("thread_id", "threads"),
        same_agency("contact_point_id", "contact_points"),
        same_agency("author_id", "staff"),
        same_agency("fallback_of_id", "messages"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID | None]
    """None only for answers to a number that leads to no single party, and for mail to staff."""
    contact_point_id: Mapped[UUID | None]
    """None for web chat."""
    direction: Mapped[Direction] = mapped_column(words(Direction))
    channel: Mapped[ChannelKind] = mapped_column(words(ChannelKind))
    origin: Mapped[str] = mapped_column(String(120))
    """What made it, such as `step:<id>` or `inbound:<id>:answer`."""
    purpose: Mapped[Purpose | None] = mapped_column(words(Purpose))
    lane: Mapped[Lane] = mapped_column(words(Lane))
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why it is held, refused or failed: a gate reason, or the provider error in plain words."""
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    subject_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    subject = Sealed("subject_sealed")
    html_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    html = Sealed("html_sealed")
    calendar_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    calendar = Sealed("calendar_sealed")
    """The calendar file that goes with a mail."""
    language: Mapped[str] = mapped_column(String(8), default="en")
    template_key: Mapped[str | None] = mapped_column(String(60))
    template_version: Mapped[int | None]
    own_version: Mapped[int | None]
    """Of the agency's own words in its language; None: they are the library's."""
    generic: Mapped[bool] = mapped_column(default=False)
    """Its wording names no program, person or role: safe on a shared phone."""
    topic: Mapped[str] = mapped_column(String(40), default="service")
    campaign: Mapped[str | None] = mapped_column(String(40))
    """The campaign it belongs to; None for what belongs to none."""
    segments: Mapped[int] = mapped_column(default=0)
    """SMS parts; 0 elsewhere."""
    attempts: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[UUID | None]
    """The staff member who wrote it."""
    fallback_of_id: Mapped[UUID | None]
    """The message this one stands in for on another channel."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """After this it is of no use: its event has begun."""
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it reached a state that nothing but a late receipt can change."""
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its words were removed, since their time was over."""
