"""One unit of work: everything or nothing is kept, and bells ring only for what is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from messaging.models.agency import Branch
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import unit_of_work
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office


class Doorkeeper(RecordingDoorbell):
    """Looks, at each ring, whether the change it tells of can be seen by others."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__()
        self._database = runtime.database
        self.seen: list[int] = []

    def ring(self, lane: Lane) -> None:
        super().ring(lane)
        with self._database.reading() as session:
            self.seen.append(session.scalar(select(func.count()).select_from(Branch)) or 0)


def test_bells_ring_after_the_commit(runtime: Runtime, office: Office) -> None:
    keeper = Doorkeeper(runtime)
    with unit_of_work(runtime.database, keeper, runtime.clock) as unit:
        unit.ring(Lane.URGENT)
        unit.session.add(Branch(agency_id=office.agency.id, code="south", name="South"))
        unit.session.flush()
        assert keeper.rung == []
    assert keeper.rung == [Lane.URGENT]
    assert keeper.seen == [2]


def break_half_way(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.session.add(Branch(agency_id=office.agency.id, code="south", name="South"))
        unit.record(FactType.MESSAGE_SENT, office.agency.id, thread_id=new_id())
        unit.ring(Lane.URGENT)
        unit.touch(office.agency.id, "inbox")
        raise ZeroDivisionError


def fail_at_the_commit(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.ring(Lane.URGENT)
        unit.session.add(Branch(agency_id=office.agency.id, code="north", name="A second one"))


@pytest.mark.parametrize("attempt", [break_half_way, fail_at_the_commit])
def test_what_is_not_kept_rings_nothing(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell, attempt: object
) -> None:
    doorbell.forget()
    assert callable(attempt)
    with pytest.raises(Exception):  # noqa: B017, PT011 (whatever it is)
        attempt(runtime, office)
    assert (doorbell.rung, doorbell.touched) == ([], [])
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Branch)) == 1
        assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_each_lane_and_page_hears_once(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    with runtime.unit() as unit:
        for _ in range(3):
            unit.ring(Lane.REMINDERS)
            unit.ring(Lane.URGENT)
            unit.touch(office.agency.id, "inbox")
            unit.touch(office.agency.id, "tasks")
    assert sorted(doorbell.rung) == [Lane.REMINDERS, Lane.URGENT]
    assert doorbell.touched == [(office.agency.id, "inbox"), (office.agency.id, "tasks")]


def test_a_unit_that_asks_for_nothing_rings_nothing(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    with runtime.unit() as unit:
        unit.session.scalars(select(Branch)).all()
    assert (doorbell.rung, doorbell.touched) == ([], [])


def test_a_unit_has_one_instant(runtime: Runtime, clock: MovableClock, office: Office) -> None:
    with runtime.unit() as unit:
        began = unit.now
        clock.move(timedelta(hours=1))
        assert unit.now == began
    with runtime.unit() as unit:
        assert unit.now == began + timedelta(hours=1)


def test_a_fact_is_written_down_with_what_it_is_about(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    thread_id, message_id = new_id(), new_id()
    with runtime.unit() as unit:
        unit.record(
            FactType.MESSAGE_FAILED,
            office.agency.id,
            thread_id=thread_id,
            subject_id=message_id,
            origin="step:1",
            reason="consent",
        )
    with runtime.reading() as session:
        event = session.scalars(select(Event)).one()
    assert (event.agency_id, event.type) == (office.agency.id, FactType.MESSAGE_FAILED)
    assert (event.thread_id, event.subject_id) == (thread_id, message_id)
    assert event.data == {"origin": "step:1", "reason": "consent"}
    assert event.at == event.next_try_at == runtime.clock()
    assert (event.handled_at, event.tries, event.error) == (None, 0, None)
    assert doorbell.rung == [Lane.FACTS]
    assert doorbell.touched == [(office.agency.id, str(thread_id))]


def test_a_fact_about_no_thread_touches_no_page(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    with runtime.unit() as unit:
        unit.record(FactType.AGENCY_EVENT, office.agency.id, subject_id=new_id())
    assert doorbell.touched == []


@pytest.mark.parametrize("fact", FactType)
def test_facts_are_named_as_agencies_see_them(fact: FactType) -> None:
    noun, _, verb = fact.value.partition(".")
    assert noun
    assert verb
    assert len(fact.value) <= 32
