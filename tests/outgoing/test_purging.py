"""What was settled long ago goes, a stretch at a time; what can still be of use stays."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from outgoing import purging
from outgoing.models import Endpoint, EventDelivery
from outgoing.models.delivery import DeliveryState
from outgoing.purging import Purge
from service import facts
from tests.support.clock import MovableClock
from tests.support.people import Office

KEPT = timedelta(days=90)
DAY = timedelta(days=1)


@pytest.fixture
def told(runtime: Runtime, office: Office, endpoint: Endpoint) -> None:
    """Of each state two, all settled now but the waiting ones; a fact nobody handled; and one that
    nobody was told of."""
    with runtime.unit() as unit:
        for _ in range(6):
            unit.record(FactType.TASK_OPENED, office.agency.id, subject_id=new_id(), kind="safety")
            unit.session.flush()
    facts.drain(runtime, {})
    with runtime.unit() as unit:
        rows = unit.session.scalars(select(EventDelivery).order_by(EventDelivery.id)).all()
        for row, state in zip(rows, [*DeliveryState, *DeliveryState], strict=True):
            row.state = state
            if state is not DeliveryState.WAITING:
                row.settled_at = unit.now
        unit.record(FactType.MESSAGE_CERTAIN, office.agency.id).handled_at = unit.now
        unit.record(FactType.MESSAGE_CERTAIN, office.agency.id)


def left(runtime: Runtime) -> tuple[dict[DeliveryState, int], int, int]:
    """Deliveries by state; facts handled, and not."""
    with runtime.reading() as session:
        states = Counter(session.scalars(select(EventDelivery.state)))
        handled = session.scalar(select(func.count(Event.handled_at)))
        every = session.scalar(select(func.count(Event.id)))
    assert handled is not None
    assert every is not None
    return dict(states), handled, every - handled


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("stretch", [1000, 3])
def test_only_what_was_settled_long_ago_goes(
    runtime: Runtime,
    runner: asyncio.Runner,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
    stretch: int,
) -> None:
    monkeypatch.setattr(purging, "STRETCH", stretch)
    before = left(runtime)
    clock.move(KEPT - DAY)
    assert Purge()(runtime, runner) == 0
    assert left(runtime) == before
    clock.move(2 * DAY)
    purge = Purge()
    while purge(runtime, runner):
        pass
    assert left(runtime) == ({DeliveryState.WAITING: 2}, 2, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("told")
def test_with_nothing_to_do_it_looks_only_now_and_then(
    runtime: Runtime, runner: asyncio.Runner, clock: MovableClock
) -> None:
    clock.move(KEPT - timedelta(minutes=1))
    purge = Purge()
    assert purge(runtime, runner) == 0
    clock.move(timedelta(minutes=2))
    assert purge(runtime, runner) == 0
    clock.move(purging.EVERY)
    assert purge(runtime, runner) > 0
