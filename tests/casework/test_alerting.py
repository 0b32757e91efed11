"""An urgent task keeps alerting, ever more widely, until a person takes it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from casework import alerting, ladder
from casework.audience import supervisors
from casework.ladder import Rung
from casework.models import Alert, Task
from casework.models.task import TaskKind
from casework.stranded import Stranded
from casework.tasks import close_task, give_back, open_task, take_task
from channels.values import ChannelKind
from messaging.directory import absences
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.case import Case
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.staff import Staff, StaffRole
from messaging.outbound import delivery, staff_mail
from messaging.platform.events import Event
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from outgoing.catalogue import may_be_told
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_branch, add_parent, add_staff

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class Town:
    """The north office with its people, another branch's, and a parent whose case is Ana's."""

    def __init__(self, runtime: Runtime, office: Office) -> None:
        self.runtime, self.office = runtime, office
        with runtime.unit() as unit:
            agency, north = office.agency, office.branch
            south = add_branch(unit, agency, "south")
            self.ana = add_staff(unit, agency, north)
            self.ben = add_staff(unit, agency, north)
            self.boss = add_staff(unit, agency, north, role=StaffRole.SUPERVISOR)
            self.admin = add_staff(unit, agency, role=StaffRole.ADMINISTRATOR)
            self.south_boss = add_staff(unit, agency, south, role=StaffRole.SUPERVISOR)
            self.south_admin = add_staff(unit, agency, south, role=StaffRole.ADMINISTRATOR)
            self.parent: Registered = add_parent(unit, office)
            unit.session.merge(self.parent.case).caseworker_id = self.ana.id

    def danger(
        self,
        *,
        thread_id: UUID | None = None,
        urgent: bool = True,
        origin: str = "safety.raised:sample",
    ) -> UUID:
        with self.runtime.unit() as unit:
            return open_task(
                unit,
                agency_id=self.office.agency.id,
                kind=TaskKind.SAFETY,
                origin=origin,
                due_at=unit.now,
                thread_id=thread_id,
                urgent=urgent,
            ).id

    def told(self) -> list[list[UUID]]:
        """Whom each step wrote to, in their order."""
        everyone = (
            self.ana, self.ben, self.boss, self.admin, self.south_boss, self.south_admin
        )  # fmt: skip
        with self.runtime.reading() as session:
            steps = session.scalars(select(Alert).order_by(Alert.step)).all()
            origins = set(session.scalars(select(Message.origin)))
        return [
            [who.id for who in everyone if f"alert:{one.task_id}:{one.step}:{who.id}" in origins]
            for one in steps
        ]


@pytest.fixture
def town(runtime: Runtime, office: Office) -> Town:
    return Town(runtime, office)


def in_triage(task: Task) -> None:
    task.thread_id = task.branch_id = None


def ids(*people: Staff) -> list[UUID]:
    return [each.id for each in people]


def test_the_whole_ladder(town: Town, runtime: Runtime, clock: MovableClock) -> None:
    """At once the caseworker, then the branch's supervisors too, then administrators, for ever."""
    town.danger(thread_id=town.parent.thread.id)
    began = clock()
    at = []
    with asyncio.Runner() as runner:
        for _ in range(24 * 60):
            if alerting.sweep(runtime, runner):
                at.append((clock() - began).total_seconds() / 60)
                if len(at) == 9:
                    break
            clock.move(timedelta(seconds=30))
    assert at == [0, 5, 10, 20, 30, 45, 60, 90, 120]
    everyone = ids(town.ana, town.boss, town.admin)
    assert town.told() == [ids(town.ana), ids(town.ana, town.boss)] + 7 * [everyone]


@SQLITE
def test_the_mail_tells_nothing_of_anybody(
    town: Town,
    runtime: Runtime,
    runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
    doorbell: RecordingDoorbell,
) -> None:
    with runtime.unit() as unit:
        unit.session.merge(town.boss).language = "es"
    town.danger(thread_id=town.parent.thread.id)
    with runtime.unit() as unit:
        unit.session.execute(update(Case).values(caseworker_id=None))
        unit.session.execute(update(Task).values(assignee_id=town.boss.id))
    alerting.sweep(runtime, runner)
    assert (town.office.agency.id, "tasks") in doorbell.touched
    delivery.drain(runtime, Lane.URGENT, runner, lambda: False)
    [mail] = channels[ChannelKind.EMAIL].sent
    assert mail.to == town.boss.email
    assert mail.subject == "Kinline: espera una tarea urgente"
    assert f"{runtime.settings.public_url}/staff/tasks" in mail.text
    for secret in ("Maria", "Sample", town.parent.case.number, "safety", "Seguridad", "Oak"):
        assert secret not in f"{mail.subject} {mail.text}"
    assert (mail.reply_to, dict(mail.headers)) == (None, {})


@SQLITE
def test_no_parents_thread_and_no_agencys_system_hears_of_the_mail(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    delivery.drain(runtime, Lane.URGENT, runner, lambda: False)
    with runtime.reading() as session:
        [message] = session.scalars(select(Message)).all()
        assert (message.thread_id, message.status) == (None, MessageStatus.SENT)
        told = select(Event.type).where(Event.subject_id == message.id, may_be_told())
        assert session.scalars(told).all() == []


@pytest.mark.parametrize("way", ["taken", "done"])
def test_it_ends_when_someone_takes_it_or_it_is_done(
    town: Town, runtime: Runtime, runner: asyncio.Runner, clock: MovableClock, way: str
) -> None:
    task_id = town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    with runtime.unit() as unit:
        viewer = Viewer.of(town.ben)
        if way == "taken":
            assert take_task(unit, viewer, viewer.actor, task_id)
        else:
            assert close_task(unit, viewer.agency_id, task_id, viewer.staff_id)
    clock.move(timedelta(hours=5))
    assert alerting.sweep(runtime, runner) == 0
    with runtime.reading() as session:
        # What had not left yet is not sent any more.
        assert session.scalars(select(Message.status)).all() == [MessageStatus.CANCELLED]
        task = session.get_one(Task, task_id)
        if way == "taken":
            assert (task.taken_by_id, task.assignee_id) == (town.ben.id, town.ben.id)
            assert [row.action for row in session.scalars(select(Audit))] == ["task.taken"]


def test_it_is_taken_once(town: Town, runtime: Runtime) -> None:
    task_id = town.danger(thread_id=town.parent.thread.id)

    def take(staff: Staff) -> bool:
        with runtime.unit() as unit:
            viewer = Viewer.of(staff)
            return take_task(unit, viewer, viewer.actor, task_id)

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, [town.ana, town.ben, town.boss, town.admin]))
    assert sorted(taken) == [False, False, False, True]
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).where(Audit.action == "task.taken")) == 1


@SQLITE
def test_given_back_it_alerts_again_as_widely_as_it_did(
    town: Town, runtime: Runtime, runner: asyncio.Runner, clock: MovableClock
) -> None:
    task_id = town.danger(thread_id=town.parent.thread.id)
    for minutes in (0, 5):
        clock.move(timedelta(minutes=minutes))
        alerting.sweep(runtime, runner)
    viewer = Viewer.of(town.ben)
    with runtime.unit() as unit:
        take_task(unit, viewer, viewer.actor, task_id)
    clock.move(timedelta(hours=1))
    for expected in (True, False):
        with runtime.unit() as unit:
            assert give_back(unit, viewer, viewer.actor, task_id) is expected
    assert alerting.sweep(runtime, runner) == 1
    assert town.told()[-1] == ids(town.ana, town.boss, town.admin)


def test_two_clocks_at_once_tell_once(town: Town, runtime: Runtime, clock: MovableClock) -> None:
    town.danger(thread_id=town.parent.thread.id)

    def clockwork(_: int) -> int:
        with asyncio.Runner() as runner:
            return alerting.sweep(runtime, runner)

    with ThreadPoolExecutor(2) as both:
        for step in range(3):
            list(both.map(clockwork, range(4)))
            assert len(town.told()) == step + 1
            clock.move(ladder.step(step).wait)
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1 + 2 + 3


class Killed(BaseException):
    """The process ends here."""


def test_a_clock_killed_in_the_middle_of_a_step_has_told_nobody_and_the_next_tells_all(
    town: Town, runtime: Runtime, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.danger(thread_id=town.parent.thread.id)

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(staff_mail, "write", die)
        with pytest.raises(Killed):
            alerting.sweep(runtime, runner)
    assert town.told() == []
    assert alerting.sweep(runtime, runner) == 1
    assert town.told() == [ids(town.ana)]


@SQLITE
def test_a_clock_that_stood_still_for_hours_goes_on_with_one_step(
    town: Town, runtime: Runtime, runner: asyncio.Runner, clock: MovableClock
) -> None:
    town.danger(thread_id=town.parent.thread.id)
    clock.move(timedelta(hours=6))
    assert [alerting.sweep(runtime, runner) for _ in range(2)] == [1, 0]


@SQLITE
def test_nobody_is_alerted_to_what_can_wait(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    town.danger(thread_id=town.parent.thread.id, urgent=False)
    assert alerting.sweep(runtime, runner) == 0


@SQLITE
def test_where_nobody_has_the_case_who_could_act_its_whole_branch_covers_it(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        unit.session.merge(town.ana).active = False
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    assert town.told() == [ids(town.ben)]


def gone(town: Town, who: Staff, cover: Staff) -> None:
    """On the day of the tests and the one after."""
    with town.runtime.unit() as unit:
        days = (date(2026, 3, 2), date(2026, 3, 3))
        absences.enter(unit, Viewer.of(who), "test", who.id, days, cover.id)


def test_who_covers_is_told_too_until_it_ends(
    town: Town, runtime: Runtime, runner: asyncio.Runner, clock: MovableClock
) -> None:
    gone(town, town.ana, town.ben)
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    assert town.told() == [ids(town.ana, town.ben)]
    clock.move(timedelta(days=2))
    alerting.sweep(runtime, runner)
    assert town.told()[1] == ids(town.ana, town.boss)


@SQLITE
@pytest.mark.parametrize("why", ["left", "away as well", "another program"])
def test_where_nobody_is_there_who_covers_the_whole_branch_does(
    town: Town, runtime: Runtime, runner: asyncio.Runner, why: str
) -> None:
    gone(town, town.ana, town.ben)
    with runtime.unit() as unit:
        third = add_staff(unit, town.office.agency, town.office.branch)
        ben = unit.session.merge(town.ben)
        ben.active = why != "left"
        ben.programs = ["medical"] if why == "another program" else []
    if why == "away as well":
        gone(town, town.ben, town.boss)
    town.south_boss = third
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    told = {"away as well": ids(town.ana, town.ben, town.boss, third)}
    assert town.told() == [told.get(why, ids(town.ana, third))]


@SQLITE
def test_who_covers_for_a_supervisor_is_told_of_what_waits_too_long(
    town: Town, runtime: Runtime, clock: MovableClock
) -> None:
    gone(town, town.boss, town.ben)
    for now, who in (
        (clock(), [town.ben, town.boss]),
        (clock.move(timedelta(days=2)), [town.boss]),
    ):
        with runtime.reading() as session:
            found = supervisors(
                session, town.office.agency.id, town.parent.thread.id, town.office.branch.id, now
            )
        assert [each.id for each in found] == ids(*who)


@SQLITE
def test_a_rung_without_people_leads_straight_to_the_next(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        for gone in (town.ana, town.ben, town.boss):
            unit.session.merge(gone).active = False
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    assert town.told() == [ids(town.admin)]
    with runtime.reading() as session:
        assert session.scalars(select(Alert.rung)).all() == [Rung.ADMINISTRATORS]


@SQLITE
def test_what_leads_to_no_parent_alerts_those_who_sort_triage(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    town.danger()
    alerting.sweep(runtime, runner)
    assert town.told() == [ids(town.boss, town.south_boss)]


@SQLITE
def test_a_colleagues_address_stays_nobodys_contact(
    town: Town, runtime: Runtime, runner: asyncio.Runner
) -> None:
    """It hangs on no person, so no parent's page or message can meet it."""
    town.danger(thread_id=town.parent.thread.id)
    alerting.sweep(runtime, runner)
    with runtime.reading() as session:
        found = session.scalars(
            select(ContactPoint).where(ContactPoint.kind == ChannelKind.EMAIL)
        ).all()
        assert [each.address for each in found] == [town.ana.email]


def test_taken_by_one_who_can_no_longer_see_to_it_it_alerts_again(
    town: Town, runtime: Runtime, runner: asyncio.Runner, clock: MovableClock
) -> None:
    """A database for each way would show no more: each has a task and a taker of its own."""
    agency, north, south = town.office.agency, town.office.branch, town.south_boss.branch_id
    ways: dict[str, Callable[[Staff, Task], None]] = {
        "stays": lambda *_: None,
        "left": lambda who, _: setattr(who, "active", False),
        "another branch": lambda who, _: setattr(who, "branch_id", south),
        "another office": lambda who, _: setattr(who, "role", StaffRole.AUDITOR),
        "another program": lambda who, _: setattr(who, "programs", ["other"]),
        "in triage": lambda _, task: in_triage(task),
    }
    tasks: dict[str, UUID] = {}
    for way, happens in ways.items():
        tasks[way] = town.danger(thread_id=town.parent.thread.id, origin=f"safety.raised:{way}")
        with runtime.unit() as unit:
            who = add_staff(unit, agency, north)
            viewer = Viewer.of(who)
            assert take_task(unit, viewer, viewer.actor, tasks[way])
            unit.session.flush()
            happens(unit.session.get_one(Staff, who.id), unit.session.get_one(Task, tasks[way]))
    given_back = set(ways) - {"stays"}
    stranded = Stranded()
    assert alerting.sweep(runtime, runner) == 0
    assert [stranded(runtime, runner) for _ in range(2)] == [len(given_back), 0]
    assert alerting.sweep(runtime, runner) == len(given_back)
    with runtime.reading() as session:
        for way, task_id in tasks.items():
            assert (session.get_one(Task, task_id).taken_by_id is None) == (way in given_back), way
        rows = session.scalars(select(Audit).where(Audit.action == "task.given_back"))
        assert {(row.actor, row.subject_id) for row in rows} == {
            ("system", tasks[way]) for way in given_back
        }
    assert stranded(runtime, runner) == 0
