"""Who is held out hears nothing of the campaign, by no path, and staff can see why."""

from datetime import timedelta
from pathlib import Path

import pytest

from campaigns.addressing import way
from campaigns.csv_campaign import run
from campaigns.experiments import running
from campaigns.experiments.design import HELD_OUT, USUAL
from campaigns.experiments.running import ExperimentError
from campaigns.loading import load_campaigns
from campaigns.models import Enrollment
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.steps import drain
from messaging.directory import joining
from messaging.directory.access import Viewer
from messaging.models.case import Party
from messaging.models.person import JoinReason, Person
from messaging.runtime import Runtime
from tests.campaigns.experiments.conftest import Begin
from tests.campaigns.telling import did, enrollments, sent_out, steps, tell, waiting
from tests.support.clock import MovableClock
from tests.support.people import Office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PARENTS = 40
CSV = """case_number,program,branch,external_id,role,phone,consent_source,renewal_id,due_on
CS-{0},child_support,north,P-{0},custodial,(312) 555-01{0:02},application,R-{0},2026-{1}-15
"""


def enrol(runtime: Runtime, office: Office, number: int, **more: object) -> Enrollment:
    """A parent on a case of their own whose renewal is due; their row."""
    tell(
        runtime,
        office,
        "renewal.due",
        id=f"R-{number}",
        case={"number": f"CS-{number}"},
        party={"external_id": f"P-{number}", "contacts": [], **more},
    )
    return enrollments(runtime)[-1]


def first_in(runtime: Runtime, office: Office, arm: str) -> tuple[int, Enrollment]:
    """The first parent who falls into `arm`."""
    for number in range(1, PARENTS):
        row = enrol(runtime, office, number)
        if row.arm == arm:
            return number, row
    raise AssertionError(f"of {PARENTS} nobody was in {arm}")


def test_nobody_takes_part_before_it_is_started(runtime: Runtime, office: Office) -> None:
    """The campaign's file only proposes it."""
    assert load_campaigns()["renewal"].experiment
    row = enrol(runtime, office, 1)
    assert (row.experiment_id, row.arm, row.assigned_at) == (None, None, None)


def test_arm_and_time_stand_on_the_enrollment(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    experiment = begin()
    _, held = first_in(runtime, office, HELD_OUT)
    assert (held.experiment_id, held.assigned_at) == (experiment.id, clock())
    assert held.counts_until == held.anchor_at + timedelta(days=15)


def test_who_is_held_out_is_enrolled_and_sent_nothing(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    begin()
    _, held = first_in(runtime, office, HELD_OUT)
    own = [step for step in steps(runtime) if step.enrollment_id == held.id]
    assert {(step.state, step.reason) for step in own} == {(StepState.SKIPPED, "held_out")}
    assert (held.state, held.ended_reason) == (EnrollmentState.FINISHED, "held_out")
    clock.move(timedelta(days=60))
    drain(runtime)
    assert held.id not in {step.enrollment_id for step in steps(runtime, StepState.COMPOSED)}


def test_the_others_are_reminded_as_ever(runtime: Runtime, office: Office, begin: Begin) -> None:
    begin(holdout=0.1)
    _, told = first_in(runtime, office, USUAL)
    own = [step for step in steps(runtime, StepState.WAITING) if step.enrollment_id == told.id]
    assert len(own) == 5


@pytest.mark.parametrize("due", ["2026-04-30", "2026-05-20"], ids=["again", "moved"])
def test_another_event_about_it_changes_nothing_for_who_is_held_out(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock, due: str
) -> None:
    begin()
    number, held = first_in(runtime, office, HELD_OUT)
    before = waiting(runtime)
    clock.move(timedelta(hours=1))
    tell(
        runtime, office, "renewal.due", id=f"R-{number}", due_on=due, at=clock(),
        case={"number": f"CS-{number}"}, party={"external_id": f"P-{number}", "contacts": []},
    )  # fmt: skip
    [now] = [row for row in enrollments(runtime) if row.id == held.id]
    assert now.arm == HELD_OUT
    assert waiting(runtime) == before


def test_a_file_does_not_reach_them_either(
    runtime: Runtime, office: Office, begin: Begin, tmp_path: Path
) -> None:
    """Neither the same renewal once more nor another of theirs."""
    begin()
    number, held = first_in(runtime, office, HELD_OUT)
    before = waiting(runtime)
    for place, month in enumerate(("04", "05")):
        file = tmp_path / f"{place}.csv"
        file.write_text(CSV.format(number, month).replace(f"R-{number}", f"R-{number}{place}"))
        assert run(runtime, "oak", "renewal", file).outcomes["started"] == 1
    theirs = [row for row in enrollments(runtime) if row.party_id == held.party_id]
    assert [row.arm for row in theirs] == [HELD_OUT] * 3
    assert waiting(runtime) == before


def test_a_step_that_came_to_wait_all_the_same_is_not_said(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    begin()
    _, held = first_in(runtime, office, HELD_OUT)
    with runtime.unit() as unit:
        for step in steps(runtime):
            if step.enrollment_id == held.id:
                row = unit.session.merge(step)
                row.state, row.reason, row.due_at = StepState.WAITING, None, clock()
    drain(runtime)
    assert not [message for message in sent_out(runtime) if message.campaign == "renewal"]
    assert {step.reason for step in steps(runtime, StepState.SKIPPED)} == {"held_out"}


def test_a_person_in_crisis_is_never_held_out(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    """Nor on a case that came to be known after the crisis."""
    numbers = range(1, 13)
    for number in numbers:
        tell(runtime, office, "case.opened", case={"number": f"CS-{number}"},
             party={"external_id": f"P-{number}", "contacts": []})  # fmt: skip
    with runtime.unit() as unit:
        for party in unit.session.query(Party):
            party.paused_until = clock() + timedelta(days=14)
    begin()
    rows = [enrol(runtime, office, number) for number in numbers]
    tell(runtime, office, "renewal.due", id="R-other", case={"number": "CS-other"},
         party={"external_id": "P-1", "contacts": []})  # fmt: skip
    assert {(row.arm, row.apart_because) for row in (*rows, enrollments(runtime)[-1])} == {
        (None, "in_crisis")
    }
    assert len(waiting(runtime)) == 5 * (len(numbers) + 1)


@pytest.mark.parametrize(("alike", "same"), [("person", False), ("case", True)])
def test_both_parents_of_a_case_are_treated_alike_where_that_is_asked(
    runtime: Runtime, office: Office, begin: Begin, alike: str, same: bool
) -> None:
    begin(alike=alike, parents_per_case=2)
    pairs = []
    for number in range(1, 13):
        for role in ("custodial", "noncustodial"):
            tell(runtime, office, "renewal.due", id=f"R-{number}",
                 case={"number": f"CS-{number}"},
                 party={"external_id": f"{role}-{number}", "role": role, "contacts": []},
            )  # fmt: skip
        pairs.append(tuple(row.arm for row in enrollments(runtime)[-2:]))
    assert all(one == other for one, other in pairs) is same
    assert {arm for pair in pairs for arm in pair} == {HELD_OUT, USUAL}


def test_one_experiment_with_a_campaign_at_a_time(begin: Begin) -> None:
    begin()
    with pytest.raises(ExperimentError, match="under way already"):
        begin()


def test_a_campaign_without_a_goal_has_nothing_to_count(begin: Begin) -> None:
    with pytest.raises(ExperimentError, match="no goal"):
        begin("payment_posted")


def test_a_campaign_whose_file_proposes_none_is_not_tried(runtime: Runtime, office: Office) -> None:
    renewal = load_campaigns()["renewal"]
    assert renewal.experiment
    plain = renewal.model_copy(update={"experiment": None})
    with runtime.unit() as unit, pytest.raises(ExperimentError, match=r"no \[experiment\]"):
        running.start(unit, office.agency.id, plain, renewal.experiment, "staff:1")


def test_an_arm_hears_what_was_planned_for_it_at_the_start(
    runtime: Runtime, office: Office, begin: Begin
) -> None:
    """Though the campaign's file knows no such arm: it may have changed meanwhile."""
    changes = {"days_before": {"7_days_before": 6}, "templates": {"7_days_before": "payment_due"}}
    begin(holdout=0, arms={USUAL: {}, "later": changes})
    _, row = first_in(runtime, office, "later")
    [step] = [
        one for one in steps(runtime) if one.enrollment_id == row.id and one.step == "7_days_before"
    ]
    assert (row.anchor_at - step.due_at).days == 5
    with runtime.unit() as unit:
        found = way(unit, row, step)
    assert found
    assert found.template == "payment_due"


def test_a_campaign_that_the_law_requires_cannot_be_tried(runtime: Runtime, office: Office) -> None:
    lawful = load_campaigns()["renewal"].model_copy(update={"required_by_law": True})
    assert lawful.experiment
    with runtime.unit() as unit, pytest.raises(ExperimentError, match="law requires"):
        running.start(unit, office.agency.id, lawful, lawful.experiment, "staff:1")


def test_those_enrolled_before_it_began_go_on_as_they_were(
    runtime: Runtime, office: Office, begin: Begin, clock: MovableClock
) -> None:
    rows = [enrol(runtime, office, number) for number in range(1, 9)]
    begin()
    clock.move(timedelta(hours=1))
    for number in range(1, 9):
        answer = tell(
            runtime, office, "renewal.due", id=f"R-{number}", due_on="2026-05-20", at=clock(),
            case={"number": f"CS-{number}"}, party={"external_id": f"P-{number}", "contacts": []},
        )  # fmt: skip
        assert did(answer) == {"renewal": "moved"}
    assert [row.arm for row in enrollments(runtime)] == [None] * len(rows)


def test_of_whom_one_record_was_held_out_the_other_draws_no_other_arm(
    runtime: Runtime, office: Office, boss: Viewer, begin: Begin
) -> None:
    begin()
    firsts: dict[str | None, Enrollment] = {}
    for number in range(1, PARENTS):
        row = enrol(runtime, office, number)
        firsts.setdefault(row.arm, row)
        if len(firsts) > 1:
            break
    usual, held = firsts[USUAL], firsts[HELD_OUT]
    with runtime.unit() as unit:
        kept_id, gone_id = (
            unit.session.get_one(Party, row.party_id).person_id for row in (usual, held)
        )
        joining.join(unit, boss, boss.actor, kept_id, gone_id, JoinReason.PAPERS)
        external_id = unit.session.get_one(Person, kept_id).external_id
    later = enrol(runtime, office, PARENTS + 1, external_id=external_id)
    assert later.arm == HELD_OUT
