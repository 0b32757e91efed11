"""A parent answered a step's question: what the campaign's file says of that answer happens."""

from sqlalchemy import select

from campaigns import enrolling
from campaigns.reactions import following, picking
from campaigns.reactions.found import recorded_since
from campaigns.reactions.given import Given, given_by
from campaigns.slots import ANSWERED
from messaging.models.question import Question
from messaging.outbound import questions
from messaging.outbound.outbox import compose
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

SOMEONE_WILL_READ = "not_understood"
"""Said when the time that was picked has passed by now."""


def on_answer(unit: Unit, runtime: Runtime, event: Event) -> None:
    """For ANSWER_GIVEN."""
    given = given_by(unit, runtime, event)
    if given is None:
        return
    if given.answer.books in given.values and not picking.book(unit, runtime, given):
        return
    following.lay(unit, given, event)
    if given.answer.reply:
        _reply(unit, runtime, given)
    if given.answer.task:
        _call(unit, event, given)
    if given.answer.stays_open:
        _keep_open(unit, given)
    if given.answer.ends:
        enrolling.stop(unit, given.way.enrollment, ANSWERED)


def _reply(unit: Unit, runtime: Runtime, given: Given) -> None:
    too_late = given.answer.books is not None and given.answer.books not in given.values
    template = SOMEONE_WILL_READ if too_late else given.answer.reply
    if template is None:
        return
    calendar = picking.booked_date(unit, given) if given.answer.books and not too_late else None
    compose(unit, runtime, given.reply(runtime, template, given.values, "reply", calendar))


def _call(unit: Unit, event: Event, given: Given) -> None:
    if given.answer.task is None or given.due_at is None:
        return
    if not recorded_since(unit, event, FactType.CALL_WANTED, given.message.id):
        given.want_call(unit, given.answer.task)


def _keep_open(unit: Unit, given: Given) -> None:
    """Unless a later answer has come meanwhile."""
    answered_by = unit.session.scalar(
        select(Question.message_id).where(
            Question.agency_id == given.message.agency_id, Question.id == given.question_id
        )
    )
    if answered_by == given.message.id:
        questions.reopen(unit, given.message.agency_id, given.question_id)
