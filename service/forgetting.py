"""Removes contents whose time is over (see `messaging/directory/retention.py`), and what was kept
for a while only: one-time codes of the chat, uploaded files, lists that nobody confirmed, links to
choose a password."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from campaigns.forgetting import EVENTS, words_to_many
from campaigns.imports import acts as imports
from campaigns.sends import acts as sends
from campaigns.sends import series
from campaigns.starting import acts as starts
from casework import private_notes
from casework.models.task import Task, TaskState
from messaging.directory import preparing, rehearsing, retention
from messaging.inbound import leaving, proving
from messaging.models.retention import Record
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.identity import links

AT_WORK = select(Task.thread_id).where(Task.state == TaskState.OPEN, Task.thread_id.is_not(None))
"""Threads in which somebody has something to do: what it is about must be there to be read."""
OTHERS = {Record.EVENTS: EVENTS}


def _beside_messages(unit: Unit, agency_id: UUID, before: datetime) -> int:
    """What is kept for as long as messages are."""
    return words_to_many(unit, agency_id, before) + private_notes.forget(unit, agency_id, before)


BESIDE = {Record.MESSAGES: _beside_messages}


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """The next rows of each retention that is due, and of what was rehearsed; how many were looked
    at."""
    with runtime.reading() as session:
        waiting = retention.due(session, runtime.clock())
        rehearsed = rehearsing.any_over(session, runtime.clock())
    looked = 0
    if rehearsed:
        with runtime.unit() as unit:
            looked = rehearsing.purge(unit)
    for retention_id in waiting:
        with runtime.unit() as unit:
            looked += retention.step(unit, retention_id, AT_WORK, OTHERS, BESIDE)
    return looked


PRUNES: Sequence[Callable[[Unit], int]] = (
    proving.prune,
    leaving.forget_old,
    imports.forget_old,
    series.forget_old,
    sends.forget_old,
    starts.forget_old,
    links.forget_old,
    preparing.forget_old,
)


class Pruning:
    """A sweep for the clock: some at a time while there are any, then a look now and then."""

    EVERY = timedelta(hours=1)

    def __init__(self) -> None:
        self._rests_until: datetime | None = None

    def __call__(self, runtime: Runtime, _runner: asyncio.Runner) -> int:
        """How many went."""
        now = runtime.clock()
        if self._rests_until is not None and now < self._rests_until:
            return 0
        gone = 0
        for prune in PRUNES:
            with runtime.unit() as unit:
                gone += prune(unit)
        if not gone:
            self._rests_until = now + self.EVERY
        return gone
