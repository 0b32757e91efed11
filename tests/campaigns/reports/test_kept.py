"""Figures that took long to count are kept for some hours: the same report, told with its time, and
never to somebody who sees less or more than whoever had it counted."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from campaigns.reports import kept
from campaigns.reports.cube import Cell, Counts, total
from campaigns.reports.kept import TOLD_APART, merged
from campaigns.reports.report import Counted, Report, report
from campaigns.reports.tables import By, table
from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.directory.preparing import KEPT, Waiting
from messaging.models.message import Message, MessageStatus
from messaging.models.preparation import Preparation, PreparationState
from messaging.models.staff import Staff, StaffRole
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from service import preparing
from tests.campaigns.reports.test_cube import PERIOD, goes, reminded
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_staff


@pytest.fixture(autouse=True)
def all_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "FEW", 0)


def work(runtime: Runtime) -> None:
    while preparing.drain(runtime):
        pass


def asked(runtime: Runtime, viewer: Viewer, *, anew: bool = False) -> Counted:
    """What a page shows in the end."""
    kept.asked(runtime, viewer, PERIOD, anew=anew)
    work(runtime)
    state = kept.asked(runtime, viewer, PERIOD)
    assert isinstance(state, Counted), state
    return state


def told(runtime: Runtime, viewer: Viewer, figures: Counted) -> Report:
    with runtime.reading() as session:
        return report(session, viewer, figures, runtime.clock())


def sent(runtime: Runtime, viewer: Viewer, figures: Counted) -> int:
    return told(runtime, viewer, figures).tables[By.CAMPAIGN].total.sent


def goes_out(runtime: Runtime, *, arrives: bool = True) -> None:
    with runtime.unit() as unit:
        for message in unit.session.scalars(
            select(Message).where(Message.status == MessageStatus.QUEUED)
        ):
            goes(unit, message, arrives=arrives)
            message.reason = None if arrives else "landline"


@pytest.fixture
def town(runtime: Runtime, office: Office) -> None:
    reminded(runtime, office, 1)
    goes_out(runtime, arrives=False)
    reminded(runtime, office, 2, language="es")
    goes_out(runtime)


def test_what_is_kept_says_the_same_for_some_hours(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, town: None
) -> None:
    fresh = asked(runtime, boss)
    again = asked(runtime, boss)
    assert again is not fresh
    assert told(runtime, boss, again) == told(runtime, boss, fresh)
    assert told(runtime, boss, again).failures

    reminded(runtime, office, 3)
    goes_out(runtime)
    clock.move(KEPT - timedelta(minutes=1))
    assert sent(runtime, boss, asked(runtime, boss)) == 4
    assert asked(runtime, boss).at == fresh.at
    assert sent(runtime, boss, asked(runtime, boss, anew=True)) == 6
    assert sent(runtime, boss, asked(runtime, boss)) == 6

    clock.move(KEPT)
    assert asked(runtime, boss).at == clock()
    with runtime.reading() as session:
        assert session.scalar(select(func.count(Preparation.id))) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_sees_something_else_has_it_counted_for_themselves(
    runtime: Runtime, office: Office, boss: Viewer, town: None
) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        heads = {
            "none of it": add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR),
            "its branch": add_staff(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR),
            "no such program": add_staff(unit, office.agency, role=StaffRole.SUPERVISOR),
        }
        heads["no such program"].programs = ["other"]
        viewers = {name: Viewer.of(row) for name, row in heads.items()}
    asked(runtime, boss)
    seen = {name: sent(runtime, one, asked(runtime, one)) for name, one in viewers.items()}
    again = {name: sent(runtime, one, asked(runtime, one)) for name, one in viewers.items()}
    assert seen == again == {"none of it": 0, "its branch": 4, "no such program": 0}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_sees_less_by_the_time_it_is_counted_is_told_nothing(
    runtime: Runtime, office: Office, town: None
) -> None:
    with runtime.unit() as unit:
        head = add_staff(unit, office.agency, role=StaffRole.SUPERVISOR)
        all_of_it = Viewer.of(head)
    kept.asked(runtime, all_of_it, PERIOD)
    with runtime.unit() as unit:
        unit.session.get_one(Staff, head.id).branch_id = add_branch(unit, office.agency, "south").id
    work(runtime)
    assert kept.look(runtime, all_of_it, PERIOD) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_to_a_system_is_counted_at_once_and_kept(
    runtime: Runtime, boss: Viewer, town: None
) -> None:
    fresh = kept.counted(runtime, boss, PERIOD)
    assert told(runtime, boss, kept.counted(runtime, boss, PERIOD)) == told(runtime, boss, fresh)
    assert isinstance(kept.look(runtime, boss, PERIOD), Counted)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_little_is_to_be_counted_nobody_waits(
    runtime: Runtime, boss: Viewer, town: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FEW", 2)
    assert isinstance(kept.asked(runtime, boss, PERIOD), Counted)
    monkeypatch.setattr(kept, "FEW", 1)
    assert kept.asked(runtime, boss, PERIOD) == Waiting()
    with runtime.reading() as session:
        assert session.scalars(select(Preparation.state)).all() == [PreparationState.WAITING]


def cell(campaign: str | None, arm: str | None, language: str, branch: UUID, sent: int) -> Cell:
    counts = Counts(enrolled=1, sent=sent, done=1)
    return Cell(campaign, "first", arm, language, ChannelKind.SMS, branch, branch, counts, "lake")


@pytest.mark.parametrize("unread", [(), ("renewal",)])
def test_tables_ofmerged_by_cells_are_those_of_all(unread: tuple[str, ...]) -> None:
    """Also what may not be told of an experiment yet."""
    north, south = new_id(), new_id()
    cells = [
        cell(campaign, arm, language, branch, number)
        for number, (campaign, arm) in enumerate(
            [("renewal", "usual"), ("renewal", "held_out"), ("renewal", None), (None, None)]
        )
        for language in ("en", "es")
        for branch in (north, south)
    ]
    few: Mapping[By, list[Cell]] = {by: merged(cells, by) for by in TOLD_APART}
    for by in By:
        assert len(few[by]) < len(cells)
        assert table(few[by], by, unread) == table(cells, by, unread)
        assert total(few[by]) == total(cells)
