"""Clocks that run while the office works."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.office_hours import OfficeHours, closed_since, due, is_open, worked

CHICAGO = ZoneInfo("America/Chicago")
OAK = OfficeHours("America/Chicago")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("begun", "work_days", "ends"),
    [
        ("2026-03-02 10:00", 2, "2026-03-04 10:00"),
        ("2026-03-02 06:30", 1, "2026-03-02 17:00"),
        ("2026-03-06 20:00", 2, "2026-03-10 17:00"),  # Friday evening
        ("2026-03-06 16:00", 1, "2026-03-09 16:00"),  # clocks go forward on the Sunday
        ("2026-07-02 12:00", 2, "2026-07-07 12:00"),  # Friday July 3 is the observed holiday
        ("2024-12-20 09:00", 10, "2025-01-07 09:00"),  # Christmas and New Year
        ("2026-03-02 10:00", 0, "2026-03-02 10:00"),
        ("2026-03-07 10:00", 0, "2026-03-09 08:00"),
    ],
)
def test_a_promise_is_counted_in_hours_that_the_office_works(
    begun: str, work_days: int, ends: str
) -> None:
    assert due(OAK, local(begun), work_days) == local(ends)


def test_the_agencys_own_days_off_do_not_count() -> None:
    with_day_off = OfficeHours("America/Chicago", closed=frozenset({date(2026, 3, 3)}))
    assert due(with_day_off, local("2026-03-02 10:00"), 2) == local("2026-03-05 10:00")


def test_a_states_own_holidays_do_not_count_there() -> None:
    """The first Monday of March is one in Illinois."""
    friday = local("2026-02-27 16:00")
    assert due(OAK, friday, 1) == local("2026-03-02 16:00")
    assert due(OfficeHours("America/Chicago", "IL"), friday, 1) == local("2026-03-03 16:00")


def test_its_own_hours_count() -> None:
    long_day = OfficeHours("America/Chicago", opens=7, closes=19)
    assert due(long_day, local("2026-03-02 18:00"), 1) == local("2026-03-03 18:00")
    assert is_open(long_day, local("2026-03-02 18:00"))


@pytest.mark.parametrize(
    ("at", "since"),
    [
        ("2026-03-02 07:59", "2026-02-27 17:00"),
        ("2026-03-02 08:00", None),
        ("2026-03-02 16:59", None),
        ("2026-03-02 17:00", "2026-03-02 17:00"),
        ("2026-03-07 12:00", "2026-03-06 17:00"),
        ("2026-03-08 23:59", "2026-03-06 17:00"),
        ("2026-07-04 12:00", "2026-07-02 17:00"),
    ],
)
def test_a_closed_period_is_one_from_closing_to_opening(at: str, since: str | None) -> None:
    assert closed_since(OAK, local(at)) == (local(since) if since else None)


@pytest.mark.parametrize(("opens", "closes"), [(17, 8), (8, 8), (-1, 8), (8, 24)])
def test_hours_that_are_none_are_refused(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="opens before it closes"):
        OfficeHours("America/Chicago", opens=opens, closes=closes)


MOMENTS = st.datetimes(
    datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)  # noqa: DTZ001 (bounds)
)  # fmt: skip


@given(MOMENTS, st.integers(0, 12))
def test_whenever_it_begins_exactly_so_much_is_worked_until_it_is_due(
    begun: datetime, work_days: int
) -> None:
    ends = due(OAK, begun, work_days)
    assert ends >= begun
    assert worked(OAK, begun, ends) == OAK.day * work_days


@given(MOMENTS, st.timedeltas(timedelta(), timedelta(days=30)), st.integers(0, 5))
def test_who_writes_later_is_never_due_earlier(
    begun: datetime, later: timedelta, work_days: int
) -> None:
    assert due(OAK, begun, work_days) <= due(OAK, begun + later, work_days)


@given(MOMENTS)
def test_it_is_open_or_closed_since_some_time(at: datetime) -> None:
    since = closed_since(OAK, at)
    assert is_open(OAK, at) is (since is None)
    if since is not None:
        assert worked(OAK, since, at) == timedelta()
        assert closed_since(OAK, since) == since
