"""One fact on its way to one endpoint."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime, literally, words
from messaging.platform.database import Base, Owned, same_agency
from messaging.platform.events import FactType


class DeliveryState(StrEnum):
    WAITING = "waiting"
    """To be sent at `next_try_at`, or being sent: until then a claim keeps it."""
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
    """Three days are over, or it may no longer be told."""


class Problem(StrEnum):
    """Why the last try did not succeed, in our own words: what an endpoint answers is not kept."""

    NO_SUCH_HOST = "no_such_host"
    PRIVATE_ADDRESS = "private_address"
    NO_CONNECTION = "no_connection"
    TIMEOUT = "timeout"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    GONE = "gone"
    SLOW_DOWN = "slow_down"
    SERVER_ERROR = "server_error"
    UNREADABLE = "unreadable"
    """Something it needs (a key of ours) is missing here."""
    WITHHELD = "withheld"
    """It is no longer plain whom it is about."""


WAITING_ONLY = text("state = 'waiting'")
GIVEN_UP_ONLY = text("state = 'given_up'")


class EventDelivery(Owned, Base):
    __tablename__ = "event_deliveries"
    __table_args__ = (
        # Nothing twice: one fact goes to one endpoint once.
        UniqueConstraint("agency_id", "endpoint_id", "event_id"),
        same_agency("endpoint_id", "endpoints"),
        Index(
            "ix_event_deliveries_due",
            "next_try_at",
            sqlite_where=WAITING_ONLY,
            postgresql_where=WAITING_ONLY,
        ),
        Index(
            "ix_event_deliveries_of_endpoint",
            "endpoint_id",
            "next_try_at",
            sqlite_where=WAITING_ONLY,
            postgresql_where=WAITING_ONLY,
        ),
        Index(
            "ix_event_deliveries_line",
            "endpoint_id",
            "object_id",
            "event_id",
            sqlite_where=WAITING_ONLY,
            postgresql_where=WAITING_ONLY,
        ),
        Index(
            "ix_event_deliveries_given_up",
            "agency_id",
            "endpoint_id",
            "id",
            sqlite_where=GIVEN_UP_ONLY,
            postgresql_where=GIVEN_UP_ONLY,
        ),
        Index(None, "agency_id", "id"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    endpoint_id: Mapped[UUID]
    event_id: Mapped[UUID]
    """The fact; also the `webhook-id` that the receiver knows a repeat by."""
    type: Mapped[FactType] = mapped_column(words(FactType))
    object_id: Mapped[UUID]
    """What it is about: events of one object go one after the other, in the order of `event_id`."""
    state: Mapped[DeliveryState] = mapped_column(words(DeliveryState))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    give_up_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claims: Mapped[int] = mapped_column(default=0)
    """Grows with each claim: what an earlier claim reports late counts for nothing."""
    tries: Mapped[int] = mapped_column(default=0)
    """That failed, since it was made or replayed."""
    http_status: Mapped[int | None]
    problem: Mapped[Problem | None] = mapped_column(words(Problem))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def is_in(state: DeliveryState) -> ColumnElement[bool]:
    return EventDelivery.state == literally(EventDelivery.state, state)
