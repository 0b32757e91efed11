"""A number, messaging service or mail address of ours that messages go out from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from channels.values import ChannelKind
from messaging.platform.columns import UtcDateTime, words
from messaging.platform.database import Base, Identified

ACCOUNT = "*"
"""Stands for every sender of a channel: the provider's account as a whole."""


class Sender(Identified, Base):
    """It belongs to the installation: several agencies may share it. Rows come into being at
    first need; a sender without one is not paused and has the installation's rate."""

    __tablename__ = "senders"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    channel: Mapped[ChannelKind] = mapped_column(words(ChannelKind))
    address: Mapped[str] = mapped_column(String(320))
    """SMS: E.164 number, short code or `MG…`; mail: the From address as configured; or `ACCOUNT`.
    Ours, never a parent's."""
    segments_per_second: Mapped[float | None]
    """Its own rate (mail: messages a second); None: the installation's default."""
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when nothing goes from it; None: it sends."""
    paused_code: Mapped[str | None] = mapped_column(String(40))
    """The provider's code, for people who look things up."""
    paused_reason: Mapped[str | None] = mapped_column(String(200))
    """In plain English words."""
    probes: Mapped[int] = mapped_column(default=0)
    """How often in a row it was tried again in vain."""
    probe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it is tried again by itself; None while a person paused it."""
    probe_id: Mapped[UUID | None]
    """The attempt by which it is being tried just now."""
    resumed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
