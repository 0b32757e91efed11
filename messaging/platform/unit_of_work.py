"""Commit at the door: one unit of work per request or job; bells ring after the commit."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from messaging.platform import bulk
from messaging.platform.clock import Clock
from messaging.platform.database import Base, Database
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Doorbell, Lane


class Unit:
    """What a rule or service works with: a session, one instant, and what to tell others later."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.composed: list[Base] = []
        """The rows in which something is to go out: what a rehearsal would have sent."""
        self._lanes: set[Lane] = set()
        self._topics: set[tuple[UUID, str]] = set()

    def record(
        self,
        type: FactType,  # noqa: A002 (the fact's own word)
        agency_id: UUID,
        *,
        thread_id: UUID | None = None,
        subject_id: UUID | None = None,
        **data: Any,
    ) -> Event:
        """Write a fact down; the rooms that react hear of it after the commit."""
        event = self.fact(type, agency_id, thread_id=thread_id, subject_id=subject_id, **data)
        self.session.add(event)
        self._announced(event)
        return event

    def fact(
        self,
        type: FactType,  # noqa: A002 (likewise)
        agency_id: UUID,
        *,
        thread_id: UUID | None = None,
        subject_id: UUID | None = None,
        **data: Any,
    ) -> Event:
        """One for `record_all`."""
        return bulk.made(
            Event,
            id=new_id(),
            agency_id=agency_id,
            type=type,
            at=self.now,
            next_try_at=self.now,
            thread_id=thread_id,
            subject_id=subject_id,
            data=data,
        )

    def record_all(self, facts: Sequence[Event]) -> None:
        """Write many facts down at once."""
        bulk.add(self.session, facts, keep=False)
        for fact in facts:
            self._announced(fact)

    def _announced(self, event: Event) -> None:
        self._lanes.add(Lane.FACTS)
        if event.thread_id is not None:
            self.touch(event.agency_id, str(event.thread_id))

    def ring(self, lane: Lane) -> None:
        """Ask for `lane` to be drained, once this is committed."""
        self._lanes.add(lane)

    def touch(self, agency_id: UUID, topic: str) -> None:
        """Tell open pages, once this is committed, that `topic` changed."""
        self._topics.add((agency_id, topic))

    def hand_over(self, other: "Unit") -> None:
        """Let `other` announce, together with its own, what there is to announce."""
        for lane in self._lanes:
            other.ring(lane)
        for agency_id, topic in self._topics:
            other.touch(agency_id, topic)

    def announce(self, doorbell: Doorbell) -> None:
        for lane in sorted(self._lanes):
            doorbell.ring(lane)
        if self._topics:
            doorbell.touch_all(sorted(self._topics))


@contextmanager
def unit_of_work(database: Database, doorbell: Doorbell, clock: Clock) -> Iterator[Unit]:
    """Commits at the end and then rings; an exception rolls everything back and rings nothing."""
    with database.writing() as session:
        unit = Unit(session, clock())
        yield unit
    unit.announce(doorbell)


@contextmanager
def rehearsal(database: Database, clock: Clock) -> Iterator[Unit]:
    """As `unit_of_work` up to its end; then all of it is rolled back, and no bell rings."""
    with database.rehearsing() as session:
        yield Unit(session, clock())
        # What the database itself would refuse is refused here too.
        session.flush()
