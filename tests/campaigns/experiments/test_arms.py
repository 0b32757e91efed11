"""Other wording and other times for an arm, held to the same rules; the law's messages for all."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.checks import check
from campaigns.definition import Campaign
from campaigns.experiments.arms import as_heard
from campaigns.experiments.design import HELD_OUT, USUAL, Design
from campaigns.experiments.taking_part import still_said
from campaigns.loading import load_campaigns
from campaigns.schedule import Skip, plan
from messaging.compliance.office_hours import OfficeHours
from templates import load_library
from tests.support.clock import MONDAY_MORNING

CHICAGO = ZoneInfo("America/Chicago")
OFFICE = OfficeHours("America/Chicago")
RENEWAL = load_campaigns()["renewal"]
DUE = date(2026, 4, 30)


def tried(*, law: str = "", **design: Any) -> Campaign:
    """Renewal with another experiment; the law requires the step `law`."""
    given_ = {"baseline": 0.6, "smallest_effect": 0.06, **design}
    steps = tuple(
        step.model_copy(update={"required_by_law": step.key == law}) for step in RENEWAL.steps
    )
    return RENEWAL.model_copy(update={"steps": steps, "experiment": Design.model_validate(given_)})


def heard(campaign: Campaign, arm: str | None) -> Campaign:
    return as_heard(campaign, campaign.experiment, arm)


def wrong(campaign: Campaign) -> list[str]:
    return [what for what, _ in check(campaign, load_library())]


def test_an_arm_hears_its_own_wording_at_its_own_time() -> None:
    campaign = tried(
        arms={
            USUAL: {},
            "evening": {
                "hours": {"7_days_before": 18},
                "days_before": {"30_days_before": 28},
                "templates": {"1_day_before": "payment_reminder"},
            },
        }
    )
    assert heard(campaign, USUAL) is heard(campaign, None) is campaign
    usual, evening = (
        {one.step: one.due_at.astimezone(CHICAGO) for one in
         plan(heard(campaign, arm), DUE, CHICAGO, MONDAY_MORNING, OFFICE)}
        for arm in (USUAL, "evening")
    )  # fmt: skip
    assert (usual["7_days_before"].hour, evening["7_days_before"].hour) == (10, 18)
    assert (evening["30_days_before"] - usual["30_days_before"]).days == 2
    assert evening["14_days_before"] == usual["14_days_before"]
    step = heard(campaign, "evening").step("1_day_before")
    assert step
    assert step.template == "payment_reminder"


def test_an_arm_that_the_design_does_not_have_hears_the_usual() -> None:
    assert heard(tried(holdout=0.1), "gone") == tried(holdout=0.1)


def test_what_the_law_requires_is_said_to_those_held_out_too() -> None:
    campaign = tried(law="7_days_before", holdout=0.1)
    steps = plan(campaign, DUE, CHICAGO, MONDAY_MORNING, OFFICE)
    skips = {one.step: one.skip for one in still_said(campaign, HELD_OUT, steps)}
    assert skips.pop("7_days_before") is None
    assert set(skips.values()) == {Skip.HELD_OUT}
    assert still_said(campaign, USUAL, steps) == steps


@pytest.mark.parametrize(
    ("campaign", "why"),
    [
        (tried(holdout=0.1).model_copy(update={"goal": None}), "something to count"),
        (tried(holdout=0.1).model_copy(update={"required_by_law": True}), "the law requires it"),
        (tried(arms={"a": {}, "b": {"hours": {"no_step": 10}}}), "changes step no_step"),
        (tried(arms={"a": {}, "b": {"hours": {"7_days_before": 3}}}), "time impossible"),
        (
            tried(arms={"a": {}, "b": {"templates": {"7_days_before": "x"}}}),
            "there is no wording x",
        ),
        (tried(arms={"a": {}, "b": {"days_before": {"7_days_before": 40}}}), "not after"),
    ],
)
def test_a_file_whose_experiment_cannot_be_is_refused(campaign: Campaign, why: str) -> None:
    assert any(why in what for what in wrong(campaign)), wrong(campaign)


@pytest.mark.parametrize(
    "design",
    [
        {},
        {"arms": {"only": {}}},
        {"holdout": 0.6},
        {"holdout": 0.1, "arms": {HELD_OUT: {}}},
        {"arms": {"a": {}, "b" * 41: {}}},
        {"arms": {"a": {}, "Not a name": {}}},
        {"holdout": 0.1, "baseline": 0.95, "smallest_effect": 0.06},
    ],
    ids=[
        "nothing to compare",
        "one arm",
        "too many",
        "a name taken",
        "too long",
        "no name",
        "more than all",
    ],
)
def test_a_design_that_makes_no_sense_is_refused(design: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (pydantic's own, whose words may change)
        tried(**design)


@given(st.floats(0.01, 0.5))
def test_the_shipped_experiment_is_sound_at_any_holdout(holdout: float) -> None:
    assert RENEWAL.experiment
    design = RENEWAL.experiment.model_copy(update={"holdout": holdout})
    assert wrong(RENEWAL.model_copy(update={"experiment": design})) == []
