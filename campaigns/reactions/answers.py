"""A parent answered a step's question: what the campaign's file says of that answer happens."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns import enrolling
from campaigns.addressing import Way, said_values, way, zone_of
from campaigns.call_times import end_of_work_day
from campaigns.definition import Answer, answer_for
from campaigns.loading import load_campaigns
from campaigns.reactions.found import recorded_since, step_asked
from campaigns.roll import Wanted
from messaging.compliance.gate import Purpose
from messaging.directory.office import office_hours
from messaging.models.message import Message
from messaging.models.question import Question
from messaging.outbound import questions
from messaging.outbound.outbox import Draft, compose
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.fields import FieldValue

MOVED = "appointment.rescheduled"
ANSWERED = "answered"
SOMEONE_WILL_READ = "not_understood"
"""Said when the time that was picked has passed by now."""


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer with everything it refers to."""

    way: Way
    answer: Answer
    message: Message
    """The parent's own."""
    question_id: UUID
    values: dict[str, FieldValue]
    due_at: datetime | None
    """By when the worker it asks for acts."""
    purpose: Purpose
    """Of what is said back."""


def on_answer(unit: Unit, runtime: Runtime, event: Event) -> None:
    """For ANSWER_GIVEN."""
    given = _given(unit, runtime, event)
    if given is None:
        return
    if given.answer.reply:
        _reply(unit, runtime, given)
    if given.answer.books in given.values:
        _book(unit, given)
    if given.answer.task:
        _call(unit, event, given)
    if given.answer.stays_open:
        _keep_open(unit, given)
    if given.answer.ends:
        enrolling.stop(unit, given.way.enrollment, ANSWERED)


def _given(unit: Unit, runtime: Runtime, event: Event) -> _Given | None:
    found = step_asked(unit, event)
    message_id = event.data.get("message_id")
    if found is None or event.subject_id is None or message_id is None:
        return None
    row, enrollment = found
    one = way(unit, enrollment, row)
    question = one.campaign.question(row.step) if one else None
    answer = answer_for(question, str(event.data["answer"])) if question else None
    if one is None or answer is None:
        return None
    message = unit.session.scalars(
        select(Message).where(
            Message.agency_id == event.agency_id, Message.id == UUID(str(message_id))
        )
    ).one()
    hours = office_hours(one.to.agency, one.to.branch)
    due_at = end_of_work_day(hours, event.at, answer.within_work_days) if answer.task else None
    values = _values(runtime, one, answer, due_at, unit.now)
    by_person = event.data.get("by") == questions.BY_PERSON
    purpose = Purpose.READ_ANSWER if by_person else Purpose.ANSWER
    return _Given(one, answer, message, event.subject_id, values, due_at, purpose)


def _values(
    runtime: Runtime, one: Way, answer: Answer, due_at: datetime | None, now: datetime
) -> dict[str, FieldValue]:
    values = said_values(runtime, one)
    if due_at is not None:
        values["call_by"] = due_at.astimezone(zone_of(one.to))
        values["call_within"] = answer.within_work_days
    moment = values.get(answer.books) if answer.books else None
    if isinstance(moment, datetime) and moment > now:
        values["appointment_at"] = moment
    elif answer.books:
        values.pop(answer.books, None)
    return values


def _reply(unit: Unit, runtime: Runtime, given: _Given) -> None:
    too_late = given.answer.books is not None and given.answer.books not in given.values
    template = SOMEONE_WILL_READ if too_late else given.answer.reply
    if template is None:
        return
    compose(
        unit,
        runtime,
        Draft(
            agency_id=given.message.agency_id,
            thread_id=given.way.to.thread.id,
            contact_point_id=given.message.contact_point_id,
            template=template,
            values=given.values,
            channel=given.message.channel,
            purpose=given.purpose,
            lane=Lane.URGENT,
            topic=runtime.library.get(template).topic.value,
            origin=f"question:{given.question_id}:reply:{given.message.id}",
        ),
    )


def _book(unit: Unit, given: _Given) -> None:
    """The appointment has its new time: its own reminders are counted from there."""
    enrollment, to = given.way.enrollment, given.way.to
    moment = given.values["appointment_at"]
    if not isinstance(moment, datetime):
        return
    wanted = Wanted(
        agency_id=enrollment.agency_id,
        party_id=enrollment.party_id,
        person_id=to.person.id,
        case_id=to.case.id,
        thread_id=to.thread.id,
        zone=zone_of(to),
        subject=enrollment.subject,
        anchor=moment,
        values={
            "appointment_at": moment,
            "appointment_place": given.values["appointment_place"],
        },
        event_id=enrollment.event_id,
        event_type=MOVED,
        at=enrolling.laid_out_at(unit, enrollment),
    )
    for campaign in load_campaigns().values():
        if MOVED in campaign.starts_on:
            enrolling.start(unit, campaign, wanted, already_told=True)


def _call(unit: Unit, event: Event, given: _Given) -> None:
    if given.answer.task is None or given.due_at is None:
        return
    if recorded_since(unit, event, FactType.CALL_WANTED, given.message.id):
        return
    unit.record(
        FactType.CALL_WANTED,
        event.agency_id,
        thread_id=given.way.to.thread.id,
        subject_id=given.message.id,
        kind=given.answer.task.value,
        origin=f"step:{given.way.row.id}",
        due_at=given.due_at.isoformat(),
    )


def _keep_open(unit: Unit, given: _Given) -> None:
    """Unless a later answer has come meanwhile."""
    answered_by = unit.session.scalar(
        select(Question.message_id).where(
            Question.agency_id == given.message.agency_id, Question.id == given.question_id
        )
    )
    if answered_by == given.message.id:
        questions.reopen(unit, given.message.agency_id, given.question_id)
