"""The days of what repeats: every week or month, at one hour of the agency's own clock."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.sends.rhythm import Every, Rhythm

CHICAGO = ZoneInfo("America/Chicago")
ZONES = st.sampled_from(["America/Chicago", "America/Phoenix", "America/St_Johns", "Pacific/Guam"])
NOW = st.integers(0, 6 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
RHYTHMS = st.one_of(
    st.builds(Rhythm, st.just(Every.WEEK), st.integers(0, 6), st.integers(9, 19), st.none()),
    st.builds(Rhythm, st.just(Every.MONTH), st.integers(1, 31), st.integers(9, 19), st.none()),
)


@given(one=RHYTHMS, now=NOW, zone=ZONES.map(ZoneInfo), days=st.integers(0, 366))
def test_each_of_its_days_comes_once_at_its_hour_whatever_clocks_do(
    one: Rhythm, now: datetime, zone: ZoneInfo, days: int
) -> None:
    until = now.astimezone(zone).date() + timedelta(days=days)
    rhythm = Rhythm(one.every, one.day, one.hour, until)
    assert rhythm.fits(now.astimezone(zone).date())
    found = list(rhythm.coming(now, zone))
    for day in found:
        at = rhythm.at(day, zone)
        assert now < at
        assert day <= until
        assert (at.astimezone(zone).date(), at.astimezone(zone).hour) == (day, rhythm.hour)
        if rhythm.every is Every.WEEK:
            assert day.weekday() == rhythm.day
        else:
            assert day.day == min(rhythm.day, monthrange(day.year, day.month)[1])
    for earlier, later in pairwise(found):
        assert rhythm.after(earlier) == later
        if rhythm.every is Every.WEEK:
            assert later - earlier == timedelta(days=7)
        else:
            assert (later.year * 12 + later.month) - (earlier.year * 12 + earlier.month) == 1
    if rhythm.every is Every.WEEK:
        assert abs(len(found) - days / 7) <= 1.5
    else:
        assert abs(len(found) - days / 30.44) <= 2


@pytest.mark.parametrize(
    ("day", "after", "following"),
    [
        (31, date(2026, 1, 31), date(2026, 2, 28)),
        (31, date(2028, 1, 31), date(2028, 2, 29)),
        (30, date(2026, 2, 28), date(2026, 3, 30)),
        (31, date(2026, 12, 31), date(2027, 1, 31)),
        (1, date(2026, 12, 1), date(2027, 1, 1)),
        (15, date(2026, 3, 14), date(2026, 3, 15)),
    ],
)
def test_a_month_that_has_no_such_day_has_its_last(day: int, after: date, following: date) -> None:
    assert Rhythm(Every.MONTH, day, 9, date(2030, 1, 1)).after(after) == following


@pytest.mark.parametrize(
    ("rhythm", "fits"),
    [
        (Rhythm(Every.WEEK, 0, 9, date(2026, 6, 1)), True),
        (Rhythm(Every.WEEK, 7, 9, date(2026, 6, 1)), False),
        (Rhythm(Every.MONTH, 0, 9, date(2026, 6, 1)), False),
        (Rhythm(Every.MONTH, 32, 9, date(2026, 6, 1)), False),
        (Rhythm(Every.WEEK, 0, 8, date(2026, 6, 1)), False),
        (Rhythm(Every.WEEK, 0, 20, date(2026, 6, 1)), False),
        (Rhythm(Every.WEEK, 0, 9, date(2026, 3, 1)), False),
        (Rhythm(Every.WEEK, 0, 9, date(2027, 3, 4)), False),
    ],
)
def test_what_cannot_be_kept_does_not_fit(rhythm: Rhythm, fits: bool) -> None:
    assert rhythm.fits(date(2026, 3, 2)) is fits


def test_of_today_the_hour_that_is_over_counts_no_more() -> None:
    rhythm = Rhythm(Every.WEEK, 0, 10, date(2026, 3, 16))
    ten = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert next(rhythm.coming(ten - timedelta(seconds=1), CHICAGO)) == date(2026, 3, 2)
    assert list(rhythm.coming(ten, CHICAGO)) == [date(2026, 3, 9), date(2026, 3, 16)]
