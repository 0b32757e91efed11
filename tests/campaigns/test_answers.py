"""What a parent's answer sets going, as the campaign's file says it."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.models.enrollment import EnrollmentState
from campaigns.reactions import on_answer
from campaigns.steps import drain
from messaging.compliance.gate import Purpose
from messaging.models.message import Message, MessageStatus
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.campaigns.replying import facts, react, write_back
from tests.campaigns.telling import enrollments, sent_out, tell, waiting
from tests.support.clock import MovableClock
from tests.support.people import Office

SLOTS = ["2026-03-05T10:00:00-06:00", "2026-03-06T14:00:00-06:00"]
NONCUSTODIAL = {"role": "noncustodial"}


def reply(runtime: Runtime) -> Message:
    return sent_out(runtime)[-1]


def answered(runtime: Runtime, office: Office, text: str, times: int = 1) -> int:
    write_back(runtime, office, text)
    return react(runtime, on_answer, FactType.ANSWER_GIVEN, times=times)


@pytest.mark.parametrize(
    ("event", "thing", "party", "text", "template", "said", "task"),
    [
        ("renewal.due", {"due_on": "2026-03-10"}, {}, "yes",
         "renewal_yes", "A worker will call you by 5pm Wed", "call_back"),
        ("renewal.due", {"due_on": "2026-03-10"}, {"language": "es"}, "Sí, por favor",
         "renewal_yes", "Alguien de nuestro equipo le va a llamar", "call_back"),
        ("renewal.due", {"due_on": "2026-03-10"}, {}, "NO",
         "renewal_no", "Your renewal is still due Mar 10", None),
        ("payment.due", {"due_on": "2026-03-06"}, NONCUSTODIAL, "talk i lost my job",
         "payment_due_talk", "A worker will call within 2 work days", "income_change"),
        ("appointment.scheduled", {}, {}, "C",
         "call_promised", "A worker will call you by", "call_back"),
        ("appointment.missed", {"slots": SLOTS, "place": "10 Main St"}, {}, "b please",
         "appointment_booked", "You are set for Fri 3/6 at 2pm at 10 Main St", "book_appointment"),
        ("appointment.missed", {"slots": SLOTS, "place": "10 Main St"}, {}, "friday works",
         "appointment_booked", "You are set for Fri 3/6 at 2pm at 10 Main St", "book_appointment"),
        ("appointment.missed", {"slots": SLOTS, "place": "10 Main St"}, {"language": "es"},
         "el viernes a las 2pm", "appointment_booked", "viernes 6", "book_appointment"),
        ("appointment.missed", {"slots": SLOTS, "place": "10 Main St"}, {}, "c",
         "call_promised", "A worker will call you by", "call_back"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_is_answered_at_once_and_brings_a_worker(
    runtime: Runtime,
    office: Office,
    event: str,
    thing: dict[str, str],
    party: dict[str, str],
    text: str,
    template: str,
    said: str,
    task: str | None,
) -> None:
    tell(runtime, office, event, party=party, **thing)
    drain(runtime)
    assert answered(runtime, office, text) == 1

    answer = reply(runtime)
    assert (answer.template_key, answer.purpose, answer.lane) == (
        template,
        Purpose.ANSWER,
        Lane.URGENT,
    )
    assert answer.status is MessageStatus.QUEUED
    assert said in answer.text
    assert [fact.data["kind"] for fact in facts(runtime, FactType.CALL_WANTED)] == (
        [task] if task else []
    )


def test_the_worker_is_given_the_time_the_parent_was_promised(
    runtime: Runtime, office: Office
) -> None:
    """Monday plus two working days, 5 pm in Chicago."""
    tell(runtime, office, "renewal.due", due_on="2026-03-10")
    drain(runtime)
    answered(runtime, office, "yes")
    [call] = facts(runtime, FactType.CALL_WANTED)
    assert datetime.fromisoformat(call.data["due_at"]) == datetime(2026, 3, 4, 23, tzinfo=UTC)
    assert call.thread_id is not None


def test_an_answer_heard_twice_changes_nothing_more(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-10")
    drain(runtime)
    answered(runtime, office, "yes", times=3)
    assert len(sent_out(runtime)) == 3
    assert len(facts(runtime, FactType.CALL_WANTED)) == 1


def test_who_said_no_may_still_say_yes(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-10")
    drain(runtime)
    answered(runtime, office, "NO")
    clock.move(timedelta(hours=1))
    answered(runtime, office, "yes")
    assert [m.template_key for m in sent_out(runtime)][2:] == ["renewal_no", "renewal_yes"]
    assert len(facts(runtime, FactType.CALL_WANTED)) == 1


def test_an_answer_to_an_older_reminder_still_counts(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """The question of the last reminder stays open after the campaign has ended its steps."""
    tell(runtime, office, "renewal.due", due_on="2026-03-03")
    drain(runtime)
    assert enrollments(runtime)[0].state is EnrollmentState.FINISHED
    clock.move(timedelta(hours=5))
    answered(runtime, office, "YES")
    assert len(facts(runtime, FactType.CALL_WANTED)) == 1


def test_a_picked_time_books_and_reminds_of_the_new_date_once(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled", starts_at="2026-03-02T15:00:00Z",
         at="2026-02-20T15:00:00Z")  # fmt: skip
    missed = tell(
        runtime,
        office,
        "appointment.missed",
        place="10 Main St",
        slots=["2026-03-12T10:00:00-05:00", "2026-03-13T14:00:00-05:00"],
    )
    assert {one["campaign"] for one in missed.answer["campaigns"]} >= {"appointment_missed"}
    drain(runtime)
    answered(runtime, office, "B", times=2)

    by_campaign = {e.campaign: e for e in enrollments(runtime)}
    assert by_campaign["appointment"].anchor_at == datetime(2026, 3, 13, 19, tzinfo=UTC)
    assert by_campaign["appointment_missed"].state is EnrollmentState.STOPPED
    assert waiting(runtime) == ["7_days_before", "3_days_before", "1_day_before"]
    assert drain(runtime) == 0
    assert [m.template_key for m in sent_out(runtime)] == [
        "appointment_missed",
        "appointment_booked",
    ]


def test_a_time_that_has_passed_is_not_promised(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """Picked while both were open, heard of by campaigns only after the first had passed."""
    tell(runtime, office, "appointment.missed", place="10 Main St", slots=SLOTS)
    drain(runtime)
    write_back(runtime, office, "A")
    clock.set(datetime(2026, 3, 5, 16, 30, tzinfo=UTC))
    react(runtime, on_answer, FactType.ANSWER_GIVEN)
    assert reply(runtime).template_key == "not_understood"
    assert [fact.data["kind"] for fact in facts(runtime, FactType.CALL_WANTED)] == [
        "book_appointment"
    ]
    assert [e.campaign for e in enrollments(runtime)] == ["appointment_missed"]


def test_words_that_answer_no_question_of_ours_do_nothing(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.posted")
    drain(runtime)
    assert answered(runtime, office, "thank you") == 0
    assert len(sent_out(runtime)) == 1
