"""The facts lane: every room that reacts to a fact hears of it, at least once, oldest first.

Facts of one thread are handled in their order. One that fails waits and is tried again; it holds
up neither the others nor, meanwhile, its own thread.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing.announcing import announce, untold, wanted
from service.due import MOST_TRIES, fact_due
from service.troubles import trouble

log = structlog.get_logger(__name__)

BATCH = 100

Reaction = Callable[[Unit, Runtime, Event], None]
"""May run twice for one fact, so it must change nothing the second time. Never commits."""
Reactions = Mapping[FactType, Sequence[Reaction]]


def drain(runtime: Runtime, reactions: Reactions) -> int:
    """Handle the oldest due facts, at most `BATCH`; how many went their way (or were put off).

    First each is laid out for the agency's own systems that want it, in the order of the facts.
    """
    handled = _tell(runtime, reactions)
    _settle_unheard(runtime, reactions)
    passed_over: set[UUID] = set()
    for event_id, thread_id in _due(runtime, reactions):
        if thread_id in passed_over:
            continue
        if _handle(runtime, reactions, event_id):
            handled += 1
        elif thread_id is not None:
            # Another worker has it; what follows it in this thread must not overtake it.
            passed_over.add(thread_id)
    return handled


def backoff(tries: int) -> timedelta:
    """How long to wait after a failed try: 1 s, then doubling. Ten tries take some 9 minutes."""
    return timedelta(seconds=2 ** (tries - 1))


def _tell(runtime: Runtime, reactions: Reactions) -> int:
    """Lay facts out for agencies' systems. Those that nobody here reacts to are settled with it."""
    with runtime.unit() as unit:
        told = announce(unit)
        if told:
            unit.session.execute(
                update(Event)
                .where(Event.id.in_(told), Event.type.not_in(list(reactions)))
                .values(handled_at=unit.now),
                execution_options={"synchronize_session": False},
            )
    return len(told)


def _settle_unheard(runtime: Runtime, reactions: Reactions) -> None:
    """Facts nobody reacts to are most of them: one statement for all."""
    with runtime.unit() as unit:
        unit.session.execute(
            update(Event)
            .where(Event.handled_at.is_(None), Event.type.not_in(list(reactions)), ~wanted())
            .values(handled_at=unit.now),
            execution_options={"synchronize_session": False},
        )


def _due(runtime: Runtime, reactions: Reactions) -> list[tuple[UUID, UUID | None]]:
    with runtime.reading() as session:
        rows = session.execute(
            select(Event.id, Event.thread_id)
            .where(fact_due(runtime.clock()), Event.type.in_(list(reactions)), ~untold())
            .order_by(Event.at, Event.id)
            .limit(BATCH)
        )
        return [(event_id, thread_id) for event_id, thread_id in rows]


def _handle(runtime: Runtime, reactions: Reactions, event_id: UUID) -> bool:
    """False when another worker holds the fact or has dealt with it."""
    with runtime.unit() as unit:
        event = unit.session.scalar(
            select(Event)
            .where(Event.id == event_id, fact_due(unit.now))
            .with_for_update(skip_locked=True)
        )
        if event is None:
            return False
        failure = _react(unit, runtime, reactions.get(event.type, ()), event)
        if failure is None:
            event.handled_at, event.error = unit.now, None
        else:
            _put_off(event, failure, unit.now)
    return True


def _react(
    unit: Unit, runtime: Runtime, reactions: Sequence[Reaction], event: Event
) -> Exception | None:
    """Each reaction in a savepoint: one that fails does not undo the others'. The last failure."""
    failure: Exception | None = None
    for react in reactions:
        try:
            with unit.session.begin_nested():
                react(unit, runtime, event)
        except Exception as error:  # whatever a reaction raises concerns this fact alone
            if isinstance(error, DBAPIError) and error.connection_invalidated:
                raise
            log.warning("fact.reaction_failed", fact=str(event.id), **trouble(error))
            failure = error
    return failure


def _put_off(event: Event, failure: Exception, now: datetime) -> None:
    event.tries += 1
    event.error = type(failure).__name__
    event.next_try_at = now + backoff(event.tries)
    if event.tries >= MOST_TRIES:
        log.error("fact.set_aside", fact=str(event.id), type=event.type.value)
