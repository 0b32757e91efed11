"""Why messages did not arrive, as the gate or the provider said."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.reports.cube import Period
from channels.values import ChannelKind
from messaging.directory.access import Viewer, in_view
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread

NOT_ARRIVED = (MessageStatus.FAILED, MessageStatus.REFUSED, MessageStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class Failure:
    channel: ChannelKind
    status: MessageStatus
    reason: str
    """A reason of the gate, or the provider's error in words."""
    count: int


def failures(session: Session, viewer: Viewer, period: Period) -> Sequence[Failure]:
    """Of what was made within `period`; the most frequent first."""
    rows = session.execute(
        select(Message.channel, Message.status, Message.reason, func.count())
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            in_view(Thread, viewer),
            # An index of messages begins with it: a branch reads its own, and nobody else's.
            Message.agency_id == viewer.agency_id,
            Message.direction == Direction.OUT,
            Message.status.in_(NOT_ARRIVED),
            Message.created_at >= period.start,
            Message.created_at < period.end,
        )
        .group_by(Message.channel, Message.status, Message.reason)
    )
    found = [Failure(channel, status, why or "", count) for channel, status, why, count in rows]
    return sorted(found, key=lambda one: (-one.count, one.channel, one.status, one.reason))
