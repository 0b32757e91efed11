"""Waiting until nothing is under way any more."""

import time
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from campaigns.models import EnrollmentStep
from campaigns.models.enrollment import StepState
from channels.values import ChannelKind
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.outbound.states import IN_HAND
from messaging.platform.events import Event
from messaging.runtime import Runtime
from outgoing.models.delivery import DeliveryState, EventDelivery

S = MessageStatus


def wait_until_settled(runtime: Runtime, seconds: float) -> float:
    """Look until nothing is under way any more, or the time is up. How long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with runtime.reading() as session:
            if not _busy(session, runtime.clock()):
                break
        time.sleep(0.5)
    return time.monotonic() - began


def _busy(session: Session, now: datetime) -> bool:
    now_or_again = or_(Message.due_at <= now, Message.attempts > 0)
    looks = (
        exists().where(Message.status == S.QUEUED, now_or_again),
        exists().where(Message.status.in_(IN_HAND), Message.settled_at.is_(None)),
        exists().where(Message.status == S.SENT, Message.channel == ChannelKind.SMS),
        exists().where(InboundMessage.state == InboundState.RECEIVED),
        exists().where(Event.handled_at.is_(None)),
        exists().where(EventDelivery.state == DeliveryState.WAITING),
        exists().where(EnrollmentStep.state == StepState.WAITING, EnrollmentStep.due_at <= now),
    )
    return any(session.scalar(select(look)) for look in looks)


def standing(session: Session) -> str:
    """How far it is, in one line."""
    statuses = (
        select(Message.status, func.count())
        .where(Message.direction == Direction.OUT)
        .group_by(Message.status)
    )
    return ", ".join(f"{number} {status}" for status, number in session.execute(statuses))
