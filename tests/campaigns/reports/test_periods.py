"""Which months may be looked at, and which may leave: periods that cannot be subtracted."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.reports.periods import (
    MONTHS,
    NotLeavingError,
    Span,
    in_files,
    latest,
    may_leave,
    on_page,
)

TODAY = date(2026, 3, 9)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


def span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"))


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("", "", span("2026-01", "2026-03")),
        ("2026-02", "2026-02", span("2026-02", "2026-02")),
        ("2026-02", "2025-12", span("2025-12", "2026-02")),
        ("2025-12", "", span("2025-12", "2026-03")),
        ("", "2025-12", span("2025-10", "2025-12")),
        ("0000-01", "9999-12", span("2024-04", "2026-03")),
        ("0001-01", "0001-01", span("2024-04", "2024-04")),
        ("9999-12", "9999-12", span("2026-03", "2026-03")),
    ],
)
def test_a_page_shows_what_was_asked_as_far_back_as_may_be_looked(
    first: str, last: str, shown: Span
) -> None:
    assert on_page(first, last, TODAY) == shown


@pytest.mark.parametrize(
    ("first", "last", "leaves"),
    [
        ("", "", span("2025-10", "2025-12")),
        ("2025-10", "2025-12", span("2025-10", "2025-12")),
        ("2025-07", "", span("2025-07", "2025-09")),
        ("", "2025-09", span("2025-07", "2025-09")),
        ("2024-04", "", span("2024-04", "2024-06")),
    ],
)
def test_a_file_is_of_one_quarter(first: str, last: str, leaves: Span) -> None:
    assert in_files(first, last, TODAY) == leaves


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-01", ""),
        ("2026-01", "2026-03"),
        ("2025-11", ""),
        ("2025-10", "2025-10"),
        ("2025-07", "2025-12"),
        ("2024-01", ""),
        ("0000-01", ""),
        ("9999-12", "9999-12"),
    ],
    ids=["not over", "nor whole", "within", "a month", "two", "long ago", "no year", "far"],
)
def test_nothing_else_leaves(first: str, last: str) -> None:
    with pytest.raises(NotLeavingError):
        in_files(first, last, TODAY)


@given(DAYS, DAYS)
def test_what_leaves_is_over_and_shares_no_month_with_anything_else_that_ever_leaves(
    today: date, another: date
) -> None:
    spans = may_leave(today)
    assert spans
    assert all(one.last < today.replace(day=1) for one in spans)
    assert {one.first for one in spans} <= set(latest(today))
    ever = sorted({*spans, *may_leave(another)}, key=lambda one: one.first)
    assert all(one.last < other.first for one, other in pairwise(ever))


def test_months_that_may_be_looked_at() -> None:
    assert len(latest(TODAY)) == MONTHS
    assert latest(TODAY)[0] == date(2026, 3, 1)
    assert span("2025-12", "2025-12").in_zone("America/Chicago").end.isoformat() == (
        "2026-01-01T06:00:00+00:00"
    )
