"""Facts become deliveries, each once for each endpoint that wants them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import event, select

from messaging.directory.register import Registered
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from outgoing import announcing, endpoints
from outgoing.announcing import announce
from outgoing.catalogue import TOLD
from outgoing.models import Endpoint
from outgoing.models.delivery import DeliveryState
from outgoing.models.endpoint import PauseReason
from outgoing.waits import TRIED_FOR
from service import facts
from service.facts import Reactions
from tests.outgoing.house import OTHER_URL, House
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_office


def unhandled(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return len(session.scalars(select(Event.id).where(Event.handled_at.is_(None))).all())


def test_each_endpoint_gets_what_it_wants_once(
    runtime: Runtime, office: Office, house: House, endpoint: Endpoint, doorbell: RecordingDoorbell
) -> None:
    with runtime.unit() as unit:
        only_closed, _ = endpoints.add(unit, office.agency.id, OTHER_URL, [FactType.TASK_CLOSED])
    opened = house.happens(FactType.TASK_OPENED)
    closed = house.happens(FactType.TASK_CLOSED)
    doorbell.forget()
    house.announce()
    assert doorbell.rung == [Lane.OUTGOING]
    house.announce()
    assert [(row.endpoint_id, row.event_id) for row in house.deliveries()] == [
        (endpoint.id, opened),
        *sorted([(endpoint.id, closed), (only_closed.id, closed)]),
    ]
    assert unhandled(runtime) == 0


def test_without_an_endpoint_facts_are_settled_in_one_statement(
    runtime: Runtime, house: House, doorbell: RecordingDoorbell
) -> None:
    for _ in range(50):
        house.happens(FactType.MESSAGE_DELIVERED)
    doorbell.forget()
    written: list[str] = []
    event.listen(
        runtime.database.engine,
        "before_cursor_execute",
        lambda _c, _cur, sql, *_: written.append(sql) if not sql.startswith("SELECT") else None,
    )
    assert facts.drain(runtime, {}) == 0
    assert len([sql for sql in written if sql.startswith(("UPDATE", "INSERT"))]) == 1
    assert (unhandled(runtime), house.deliveries(), doorbell.rung) == (0, [], [])


def test_another_agency_hears_nothing(runtime: Runtime, house: House, endpoint: Endpoint) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm", text_sender="+12175550100")
        unit.record(FactType.TASK_OPENED, elm.agency.id, subject_id=elm.agency.id, kind="safety")
    house.announce()
    assert house.deliveries() == []


def test_what_happened_before_an_endpoint_came_is_not_told(
    runtime: Runtime, office: Office, house: House, clock: MovableClock
) -> None:
    house.happens()
    clock.move(timedelta(seconds=1))
    with runtime.unit() as unit:
        endpoints.add(unit, office.agency.id, OTHER_URL)
    later = house.happens()
    house.announce()
    assert [row.event_id for row in house.deliveries()] == [later]


@pytest.mark.parametrize("fact", [each for each in FactType if each not in TOLD])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_facts_of_the_house_stay_in_it(
    house: House, endpoint: Endpoint, parent: Registered, fact: FactType
) -> None:
    house.happens(fact, thread_id=parent.thread.id)
    house.announce()
    assert house.deliveries() == []


def test_a_reaction_runs_only_once_its_fact_is_laid_out(
    runtime: Runtime, house: House, endpoint: Endpoint
) -> None:
    """Else it would be settled, and never announced."""
    house.happens(FactType.TASK_OPENED)
    seen: list[int] = []
    facts.drain(runtime, {FactType.TASK_OPENED: [lambda *_: seen.append(len(house.deliveries()))]})
    assert seen == [1]


def test_a_fact_that_comes_between_laying_out_and_settling_is_not_lost(
    runtime: Runtime, house: House, endpoint: Endpoint, parent: Registered
) -> None:
    """Also while others of its kind are laid out already, and more than one batch waits."""

    def delivered() -> UUID:
        return house.happens(FactType.MESSAGE_DELIVERED, thread_id=parent.thread.id, channel="sms")

    first = delivered()
    facts._tell(runtime, {})
    second = delivered()
    facts._settle_unheard(runtime, {})
    with runtime.reading() as session:
        waiting = session.scalars(
            select(Event.id).where(
                Event.handled_at.is_(None), Event.type == FactType.MESSAGE_DELIVERED
            )
        ).all()
    assert waiting == [second]
    house.announce()
    assert [row.event_id for row in house.deliveries()] == [first, second]
    assert unhandled(runtime) == 0


@pytest.mark.parametrize("heard", [True, False], ids=["with a reaction", "without"])
def test_more_than_a_batch_is_laid_out_whole_and_in_order(
    runtime: Runtime,
    house: House,
    endpoint: Endpoint,
    monkeypatch: pytest.MonkeyPatch,
    heard: bool,
) -> None:
    monkeypatch.setattr(announcing, "BATCH", 2)
    known = [house.happens(FactType.TASK_OPENED) for _ in range(7)]
    handled: list[UUID] = []
    reactions: Reactions = (
        {FactType.TASK_OPENED: [lambda _u, _r, fact: handled.append(fact.id)]} if heard else {}
    )
    while facts.drain(runtime, reactions):
        pass
    assert [row.event_id for row in house.deliveries()] == known
    assert handled == (known if heard else [])
    assert unhandled(runtime) == 0


def test_one_whose_reaction_fails_is_announced_all_the_same_and_once(
    runtime: Runtime, house: House, endpoint: Endpoint, clock: MovableClock
) -> None:
    def fails(*_: object) -> None:
        raise LookupError

    house.happens(FactType.TASK_OPENED)
    for _ in range(3):
        facts.drain(runtime, {FactType.TASK_OPENED: [fails]})
        clock.move(timedelta(hours=1))
    assert len(house.deliveries()) == 1


def test_facts_of_a_paused_endpoint_wait_for_their_three_days(
    runtime: Runtime, house: House, endpoint: Endpoint, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        found = endpoints.found(unit, endpoint.agency_id, endpoint.id)
        assert found is not None
        endpoints.pause(unit, found, PauseReason.BY_HAND)
    house.happens()
    house.announce()
    (row,) = house.deliveries()
    assert row.state is DeliveryState.WAITING
    assert row.next_try_at == row.give_up_at == clock() + TRIED_FOR


@pytest.mark.parametrize(
    "database_url",
    [pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_two_workers_at_once_lay_each_out_once(
    runtime: Runtime, house: House, endpoint: Endpoint
) -> None:
    for _ in range(30):
        house.happens()

    def work(_: int) -> int:
        with runtime.unit() as unit:
            return len(announce(unit))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 30
    assert len(house.deliveries()) == 30
