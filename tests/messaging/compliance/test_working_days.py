"""Counting working days."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.working_days import add_working_days, is_working_day


def test_ten_working_days_from_the_friday_before_christmas() -> None:
    assert add_working_days(date(2024, 12, 20), 10) == date(2025, 1, 7)
    assert add_working_days(date(2024, 12, 20), 8) == date(2025, 1, 3)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-04", 0, "2026-03-04"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
        ("2026-07-02", 1, "2026-07-06"),  # 4 July 2026 is a Saturday, kept on Friday the 3rd
        ("2026-11-25", 2, "2026-11-30"),
    ],
)
def test_weekends_and_federal_holidays_do_not_count(start: str, days: int, due: str) -> None:
    assert add_working_days(date.fromisoformat(start), days) == date.fromisoformat(due)


def test_neither_do_days_the_agency_is_closed() -> None:
    closed = {date(2024, 12, 24), date(2024, 12, 26)}
    assert add_working_days(date(2024, 12, 20), 10, closed) == date(2025, 1, 9)


def test_a_states_own_holidays_count_there_only() -> None:
    day_after_thanksgiving = date(2026, 11, 27)
    assert is_working_day(day_after_thanksgiving)
    assert not is_working_day(day_after_thanksgiving, state="MD")


@pytest.mark.parametrize(
    ("start", "days", "found"),
    [
        ("2026-03-04", -1, "2026-03-03"),
        ("2026-03-09", -1, "2026-03-06"),
        ("2026-03-08", -1, "2026-03-06"),
        ("2026-07-06", -1, "2026-07-02"),
        ("2025-01-07", -10, "2024-12-20"),
    ],
)
def test_they_are_counted_backward_too(start: str, days: int, found: str) -> None:
    assert add_working_days(date.fromisoformat(start), days) == date.fromisoformat(found)


def test_an_unknown_state_is_an_error() -> None:
    with pytest.raises(NotImplementedError):
        is_working_day(date(2026, 3, 4), state="ZZ")


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 30), st.integers(0, 30))
def test_counting_in_two_steps_is_counting_once(start: date, first: int, second: int) -> None:
    begun = add_working_days(start, 0)
    middle = add_working_days(begun, first)
    assert is_working_day(middle)
    assert add_working_days(middle, second) == add_working_days(begun, first + second)
