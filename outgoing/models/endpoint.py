"""Where an agency's own systems hear of what happens here."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency
from messaging.platform.events import FactType
from messaging.platform.sealing import SealError


class PauseReason(StrEnum):
    BY_HAND = "by_hand"
    FAILING = "failing"
    """It took nothing for a day."""
    GONE = "gone"
    """It answered 410: nobody wants events there any more."""


class Endpoint(Owned, Base):
    """One address. While it is paused, its events wait, each for as long as it is tried at all."""

    __tablename__ = "endpoints"
    __table_args__ = (UniqueConstraint("agency_id", "id"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    url_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    url = Sealed("url_sealed")
    """Sealed: some systems carry a password in it. Raises SealError when its key is not here any
    more; pages ask `readable_url`."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0)
    """How often in a row it could not be reached."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The first failure since it last took an event."""
    rests_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """It could not be reached or is overloaded: until then nothing is tried there."""
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    paused_because: Mapped[PauseReason | None] = mapped_column(words(PauseReason))
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def readable_url(self) -> str | None:
        """None when it cannot be opened: a page must show it all the same, so that someone can
        pause or remove it."""
        try:
            return self.url
        except SealError:
            return None


class EndpointSecret(Owned, Base):
    """What events to it are signed with; with each valid one while one is rotated."""

    __tablename__ = "endpoint_secrets"
    __table_args__ = (same_agency("endpoint_id", "endpoints"),)

    endpoint_id: Mapped[UUID] = mapped_column(index=True)
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    secret = Sealed("secret_sealed")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Subscription(Owned, Base):
    """This endpoint wants facts of that type, from then on."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("agency_id", "type", "endpoint_id"),
        same_agency("endpoint_id", "endpoints"),
    )

    endpoint_id: Mapped[UUID]
    type: Mapped[FactType] = mapped_column(words(FactType))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
