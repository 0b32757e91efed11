"""Due steps become messages, with their question, each once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from campaigns import origins
from campaigns.loading import load_campaigns
from campaigns.models import Enrollment, EnrollmentStep
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.steps import COULD_NOT_COMPOSE, NOT_IN_FILES, drain
from campaigns.values import FROM_CONTEXT
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.models.message import MessageStatus
from messaging.models.question import Question, QuestionState
from messaging.models.thread import Thread
from messaging.outbound.outbox import Draft, compose
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from templates.fields import sample_values
from tests.campaigns.telling import enrollments, sent_out, steps, tell, waiting
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office

SPANISH = {"language": "es"}


def questions(runtime: Runtime) -> list[Question]:
    with runtime.reading() as session:
        return list(session.scalars(select(Question).order_by(Question.id)))


@pytest.mark.parametrize(
    ("party", "text", "subject"),
    [
        ({}, "You have an appointment Fri 3/20 at 2pm at 10 Main St.", "appointment on March 20"),
        (SPANISH, "Tiene una cita el viernes 20 de marzo a las 2pm en", "su cita del 20"),
        ({"time_zone": "America/Los_Angeles"}, "Fri 3/20 at noon", "appointment on March 20"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_event_becomes_a_text_and_an_email_in_the_parents_language_and_zone(
    runtime: Runtime, office: Office, party: dict[str, str], text: str, subject: str
) -> None:
    tell(runtime, office, "appointment.scheduled", party=party)
    assert drain(runtime) == 1

    sms, email = sent_out(runtime)
    assert (sms.channel, email.channel) == (ChannelKind.SMS, ChannelKind.EMAIL)
    assert text in sms.text
    assert subject in email.subject
    for message in (sms, email):
        assert message.status is MessageStatus.QUEUED
        assert message.purpose is Purpose.REMINDER
        assert message.lane is Lane.REMINDERS
        assert message.topic == "appointment"
        assert message.expires_at == datetime(2026, 3, 20, 19, 0, tzinfo=UTC)


def test_a_step_is_composed_when_it_is_due_and_not_before(
    runtime: Runtime, office: Office, clock: MovableClock, doorbell: RecordingDoorbell
) -> None:
    tell(runtime, office, "renewal.due")
    clock.set(datetime(2026, 3, 31, 14, 59, tzinfo=UTC))
    assert drain(runtime) == 0
    clock.move(timedelta(minutes=1))
    doorbell.forget()
    assert drain(runtime) == 1
    assert drain(runtime) == 0
    assert waiting(runtime)[0] == "14_days_before"
    assert Lane.REMINDERS in doorbell.rung


def test_many_steps_are_composed_in_one_drain(
    runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.steps.BATCH", 2)
    for number in range(5):
        tell(runtime, office, "appointment.scheduled", id=f"A-{number}")
    assert drain(runtime) == 5


def test_two_workers_share_the_steps_and_double_none(runtime: Runtime, office: Office) -> None:
    for number in range(12):
        tell(runtime, office, "appointment.scheduled", id=f"A-{number}")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda _: drain(runtime), range(3)))
    drain(runtime)
    assert sum(done) <= 12
    assert len(sent_out(runtime)) == 24
    assert len(steps(runtime, StepState.COMPOSED)) == 12


def test_a_step_opens_its_question_in_the_readers_words(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-10", party=SPANISH)
    drain(runtime)
    [question] = questions(runtime)
    assert question.choices == ["SI", "NO"]
    assert question.state is QuestionState.OPEN
    assert question.closes_at == datetime(2026, 3, 11, 5, 0, tzinfo=UTC)


def test_what_nobody_will_read_asks_nothing(runtime: Runtime, office: Office) -> None:
    """A YES to a question that never went out would be taken for its answer."""
    tell(runtime, office, "renewal.due", due_on="2026-03-10", party={"contacts": []})
    drain(runtime)
    assert {m.status for m in sent_out(runtime)} == {MessageStatus.REFUSED}
    assert questions(runtime) == []


def test_after_its_last_step_a_campaign_is_finished(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.posted")
    drain(runtime)
    [enrollment] = enrollments(runtime)
    assert enrollment.state is EnrollmentState.FINISHED
    with runtime.reading() as session:
        [fact] = session.scalars(select(Event).where(Event.type == FactType.CAMPAIGN_FINISHED))
    assert (fact.subject_id, fact.data["campaign"]) == (enrollment.id, "payment_posted")


def test_a_payment_that_posted_tells_nothing_but_that(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "payment.posted", amount="120.50", payer="P-9")
    drain(runtime)
    [sms] = sent_out(runtime)
    assert "120" not in sms.text
    assert sms.text.startswith("Oak Co Child Support: A payment posted to your account.")


# Cancelled appointments


def test_who_was_told_of_an_appointment_hears_that_it_is_off(
    runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "appointment.scheduled")
    drain(runtime)
    with runtime.unit() as unit:
        for message in sent_out(runtime):
            message.status = MessageStatus.SENT
            unit.session.merge(message)
    tell(runtime, office, "appointment.cancelled", at="2026-03-02T17:00:00Z")
    drain(runtime)
    assert [m.template_key for m in sent_out(runtime)[2:]] == ["appointment_cancelled"] * 2


def test_who_never_heard_of_it_is_not_told_that_it_is_off(runtime: Runtime, office: Office) -> None:
    tell(runtime, office, "appointment.scheduled")
    drain(runtime)
    tell(runtime, office, "appointment.cancelled", at="2026-03-02T17:00:00Z")
    assert drain(runtime) == 0
    assert {m.status for m in sent_out(runtime)} == {MessageStatus.CANCELLED}


# What went wrong


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (update(Enrollment).values(campaign="gone"), NOT_IN_FILES),
        (update(EnrollmentStep).values(step="gone"), NOT_IN_FILES),
        (update(Enrollment).values(values_sealed=b"\x00broken"), COULD_NOT_COMPOSE),
    ],
)
def test_one_step_that_cannot_be_composed_holds_up_no_other(
    runtime: Runtime, office: Office, change: object, reason: str
) -> None:
    tell(runtime, office, "payment.posted", id="Y-broken")
    with runtime.unit() as unit:
        unit.session.execute(change)  # type: ignore[call-overload]  # one of three statements
    tell(runtime, office, "payment.posted", id="Y-sound")
    assert drain(runtime) == 2
    assert {step.reason for step in steps(runtime)} == {reason, None}
    assert len(sent_out(runtime)) == 1


WORDINGS = sorted(
    {
        key
        for campaign in load_campaigns().values()
        for key in [
            *(key for step in campaign.steps for key in step.templates),
            *(stop.tell for stop in campaign.stops if stop.tell),
            *(a.reply for q in campaign.questions.values() for a in q.values() if a.reply),
        ]
    }
)


@pytest.mark.parametrize("channel", [ChannelKind.SMS, ChannelKind.EMAIL])
@pytest.mark.parametrize("template", WORDINGS)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_outbox_adds_every_field_the_files_count_on(
    runtime: Runtime, office: Office, template: str, channel: ChannelKind
) -> None:
    """`FROM_CONTEXT` promises them; here each wording is filled in by the outbox itself."""
    tell(runtime, office, "party.updated")
    of_events = set(runtime.library.get(template).fields.required) - FROM_CONTEXT
    samples = sample_values(runtime.library.fields, "en")
    with runtime.unit() as unit:
        thread = unit.session.scalars(select(Thread)).one()
        message = compose(
            unit,
            runtime,
            Draft(
                agency_id=thread.agency_id,
                thread_id=thread.id,
                template=template,
                values={name: samples[name] for name in of_events},
                channel=channel,
                purpose=Purpose.ANSWER,
                lane=Lane.URGENT,
                topic="service",
                origin="sample",
            ),
        )
    assert message.reason is None
    assert message.status is MessageStatus.QUEUED


def test_a_date_that_moves_while_steps_are_composed_leaves_nothing_of_the_old_one(
    runtime: Runtime, office: Office
) -> None:
    """Whatever a drain made of an older date a moment before is taken back."""
    tell(runtime, office, "appointment.scheduled", at="2026-03-02T12:00:00Z")

    def move(day: int) -> None:
        tell(
            runtime,
            office,
            "appointment.rescheduled",
            starts_at=f"2026-03-{day}T14:00:00-05:00",
            at=f"2026-03-02T13:{day}:00Z",
        )

    with ThreadPoolExecutor(3) as pool:
        drains = [pool.submit(drain, runtime) for _ in range(12)]
        moves = [pool.submit(move, day) for day in range(20, 26)]
        for drained in drains:
            drained.result()
        for moved in moves:
            moved.result()
    drain(runtime)

    [enrollment] = enrollments(runtime)
    assert "2026-03-25" in enrollment.values
    live = {step.id for step in steps(runtime) if step.generation == enrollment.generation}
    queued = [m for m in sent_out(runtime) if m.status is MessageStatus.QUEUED]
    assert {origins.step_of(message.origin) for message in queued} <= live
    assert len(queued) == 2
