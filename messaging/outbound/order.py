"""Whose turn it is: what is said to one parent arrives in the order it was said.

A message that was turned away, or whose outcome nobody knows yet, is not overtaken by the next one
to the same contact point. Order is kept within a lane, so a caseworker's reply waits for no
campaign; and the wait is bounded, so one message that will not settle does not silence a parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from messaging.compliance.gate import Purpose
from messaging.models.attempt import Attempt
from messaging.models.message import Message, MessageStatus
from messaging.outbound.states import IN_HAND
from messaging.platform.columns import literally
from messaging.platform.lanes import Lane


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one waits for those before it."""

    in_doubt: timedelta
    """A message due for longer than this goes also while an earlier one is in doubt or put off."""
    under_way: timedelta
    """A worker that began to send an earlier one longer ago than this is taken for gone."""


WAITS_AT_MOST: Mapping[Lane, Patience] = MappingProxyType(
    dict.fromkeys(Lane, Patience(timedelta(minutes=15), timedelta(minutes=5)))
    # Someone waits for the answer. An urgent batch is small and begins at once, so that what was
    # begun a minute ago has either gone or never will.
    | {Lane.URGENT: Patience(timedelta(minutes=1), timedelta(minutes=1))}
)

_UNSETTLED = [
    literally(Message.status, status)
    for status in (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNCERTAIN)
]

_EARLIER = aliased(Message)
"""Made once: its columns take longer to make than the database takes to answer."""


def its_turn(lane: Lane, now: datetime) -> ColumnElement[bool]:
    """Whether a due message of `lane` may go: nothing said earlier to the same contact point, in
    the same lane, is still to go or under way. Words that keep somebody safe wait for nothing."""
    waits = WAITS_AT_MOST[lane]
    earlier = _EARLIER
    queued = earlier.status == MessageStatus.QUEUED
    next_in_line = and_(queued, earlier.due_at <= now)
    put_off = and_(queued, earlier.attempts > 0)
    in_hand = and_(
        earlier.status.in_(IN_HAND),
        # One that a person has been asked about may stay so for days.
        earlier.settled_at.is_(None),
    )
    # However long this one has been due: a lane may be longer than anyone's patience.
    under_way = and_(
        earlier.status == MessageStatus.SENDING,
        exists().where(
            Attempt.agency_id == earlier.agency_id,
            Attempt.message_id == earlier.id,
            Attempt.started_at > now - waits.under_way,
        ),
    )
    ahead = exists().where(
        earlier.agency_id == Message.agency_id,
        earlier.contact_point_id == Message.contact_point_id,
        earlier.lane == Message.lane,
        # Ids are in the order of their making.
        earlier.id < Message.id,
        earlier.status.in_(_UNSETTLED),
        or_(
            next_in_line,
            and_(Message.due_at > now - waits.in_doubt, or_(put_off, in_hand)),
            under_way,
        ),
    )
    return or_(Message.purpose == Purpose.SAFETY_ANSWER, ~ahead)
