"""A message to many that repeats: confirmed once, each day made once, and whatever has become
another matter since waits for a person."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from campaigns.in_view import NotFoundError
from campaigns.models.send import Send, SendState
from campaigns.models.series import SendSeries, SeriesState
from campaigns.sends import acts, making, numbers, occurring, series
from campaigns.sends.audience import About, Audience
from campaigns.sends.deciding import LATE, Facts, Held, why_not
from campaigns.sends.making import SendError, Wanted
from campaigns.sends.rhythm import Every, Rhythm
from casework.models.task import Task, TaskKind, TaskState
from messaging.directory.access import Viewer
from messaging.models.message import Message
from messaging.models.staff import Staff, StaffRole
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import facts
from service.forgetting import Pruning
from service.reactions import REACTIONS
from tests.campaigns.sends.lists import HELLO, REMINDER, appointment, drained, gone_out
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_parent, add_staff

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

ALL = Wanted(audience=Audience(), words=HELLO)
WEEKLY = Rhythm(Every.WEEK, 1, 10, date(2026, 3, 31))
"""Tuesdays at ten; the sample clock stands on Monday the second."""
TO_THE_HOUR = timedelta(days=1)
WEEK = timedelta(days=7)


def drafted(runtime: Runtime, viewer: Viewer, wanted: Wanted = ALL, key: str = "") -> SendSeries:
    with runtime.unit() as unit:
        return series.draft(unit, runtime, viewer, key or str(new_id()), wanted, WEEKLY)


def confirmed(runtime: Runtime, viewer: Viewer, wanted: Wanted = ALL) -> SendSeries:
    row = drafted(runtime, viewer, wanted)
    with runtime.unit() as unit:
        shown = series.preview(unit.session, row)
        assert shown is not None
        return series.confirm(unit, viewer, row.id, numbers.to_go(unit.session, shown))


def days(runtime: Runtime, row: SendSeries) -> list[Send]:
    with runtime.reading() as session:
        return list(reversed(series.occurrences(session, row, 20)))


def now_is(runtime: Runtime, row: SendSeries) -> SendSeries:
    with runtime.reading() as session:
        return session.get_one(SendSeries, row.id)


def ticked(runtime: Runtime, runner: asyncio.Runner) -> None:
    """As the clock and a worker do, until there is nothing left."""
    while occurring.sweep(runtime, runner):
        pass
    drained(runtime)
    while facts.drain(runtime, REACTIONS):
        pass


def tasks(runtime: Runtime) -> list[TaskState]:
    with runtime.reading() as session:
        query = select(Task.state).where(Task.kind == TaskKind.SERIES_HELD).order_by(Task.id)
        return list(session.scalars(query))


def test_each_of_its_days_is_a_send_of_its_own_made_once_by_two_clocks(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office, language="es")
    row = confirmed(runtime, boss)
    ticked(runtime, runner)
    assert days(runtime, row) == []
    clock.move(TO_THE_HOUR)
    with ThreadPoolExecutor(2) as clocks:
        made = list(clocks.map(lambda _: occurring.sweep(runtime, runner), range(2)))
    assert sum(made) == 1
    ticked(runtime, runner)
    [first] = days(runtime, row)
    assert (first.state, first.number, first.reason) == (SendState.DONE, 2, None)
    assert len(gone_out(runtime, first)) == 2
    with runtime.unit() as unit:
        add_parent(unit, office)
    for _ in range(4):
        clock.move(WEEK)
        ticked(runtime, runner)
    found = days(runtime, row)
    assert [one.occurs_on for one in found] == [
        date(2026, 3, day) for day in (3, 10, 17, 24, 31)
    ]  # fmt: skip
    assert [one.number for one in found] == [2, 3, 3, 3, 3]
    assert now_is(runtime, row).state is SeriesState.ENDED
    assert tasks(runtime) == []


def test_a_clock_killed_while_it_makes_a_day_has_made_nothing_and_the_next_makes_it(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    row = confirmed(runtime, boss)
    clock.move(TO_THE_HOUR)
    runtime.database.dispose()
    child = os.fork()
    if child == 0:
        begin = making.begin

        def dies(*args: object, **more: object) -> None:
            begin(*args, **more)  # type: ignore[arg-type]  # handed on as they came
            os._exit(9)

        making.begin = dies  # type: ignore[assignment]  # in this process, which ends here
        occurring.sweep(replace(runtime, database=Database(runtime.database.url)), runner)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert days(runtime, row) == []
    ticked(runtime, runner)
    [made] = days(runtime, row)
    assert len(gone_out(runtime, made)) == 1


Change = Callable[[Unit, Office, Viewer], None]


def _more(unit: Unit, office: Office, _boss: Viewer) -> None:
    for _ in range(2):
        add_parent(unit, office)


def _one_more(unit: Unit, office: Office, _boss: Viewer) -> None:
    add_parent(unit, office)


def _left(unit: Unit, _office: Office, boss: Viewer) -> None:
    unit.session.get_one(Staff, boss.staff_id).active = False


def _reads_only(unit: Unit, _office: Office, boss: Viewer) -> None:
    unit.session.get_one(Staff, boss.staff_id).role = StaffRole.AUDITOR


def _moved(unit: Unit, office: Office, boss: Viewer) -> None:
    unit.session.get_one(Staff, boss.staff_id).branch_id = add_branch(unit, office.agency, "s").id


def _no_more_a_supervisor(unit: Unit, _office: Office, boss: Viewer) -> None:
    unit.session.get_one(Staff, boss.staff_id).role = StaffRole.CASEWORKER


def _gone(unit: Unit, _office: Office, _boss: Viewer) -> None:
    for row in unit.session.scalars(select(SendSeries)):
        row.audience = {"program": "none"}


def _wrong_words(unit: Unit, _office: Office, _boss: Viewer) -> None:
    for row in unit.session.scalars(select(SendSeries)):
        row.said = '{"en": "Pay $100 now"}'


@sqlite
@pytest.mark.parametrize(
    ("change", "late", "why", "state"),
    [
        (_one_more, timedelta(0), None, SendState.DONE),
        (_one_more, LATE, None, SendState.DONE),
        (_more, timedelta(0), Held.GROWN, SendState.READY),
        (_left, timedelta(0), Held.LEFT, SendState.READY),
        (_reads_only, timedelta(0), Held.LEFT, SendState.READY),
        (_moved, timedelta(0), Held.LEFT, SendState.READY),
        (_no_more_a_supervisor, timedelta(0), Held.TOO_MANY, SendState.READY),
        (_gone, timedelta(0), Held.NOBODY, SendState.DONE),
        (_wrong_words, timedelta(0), Held.WORDING, SendState.CANCELLED),
        (_one_more, LATE + timedelta(seconds=1), Held.MISSED, SendState.CANCELLED),
    ],
)
def test_what_has_become_another_matter_waits_or_is_left_out_and_a_task_says_so(
    runtime: Runtime,
    office: Office,
    boss: Viewer,
    clock: MovableClock,
    runner: asyncio.Runner,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    late: timedelta,
    why: Held | None,
    state: SendState,
) -> None:
    monkeypatch.setattr(numbers, "MOST_ALONE", 1)
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office)
    row = confirmed(runtime, boss)
    with runtime.unit() as unit:
        change(unit, office, boss)
    clock.move(TO_THE_HOUR + late)
    ticked(runtime, runner)
    [made] = days(runtime, row)
    assert (made.reason, made.state) == (why, state)
    asks = why not in (None, Held.NOBODY)
    assert tasks(runtime) == [TaskState.OPEN] * asks
    assert bool(gone_out(runtime, made)) is (why is None)
    assert now_is(runtime, row).next_on == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("facts_", "why"),
    [
        (Facts(30, 20, late=False, people_stay=True, may_say_so=True), None),
        (Facts(31, 20, late=False, people_stay=True, may_say_so=True), Held.GROWN),
        (Facts(2, 1, late=False, people_stay=True, may_say_so=True), Held.GROWN),
        (Facts(20, 20, late=False, people_stay=True, may_say_so=False), Held.TOO_MANY),
        (Facts(0, 20, late=False, people_stay=True, may_say_so=True), Held.NOBODY),
        (Facts(0, 20, late=False, people_stay=False, may_say_so=True), Held.LEFT),
        (Facts(31, 20, late=True, people_stay=False, may_say_so=False), Held.MISSED),
    ],
)
def test_it_goes_by_itself_only_as_it_was_confirmed(facts_: Facts, why: Held | None) -> None:
    assert why_not(facts_) is why


@sqlite
def test_a_day_that_waits_goes_when_a_person_confirms_its_own_number_and_is_over_after_three_days(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    row = confirmed(runtime, boss)
    with runtime.unit() as unit:
        _more(unit, office, boss)
    clock.move(TO_THE_HOUR)
    ticked(runtime, runner)
    [first] = days(runtime, row)
    with runtime.unit() as unit, pytest.raises(SendError, match="changed"):
        acts.confirm(unit, boss, first.id, 1)
    with runtime.unit() as unit:
        acts.confirm(unit, boss, first.id, 3)
    ticked(runtime, runner)
    assert len(gone_out(runtime, first)) == 3
    assert tasks(runtime) == [TaskState.DONE]
    clock.move(WEEK)
    ticked(runtime, runner)
    clock.move(series.WAITS + timedelta(seconds=1))
    Pruning()(runtime, runner)
    _, second = days(runtime, row)
    assert (second.state, second.reason) == (SendState.CANCELLED, Held.UNCONFIRMED)
    assert gone_out(runtime, second) == []


@sqlite
def test_it_is_paused_let_go_on_and_ended_and_days_it_rested_are_not_made_up_for(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    row = confirmed(runtime, boss)
    clock.move(TO_THE_HOUR)
    occurring.sweep(runtime, runner)
    with runtime.unit() as unit:
        series.pause(unit, boss, row.id)
    ticked(runtime, runner)
    clock.move(WEEK)
    ticked(runtime, runner)
    [stopped] = days(runtime, row)
    assert (stopped.state, stopped.reason) == (SendState.CANCELLED, Held.STOPPED)
    with runtime.unit() as unit:
        series.resume(unit, boss, row.id)
    assert now_is(runtime, row).next_on == date(2026, 3, 17)
    with runtime.unit() as unit, pytest.raises(SendError):
        series.resume(unit, boss, row.id)
    with runtime.unit() as unit:
        series.end(unit, boss, row.id)
    clock.move(WEEK)
    ticked(runtime, runner)
    assert len(days(runtime, row)) == 1
    assert now_is(runtime, row).state is SeriesState.ENDED
    with runtime.reading() as session:
        assert session.scalars(select(Message)).all() == []


@sqlite
def test_nothing_goes_before_it_is_confirmed_and_what_nobody_confirms_is_gone_after_a_day(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
    row = drafted(runtime, boss, key="pressed")
    assert drafted(runtime, boss, key="pressed").id == row.id
    with runtime.reading() as session:
        shown = series.preview(session, row)
    assert shown is not None
    with runtime.unit() as unit, pytest.raises(NotFoundError):
        acts.confirm(unit, boss, shown.id, 1)
    with runtime.unit() as unit, pytest.raises(SendError, match="changed"):
        series.confirm(unit, boss, row.id, 2)
    with runtime.unit() as unit, pytest.raises(NotFoundError):
        series.confirm(unit, nora, row.id, 1)
    clock.move(acts.KEPT + timedelta(seconds=1))
    ticked(runtime, runner)
    assert Pruning()(runtime, runner) == 1
    with runtime.reading() as session:
        assert session.scalars(select(Send)).all() == []
        assert session.scalars(select(SendSeries)).all() == []


@sqlite
@pytest.mark.parametrize(
    ("wanted", "rhythm", "words"),
    [
        (replace(ALL, audience=Audience(about=About.RENEWAL, first=date(2026, 3, 9))), WEEKLY,
         series.NAMED_DAYS),
        (replace(ALL, audience=Audience(thread_id=new_id())), WEEKLY, series.ONE_PERSON),
        (ALL, replace(WEEKLY, until=date(2027, 4, 1)), series.NO_RHYTHM),
        (ALL, replace(WEEKLY, until=date(2026, 3, 2)), series.NO_DATE),
        (replace(ALL, words={}), WEEKLY, making.NO_WORDS),
    ],
    ids=["named days", "one", "too long", "no day", "no words"],
)  # fmt: skip
def test_what_cannot_repeat_is_refused_in_words(
    runtime: Runtime, boss: Viewer, wanted: Wanted, rhythm: Rhythm, words: str
) -> None:
    with runtime.unit() as unit, pytest.raises(SendError, match=f"^{words[:30]}"):
        series.draft(unit, runtime, boss, "key", wanted, rhythm)


@sqlite
def test_days_ahead_are_counted_from_each_of_its_days(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    appointment(runtime, office, 1)
    appointment(runtime, office, 2, starts_at="2026-03-17T14:00:00-05:00")
    asks = Audience(about=About.APPOINTMENT, first_in=7, last_in=8)
    row = confirmed(runtime, boss, Wanted(audience=asks, template=REMINDER))
    for _ in range(2):
        clock.move(TO_THE_HOUR if not days(runtime, row) else WEEK)
        ticked(runtime, runner)
    said = [[message.text for message in gone_out(runtime, one)][-1] for one in days(runtime, row)]
    assert "3/10" in said[0]
    assert "3/17" in said[1]
