"""What somebody took who can see to it no more: they left, or it went where they may not look.

Nobody is told of a task that is taken, so an urgent one must not stay with such a person."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, not_, or_, select

from casework.models.task import Task, TaskState
from casework.tasks import put_back
from messaging.directory.access import Act, Viewer, in_view_or_triage, may
from messaging.models.agency import Agency
from messaging.models.staff import Staff
from messaging.platform.columns import literally
from messaging.runtime import Runtime

EVERY = timedelta(seconds=30)
BATCH = 50
ACTOR = "system"

_OPEN = literally(Task.state, TaskState.OPEN)
"""In the words of the partial index, which is not used for a bound value."""


class Stranded:
    """Gives them back, looking every `EVERY`; from then on they alert again."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None

    def __call__(self, runtime: Runtime, _runner: asyncio.Runner) -> int:
        """How many were given back."""
        now = runtime.clock()
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return 0
        with runtime.reading() as session:
            # By agency, since the index of what is open begins with it.
            takers = session.scalars(
                select(Task.taken_by_id)
                .join(Agency, Agency.id == Task.agency_id)
                .where(Task.state == _OPEN, Task.urgent, Task.taken_by_id.is_not(None))
                .distinct()
            ).all()
        given_back = sum(_give_back(runtime, taker) for taker in takers if taker is not None)
        if not given_back:
            self._looked_at = now
        return given_back


def _give_back(runtime: Runtime, taker_id: UUID) -> int:
    with runtime.unit() as unit:
        taker = unit.session.get_one(Staff, taker_id)
        tasks = unit.session.scalars(
            select(Task)
            .where(
                Task.agency_id == taker.agency_id,
                Task.taken_by_id == taker.id,
                Task.state == _OPEN,
                Task.urgent,
                _out_of_reach(taker),
            )
            .order_by(Task.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for task in tasks:
            put_back(unit, ACTOR, task)
        return len(tasks)


def _out_of_reach(taker: Staff) -> ColumnElement[bool]:
    """Of tasks: whether that person could not act on them now."""
    viewer = Viewer.of(taker)
    if not taker.active or not may(viewer, Act.WRITE):
        return Task.taken_by_id == taker.id
    return not_(or_(*in_view_or_triage(Task, viewer)))
