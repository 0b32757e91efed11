"""An answer that no rule could read: which question it may answer, and a person's word on it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance.offered import beside
from messaging.directory import audit, dispositions
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.inbound.forms import PROVIDER as FORM
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import Direction, Message
from messaging.models.question import Question, QuestionState
from messaging.models.thread import Thread
from messaging.outbound import questions
from messaging.platform.unit_of_work import Unit

LOOKED_AT = 20
"""Messages since the question; who wrote more meanwhile has a conversation and no open answer."""


@dataclass(frozen=True, slots=True, repr=False)
class Unread:
    """What the parent wrote, and the question that was open when it came."""

    question: Question
    inbound: InboundMessage
    message: Message
    """The parent's own."""
    asked: Message | None
    """What put the question, as they had it before them."""

    @property
    def offers(self) -> list[tuple[str, str]]:
        """Each choice, with what the message offered beside it (or nothing)."""
        values = self.question.choices
        said = beside(self.asked.text if self.asked else "", values)
        return list(zip(values, said, strict=True))


class NotFoundError(Exception):
    """There is no such thread for this viewer, or the question was never put there."""


class NotOpenError(Exception):
    """The question is answered or over, or nothing that the parent wrote waits to be read."""


class NotOfferedError(Exception):
    """The question offered no such answer."""


def unread(session: Session, agency_id: UUID, thread_id: UUID) -> Unread | None:
    """The latest such message of a thread, with its question."""
    question = session.scalars(
        select(Question)
        .where(
            Question.agency_id == agency_id,
            Question.thread_id == thread_id,
            Question.state == QuestionState.OPEN,
        )
        .order_by(Question.asked_at.desc())
        .limit(1)
    ).first()
    if question is None:
        return None
    for message, inbound in _said_in_time(session, question):
        if message.id == question.message_id:
            return None  # read, and the question left open for a change of mind
        if inbound.disposition in (None, Disposition.TASK):
            asked = questions.asking(session, question, inbound.channel)
            return Unread(question, inbound, message, asked)
    return None


def read_as(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, question_id: UUID, choice: str
) -> None:
    """What the parent wrote means `choice`: what follows is what their own plain answer would have
    set going. Once, and on record. Raises `ForbiddenError`, `NotFoundError`, `NotOfferedError`, and
    `NotOpenError` when somebody, or the parent with plainer words, came first."""
    require(viewer, Act.WRITE)
    question = unit.session.scalar(
        visible_threads(viewer)
        .join(Question, Question.thread_id == Thread.id)
        .where(Thread.id == thread_id, Question.id == question_id)
        .with_only_columns(Question)
        .with_for_update(of=Question)
        .execution_options(populate_existing=True)
    )
    if question is None:
        raise NotFoundError
    if choice not in question.choices:
        raise NotOfferedError
    found = unread(unit.session, viewer.agency_id, thread_id)
    if found is None or found.question.id != question_id:
        raise NotOpenError
    questions.answer(
        unit, question, choice, found.message.id, inbound_id=found.inbound.id, by_person=True
    )
    audit.note(
        unit, viewer.agency_id, actor, "answer.read_as", "message", found.message.id,
        question=str(question_id), answer=choice,
    )  # fmt: skip
    dispositions.dispose(unit, found.inbound, Disposition.HANDLED, viewer.staff_id)
    unit.touch(viewer.agency_id, str(thread_id))
    unit.touch(viewer.agency_id, "inbox")


def _said_in_time(session: Session, question: Question) -> list[tuple[Message, InboundMessage]]:
    """The parent's own, the latest first."""
    said = session.scalars(
        select(Message)
        .where(
            Message.agency_id == question.agency_id,
            Message.thread_id == question.thread_id,
            Message.direction == Direction.IN,
            Message.origin.startswith("inbound:"),
            questions.came_in_time(question),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(LOOKED_AT)
    ).all()
    by_id = {UUID(message.origin.partition(":")[2]): message for message in said}
    rows = session.scalars(
        select(InboundMessage).where(
            InboundMessage.agency_id == question.agency_id,
            InboundMessage.id.in_(by_id),
            ~InboundMessage.automatic,
            # What was filled in answers nothing but its form.
            InboundMessage.provider != FORM,
        )
    )
    came = {row.id: row for row in rows}
    return [(message, came[each]) for each, message in by_id.items() if each in came]
