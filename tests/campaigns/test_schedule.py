"""Fixed times, computed once: on the parent's clock, never after the event."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.definition import Campaign
from campaigns.loading import load_campaigns
from campaigns.schedule import BREATHING_SPACE, Planned, Skip, anchor_at, plan, useful_until
from messaging.compliance.office_hours import OfficeHours

CAMPAIGNS = load_campaigns()
RENEWAL = CAMPAIGNS["renewal"]
APPOINTMENT = CAMPAIGNS["appointment"]
CHICAGO = ZoneInfo("America/Chicago")
OFFICE = OfficeHours("America/Chicago", state="IL")
HONOLULU = ZoneInfo("Pacific/Honolulu")

ZONES = st.sampled_from(
    [
        "America/Chicago",
        "America/New_York",
        "America/Phoenix",
        "America/Anchorage",
        "Pacific/Honolulu",
        "Pacific/Guam",
        "America/Puerto_Rico",
        "America/Havana",  # its clocks jump at midnight
    ]
).map(ZoneInfo)
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: EPOCH + timedelta(minutes=minutes))
DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))
ANCHORS = st.one_of(MOMENTS, DAYS)
ANY_CAMPAIGN = st.sampled_from(list(CAMPAIGNS.values()))


def at(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def live(planned: list[Planned]) -> list[Planned]:
    return [one for one in planned if one.skip is None]


@pytest.mark.parametrize(
    ("now", "going_out"),
    [
        (
            "01-02 09:00",
            ["03-11 10:00", "03-27 10:00", "04-03 10:00", "04-07 10:00", "04-09 10:00"],
        ),
        # announced late: the reminder just missed goes out at once
        ("03-30 15:30", ["03-30 15:30", "04-03 10:00", "04-07 10:00", "04-09 10:00"]),
        ("04-05 15:30", ["04-05 15:30", "04-07 10:00", "04-09 10:00"]),
        # the next one follows within hours anyway
        ("04-07 08:00", ["04-07 10:00", "04-09 10:00"]),
        ("04-10 16:00", ["04-10 16:00"]),
        # the day is over
        ("04-11 00:00", []),
    ],
)
def test_a_renewal_due_on_april_10(now: str, going_out: list[str]) -> None:
    planned = plan(RENEWAL, date(2026, 4, 10), CHICAGO, at(f"2026-{now}"), OFFICE)
    assert [one.due_at.astimezone(CHICAGO).strftime("%m-%d %H:%M") for one in live(planned)] == (
        going_out
    )


PASSED, SOON, OVER = Skip.TIME_PASSED, Skip.JUST_TOLD, Skip.AFTER_EVENT


@pytest.mark.parametrize(
    ("now", "told", "week_before", "three_days_before", "day_before"),
    [
        ("02-26 09:00", None, None, None, None),
        ("02-27 08:00", None, SOON, None, None),
        ("03-01 09:00", None, PASSED, None, None),
        ("03-05 07:00", None, PASSED, PASSED, SOON),
        ("03-05 20:00", None, PASSED, PASSED, PASSED),
        ("03-06 14:00", OVER, PASSED, PASSED, PASSED),
    ],
)
def test_why_steps_of_an_appointment_on_march_6_at_2_pm_are_left_out(
    now: str,
    told: Skip | None,
    week_before: Skip | None,
    three_days_before: Skip | None,
    day_before: Skip | None,
) -> None:
    planned = plan(APPOINTMENT, at("2026-03-06T14:00"), CHICAGO, at(f"2026-{now}"), OFFICE)
    assert [one.skip for one in planned] == [told, week_before, three_days_before, day_before]


def test_who_has_just_heard_the_date_is_not_told_again() -> None:
    planned = plan(
        APPOINTMENT,
        at("2026-03-20T14:00"),
        CHICAGO,
        at("2026-03-02T10:00"),
        OFFICE,
        already_told=True,
    )
    assert [one.step for one in live(planned)] == ["7_days_before", "3_days_before", "1_day_before"]


@pytest.mark.parametrize(
    ("anchor", "zone", "until"),
    [
        (date(2026, 4, 10), CHICAGO, "2026-04-11T00:00"),
        (date(2026, 4, 10), HONOLULU, "2026-04-11T00:00"),
        (date(2026, 3, 8), CHICAGO, "2026-03-09T00:00"),  # a day of 23 hours
    ],
)
def test_a_due_day_lasts_until_its_local_midnight(anchor: date, zone: ZoneInfo, until: str) -> None:
    assert useful_until(RENEWAL, anchor, zone, OFFICE) == at(until, zone)


def test_news_of_a_payment_helps_for_a_week() -> None:
    posted = CAMPAIGNS["payment_posted"]
    assert useful_until(posted, date(2026, 3, 2), CHICAGO, OFFICE) == at("2026-03-10T00:00")


@given(campaign=ANY_CAMPAIGN, anchor=ANCHORS, zone=ZONES, now=MOMENTS)
def test_nothing_goes_out_after_its_event_or_before_now(
    campaign: Campaign, anchor: date | datetime, zone: ZoneInfo, now: datetime
) -> None:
    until = useful_until(campaign, anchor, zone, OFFICE)
    for one in live(plan(campaign, anchor, zone, now, OFFICE)):
        assert now <= one.due_at < one.expires_at == until


@given(campaign=ANY_CAMPAIGN, anchor=ANCHORS, zone=ZONES, now=MOMENTS)
def test_a_later_step_strikes_its_hour_on_the_parents_clock(
    campaign: Campaign, anchor: date | datetime, zone: ZoneInfo, now: datetime
) -> None:
    """Across the days on which clocks change, too."""
    day = anchor_at(anchor, zone).astimezone(zone).date()
    for one in live(plan(campaign, anchor, zone, now, OFFICE)):
        step = campaign.step(one.step)
        if step is not None and one.due_at != now:
            local = one.due_at.astimezone(zone)
            assert (local.hour, local.minute) == (step.hour, 0)
            assert local.date() - (day if isinstance(anchor, datetime) else anchor) == timedelta(
                days=step.days
            )


@given(campaign=ANY_CAMPAIGN, anchor=ANCHORS, zone=ZONES, now=MOMENTS)
def test_two_messages_never_crowd(
    campaign: Campaign, anchor: date | datetime, zone: ZoneInfo, now: datetime
) -> None:
    times = [one.due_at for one in live(plan(campaign, anchor, zone, now, OFFICE))]
    assert times == sorted(times)
    assert all(b - a >= BREATHING_SPACE for a, b in pairwise(times))


@given(anchor=ANCHORS, zone=ZONES, now=MOMENTS)
def test_at_most_one_missed_step_is_made_up_for(
    anchor: date | datetime, zone: ZoneInfo, now: datetime
) -> None:
    assert sum(one.due_at == now for one in live(plan(RENEWAL, anchor, zone, now, OFFICE))) <= 1


@given(campaign=ANY_CAMPAIGN, anchor=ANCHORS, zone=ZONES, now=MOMENTS)
def test_every_step_is_accounted_for(
    campaign: Campaign, anchor: date | datetime, zone: ZoneInfo, now: datetime
) -> None:
    planned = plan(campaign, anchor, zone, now, OFFICE)
    assert [one.step for one in planned] == [step.key for step in campaign.steps]
