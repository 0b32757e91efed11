"""When a text may arrive."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import timezone as phone_zones

from messaging.compliance.quiet_hours import (
    DEFAULT,
    FEDERAL,
    STATES,
    Window,
    first_open,
    next_allowed,
    safe_window,
    windows_for,
    zones_for,
)

CHICAGO, NEW_YORK, LOS_ANGELES = "America/Chicago", "America/New_York", "America/Los_Angeles"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-04T08:59:59", "2026-03-04T09:00"),
        ("2026-03-04T09:00", "2026-03-04T09:00"),
        ("2026-03-04T19:59:59", "2026-03-04T19:59:59"),
        ("2026-03-04T20:00", "2026-03-05T09:00"),
        ("2026-03-04T23:30", "2026-03-05T09:00"),
        # Clocks go forward on 8 March 2026 and back on 1 November.
        ("2026-03-07T21:00", "2026-03-08T09:00"),
        ("2026-10-31T21:00", "2026-11-01T09:00"),
        ("2026-12-31T21:00", "2027-01-01T09:00"),
    ],
)
def test_texts_go_from_nine_to_eight_by_the_clock_on_the_wall(now: str, then: str) -> None:
    found = next_allowed(local(now, CHICAGO), [CHICAGO], fallback=NEW_YORK)
    assert found == local(then, CHICAGO)


def test_the_night_the_clocks_change_is_an_hour_shorter_or_longer() -> None:
    spring = next_allowed(utc("2026-03-08T03:00"), [CHICAGO], fallback=CHICAGO)
    autumn = next_allowed(utc("2026-11-01T02:00"), [CHICAGO], fallback=CHICAGO)
    assert (spring, autumn) == (utc("2026-03-08T14:00"), utc("2026-11-01T15:00"))


def test_several_possible_zones_get_the_hours_that_fit_all() -> None:
    coasts = [NEW_YORK, LOS_ANGELES]
    nine_in_new_york = local("2026-03-04T09:00", NEW_YORK)
    assert next_allowed(nine_in_new_york, coasts, fallback=NEW_YORK) == local(
        "2026-03-04T09:00", LOS_ANGELES
    )
    six_in_los_angeles = local("2026-03-04T18:00", LOS_ANGELES)
    assert next_allowed(six_in_los_angeles, coasts, fallback=NEW_YORK) == local(
        "2026-03-05T09:00", LOS_ANGELES
    )


@pytest.mark.parametrize("unhelpful", [[], ["Pacific/Guam", NEW_YORK, "Europe/London"]])
def test_the_agencys_zone_stands_in_where_no_hour_fits(unhelpful: list[str]) -> None:
    found = next_allowed(local("2026-03-04T03:00", CHICAGO), unhelpful, fallback=CHICAGO)
    assert found == local("2026-03-04T09:00", CHICAGO)


def test_windows_that_exclude_each_other_leave_no_moment() -> None:
    windows = (DEFAULT, Window(time(21), time(23)))
    assert next_allowed(utc("2026-03-04T18:00"), [CHICAGO], windows, fallback=CHICAGO) is None


@pytest.mark.parametrize(
    ("state", "now", "then"),
    [
        ("TX", "2026-03-01T09:00", "2026-03-01T12:00"),  # a Sunday
        ("TX", "2026-03-01T12:00", "2026-03-01T12:00"),
        ("TX", "2026-03-02T09:00", "2026-03-02T09:00"),
        ("TX", "2026-02-28T20:30", "2026-03-01T12:00"),
        ("FL", "2026-03-02T08:30", "2026-03-02T09:00"),
        ("CT", "2026-03-02T19:59", "2026-03-02T19:59"),
        (None, "2026-03-01T09:00", "2026-03-01T09:00"),
    ],
)
def test_stricter_states(state: str | None, now: str, then: str) -> None:
    found = first_open(local(now, CHICAGO), [CHICAGO], windows_for(state))
    assert found == local(then, CHICAGO)


@pytest.mark.parametrize("state", [None, "IL", *STATES])
def test_no_states_hours_are_wider_than_our_default(state: str | None) -> None:
    for minute in range(0, 24 * 60, 30):
        at = datetime(2026, 3, 1, minute // 60, minute % 60, tzinfo=ZoneInfo(CHICAGO))
        if all(window.holds(at) for window in windows_for(state)):
            assert DEFAULT.holds(at)


class TestAnAgencysOwnTable:
    def test_replaces_ours_for_a_state_whose_law_changed(self) -> None:
        own = {"TX": Window(time(10), time(18))}
        found = first_open(local("2026-03-01T09:00", CHICAGO), [CHICAGO], windows_for("TX", own))
        assert found == local("2026-03-01T10:00", CHICAGO)

    def test_moves_the_default_and_keeps_stricter_states(self) -> None:
        own = {"*": Window(time(8), time(21))}
        eight = local("2026-03-02T08:00", CHICAGO)
        assert first_open(eight, [CHICAGO], windows_for("IL", own)) == eight
        assert first_open(eight, [CHICAGO], windows_for("CT", own)) == local(
            "2026-03-02T09:00", CHICAGO
        )

    def test_never_goes_beyond_federal_hours(self) -> None:
        own = {"IL": Window(time(0), time.max)}
        found = first_open(local("2026-03-02T03:00", CHICAGO), [CHICAGO], windows_for("IL", own))
        assert found == local("2026-03-02T08:00", CHICAGO)


@pytest.mark.parametrize(
    ("hours", "window"),
    [
        ((None, None), None),
        ((9, 17), Window(time(9), time(17))),
        ((None, 12), Window(time(0), time(12))),
        ((18, None), Window(time(18), time.max)),
        ((22, 6), Window(time(22), time(6))),
        ((0, 24), Window(time(0), time.max)),
    ],
)
def test_safe_hours_from_what_is_stored(
    hours: tuple[int | None, int | None], window: Window | None
) -> None:
    assert safe_window(*hours) == window


def test_a_window_over_midnight_holds_late_and_early() -> None:
    night = Window(time(22), time(6))
    held = [h for h in range(24) if night.holds(datetime(2026, 3, 1, h, tzinfo=UTC))]
    assert held == [0, 1, 2, 3, 4, 5, 22, 23]


def test_the_hour_that_comes_twice_opens_again() -> None:
    # Safe from half past one; at 2 the clocks go back to 1.
    safe = (Window(time(1, 30), time(5)),)
    second_one = utc("2026-11-01T07:10")
    assert first_open(second_one, [CHICAGO], safe) == utc("2026-11-01T07:30")


class TestZonesOfANumber:
    def test_most_have_one(self) -> None:
        assert zones_for("+13125550142") == (CHICAGO,)

    def test_some_have_several(self) -> None:
        assert set(zones_for("+12085550100")) == {"America/Boise", LOS_ANGELES}

    def test_the_last_four_digits_change_nothing(self) -> None:
        exchanges = [f"+1{area}{200 + area * 7 % 800}" for area in range(201, 990, 3)]
        lines = [f"{start}{area * 37 % 10_000:04}" for area, start in enumerate(exchanges)]
        asked = [phone_zones.time_zones_for_number(phonenumbers.parse(line)) for line in lines]
        told = [zones_for(line) for line in lines]
        placed = [(zones, tuple(every)) for zones, every in zip(told, asked, strict=True) if zones]
        assert len(placed) > len(lines) // 3
        assert all(zones == every for zones, every in placed)

    @pytest.mark.parametrize("toll_free", ["+18005550199", "+18885550142"])
    def test_toll_free_ones_tell_nothing_so_the_agencys_zone_stands_in(
        self, toll_free: str
    ) -> None:
        zones = zones_for(toll_free)
        night = local("2026-03-04T03:00", CHICAGO)
        assert zones == ()
        assert next_allowed(night, zones, fallback=CHICAGO) == local("2026-03-04T09:00", CHICAGO)

    @pytest.mark.parametrize("unknown", ["", "hello", "+", "+99912345"])
    def test_what_is_no_number_has_none(self, unknown: str) -> None:
        assert zones_for(unknown) == ()


@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    zones=st.lists(
        st.sampled_from([CHICAGO, NEW_YORK, LOS_ANGELES, "America/Phoenix", "Pacific/Honolulu"]),
        min_size=1,
    ),
    state=st.none() | st.sampled_from(list(STATES)),
)
def test_the_moment_found_is_allowed_everywhere_and_not_before_now(
    now: datetime, zones: list[str], state: str | None
) -> None:
    windows = windows_for(state)
    found = first_open(now, zones, windows)
    assert found is not None
    assert found >= now
    assert first_open(found, zones, windows) == found
    for zone in zones:
        assert all(window.holds(found.astimezone(ZoneInfo(zone))) for window in windows)
        assert FEDERAL.holds(found.astimezone(ZoneInfo(zone)))
