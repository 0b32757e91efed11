"""An agency's event takes effect: once, in whatever order it comes, for whom it is meant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from campaigns.models import AgencyEvent, Enrollment, EnrollmentStep
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.steps import drain
from messaging.directory.register import UnknownBranchError
from messaging.models.case import Case, Party
from messaging.models.message import MessageStatus
from messaging.platform.database import Base
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.campaigns.telling import did, enrollments, sent_out, steps, tell, waiting
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office

REMINDERS = ["7_days_before", "3_days_before", "1_day_before"]
NONCUSTODIAL = {"role": "noncustodial", "external_id": "P-9"}


def rows(runtime: Runtime, table: type[Base]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_event_makes_its_people_known_and_starts_its_campaign(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    accepted = tell(runtime, office, "appointment.scheduled")

    assert did(accepted) == {"appointment": "started"}
    assert waiting(runtime) == ["told", *REMINDERS]
    assert rows(runtime, Party) == 1
    assert Lane.JOURNEYS in doorbell.rung
    with runtime.reading() as session:
        stored = session.scalars(select(AgencyEvent)).one()
        assert stored.subject == "appointment:A-551"
        assert '"10 Main St"' in stored.payload
        assert session.scalars(
            select(Event.subject_id).where(Event.type == FactType.AGENCY_EVENT)
        ).one() == stored.id  # fmt: skip


def test_the_answer_names_ids_and_words_only(runtime: Runtime, office: Office) -> None:
    answer = tell(runtime, office, "renewal.due").answer
    [renewal] = answer["campaigns"]
    assert renewal["steps"][0] == {
        "step": "30_days_before",
        "due_at": "2026-03-31T15:00:00+00:00",
    }
    assert not any(word in str(answer) for word in ("Maria", "Sample", "312555", "example"))


def test_an_event_sent_again_answers_as_it_did(runtime: Runtime, office: Office) -> None:
    first = tell(runtime, office, "renewal.due", event_id="evt_1")
    again = tell(runtime, office, "renewal.due", event_id="evt_1", due_on="2026-06-01")

    assert again.repeated
    assert again.answer == first.answer
    assert rows(runtime, Enrollment) == 1
    assert rows(runtime, EnrollmentStep) == 5


def test_the_same_event_id_at_another_agency_is_another_event(
    runtime: Runtime, office: Office, office_2: Office
) -> None:
    tell(runtime, office, "renewal.due", event_id="evt_1")
    assert not tell(runtime, office_2, "renewal.due", event_id="evt_1").repeated
    assert rows(runtime, Enrollment) == 2


@pytest.mark.parametrize("event_ids", [["evt_1"] * 6, [f"evt_{n}" for n in range(6)]])
def test_requests_at_the_same_instant_give_one_result(
    runtime: Runtime, office: Office, event_ids: list[str]
) -> None:
    """The same event six times, or six events about the same thing."""
    with ThreadPoolExecutor(6) as pool:
        accepted = list(
            pool.map(lambda one: tell(runtime, office, "renewal.due", event_id=one), event_ids)
        )
    assert rows(runtime, Enrollment) == 1
    assert rows(runtime, EnrollmentStep) == 5
    assert rows(runtime, AgencyEvent) == len(set(event_ids))
    assert sum(did(one)["renewal"] == "started" for one in accepted if not one.repeated) == 1


@pytest.mark.parametrize(
    ("event", "party", "case", "why"),
    [
        ("payment.due", {"role": "custodial"}, {}, "not_for_this_role"),
        ("payment.posted", {"role": "noncustodial"}, {}, "not_for_this_role"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_campaign_leaves_out_whom_it_is_not_for(
    runtime: Runtime,
    office: Office,
    event: str,
    party: dict[str, str],
    case: dict[str, str],
    why: str,
) -> None:
    [outcome] = tell(runtime, office, event, party=party, case=case).answer["campaigns"]
    assert (outcome["did"], outcome["why"]) == ("left_out", why)
    assert rows(runtime, Enrollment) == 0


def test_an_unknown_branch_is_refused_and_leaves_nothing(runtime: Runtime, office: Office) -> None:
    with pytest.raises(UnknownBranchError):
        tell(runtime, office, "renewal.due", case={"branch": "moon"})
    for table in (AgencyEvent, Case, Enrollment, Event):
        assert rows(runtime, table) == 0


# Another date


def test_a_new_date_moves_it_and_nothing_of_the_old_one_goes_out(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled")
    moved = tell(runtime, office, "appointment.rescheduled", at="2026-03-02T16:00:01Z")

    assert did(moved) == {"appointment": "moved"}
    [enrollment] = enrollments(runtime)
    assert enrollment.generation == 2
    assert {step.generation for step in steps(runtime, StepState.WAITING)} == {2}
    assert len(steps(runtime, StepState.CANCELLED)) == 4

    drain(runtime)
    assert {m.template_key for m in sent_out(runtime)} == {"appointment_rescheduled"}


def test_moving_takes_back_what_waits_to_be_sent(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    night = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    clock.set(night)
    tell(runtime, office, "appointment.scheduled", at=night)
    drain(runtime)
    tell(runtime, office, "appointment.rescheduled", at=night + timedelta(seconds=1))

    by_channel = {m.channel.value: (m.status, m.reason) for m in sent_out(runtime)}
    assert by_channel["sms"] == (MessageStatus.CANCELLED, "outdated")


@pytest.mark.parametrize("place", ["10 Main St", "20 Elm St"])
def test_the_same_date_again_changes_no_step(runtime: Runtime, office: Office, place: str) -> None:
    tell(runtime, office, "appointment.scheduled")
    again = tell(runtime, office, "appointment.scheduled", place=place)
    assert did(again) == {"appointment": "kept"}
    assert len(waiting(runtime)) == 4
    [enrollment] = enrollments(runtime)
    assert place in enrollment.values


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(st.integers(1, 28), min_size=1, max_size=5))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_however_often_it_moves_one_generation_lives(
    days: list[int], runtime: Runtime, office: Office
) -> None:
    thing = new_id()
    for number, day in enumerate(days):
        tell(
            runtime,
            office,
            "renewal.due",
            id=f"{thing}",
            due_on=f"2026-05-{day:02}",
            at=datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=number),
        )
    [enrollment] = [e for e in enrollments(runtime) if e.subject == f"renewal:{thing}"]
    live = [s for s in steps(runtime, StepState.WAITING) if s.enrollment_id == enrollment.id]
    assert {step.generation for step in live} == {enrollment.generation}
    assert len({step.step for step in live}) == len(live)
    assert f"2026-05-{days[-1]:02}" in enrollment.values


# Done


@pytest.mark.parametrize(
    ("start", "stop", "party"),
    [
        ("renewal.due", "renewal.completed", {}),
        ("payment.due", "payment.posted", NONCUSTODIAL),
        ("payment.due", "payment.missed", NONCUSTODIAL),
        ("appointment.scheduled", "appointment.kept", {}),
        ("appointment.scheduled", "appointment.cancelled", {}),
        ("renewal.due", "case.closed", {}),
    ],
)
def test_what_is_done_is_not_reminded_of(
    runtime: Runtime, office: Office, start: str, stop: str, party: dict[str, str]
) -> None:
    tell(runtime, office, start, party=party)
    tell(runtime, office, stop, party=party, at="2026-03-02T17:00:00Z")

    [enrollment] = [e for e in enrollments(runtime) if e.campaign in start.replace(".", "_")]
    assert (enrollment.state, enrollment.ended_reason) == (EnrollmentState.STOPPED, stop)
    assert waiting(runtime) == []


def test_a_payment_that_posted_stops_the_payers_reminders_whoever_the_event_names(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "payment.due", party=NONCUSTODIAL)
    posted = tell(runtime, office, "payment.posted", at="2026-03-02T17:00:00Z")
    assert did(posted) == {"payment_due": "stopped", "payment_posted": "started"}


def test_another_payment_goes_on(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.due", party=NONCUSTODIAL, id="Y-1")
    tell(runtime, office, "payment.posted", id="Y-2", at="2026-03-02T17:00:00Z")
    assert sorted(waiting(runtime)) == sorted([*REMINDERS, "posted"])


def test_a_kept_appointment_of_one_parent_leaves_the_others_alone(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled")
    tell(runtime, office, "appointment.scheduled", party=NONCUSTODIAL)
    tell(runtime, office, "appointment.kept", at="2026-03-02T17:00:00Z")
    assert sorted(e.state.value for e in enrollments(runtime)) == ["active", "stopped"]


def test_a_message_held_for_the_morning_is_taken_back_when_it_is_done(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """The campaign has made its last message, but that has not left yet."""
    night = datetime(2026, 4, 30, 2, 0, tzinfo=UTC)
    clock.set(night)
    tell(runtime, office, "renewal.due", at=night)
    drain(runtime)
    assert enrollments(runtime)[0].state is EnrollmentState.FINISHED

    tell(runtime, office, "renewal.completed", at=night + timedelta(minutes=5))
    assert {
        m.channel.value: m.status for m in sent_out(runtime)
    }["sms"] is MessageStatus.CANCELLED  # fmt: skip


def test_a_closed_case_closes_and_an_opened_one_opens(runtime: Runtime, office: Office) -> None:
    def closed() -> bool:
        with runtime.reading() as session:
            return session.scalars(select(Case)).one().closed_at is not None

    tell(runtime, office, "case.closed", at="2026-03-02T12:00:00Z")
    assert closed()
    tell(runtime, office, "case.opened", at="2026-03-02T13:00:00Z")
    assert not closed()
    tell(runtime, office, "case.closed", at="2026-03-02T12:30:00Z")
    assert not closed()


# Out of order


@pytest.mark.parametrize(
    ("late", "at"),
    [("appointment.scheduled", "08:00"), ("appointment.rescheduled", "09:00")],
)
def test_a_start_that_comes_after_its_own_end_does_not_start(
    runtime: Runtime, office: Office, late: str, at: str
) -> None:
    tell(runtime, office, "appointment.cancelled", at="2026-03-02T10:00:00Z")
    assert did(tell(runtime, office, late, at=f"2026-03-02T{at}:00Z")) == {
        "appointment": "left_out"
    }
    assert waiting(runtime) == []


def test_an_older_date_does_not_replace_a_newer_one(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.rescheduled", at="2026-03-02T10:00:00Z")
    late = tell(runtime, office, "appointment.scheduled", at="2026-03-02T09:00:00Z")
    assert did(late) == {"appointment": "kept"}
    assert "2026-03-27" in enrollments(runtime)[0].values


def test_an_older_cancellation_does_not_end_a_newer_date(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.rescheduled", at="2026-03-02T10:00:00Z")
    late = tell(runtime, office, "appointment.cancelled", at="2026-03-02T09:00:00Z")
    assert did(late)["appointment"] == "kept"
    assert waiting(runtime) == ["told", *REMINDERS]


def test_a_cancelled_appointment_that_gets_another_date_starts_again(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled", at="2026-03-02T09:00:00Z")
    tell(runtime, office, "appointment.cancelled", at="2026-03-02T10:00:00Z")
    again = tell(runtime, office, "appointment.rescheduled", at="2026-03-02T11:00:00Z")
    assert did(again)["appointment"] == "moved"
    assert waiting(runtime) == ["told", *REMINDERS]


def test_a_renewal_that_is_done_is_not_begun_again_by_a_nightly_list(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "renewal.due", at="2026-03-02T09:00:00Z")
    tell(runtime, office, "renewal.completed", at="2026-03-02T10:00:00Z")
    again = tell(runtime, office, "renewal.due", at="2026-03-02T11:00:00Z")
    assert did(again) == {"renewal": "kept"}
    assert waiting(runtime) == []


# What a worker has to do instead


def test_a_missed_appointment_without_new_times_asks_a_worker(
    runtime: Runtime, office: Office
) -> None:
    accepted = tell(runtime, office, "appointment.missed")
    assert did(accepted) == {"appointment_missed": "left_out"}
    with runtime.reading() as session:
        [wanted] = session.scalars(select(Event).where(Event.type == FactType.CALL_WANTED))
    assert wanted.data["kind"] == "book_appointment"
    assert wanted.thread_id is not None
