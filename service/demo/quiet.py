"""Waiting until nothing is under way: every message settled, every answer routed."""

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from campaigns.models import EnrollmentStep
from campaigns.models.enrollment import StepState
from channels.values import ChannelKind
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.outbound.nudges import NUDGED_AFTER
from messaging.outbound.states import IN_HAND
from messaging.platform.events import Event
from messaging.runtime import Runtime

PATIENCE = 60.0
IN_DOUBT = "messages in hand"
STEADY = 3
"""Looks in a row that must find nothing: one fact can lead to the next."""


class StillBusyError(Exception):
    """Something did not settle. The message says what."""


def wait_until_quiet(runtime: Runtime, tick: Callable[[], None] = lambda: None) -> None:
    """Raises `StillBusyError` after `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    steady = 0
    while steady < STEADY:
        with runtime.reading() as session:
            # A nudge waits a few seconds for the reply that it is about.
            busy = under_way(session, runtime.clock() + NUDGED_AFTER)
        steady = 0 if busy else steady + 1
        if time.monotonic() > deadline:
            raise StillBusyError(f"still under way after {PATIENCE:.0f} seconds: {busy}")
        tick()
        time.sleep(0.1)


def under_way(session: Session, now: datetime) -> str:
    """What is, in words; nothing when all is settled."""
    waiting = {
        "messages due": exists().where(
            Message.status == MessageStatus.QUEUED, Message.due_at <= now
        ),
        IN_DOUBT: exists().where(Message.status.in_(IN_HAND)),
        # Only texts are confirmed; an email that its server took stays "sent".
        "texts on their way": exists().where(
            Message.status == MessageStatus.SENT, Message.channel == ChannelKind.SMS
        ),
        "messages to route": exists().where(InboundMessage.state == InboundState.RECEIVED),
        "facts": exists().where(Event.handled_at.is_(None)),
        "steps due": exists().where(
            EnrollmentStep.state == StepState.WAITING, EnrollmentStep.due_at <= now
        ),
    }
    return ", ".join(what for what, query in waiting.items() if session.scalar(select(query)))
