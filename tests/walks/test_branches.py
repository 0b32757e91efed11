"""Lists are read from indexes by a branch of their own; what they show is what the case allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Literal
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from casework.models.task import Task, TaskKind
from casework.tasks import close_task, open_task
from messaging.directory.access import Viewer, sees_triage
from messaging.directory.register import CaseDetails, PartyDetails, register
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party, PartyRole
from messaging.models.staff import Staff, StaffRole
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.people import PROGRAM, add_agency, add_branch, add_staff
from web import tally
from web.api.keys import Caller
from web.api.tasks import list_tasks
from web.api.threads import list_threads
from web.staff.inbox_list import counts, listing
from web.staff.sieve import Filter, Sieve
from web.staff.todos import count_open, of_viewer, seen_task
from web.voice import Voice

BRANCHES = 3
_number = count()


@dataclass(frozen=True)
class Told:
    """One parent's case as an agency told of it, and what there is about it."""

    branch: int
    case: int
    unread: int
    minutes: int | None
    """Since something was said; None: never."""
    mine: bool
    task: Literal["none", "open", "urgent", "done", "of nobody"]


@dataclass(frozen=True)
class Moved:
    case: int
    branch: int
    told: bool
    """By the agency; else in the table of cases."""


TOLD = st.builds(
    Told,
    branch=st.integers(0, BRANCHES - 1),
    case=st.integers(0, 4),
    unread=st.integers(0, 1),
    minutes=st.none() | st.integers(0, 3),
    mine=st.booleans(),
    task=st.sampled_from(["none", "open", "urgent", "done", "of nobody"]),
)
MOVED = st.builds(Moved, st.integers(0, 4), st.integers(0, BRANCHES - 1), st.booleans())


class World:
    """An agency of three branches, and everything that is in it."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.agency: Agency = add_agency(unit, f"oak{next(_number)}")
        self.branches: Sequence[Branch] = [
            add_branch(unit, self.agency, f"b{number}") for number in range(BRANCHES)
        ]
        self.worker: Staff = add_staff(unit, self.agency)

    def tell(self, case: int, branch: int, parent: int) -> tuple[Case, Thread]:
        known = register(
            self.unit,
            self.agency,
            CaseDetails(f"CS-{case}", PROGRAM, self.branches[branch].code),
            PartyDetails(f"P-{parent}", PartyRole.CUSTODIAL),
        )
        return known.case, known.thread

    def happens(self, number: int, told: Told) -> None:
        case, thread = self.tell(told.case, told.branch, number)
        case.caseworker_id = self.worker.id if told.mine else None
        thread.unread = told.unread
        if told.minutes is not None:
            thread.last_message_at = self.unit.now - timedelta(minutes=told.minutes)
        self.unit.session.flush()
        if told.task == "none":
            return
        task = open_task(
            self.unit,
            agency_id=self.agency.id,
            kind=TaskKind.CALL_BACK,
            origin=f"sample:{number}",
            due_at=self.unit.now + timedelta(hours=number % 2),
            thread_id=None if told.task == "of nobody" else thread.id,
            urgent=told.task == "urgent",
        )
        if told.task == "done":
            close_task(self.unit, self.agency.id, task.id)

    def moves(self, moved: Moved) -> None:
        if moved.told:
            self.tell(moved.case, moved.branch, 0)
            return
        case = self.unit.session.scalar(
            select(Case).where(Case.agency_id == self.agency.id, Case.number == f"CS-{moved.case}")
        )
        if case is not None:
            case.branch_id = self.branches[moved.branch].id
            self.unit.session.flush()

    def viewers(self, elsewhere: UUID) -> Iterator[Viewer]:
        anybody = Viewer.of(self.worker)
        for role in (StaffRole.CASEWORKER, StaffRole.SUPERVISOR):
            for branch_id in (None, *(branch.id for branch in self.branches)):
                yield replace(anybody, role=role, branch_id=branch_id)
                yield replace(anybody, role=role, branch_id=branch_id, agency_id=elsewhere)


class Rule:
    """What a viewer may see, found row by row from the cases alone."""

    def __init__(self, unit: Unit, viewer: Viewer) -> None:
        rows = unit.session.execute(
            select(Thread, Case)
            .join(Party, Party.id == Thread.party_id)
            .join(Case, Case.id == Party.case_id)
            .execution_options(populate_existing=True)
        ).all()
        self.viewer = viewer
        self.seen = {
            thread.id: (thread, case)
            for thread, case in rows
            if case.agency_id == viewer.agency_id and viewer.branch_id in (None, case.branch_id)
        }
        self.tasks = [
            task
            for task in unit.session.scalars(select(Task).order_by(Task.id))
            if task.agency_id == viewer.agency_id
            and (sees_triage(viewer) if task.thread_id is None else task.thread_id in self.seen)
        ]

    def listed(self, chosen: Filter) -> list[UUID]:
        rows = [thread for thread, _ in self._of(chosen) if thread.last_message_at is not None]
        rows.sort(key=lambda row: (row.unread > 0, row.last_message_at, row.id), reverse=True)
        return [row.id for row in rows]

    def unread(self, chosen: Filter) -> int:
        return sum(thread.unread > 0 for thread, _ in self._of(chosen))

    def open(self, mine: bool) -> list[Task]:
        rows = [
            task
            for task in self.tasks
            if task.state == "open" and (not mine or task.assignee_id == self.viewer.staff_id)
        ]
        return sorted(rows, key=lambda row: (not row.urgent, row.due_at, row.id))

    def _of(self, chosen: Filter) -> list[tuple[Thread, Case]]:
        return [
            (thread, case)
            for thread, case in self.seen.values()
            if chosen is Filter.BRANCH or case.caseworker_id == self.viewer.staff_id
        ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=st.lists(TOLD, min_size=1, max_size=12), moved=st.lists(MOVED, max_size=6))
def test_every_list_shows_what_the_cases_allow_wherever_they_move(
    runtime: Runtime, told: list[Told], moved: list[Moved]
) -> None:
    with runtime.unit() as unit:
        world = World(unit)
        for number, each in enumerate(told):
            world.happens(number, each)
        for move in moved:
            world.moves(move)
        elsewhere = add_agency(unit, f"elm{next(_number)}").id
    for viewer in world.viewers(elsewhere):
        with runtime.unit() as unit:
            rule = Rule(unit, viewer)
        pages_show(runtime, viewer, rule)
        answers_list(runtime, Caller(viewer.staff_id, viewer.staff_id, viewer, "en"), rule)


def pages_show(runtime: Runtime, viewer: Viewer, rule: Rule) -> None:
    with runtime.reading() as session:
        voice = Voice.of("en", "America/Chicago", runtime.clock())
        for chosen, mine in ((Filter.BRANCH, False), (Filter.MINE, True)):
            listed = listing(session, viewer, voice, Sieve(chosen)).lines
            assert [line.thread_id for line in listed] == rule.listed(chosen)
            todos = of_viewer(session, viewer, voice, mine=mine, limit=50)
            assert [todo.id for todo in todos] == [task.id for task in rule.open(mine)]
            assert count_open(session, viewer, voice.now, mine=mine) == len(todos)
        beside = counts(session, viewer, runtime.clock())
        assert (beside.branch, beside.mine, beside.urgent) == (
            rule.unread(Filter.BRANCH),
            rule.unread(Filter.MINE),
            sum(task.urgent for task in rule.open(False)),
        )
        every = session.scalars(select(Task.id)).all()
        seen = {task_id for task_id in every if seen_task(session, viewer, task_id)}
        assert seen == {task.id for task in rule.tasks}


def answers_list(runtime: Runtime, caller: Caller, rule: Rule) -> None:
    threads = list_threads(runtime, caller).items
    assert [each.id for each in threads] == sorted(rule.seen)
    unread = list_threads(runtime, caller, unread=True).items
    assert [each.id for each in unread] == [each.id for each in threads if each.unread]
    tasks, cursor = [], None
    while True:
        page = list_tasks(runtime, caller, cursor=cursor, limit=2)
        tasks += [each.id for each in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert tasks == [task.id for task in rule.tasks]


def test_a_count_beside_a_list_ends_at_a_hundred(runtime: Runtime) -> None:
    with runtime.unit() as unit:
        world = World(unit)
        for number in range(tally.MOST):
            world.happens(number, Told(0, number, 1, 1, True, "open"))
        viewer = Viewer.of(world.worker)
        exact = counts(unit.session, viewer, unit.now)
        world.happens(tally.MOST, Told(1, tally.MOST, 1, 1, True, "open"))
        world.happens(tally.MOST + 1, Told(1, tally.MOST + 1, 1, 1, True, "open"))
        more = counts(unit.session, viewer, unit.now)
        tasks = count_open(unit.session, viewer, unit.now, mine=True)
    assert [tally.shown(each) for each in (exact.branch, exact.mine)] == ["100", "100"]
    assert [tally.shown(each) for each in (more.branch, more.mine, tasks)] == ["100+"] * 3
