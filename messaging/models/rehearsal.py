"""What test keys would have sent. No worker reads this table, so nothing in it ever goes out."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import ChannelKind
from messaging.models.message import MessageStatus
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class RehearsedMessage(Owned, Base):
    """The sandbox's log: a message as it stood in the outbox when the rehearsal was over."""

    __tablename__ = "rehearsed_messages"
    __table_args__ = (
        UniqueConstraint("agency_id", "origin"),
        same_agency("thread_id", "threads"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    thread_id: Mapped[UUID | None] = mapped_column(index=True)
    channel: Mapped[ChannelKind] = mapped_column(words(ChannelKind))
    origin: Mapped[str] = mapped_column(String(120))
    """As a message's: rehearsed twice under one key, it is in the log once."""
    status: Mapped[MessageStatus] = mapped_column(words(MessageStatus))
    reason: Mapped[str | None] = mapped_column(String(200))
    """Why the gate would have held or refused it."""
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text = Sealed("text_sealed")
    subject_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    subject = Sealed("subject_sealed")
    template_key: Mapped[str | None] = mapped_column(String(60))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rehearsed_at: Mapped[datetime] = mapped_column(UtcDateTime)
