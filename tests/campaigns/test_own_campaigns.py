"""An agency's own version of a campaign: in force for that agency alone, for whoever is enrolled
from then on. Those enrolled before hear every step of what they were enrolled under, once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import own, sound
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.own import Laid, lay_over
from campaigns.reactions import on_answer
from campaigns.steps import drain
from messaging.models.agency import Agency, Branch
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.campaigns.own_versions import (
    at_hour,
    come_in_force,
    for_roles,
    in_force,
    in_working_days,
    within_days,
    without,
)
from tests.campaigns.replying import facts, react, write_back
from tests.campaigns.telling import did, enrollments, sent_out, steps, tell, waiting
from tests.support.clock import MovableClock
from tests.support.people import Office

RENEWAL = ["30_days_before", "14_days_before", "7_days_before", "3_days_before", "1_day_before"]
NONCUSTODIAL = {"role": "noncustodial"}
FIRST_DAY = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
"""When the first step of a renewal on 30 April is due: 10 o'clock in Chicago."""


def later(runtime: Runtime, clock: MovableClock, at: datetime) -> None:
    clock.set(at)
    drain(runtime)


def test_it_is_in_force_for_that_agency_alone(
    runtime: Runtime, office: Office, office_2: Office
) -> None:
    version = come_in_force(runtime, office, without("14_days_before"))

    tell(runtime, office, "renewal.due")
    assert waiting(runtime) == [step for step in RENEWAL if step != "14_days_before"]
    assert [one.version for one in enrollments(runtime)] == [version] == [1]

    tell(runtime, office_2, "renewal.due")
    assert waiting(runtime).count("14_days_before") == 1
    assert [one.version for one in steps(runtime) if one.step == "14_days_before"] == [0]


def test_those_enrolled_before_hear_every_step_they_were_enrolled_for_once(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """A step that is gone from the new version is still theirs, and at its own hour."""
    tell(runtime, office, "renewal.due")
    later(runtime, clock, FIRST_DAY)
    come_in_force(runtime, office, without("14_days_before"))
    come_in_force(runtime, office, at_hour(17))

    for day in range(1, 31):
        later(runtime, clock, FIRST_DAY + timedelta(days=day, minutes=1))

    done = steps(runtime)
    assert [(step.step, step.state) for step in done] == [
        (step, StepState.COMPOSED) for step in RENEWAL
    ]
    assert {step.due_at.hour for step in done} == {15}
    assert len({message.origin for message in sent_out(runtime)}) == 8
    [enrollment] = enrollments(runtime)
    assert (enrollment.version, enrollment.state) == (0, EnrollmentState.FINISHED)


def test_their_answers_mean_what_they_meant_when_they_were_asked(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due")
    later(runtime, clock, FIRST_DAY)
    come_in_force(runtime, office, within_days(9))

    write_back(runtime, office, "yes")
    react(runtime, on_answer, FactType.ANSWER_GIVEN)

    [wanted] = facts(runtime, FactType.CALL_WANTED)
    due = datetime.fromisoformat(str(wanted.data["due_at"]))
    assert due - clock() < timedelta(days=4), "two working days, as was promised"


def test_another_date_lays_them_out_under_what_is_in_force(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    tell(runtime, office, "appointment.scheduled")
    drain(runtime)
    come_in_force(runtime, office, without("7_days_before"), "appointment")

    moved = tell(
        runtime, office, "appointment.rescheduled",
        at=clock() + timedelta(minutes=1), starts_at="2026-03-27T14:00:00-05:00",
    )  # fmt: skip

    assert did(moved) == {"appointment": "moved"}
    assert "7_days_before" not in waiting(runtime)
    assert {(one.generation, one.version) for one in steps(runtime)} == {(1, 0), (2, 1)}
    drain(runtime)
    origins = [message.origin for message in sent_out(runtime)]
    assert len(origins) == len(set(origins))


def test_whom_a_new_version_leaves_out_go_on_under_theirs_also_to_another_date(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """Or they would be reminded of a date that is no more."""
    tell(runtime, office, "appointment.scheduled", party=NONCUSTODIAL)
    come_in_force(runtime, office, for_roles("custodial"), "appointment")

    again = tell(
        runtime, office, "appointment.rescheduled", party=NONCUSTODIAL,
        at=clock() + timedelta(minutes=1), starts_at="2026-03-27T14:00:00-05:00",
    )  # fmt: skip
    assert did(again) == {"appointment": "moved"}
    assert {(one.generation, one.version) for one in steps(runtime)} == {(1, 0), (2, 0)}

    new = tell(runtime, office, "appointment.scheduled", party=NONCUSTODIAL, id="A-552")
    assert did(new) == {"appointment": "left_out"}


def test_what_stopped_them_stops_them_still(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "renewal.due")
    come_in_force(runtime, office, lambda table: table.update(stops=[]))

    tell(runtime, office, "renewal.due", id="R-2")
    tell(runtime, office, "renewal.completed")
    tell(runtime, office, "renewal.completed", id="R-2")

    states = {one.subject: one.state for one in enrollments(runtime)}
    assert states == {
        "renewal:R-1": EnrollmentState.STOPPED,
        "renewal:R-2": EnrollmentState.ACTIVE,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_working_days_are_those_of_the_branch_and_laid_again_with_another_date(
    runtime: Runtime, office: Office
) -> None:
    """A step stays where it was laid when a day off is entered afterwards; another date lays it
    anew, by the days off that are known then."""
    come_in_force(runtime, office, without("3_days_before"))
    come_in_force(runtime, office, in_working_days(2, step="1_day_before"))
    days_off(runtime, office, agency=["2026-04-29"], branch=["2026-04-28"])
    tell(runtime, office, "renewal.due", due_on="2026-04-30")  # a Thursday
    assert laid(runtime) == ["04-24"]
    days_off(runtime, office, agency=[], branch=["2026-05-13"])
    assert laid(runtime) == ["04-24"]
    tell(runtime, office, "renewal.due", due_on="2026-05-14", at="2026-03-03T16:00:00Z")
    assert laid(runtime) == ["05-11"]


def days_off(runtime: Runtime, office: Office, *, agency: list[str], branch: list[str]) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).closed_days = agency
        office.agency.closed_days = agency
        unit.session.get_one(Branch, office.branch.id).closed_days = branch


def laid(runtime: Runtime) -> list[str]:
    waits = [one for one in steps(runtime) if one.state is StepState.WAITING]
    return [f"{one.due_at:%m-%d}" for one in waits if one.step == "1_day_before"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_is_read_once_until_another_comes_in_force(runtime: Runtime, office: Office) -> None:
    come_in_force(runtime, office, at_hour(11))
    with runtime.reading() as session:
        first = own.of_agency(session, office.agency.id)
        assert own.of_agency(session, office.agency.id) is first
    come_in_force(runtime, office, at_hour(12))
    assert {step.hour for step in in_force(runtime, office).steps} == {12}


@pytest.mark.parametrize("key", sorted(load_campaigns()))
def test_what_is_stored_of_a_campaign_reads_as_that_campaign(key: str) -> None:
    campaign = load_campaigns()[key]
    again = lay_over({key: campaign}, [Laid(key, 3, True, sound.stored(campaign))])
    assert again.in_force[key] == campaign.model_copy(update={"version": 3})
    assert again.of(key, 0) == campaign


LAID = st.lists(
    st.tuples(st.sampled_from(["renewal", "gone"]), st.booleans(), st.integers(9, 19)), max_size=5
)


@given(laid=LAID)
def test_whatever_is_laid_over_nobody_is_left_without_a_campaign(
    laid: list[tuple[str, bool, int]],
) -> None:
    """A version that reads as none any more is passed over, and so is one of no known campaign."""
    base = load_campaigns()
    definition = sound.stored(base["renewal"])
    versions = [
        Laid(key, number, in_force, {**definition, "useful_days_after": hour} if hour % 2 else {})
        for number, (key, in_force, hour) in enumerate(laid, start=1)
    ]
    made = lay_over(base, versions)

    assert made.in_force.keys() == base.keys()
    readable = [one for one in versions if one.campaign == "renewal" and one.definition]
    assert {one.version for one in made.ever if one.key == "renewal"} == {
        0,
        *(one.version for one in readable),
    }
    for one in versions:
        said = made.of(one.campaign, one.version)
        assert (said is not None) == (one.campaign == "renewal")
    last = [one.version for one in readable if one.in_force]
    assert made.in_force["renewal"].version == (last[-1] if last else 0)
