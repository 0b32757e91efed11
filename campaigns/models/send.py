"""One message that staff send to many, once: what, to whom, and how far it is."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.models.made import Listed, constraints
from channels.values import ChannelKind
from messaging.platform.columns import Sealed, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class SendState(StrEnum):
    LISTING = "listing"
    """Its list is being made."""
    READY = "ready"
    """The list stands; nobody has said yet that it is to go."""
    RUNNING = "running"
    """Confirmed: goes from `starts_at` on, unless it is paused (`campaigns/pausing.py`)."""
    DONE = "done"
    """Everybody on the list has their message, or the reason why not."""
    CANCELLING = "cancelling"
    """Cancelled, while messages that wait for later are still being taken back."""
    CANCELLED = "cancelled"


BUSY = text("state IN ('listing', 'running', 'cancelling')")
"""In the words of the partial index, which is not used for bound values."""


class Send(Listed, Base):
    __tablename__ = "sends"
    __table_args__ = (
        *constraints(),
        # Nothing twice: a day of a series makes one.
        UniqueConstraint("agency_id", "series_id", "occurs_on"),
        Index("ix_sends_busy", "worked_at", sqlite_where=BUSY, postgresql_where=BUSY),
        Index(None, "agency_id", "created_at"),
        Index(None, "agency_id", "author_id", "created_at"),
        same_agency("series_id", "send_series"),
    )

    campaign: Mapped[str] = mapped_column(String(40))
    """What its messages are called among campaigns: `send:…`. By it they are paused."""
    template: Mapped[str | None] = mapped_column(String(60))
    """None: free words."""
    edition: Mapped[int] = mapped_column(default=0)
    """Of the agency's own words, the one its list was made with: what was shown is what goes."""
    said_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    said = Sealed("said_sealed")
    """JSON of the free words by language; null for a template, and once their time is over."""
    topic: Mapped[str] = mapped_column(String(40))
    ways: Mapped[list[str]] = mapped_column(JSON)
    """Channels: the first that may be used is."""
    state: Mapped[SendState] = mapped_column(words(SendState))
    again: Mapped[bool] = mapped_column(default=False)
    """Also to those who were asked for the same lately."""
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: as soon as it is confirmed."""
    series_id: Mapped[UUID | None]
    """The series that it belongs to (`campaigns/sends/series.py`)."""
    occurs_on: Mapped[date | None]
    """Of a series, the day. Null while it only shows what a series would do: it never goes."""
    reason: Mapped[str | None] = mapped_column(String(40))
    """Why a day of a series waits for a person, or was left out (`campaigns/sends/deciding.py`)."""


class RecipientState(StrEnum):
    WAITING = "waiting"
    COMPOSED = "composed"
    """It became a message, which the gate may have refused since."""
    LEFT_OUT = "left_out"
    """The gate would refuse it, by every way, or its date is another one by now; `reason` says."""


class SendRecipient(Owned, Base):
    """One person on the list, about one thing: written with the list, and never twice."""

    __tablename__ = "send_recipients"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "send_id", "person_id", "subject"),
        Index(None, "agency_id", "send_id", "state", "id"),
        Index(
            "ix_send_recipients_about",
            "agency_id",
            "enrollment_id",
            sqlite_where=text("enrollment_id IS NOT NULL"),
            postgresql_where=text("enrollment_id IS NOT NULL"),
        ),
        same_agency("send_id", "sends", ondelete="CASCADE"),
        same_agency("person_id", "people"),
        same_agency("party_id", "parties"),
        same_agency("enrollment_id", "enrollments"),
        same_agency("message_id", "messages"),
    )

    send_id: Mapped[UUID]
    person_id: Mapped[UUID]
    party_id: Mapped[UUID]
    subject: Mapped[str] = mapped_column(String(120))
    """What it is about, such as `appointment:A-551`; empty when about nothing."""
    enrollment_id: Mapped[UUID | None]
    """Where the dates and places come from that the message names."""
    generation: Mapped[int] = mapped_column(default=0)
    """The enrollment's: once that has grown, the date is another one."""
    state: Mapped[RecipientState] = mapped_column(words(RecipientState))
    channel: Mapped[ChannelKind | None] = mapped_column(words(ChannelKind))
    """By which way, as was foreseen."""
    language: Mapped[str] = mapped_column(String(8))
    """In which it is written."""
    segments: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None] = mapped_column(String(60))
    """Why it would be refused, or wait: of the gate, when the list was made."""
    message_id: Mapped[UUID | None]
    """What they get, or the last that was tried."""
