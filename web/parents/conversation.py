"""What a parent sees: this page's own conversation, and nothing that was texted or emailed.

Someone else may hold the phone, so nothing older than the chat itself ever stands here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import receipts
from messaging.outbound.outbox import cancel
from messaging.outbound.reasons import SEEN_IN_CHAT
from messaging.outbound.replies import nudge_origin
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit
from web.voice import Voice

SHOWN = 100
PROVIDER = "chat"
SEEN_EVERY = timedelta(seconds=30)
"""How exactly we need to know that the page is open."""
VISIBLE = (
    MessageStatus.QUEUED,
    MessageStatus.SENDING,
    MessageStatus.UNCERTAIN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
)


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    mine: bool
    """The parent's own."""
    text: str
    moment: str
    exact: str
    iso: str
    at: datetime

    @classmethod
    def mine_at(cls, text: str, at: datetime, voice: Voice) -> "Said":
        return _said(True, text, at, voice)


def said(session: Session, thread: Thread, voice: Voice) -> Sequence[Said]:
    """Oldest first; what the parent has written stands there before it is routed too."""
    rows = session.scalars(
        select(Message)
        .where(
            Message.agency_id == thread.agency_id,
            Message.thread_id == thread.id,
            Message.channel == ChannelKind.CHAT,
            or_(
                Message.direction == Direction.IN,
                and_(Message.status.in_(VISIBLE), Message.due_at <= voice.now),
            ),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(SHOWN)
    )
    found = [_said(row.direction is Direction.IN, row.text, row.created_at, voice) for row in rows]
    waiting = session.scalars(
        select(InboundMessage).where(
            InboundMessage.agency_id == thread.agency_id,
            InboundMessage.channel == ChannelKind.CHAT,
            InboundMessage.state != InboundState.THREADED,
            InboundMessage.sender_index.in_(keyring().indexes(thread.agency_id, str(thread.id))),
        )
    )
    found += [_said(True, row.text, row.received_at, voice) for row in waiting]
    return sorted(found, key=lambda each: each.at)


def was_shown(unit: Unit, thread: Thread) -> None:
    """The parent has the page open: what we wrote there is read."""
    if thread.chat_seen_at is None or unit.now - thread.chat_seen_at >= SEEN_EVERY:
        thread.chat_seen_at = unit.now
    unread = unit.session.execute(
        select(Attempt.id, Attempt.provider_id, Message.id)
        .join(Message, Message.id == Attempt.message_id)
        .where(
            Message.agency_id == thread.agency_id,
            Message.thread_id == thread.id,
            Message.channel == ChannelKind.CHAT,
            Message.direction == Direction.OUT,
            Message.status.in_((MessageStatus.SENT, MessageStatus.DELIVERED)),
            Attempt.outcome == AttemptOutcome.ACCEPTED,
        )
    ).all()
    for attempt_id, provider_id, message_id in unread:
        report = DeliveryReport(PROVIDER, provider_id or "", DeliveryStatus.READ, attempt_id)
        receipts.apply(unit, report)
        cancel(unit, thread.agency_id, [nudge_origin(message_id)], SEEN_IN_CHAT)


def left(unit: Unit, thread: Thread) -> None:
    """They left the page: from now on a text tells them of an answer."""
    thread.chat_seen_at = None


def _said(mine: bool, text: str, at: datetime, voice: Voice) -> Said:
    return Said(mine, text, voice.moment(at), voice.exact(at), at.isoformat(), at)
