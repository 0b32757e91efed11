"""One try at handing a message to a provider, written down before the provider is called."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class AttemptOutcome(StrEnum):
    CLAIMED = "claimed"
    """Not begun: nothing is handed over until it is `STARTED`. If its worker is gone, it never was.
    Only where the provider could not be asked afterwards; elsewhere an attempt starts when it is
    claimed."""
    STARTED = "started"
    """No answer recorded yet. If its worker is gone, nobody knows."""
    ACCEPTED = "accepted"
    REFUSED = "refused"
    """Final: the provider will not take it."""
    TEMPORARY = "temporary"
    """Surely not sent; another attempt may follow."""
    TURNED_AWAY = "turned_away"
    """Surely not sent, for a fault of our own sender or account: no try of the message is used."""
    UNKNOWN = "unknown"
    """It may have been sent."""
    UNCLEAR = "unclear"
    """Nobody but a person can say; one has been asked."""
    ABSENT = "absent"
    """Was unknown; the provider surely never had it."""
    NOT_BEGUN = "not_begun"
    """Was claimed and no more: surely not sent, and no try of the message is used."""


class Attempt(Owned, Base):
    """Its id travels in the status-callback URL, so a callback finds it before we know the
    provider's own id."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("provider", "provider_id"),
        UniqueConstraint("agency_id", "message_id", "number"),
        Index(
            "ix_attempts_open",
            "started_at",
            sqlite_where=text("outcome IN ('claimed', 'started', 'unknown')"),
            postgresql_where=text("outcome IN ('claimed', 'started', 'unknown')"),
        ),
        # Few: those of which only a person can say whether they went.
        Index(
            "ix_attempts_unclear",
            "agency_id",
            "started_at",
            "id",
            sqlite_where=text("outcome = 'unclear'"),
            postgresql_where=text("outcome = 'unclear'"),
        ),
        same_agency("message_id", "messages"),
    )

    message_id: Mapped[UUID]
    number: Mapped[int]
    """1 for the first try."""
    provider: Mapped[str] = mapped_column(String(20))
    sender: Mapped[str | None] = mapped_column(String(320))
    """The address of ours it went from; None for web chat, which needs none."""
    outcome: Mapped[AttemptOutcome] = mapped_column(words(AttemptOutcome))
    provider_id: Mapped[str | None] = mapped_column(String(200))
    error_code: Mapped[str | None] = mapped_column(String(40))
    error_reason: Mapped[str | None] = mapped_column(String(200))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When reconciliation last asked the provider about it."""
    unanswered: Mapped[int] = mapped_column(default=0)
    """How often in a row it could not be asked."""
