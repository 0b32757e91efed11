"""What is waiting in each lane: a cheap look per lane, over a partial index.

Messages are looked for stream by stream: a lane whose due messages all wait for a sender that rests
has nothing to be rung for.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaigns.imports import running
from campaigns.models.enrollment import EnrollmentStep, StepState
from campaigns.models.pause import CampaignPause
from campaigns.sends import sending
from campaigns.starting import running as starting
from messaging.directory import preparing
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message, MessageStatus
from messaging.outbound import due, rates
from messaging.platform.columns import literally
from messaging.platform.events import Event
from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.platform.settings import Settings
from outgoing import claiming

MOST_TRIES = 10
"""A fact whose reactions failed this often is set aside for a person; see `service/facts.py`."""

Condition = Callable[[datetime], ColumnElement[bool]]


def _is(column: InstrumentedAttribute[Any], word: StrEnum) -> ColumnElement[bool]:
    return column == literally(column, word)


def fact_due(now: datetime) -> ColumnElement[bool]:
    return and_(Event.handled_at.is_(None), Event.next_try_at <= now, Event.tries < MOST_TRIES)


DUE: Mapping[Lane, Sequence[Condition]] = MappingProxyType(
    {
        Lane.FACTS: (fact_due,),
        Lane.JOURNEYS: (
            lambda now: and_(
                _is(EnrollmentStep.state, StepState.WAITING), EnrollmentStep.due_at <= now
            ),
            sending.due,
            running.due,
            starting.due,
        ),
        Lane.INBOUND: (
            lambda now: and_(
                _is(InboundMessage.state, InboundState.RECEIVED),
                InboundMessage.received_at <= now,
            ),
        ),
        Lane.OUTGOING: (claiming.due,),
        Lane.FILES: (
            lambda now: and_(_is(File.state, FileState.WAITING), File.next_try_at <= now),
        ),
        Lane.PREPARING: (preparing.due,),
    }
)
"""What lanes that send nothing look for, each in a table of its own."""


def has_due(session: Session, settings: Settings, lane: Lane, now: datetime) -> bool:
    """Whether there is something to do in `lane` just now."""
    if lane in SENDING_LANES:
        streams = due.streams(session, lane, now)
        return bool(streams) and rates.pace(session, settings).any_may_go(streams)
    return any(session.scalar(select(exists().where(such(now)))) for such in DUE[lane])


def count_due(session: Session, lane: Lane, now: datetime) -> int:
    """How much waits in `lane`, also for a sender that rests."""
    if lane in SENDING_LANES:
        return due.count(session, lane, now)
    counts = (session.scalar(select(func.count()).where(such(now))) for such in DUE[lane])
    return sum(count or 0 for count in counts)


def count_set_aside(session: Session) -> int:
    """Facts no reaction could deal with: a person has to look."""
    return (
        session.scalar(
            select(func.count()).where(Event.handled_at.is_(None), Event.tries >= MOST_TRIES)
        )
        or 0
    )


def count_open_attempts(session: Session, outcome: AttemptOutcome) -> int:
    return session.scalar(select(func.count()).where(_is(Attempt.outcome, outcome))) or 0


def count_parked(session: Session) -> int:
    """Messages that wait for a person to say whether they went."""
    parked = and_(_is(Message.status, MessageStatus.UNCERTAIN), Message.settled_at.is_not(None))
    return session.scalar(select(func.count()).where(parked)) or 0


def count_paused_campaigns(session: Session) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(CampaignPause)
            .where(CampaignPause.paused_at.is_not(None))
        )
        or 0
    )
