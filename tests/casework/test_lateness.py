"""Supervisors hear once of what waits too long."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from casework import lateness
from casework.models.task import TaskKind
from casework.tasks import open_task
from messaging.directory.register import Registered
from messaging.models.message import Message
from messaging.models.staff import Staff, StaffRole
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NUMBER = "+13125550142"
TUESDAY_10 = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)


class People:
    def __init__(self, runtime: Runtime, office: Office) -> None:
        with runtime.unit() as unit:
            agency, north = office.agency, office.branch
            self.worker = add_staff(unit, agency, north)
            self.boss = add_staff(unit, agency, north, role=StaffRole.SUPERVISOR)
            self.admin = add_staff(unit, agency, role=StaffRole.ADMINISTRATOR)
            south = add_branch(unit, agency, "south")
            self.south_boss = add_staff(unit, agency, south, role=StaffRole.SUPERVISOR)
            self.parent: Registered = add_parent(unit, office, text_to=NUMBER)


@pytest.fixture
def people(runtime: Runtime, office: Office, clock: MovableClock) -> People:
    clock.set(TUESDAY_10)
    return People(runtime, office)


def mails(runtime: Runtime) -> list[Message]:
    with runtime.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
    return [row for row in rows if row.topic == "staff"]


def told(runtime: Runtime, *staff: Staff) -> bool:
    """Whether exactly these were written to, once each."""
    return sorted(row.origin.rpartition(":")[2] for row in mails(runtime)) == sorted(
        str(each.id) for each in staff
    )


def test_the_branchs_supervisors_are_told_once_of_a_message_that_nobody_answered(
    runtime: Runtime, office: Office, people: People, clock: MovableClock, runner: asyncio.Runner
) -> None:
    hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    clock.move(timedelta(days=2) - timedelta(seconds=1))
    assert lateness.sweep(runtime, runner) == 0
    clock.move(timedelta(seconds=1))
    assert [lateness.sweep(runtime, runner) for _ in range(2)] == [1, 0]
    clock.move(timedelta(days=9))
    assert lateness.sweep(runtime, runner) == 0
    assert told(runtime, people.boss)
    [mail] = mails(runtime)
    assert f"{runtime.settings.public_url}/staff/overdue" in mail.text
    assert "can i come" not in mail.text


def test_two_clocks_at_once_tell_once(
    runtime: Runtime, office: Office, people: People, clock: MovableClock
) -> None:
    for text in ("one", "two", "three"):
        hear(runtime, office.agency, text_from(runtime, NUMBER, f"can i come at {text}"))
    clock.move(timedelta(days=3))

    def clockwork(_: int) -> int:
        with asyncio.Runner() as runner:
            return lateness.sweep(runtime, runner)

    with ThreadPoolExecutor(2) as both:
        assert sum(both.map(clockwork, range(4))) == 3
    assert told(runtime, people.boss)


@SQLITE
def test_triage_is_everybodys_who_sorts_it(
    runtime: Runtime, office: Office, people: People, clock: MovableClock, runner: asyncio.Runner
) -> None:
    hear(runtime, office.agency, text_from(runtime, "+13125550199", "this is my new phone"))
    clock.move(timedelta(days=3))
    assert lateness.sweep(runtime, runner) == 1
    assert told(runtime, people.boss, people.south_boss)


@SQLITE
def test_without_supervisors_administrators_are_told(
    runtime: Runtime, office: Office, people: People, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        unit.session.merge(people.boss).active = False
    hear(runtime, office.agency, text_from(runtime, NUMBER, "can i come at 3"))
    clock.move(timedelta(days=3))
    lateness.sweep(runtime, runner)
    assert told(runtime, people.admin)


@SQLITE
@pytest.mark.parametrize(("urgent", "late"), [(False, 1), (True, 0)])
def test_a_task_past_its_date_is_told_of_too(
    runtime: Runtime, office: Office, people: People, clock: MovableClock, runner: asyncio.Runner,
    urgent: bool, late: int,
) -> None:  # fmt: skip
    with runtime.unit() as unit:
        open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample",
            due_at=unit.now + timedelta(hours=1), thread_id=people.parent.thread.id, urgent=urgent,
        )  # fmt: skip
    assert lateness.sweep(runtime, runner) == 0
    clock.move(timedelta(hours=2))
    assert lateness.sweep(runtime, runner) == late
    assert lateness.sweep(runtime, runner) == 0
