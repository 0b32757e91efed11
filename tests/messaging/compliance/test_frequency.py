"""How many reminders were enough: counting them, and when there is room again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.compliance.frequency import WITHIN, Gone, counted, frees_at

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)


def ago(campaign: str | None, **when: float) -> Gone:
    return Gone(campaign, NOW - timedelta(**when))


@pytest.mark.parametrize(
    ("gone", "number"),
    [
        ([], 0),
        ([ago("appointment", days=1)], 1),
        ([ago("appointment", days=7)], 0),
        ([ago("appointment", days=2, minutes=5), ago("appointment", days=2)], 1),
        ([ago("appointment", days=3), ago("appointment", days=1)], 2),
        ([ago("renewal", minutes=2)], 0),
        ([ago("renewal", days=1)], 1),
        ([ago(None, days=1), ago(None, days=1, minutes=1)], 2),
    ],
    ids=[
        "none", "one", "a week ago", "one by text and by email", "two steps of one campaign",
        "the same step by another channel", "an earlier step of its own", "of no campaign",
    ],
)  # fmt: skip
def test_what_one_campaign_says_at_a_time_counts_once(gone: list[Gone], number: int) -> None:
    assert len(counted(gone, "renewal", NOW)) == number


@given(
    ages=st.lists(st.integers(1, 10 * 24 * 60), max_size=12),
    campaigns=st.lists(st.sampled_from(["renewal", "appointment", None]), min_size=12, max_size=12),
    cap=st.integers(1, 6),
)
def test_room_comes_back_exactly_when_it_is_said_to(
    ages: list[int], campaigns: list[str | None], cap: int
) -> None:
    gone = [
        Gone(campaign, NOW - timedelta(minutes=age))
        for age, campaign in zip(ages, campaigns, strict=False)
    ]
    found = counted(gone, "payment_due", NOW)
    frees = frees_at(found, cap)
    if len(found) < cap:
        assert frees is None
        return
    assert frees is not None
    assert NOW < frees <= NOW + WITHIN
    assert sum(at > frees - WITHIN for at in found) < cap
    assert sum(at > frees - WITHIN - timedelta(seconds=1) for at in found) >= cap
