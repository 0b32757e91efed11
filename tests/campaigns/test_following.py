"""Steps that hang on what a parent has answered so far: some follow an answer, some are left out
after one. Each is said once at most, and nobody's way ends before the last of them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import sound
from campaigns.definition import Step
from campaigns.loading import load_campaigns
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.reactions import on_answer
from campaigns.schedule import after_answer
from campaigns.steps import drain
from messaging.compliance.office_hours import OfficeHours
from messaging.platform.events import Event, FactType
from messaging.runtime import Runtime
from templates import load_library
from tests.campaigns.own_versions import changed, come_in_force
from tests.campaigns.replying import facts, react, write_back
from tests.campaigns.telling import enrollments, sent_out, steps, tell
from tests.support.clock import MovableClock
from tests.support.people import Office

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CHICAGO = ZoneInfo("America/Chicago")
OFFICE = OfficeHours("America/Chicago", state="IL")
FIRST_DAY = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
"""When the first step of a renewal on 30 April is due: 10 o'clock in Chicago."""
RECALL: dict[str, Any] = {
    "key": "recall",
    "after_answer": ["want_help.no"],
    "days_after": 2,
    "hour": 11,
    "template": "renewal_reminder",
    "send_by": ["sms"],
    "question": "want_help",
}


def with_recall(table: dict[str, Any]) -> None:
    """Who says NO is asked again two days later; who says YES hears the 14th day's no more."""
    table["useful_days_after"] = 2
    table["steps"][1]["unless_answered"] = ["want_help.yes"]
    table["steps"].append(dict(RECALL))


def asked(runtime: Runtime, office: Office, clock: MovableClock) -> None:
    """A renewal whose first step has just asked."""
    come_in_force(runtime, office, with_recall)
    tell(runtime, office, "renewal.due")
    clock.set(FIRST_DAY)
    drain(runtime)


def says(runtime: Runtime, office: Office, text: str, times: int = 1) -> None:
    write_back(runtime, office, text)
    react(runtime, on_answer, FactType.ANSWER_GIVEN, times=times)


def until(runtime: Runtime, clock: MovableClock, at: datetime) -> None:
    while clock() < at:
        clock.set(min(at, clock() + timedelta(hours=12)))
        drain(runtime)


def became(runtime: Runtime) -> dict[str, str]:
    """Each step's end, with its reason."""
    return {row.step: row.reason or row.state.value for row in steps(runtime)}


def test_a_step_follows_the_answer_it_waits_for(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    asked(runtime, office, clock)
    says(runtime, office, "no", times=2)

    [row] = [row for row in steps(runtime) if row.step == "recall"]
    assert row.state is StepState.WAITING
    assert row.due_at.astimezone(CHICAGO) == datetime(2026, 4, 2, 11, tzinfo=CHICAGO)

    until(runtime, clock, FIRST_DAY + timedelta(days=3))
    assert became(runtime)["recall"] == "composed"
    told = [fact.data for fact in facts(runtime, FactType.CAMPAIGN_ANSWERED)]
    assert [(data["question"], data["answer"]) for data in told] == [("want_help", "no")]


@pytest.mark.parametrize(
    ("answers", "recall", "fourteenth"),
    [
        ([], "answered_otherwise", "composed"),
        (["yes"], "answered_otherwise", "answered_otherwise"),
        (["no"], "composed", "composed"),
        (["no", "yes"], "answered_otherwise", "answered_otherwise"),
    ],
)
@only_sqlite
def test_what_was_answered_last_decides(
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
    answers: list[str],
    recall: str,
    fourteenth: str,
) -> None:
    asked(runtime, office, clock)
    for answer in answers:
        says(runtime, office, answer)
    until(runtime, clock, FIRST_DAY + timedelta(days=40))

    ended = became(runtime)
    assert (ended["recall"], ended["14_days_before"]) == (recall, fourteenth)
    assert [one.state for one in enrollments(runtime)] == [EnrollmentState.FINISHED]
    origins = [message.origin for message in sent_out(runtime)]
    assert len(origins) == len(set(origins))


@only_sqlite
def test_what_has_been_said_after_an_answer_is_not_said_again_after_the_same(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    asked(runtime, office, clock)
    says(runtime, office, "no")
    until(runtime, clock, FIRST_DAY + timedelta(days=3))
    says(runtime, office, "no")
    until(runtime, clock, FIRST_DAY + timedelta(days=8))
    assert [row.state for row in steps(runtime) if row.step == "recall"] == [StepState.COMPOSED]
    assert len(facts(runtime, FactType.CAMPAIGN_ANSWERED)) == 1


@only_sqlite
def test_another_date_begins_without_answers(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    asked(runtime, office, clock)
    says(runtime, office, "no")
    tell(runtime, office, "renewal.due", at=clock() + timedelta(minutes=1), due_on="2026-06-30")

    assert [one.answers for one in enrollments(runtime)] == [None]
    states = {(row.generation, row.state) for row in steps(runtime) if row.step == "recall"}
    assert states == {(1, StepState.CANCELLED), (2, StepState.WAITING)}


@only_sqlite
def test_an_answer_about_a_date_that_has_moved_meanwhile_says_nothing_of_the_new_one(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    asked(runtime, office, clock)
    write_back(runtime, office, "yes")
    tell(runtime, office, "renewal.due", at=clock() + timedelta(minutes=1), due_on="2026-05-15")
    react(runtime, on_answer, FactType.ANSWER_GIVEN)

    assert [one.answers for one in enrollments(runtime)] == [None]
    assert not facts(runtime, FactType.CAMPAIGN_ANSWERED)
    until(runtime, clock, FIRST_DAY + timedelta(days=50))
    assert became(runtime)["14_days_before"] == "composed"


@only_sqlite
def test_an_older_answer_that_is_heard_late_does_not_undo_a_newer_one(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    asked(runtime, office, clock)
    says(runtime, office, "no")
    clock.move(timedelta(minutes=1))
    says(runtime, office, "yes")
    [no, _] = facts(runtime, FactType.ANSWER_GIVEN)
    with runtime.unit() as unit:
        on_answer(unit, runtime, unit.session.get_one(Event, no.id))

    assert [one.answers for one in enrollments(runtime)] == [{"want_help": "yes"}]
    assert len(facts(runtime, FactType.CAMPAIGN_ANSWERED)) == 2


BY_HOUR = Step.model_validate(RECALL)


@given(
    minute=st.integers(0, 365 * 24 * 60),
    days=st.integers(1, 30),
    useful=st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
)
def test_it_comes_after_the_answer_and_never_when_it_is_of_no_use(
    minute: int, days: int, useful: timedelta
) -> None:
    at = FIRST_DAY + timedelta(minutes=minute)
    step = BY_HOUR.model_copy(update={"days_after": days})
    due = after_answer(step, at, CHICAGO, at + useful, OFFICE)
    assert at < due <= at + useful
    assert due == at + useful or (
        due.astimezone(CHICAGO).hour == 11
        and due.astimezone(CHICAGO).date() - at.astimezone(CHICAGO).date() == timedelta(days=days)
    )


@pytest.mark.parametrize(
    ("answered", "due"),
    [("2026-03-31T12:00", "2026-04-02T11:00"), ("2026-04-03T12:00", "2026-04-07T11:00")],
)
def test_it_may_be_counted_in_working_days(answered: str, due: str) -> None:
    step = BY_HOUR.model_copy(update={"days_after": None, "work_days_after": 2})
    at = datetime.fromisoformat(answered).replace(tzinfo=CHICAGO)
    wanted = datetime.fromisoformat(due).replace(tzinfo=CHICAGO)
    assert after_answer(step, at, CHICAGO, at + timedelta(days=30), OFFICE) == wanted


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"after_answer": ["want_help.perhaps"]}, "there is no answer want_help.perhaps"),
        ({"after_answer": ["want_help"]}, "there is no answer want_help"),
        ({"unless_answered": ["help.no"]}, "there is no answer help.no"),
        ({"days_after": None, "days_before": 2}, "after_answer counts days_after or work"),
        ({"after_answer": []}, "is not after"),
        ({"days_after": 0}, "greater than or equal to 1"),
    ],
)
def test_what_hangs_on_an_answer_is_checked(change: dict[str, Any], said: str) -> None:
    base = load_campaigns()["renewal"]

    def other(table: dict[str, Any]) -> None:
        table["useful_days_after"] = 2
        table["steps"].insert(0, RECALL | change)

    with pytest.raises(sound.DefinitionError, match=said):
        sound.read(base, changed(base, other), load_library(), {})
