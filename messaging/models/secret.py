"""What an agency's own systems prove themselves with."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class WebhookSecret(Owned, Base):
    """A Standard Webhooks secret (`whsec_…`). Several at once are valid while one is rotated."""

    __tablename__ = "webhook_secrets"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    secret = Sealed("secret_sealed")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeyKind(StrEnum):
    LIVE = "live"
    TEST = "test"
    """What it does is rehearsed: nothing of it is kept, and nothing reaches a person."""


class ApiKey(Owned, Base):
    """A bearer key for `/api/v1`. Shown once; only its hash is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (same_agency("staff_id", "staff"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    staff_id: Mapped[UUID | None]
    """Whom the key acts for; what it may see is bounded as that person is."""
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[KeyKind] = mapped_column(words(KeyKind), default=KeyKind.LIVE)
    root_id: Mapped[UUID]
    """The key that this one stands in for by rotation, first of all; its own id when it is the
    first. What was done once with one of them is done once for all of them."""
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
