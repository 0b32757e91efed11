"""Steps by working days: of the office that has the case, counted once when the date is known."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.definition import Campaign, Step
from campaigns.loading import load_campaigns
from campaigns.schedule import Planned, Skip, plan
from channels.values import ChannelKind
from messaging.compliance.office_hours import OfficeHours

RENEWAL = load_campaigns()["renewal"]
CHICAGO = ZoneInfo("America/Chicago")
PLAIN = OfficeHours("America/Chicago", state="IL")
LONG_BEFORE = datetime(2024, 1, 1, tzinfo=UTC)
CLOSED = frozenset({date(2024, 12, 23), date(2024, 12, 24)})

DAYS = st.dates(date(2025, 11, 1), date(2026, 4, 1))
OFFICES = st.builds(
    lambda days: OfficeHours(
        "America/Chicago",
        state="IL",
        closed=frozenset(date(2025, 11, 15) + timedelta(n) for n in days),
    ),
    st.sets(st.integers(0, 120), max_size=40),
)
COUNTS = st.lists(st.integers(-25, 25).filter(bool), min_size=1, max_size=4, unique=True).map(
    sorted
)


def step(days: int, *, hour: int = 10, working: bool = True) -> Step:
    name = ("work_" if working else "") + ("days_before" if days <= 0 else "days_after")
    key = f"{name}_{abs(days)}"
    said = {"key": key, "hour": hour, "template": "renewal_reminder", name: abs(days)}
    return Step.model_validate({**said, "send_by": [ChannelKind.SMS]})


def campaign(*steps: Step, catch_up: bool = False) -> Campaign:
    update = {"steps": steps, "catch_up": catch_up, "useful_days_after": 60}
    return RENEWAL.model_copy(update=update)


def laid(
    counts: Sequence[int], due: date, office: OfficeHours, now: datetime = LONG_BEFORE
) -> list[Planned]:
    return plan(campaign(*map(step, counts), catch_up=True), due, CHICAGO, now, office)


def on(one: Planned) -> date:
    return one.due_at.astimezone(CHICAGO).date()


@pytest.mark.parametrize(
    ("due", "days", "office", "goes_out"),
    [
        # conciliation within ten working days of the report: Christmas and New Year do not count
        ("2024-12-20", 10, PLAIN, "2025-01-07"),
        ("2024-12-20", 8, PLAIN, "2025-01-03"),
        ("2024-12-20", 10, OfficeHours("America/Chicago", closed=CLOSED), "2025-01-09"),
        ("2025-01-07", -10, PLAIN, "2024-12-20"),
        ("2026-03-06", -3, PLAIN, "2026-03-03"),
        ("2026-03-09", -3, PLAIN, "2026-03-04"),
        ("2026-03-08", -1, PLAIN, "2026-03-06"),
        ("2026-03-07", 1, PLAIN, "2026-03-09"),
    ],
)
def test_so_many_working_days_from_the_date(
    due: str, days: int, office: OfficeHours, goes_out: str
) -> None:
    [one] = laid([days], date.fromisoformat(due), office)
    assert (on(one), one.skip) == (date.fromisoformat(goes_out), None)


@given(counts=COUNTS, due=DAYS, office=OFFICES)
def test_each_is_on_a_working_day_with_exactly_so_many_in_between(
    counts: list[int], due: date, office: OfficeHours
) -> None:
    for number, one in zip(counts, laid(counts, due, office), strict=True):
        assert one.skip is None
        assert office.works_on(on(one))
        first, last = (on(one), due - timedelta(1)) if number < 0 else (due + timedelta(1), on(one))
        between = [first + timedelta(n) for n in range((last - first).days + 1)]
        assert sum(map(office.works_on, between)) == abs(number)


@given(counts=COUNTS, due=DAYS, office=OFFICES, moved=st.integers(1, 40))
def test_a_date_that_moves_takes_its_steps_along_in_their_order(
    counts: list[int], due: date, office: OfficeHours, moved: int
) -> None:
    before = laid(counts, due, office)
    after = laid(counts, due + timedelta(moved), office)
    for steps in (before, after):
        assert all(a.due_at < b.due_at for a, b in pairwise(steps))
    assert all(a.due_at <= b.due_at for a, b in zip(before, after, strict=True))
    if any(map(office.works_on, (due + timedelta(n) for n in range(moved)))):
        assert all(a.due_at < b.due_at for a, b in zip(before, after, strict=True) if on(a) < due)


@given(
    counts=COUNTS,
    days=st.lists(st.integers(0, 30), max_size=2),
    due=DAYS,
    office=OFFICES,
    early=st.integers(0, 60 * 24),
)
def test_what_is_late_is_made_up_for_on_a_working_day_and_in_order(
    counts: list[int], days: list[int], due: date, office: OfficeHours, early: int
) -> None:
    """Whatever kinds of days are mixed, and whenever we hear of the date."""
    mixed = [step(n) for n in counts] + [step(-n, working=False) for n in days]
    steps = {one.key: one for one in sorted(mixed, key=lambda one: one.span)}
    now = datetime.combine(due, datetime.min.time(), CHICAGO) - timedelta(hours=early)
    made = plan(campaign(*steps.values(), catch_up=True), due, CHICAGO, now, office)
    live = [one for one in made if one.skip is None]
    assert all(a.due_at < b.due_at for a, b in pairwise(live))
    for one in live:
        assert now <= one.due_at < one.expires_at
        if steps[one.step].by_work_days:
            assert office.works_on(on(one)), one


@pytest.mark.parametrize(
    ("heard", "goes_out", "skip"),
    [
        ("2026-03-06T15:00", "2026-03-06T15:00", None),
        ("2026-03-07T15:00", "2026-03-09T10:00", None),
        ("2026-03-09T15:00", "2026-03-09T15:00", None),
        # its own day is over before anybody works again
        ("2026-03-14T15:00", "2026-03-05T10:00", Skip.AFTER_EVENT),
    ],
)
def test_heard_of_at_a_weekend_it_goes_on_monday(
    heard: str, goes_out: str, skip: Skip | None
) -> None:
    now = datetime.fromisoformat(heard).replace(tzinfo=CHICAGO)
    late = campaign(step(-3), catch_up=True).model_copy(update={"useful_days_after": 3})
    [one] = plan(late, date(2026, 3, 10), CHICAGO, now, PLAIN)
    assert one.due_at.astimezone(CHICAGO).strftime("%Y-%m-%dT%H:%M") == goes_out
    assert (one.skip is None) is (skip is None)


def test_holidays_never_take_away_a_step_after_the_date() -> None:
    """The last working day of a step is waited for, however many days off lie before it."""
    off = frozenset(date(2026, 3, 10) + timedelta(n) for n in range(30))
    short = campaign(step(2)).model_copy(update={"useful_days_after": 4})
    office = OfficeHours("America/Chicago", closed=off)
    [one] = plan(short, date(2026, 3, 9), CHICAGO, LONG_BEFORE, office)
    assert (on(one), one.skip) == (date(2026, 4, 10), None)


@pytest.mark.parametrize("number", [*range(-25, 0), *range(1, 26)])
def test_the_span_of_a_step_is_what_a_year_without_holidays_shows(number: int) -> None:
    every_day = OfficeHours("UTC")
    monday = date(2026, 3, 30) if number < 0 else date(2026, 3, 2)
    seen = {(every_day.working_day(day, number) - day).days
            for day in (monday + timedelta(n) for n in range(14))}  # fmt: skip
    assert step(number).span == (min(seen), max(seen))
