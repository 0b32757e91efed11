"""The facts lane."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import facts
from service.due import MOST_TRIES, count_set_aside
from service.facts import Reaction, Reactions, backoff
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent

only_postgresql = pytest.mark.parametrize(
    "database_url",
    [pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
"""SQLite has one writer, so no second worker can be at it."""


class Listener:
    """A reaction that remembers what it heard, and fails for the subjects it is told to."""

    def __init__(self) -> None:
        self.heard: list[UUID | None] = []
        self.refused: set[UUID | None] = set()

    def __call__(self, _unit: Unit, _runtime: Runtime, event: Event) -> None:
        if event.subject_id in self.refused:
            raise LookupError("what it is about is gone")
        self.heard.append(event.subject_id)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def reactions(listener: Listener) -> Reactions:
    return {FactType.REPLY_RECEIVED: [listener]}


def record(
    runtime: Runtime,
    office: Office,
    fact: FactType = FactType.REPLY_RECEIVED,
    thread_id: UUID | None = None,
) -> UUID:
    subject = new_id()
    with runtime.unit() as unit:
        unit.record(fact, office.agency.id, thread_id=thread_id, subject_id=subject)
    return subject


def the_event(runtime: Runtime, subject: UUID) -> Event:
    with runtime.reading() as session:
        event = session.scalars(select(Event).where(Event.subject_id == subject)).one()
        session.expunge(event)
        return event


def test_the_rooms_that_react_hear_of_it_once(
    runtime: Runtime, office: Office, listener: Listener, reactions: Reactions
) -> None:
    subject = record(runtime, office)
    assert facts.drain(runtime, reactions) == 1
    assert facts.drain(runtime, reactions) == 0
    assert listener.heard == [subject]
    assert the_event(runtime, subject).handled_at == runtime.clock()


def test_a_fact_nobody_reacts_to_is_settled(
    runtime: Runtime, office: Office, listener: Listener, reactions: Reactions
) -> None:
    subject = record(runtime, office, FactType.MESSAGE_SENT)
    assert facts.drain(runtime, reactions) == 0
    assert the_event(runtime, subject).handled_at == runtime.clock()


def test_the_oldest_comes_first(
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    listener: Listener,
    reactions: Reactions,
) -> None:
    subjects = []
    for _ in range(5):
        subjects.append(record(runtime, office))
        clock.move(timedelta(seconds=1))
    facts.drain(runtime, reactions)
    assert listener.heard == subjects


def test_one_that_fails_holds_up_nobody_and_comes_again(
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    listener: Listener,
    reactions: Reactions,
) -> None:
    with runtime.unit() as unit:
        thread = add_parent(unit, office).thread
    poison = record(runtime, office, thread_id=thread.id)
    fine = record(runtime, office, thread_id=thread.id)
    listener.refused = {poison}

    facts.drain(runtime, reactions)
    assert listener.heard == [fine]
    put_off = the_event(runtime, poison)
    assert (put_off.tries, put_off.error, put_off.handled_at) == (1, "LookupError", None)
    assert put_off.next_try_at == clock() + backoff(1)
    assert facts.drain(runtime, reactions) == 0, "not before its time"

    listener.refused = set()
    clock.move(backoff(1))
    facts.drain(runtime, reactions)
    assert listener.heard == [fine, poison]
    assert the_event(runtime, poison).error is None


def test_after_ten_tries_it_is_set_aside_for_a_person(
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    listener: Listener,
    reactions: Reactions,
) -> None:
    listener.refused = {record(runtime, office)}
    for _ in range(MOST_TRIES):
        assert facts.drain(runtime, reactions) == 1
        clock.move(timedelta(hours=1))
    assert facts.drain(runtime, reactions) == 0
    with runtime.reading() as session:
        assert count_set_aside(session) == 1


def test_a_failing_reaction_undoes_itself_and_not_the_others(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    def opens(fact: FactType) -> Reaction:
        def react(unit: Unit, _runtime: Runtime, event: Event) -> None:
            unit.record(fact, event.agency_id)

        return react

    def breaks(unit: Unit, _runtime: Runtime, event: Event) -> None:
        unit.record(FactType.TASK_CLOSED, event.agency_id)
        unit.session.flush()
        raise RuntimeError

    record(runtime, office)
    facts.drain(
        runtime,
        {
            FactType.REPLY_RECEIVED: [
                opens(FactType.TASK_OPENED),
                breaks,
                opens(FactType.CALL_WANTED),
            ]
        },
    )
    with runtime.reading() as session:
        kinds = set(session.scalars(select(Event.type)))
    assert kinds == {FactType.REPLY_RECEIVED, FactType.TASK_OPENED, FactType.CALL_WANTED}


@only_postgresql
def test_a_thread_another_worker_is_busy_with_is_not_overtaken(
    runtime: Runtime, office: Office, listener: Listener, reactions: Reactions
) -> None:
    with runtime.unit() as unit:
        busy, free = add_parent(unit, office).thread, add_parent(unit, office).thread
    first = record(runtime, office, thread_id=busy.id)
    record(runtime, office, thread_id=busy.id)
    elsewhere = record(runtime, office, thread_id=free.id)
    with runtime.unit() as other_worker:
        other_worker.session.scalars(
            select(Event).where(Event.subject_id == first).with_for_update()
        ).one()
        facts.drain(runtime, reactions)
    assert listener.heard == [elsewhere]


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 2), (5, 16), (9, 256)])
def test_the_pause_doubles(tries: int, seconds: int) -> None:
    assert backoff(tries) == timedelta(seconds=seconds)
