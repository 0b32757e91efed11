"""One answer to a step's question, with everything that it refers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns.addressing import Way, said_values, way, zone_of
from campaigns.call_times import end_of_work_day
from campaigns.definition import Answer, HelpKind, answer_for
from campaigns.reactions.found import step_asked
from messaging.compliance.gate import Purpose
from messaging.directory.office import office_hours
from messaging.models.message import Message
from messaging.outbound import questions
from messaging.outbound.drafts import Draft
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.calendar import Entry
from templates.fields import FieldValue


@dataclass(frozen=True, slots=True)
class Given:
    way: Way
    key: str
    """What the campaign's file calls the answer."""
    answer: Answer
    message: Message
    """The parent's own."""
    question_id: UUID
    values: dict[str, FieldValue]
    """What a reply may say. A time that has passed is not among them."""
    due_at: datetime | None
    """By when the worker it asks for acts."""
    purpose: Purpose
    """Of what is said back."""

    def reply(
        self,
        runtime: Runtime,
        template: str,
        values: Mapping[str, FieldValue],
        why: str,
        calendar: Entry | None = None,
    ) -> Draft:
        """What is said back at once, once for `why`."""
        return Draft(
            agency_id=self.message.agency_id,
            thread_id=self.way.to.thread.id,
            contact_point_id=self.message.contact_point_id,
            template=template,
            values=values,
            channel=self.message.channel,
            purpose=self.purpose,
            lane=Lane.URGENT,
            topic=runtime.library.get(template).topic.value,
            origin=f"question:{self.question_id}:{why}:{self.message.id}",
            calendar=calendar,
            answers=self.message.text,
        )

    def want_call(self, unit: Unit, kind: HelpKind) -> None:
        """Ask a worker, by the time that the parent is promised."""
        unit.record(
            FactType.CALL_WANTED,
            self.message.agency_id,
            thread_id=self.way.to.thread.id,
            subject_id=self.message.id,
            kind=kind.value,
            origin=f"step:{self.way.row.id}",
            due_at=self.due_at.isoformat() if self.due_at else None,
        )


def given_by(unit: Unit, runtime: Runtime, event: Event) -> Given | None:
    """The answer that an ANSWER_GIVEN tells of; None when no step of a campaign asked for it."""
    found = step_asked(unit, event)
    message_id = event.data.get("message_id")
    if found is None or event.subject_id is None or message_id is None:
        return None
    row, enrollment = found
    one = way(unit, enrollment, row)
    question = one.campaign.question(row.step) if one else None
    named = answer_for(question, str(event.data["answer"])) if question else None
    if one is None or named is None:
        return None
    key, answer = named
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
    return Given(one, key, answer, message, event.subject_id, values, due_at, purpose)


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
