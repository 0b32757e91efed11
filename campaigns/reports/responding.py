"""How long parents wait for a person's first answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from campaigns.reports.cube import Period
from messaging.directory.access import Viewer, in_view
from messaging.models.message import Direction, Message
from messaging.models.thread import Thread


@dataclass(frozen=True, slots=True)
class Responses:
    answered: int
    waiting: int
    """Of what parents wrote within the period, no person has answered yet."""
    median: timedelta | None
    slowest_tenth: timedelta | None
    """One in ten waited longer."""


def responses(session: Session, viewer: Viewer, period: Period) -> Responses:
    """What parents wrote within `period`: several messages before an answer are one wait. Answers
    given later count too; those that no person wrote do not."""
    rows = session.execute(
        select(Message.thread_id, Message.created_at, Message.direction)
        .join(Thread, Thread.id == Message.thread_id)
        .where(
            in_view(Thread, viewer),
            # An index of messages begins with it: a branch reads its own, and nobody else's.
            Message.agency_id == viewer.agency_id,
            Message.created_at >= period.start,
            or_(
                and_(Message.direction == Direction.IN, Message.created_at < period.end),
                and_(Message.direction == Direction.OUT, Message.author_id.is_not(None)),
            ),
        )
        .order_by(Message.thread_id, Message.created_at, Message.id)
    )
    return waits((thread, at, direction) for thread, at, direction in rows if thread)


def waits(said: Iterable[tuple[UUID, datetime, Direction]]) -> Responses:
    """From what was said, thread by thread and in its order. Pure."""
    since: dict[UUID, datetime] = {}
    took: list[timedelta] = []
    for thread, at, direction in said:
        if direction is Direction.IN:
            since.setdefault(thread, at)
        elif thread in since:
            took.append(at - since.pop(thread))
    took.sort()
    middle = timedelta(seconds=median(each.total_seconds() for each in took)) if took else None
    return Responses(len(took), len(since), middle, _tenth(took))


def _tenth(took: Sequence[timedelta]) -> timedelta | None:
    return took[-(-len(took) * 9 // 10) - 1] if took else None
