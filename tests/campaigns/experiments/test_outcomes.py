"""The goal is counted once, the first time, within its time, in every arm alike."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.experiments.results import Standing, standing
from campaigns.experiments.running import lately, reached, stop
from campaigns.models import AgencyEvent, Closed, Enrollment, Experiment, Outcome
from messaging.runtime import Runtime
from service.sweeping import MINDING
from tests.campaigns.experiments.conftest import Begin
from tests.campaigns.telling import enrollments, tell
from tests.support.clock import MONDAY_MORNING, MovableClock
from tests.support.people import Office

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
DUE = "2026-04-30"
LAST = datetime.fromisoformat("2026-05-15T00:00:00-05:00")
"""Fourteen days and the day itself, on the parent's clock."""


def about(number: int = 1) -> dict[str, Any]:
    return {
        "id": f"R-{number}",
        "case": {"number": f"CS-{number}"},
        "party": {"external_id": f"P-{number}", "contacts": []},
    }


def outcomes(runtime: Runtime) -> list[tuple[Outcome, bool]]:
    """Each with whether it counts."""
    with runtime.reading() as session:
        rows = session.execute(
            select(Outcome, reached()).join(Enrollment, Enrollment.id == Outcome.enrollment_id)
        )
        return [(row, counts) for row, counts in rows]


def test_the_first_time_counts_once_in_whatever_order_it_is_told(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due", due_on=DUE, **about())
    clock.set(MONDAY_MORNING + timedelta(days=30))
    for day in (20, 9, 15):
        at = MONDAY_MORNING + timedelta(days=day)
        tell(runtime, office, "renewal.completed", event_id=f"day {day}", at=at, **about())
    [(outcome, counts)] = outcomes(runtime)
    assert counts
    assert outcome.at == MONDAY_MORNING + timedelta(days=9)
    with runtime.reading() as session:
        assert session.get_one(AgencyEvent, outcome.event_id).event_id == "day 9"


@SQLITE
@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (LAST - timedelta(seconds=1), True),
        (LAST, True),
        (LAST + timedelta(seconds=1), False),
        (MONDAY_MORNING - timedelta(seconds=1), False),
    ],
    ids=["in time", "at the last moment", "late", "before it was enrolled"],
)
def test_what_comes_too_late_is_recorded_and_does_not_count(
    runtime: Runtime, office: Office, at: datetime, counts: bool
) -> None:
    tell(runtime, office, "renewal.due", due_on=DUE, **about())
    tell(runtime, office, "renewal.completed", at=at, **about())
    assert [counted for _, counted in outcomes(runtime)] == [counts]


@SQLITE
def test_another_thing_or_another_event_is_no_outcome(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "renewal.due", **about())
    tell(runtime, office, "renewal.completed", **{**about(), "id": "R-other"})
    tell(runtime, office, "payment.posted", **about())
    assert outcomes(runtime) == []


@SQLITE
def test_nothing_of_an_effect_is_told_before_the_number_is_full_and_the_last_time_is_over(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    """And those who are held out count as those who are reminded do."""
    experiment = begin(baseline=0.5, smallest_effect=0.49)
    parents = experiment.wanted
    for number in range(parents):
        tell(runtime, office, "renewal.due", due_on=DUE, at=clock(), **about(number))
    told = [row for row in enrollments(runtime) if row.arm != "held_out"]
    clock.move(timedelta(days=1))
    for number, row in enumerate(enrollments(runtime)):
        if (row.arm == "held_out" and number % 2) or row.arm != "held_out":
            tell(runtime, office, "renewal.completed", at=clock(), **about(number))

    before = look(runtime, experiment)
    assert before.taking_part == parents
    assert not before.is_readable
    assert before.readable_at is None

    sweep(runtime)
    clock.set(LAST - timedelta(minutes=1))
    full = look(runtime, experiment)
    assert full.readable_at == LAST
    assert not full.is_readable
    tell(runtime, office, "renewal.due", due_on="2026-07-01", at=clock(), **about(parents))
    assert enrollments(runtime)[-1].arm is None

    clock.set(LAST)
    [comparison] = look(runtime, experiment).comparisons
    assert comparison.sample.done == comparison.sample.size == len(told)
    assert 0 < comparison.against.done < comparison.against.size
    assert comparison.effect
    assert comparison.effect.difference == 1 - comparison.against.share


@SQLITE
@pytest.mark.parametrize(
    ("by", "why"), [("time", Closed.END_DATE), ("person", Closed.STOPPED)], ids=str
)
def test_it_ends_when_its_time_is_up_or_a_person_ends_it(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock, by: str, why: Closed
) -> None:
    experiment = begin(longest_days=7)
    tell(runtime, office, "renewal.due", due_on=DUE, **about())
    clock.move(timedelta(days=7))
    if by == "person":
        with runtime.unit() as unit:
            assert stop(unit, office.agency.id, "renewal", "staff:1")
    sweep(runtime)
    with runtime.reading() as session:
        row = session.get_one(Experiment, experiment.id)
    assert row.closed_because is why
    assert look(runtime, experiment).readable_at == LAST


@SQLITE
def test_how_a_campaign_fared_of_late_is_known_before_an_experiment(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    for number in range(10):
        tell(runtime, office, "renewal.due", due_on="2026-03-04", at=clock(), **about(number))
    for number in range(4):
        tell(runtime, office, "renewal.completed", at=clock(), **about(number))
    clock.move(timedelta(days=20))
    with runtime.reading() as session:
        found = lately(session, office.agency.id, "renewal", clock())
    assert (found.per_day, found.share) == (0.5, 0.4)


def look(runtime: Runtime, experiment: Experiment) -> Standing:
    with runtime.reading() as session:
        row = session.get_one(Experiment, experiment.id)
        return standing(session, row, runtime.clock())


def sweep(runtime: Runtime) -> None:
    """As the clock does, by its own table."""
    [close_due] = [each for each in MINDING if getattr(each, "__name__", "") == "close_due"]
    with asyncio.Runner() as runner:
        close_due(runtime, runner)
