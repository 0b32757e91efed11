"""What is due in a lane, stream by stream, without objects: it is read for every message sent.

A stream is what one agency says over one channel. It has one sender, so it waits for one rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.models.agency import Agency
from messaging.models.message import Message, MessageStatus
from messaging.outbound.order import its_turn
from messaging.platform.columns import Sealed, literally
from messaging.platform.lanes import Lane

_QUEUED = literally(Message.status, MessageStatus.QUEUED)
"""In the words of the partial index, which is not used for a bound value."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What one agency says over one channel."""

    agency_id: UUID
    channel: ChannelKind
    text_sender: str | None
    """The agency's own, if it has one."""


class Due(NamedTuple):
    """One message whose turn it is, as its row stands."""

    id: UUID
    agency_id: UUID
    thread_id: UUID | None
    contact_point_id: UUID | None
    channel: ChannelKind
    purpose: Purpose | None
    topic: str
    campaign: str | None
    generic: bool
    segments: int
    attempts: int
    created_at: datetime
    due_at: datetime
    expires_at: datetime | None
    text_sealed: bytes
    subject_sealed: bytes | None
    html_sealed: bytes | None
    calendar_sealed: bytes | None

    @property
    def text(self) -> str:
        return Message.text.open(self.agency_id, self.text_sealed)

    @property
    def subject(self) -> str:
        return self._opened(Message.subject, self.subject_sealed)

    @property
    def html(self) -> str:
        return self._opened(Message.html, self.html_sealed)

    @property
    def calendar(self) -> str:
        return self._opened(Message.calendar, self.calendar_sealed)

    @property
    def cost(self) -> int:
        """What it takes of its sender's rate: segments, or one mail."""
        return max(self.segments, 1)

    def _opened(self, column: Sealed, sealed: bytes | None) -> str:
        return "" if sealed is None else column.open(self.agency_id, sealed)


Written = Due | Message
"""A message, as it was claimed or as an object."""

_COLUMNS = [getattr(Message, name) for name in Due._fields]


def streams(session: Session, lane: Lane, now: datetime) -> list[Stream]:
    """Those of `lane` with something due; whose first has waited longest comes first."""
    found = []
    for agency_id, text_sender, *due in session.execute(_heads(), {"lane": lane, "now": now}):
        for kind, since in zip(ChannelKind, due, strict=True):
            if since is not None:
                found.append((since, Stream(agency_id, kind, text_sender)))
    return [stream for _, stream in sorted(found, key=lambda pair: pair[0])]


def count(session: Session, lane: Lane, now: datetime) -> int:
    """How many messages of `lane` are due."""
    return (
        session.scalar(
            select(func.count())
            # By way of the agencies, or what is for later would be counted through.
            .select_from(Agency)
            .join(Message, Message.agency_id == Agency.id)
            .where(
                Message.lane == lane,
                Message.channel.in_(list(ChannelKind)),
                Message.status == _QUEUED,
                Message.due_at <= now,
            )
        )
        or 0
    )


@cache
def _heads() -> Select[*tuple[Any, ...]]:
    """Put together once, since a lane is looked at for every reply. Takes `lane` and `now`."""
    return select(
        Agency.id, Agency.text_sender, *(_head(kind).label(kind.name) for kind in ChannelKind)
    )


def _head(kind: ChannelKind) -> ScalarSelect[datetime]:
    return (
        select(Message.due_at)
        .where(
            Message.lane == bindparam("lane"),
            Message.agency_id == Agency.id,
            Message.channel == kind,
            Message.status == _QUEUED,
            Message.due_at <= bindparam("now"),
        )
        .order_by(Message.due_at)
        .limit(1)
        .scalar_subquery()
    )


def next_of(
    stream: Stream, lane: Lane, now: datetime, limit: int, after: Due | None = None
) -> Select[Message]:
    """What of a stream goes next, longest due first, from behind `after` on."""
    statement = (
        select(Message)
        .where(
            Message.lane == lane,
            Message.agency_id == stream.agency_id,
            Message.channel == stream.channel,
            Message.status == _QUEUED,
            Message.due_at <= now,
            its_turn(lane, now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(limit)
    )
    if after is not None:
        behind = tuple_(Message.due_at, Message.id) > tuple_(after.due_at, after.id)
        statement = statement.where(behind)
    return statement


def take(
    session: Session, stream: Stream, lane: Lane, now: datetime, limit: int, after: Due | None
) -> Sequence[Due]:
    """Lock what goes next. What another worker holds is passed over."""
    return locked(session, next_of(stream, lane, now, limit, after))


def locked(session: Session, which: Select[Any]) -> Sequence[Due]:
    """The messages that `which` selects, but for those that another worker holds."""
    rows = session.execute(
        which.with_only_columns(*_COLUMNS).with_for_update(skip_locked=True, of=Message)
    )
    return [Due._make(row) for row in rows]
