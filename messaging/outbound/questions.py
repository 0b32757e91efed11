"""Questions put to parents: opened with the message that asks, answered once, closed in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.models.message import Direction, Message
from messaging.models.question import Question, QuestionState
from messaging.models.thread import Thread
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit

BY_PERSON = "person"
"""How facts say that somebody of the agency decided it."""
CLOCKS_DIFFER = timedelta(minutes=1)
"""What asks and what receives may run on two machines."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that goes out with a message."""

    agency_id: UUID
    thread_id: UUID
    origin: str
    choices: tuple[str, ...]
    closes_at: datetime | None


def ask(
    unit: Unit, thread: Thread, origin: str, choices: Sequence[str], closes_at: datetime | None
) -> Question:
    """Open a question. The parent's next answer is to this one, so an older one closes."""
    ask_all(unit, [Asked(thread.agency_id, thread.id, origin, tuple(choices), closes_at)])
    return unit.session.scalars(
        select(Question).where(Question.agency_id == thread.agency_id, Question.origin == origin)
    ).one()


def ask_all(unit: Unit, asked: Sequence[Asked]) -> None:
    """Open many, as if one after the other; what was asked before stays as it is."""
    rows = unit.session.execute(
        select(Question.agency_id, Question.origin).where(
            Question.agency_id.in_({one.agency_id for one in asked}),
            among(unit.session, Question.origin, [one.origin for one in asked]),
        )
    )
    known = {(agency_id, origin) for agency_id, origin in rows}
    fresh = [one for one in asked if (one.agency_id, one.origin) not in known]
    if not fresh:
        return
    last = {one.thread_id: one.origin for one in fresh}
    _close(
        unit,
        Question.agency_id.in_({one.agency_id for one in fresh}),
        among(unit.session, Question.thread_id, last),
    )
    bulk.add_new(
        unit.session,
        [_question(unit, one, open_=last[one.thread_id] == one.origin) for one in fresh],
        "agency_id",
        "origin",
    )


def _question(unit: Unit, one: Asked, *, open_: bool) -> Question:
    return Question(
        agency_id=one.agency_id,
        thread_id=one.thread_id,
        origin=one.origin,
        choices=list(one.choices),
        state=QuestionState.OPEN if open_ else QuestionState.CLOSED,
        asked_at=unit.now,
        closes_at=one.closes_at,
    )


def close(unit: Unit, agency_id: UUID, origins: Sequence[str]) -> int:
    """Close the questions these origins asked. Returns how many were open."""
    if not origins:
        return 0
    return _close(unit, Question.agency_id == agency_id, Question.origin.in_(origins))


def open_question(
    session: Session, agency_id: UUID, thread_id: UUID, at: datetime
) -> Question | None:
    """The question that a message which came in at `at` may answer, however late it is read.
    Locked, so that it is answered once."""
    return session.scalars(
        select(Question)
        .where(
            Question.agency_id == agency_id,
            Question.thread_id == thread_id,
            Question.state == QuestionState.OPEN,
            Question.asked_at <= at + CLOCKS_DIFFER,
            or_(Question.closes_at.is_(None), Question.closes_at > at),
        )
        .order_by(Question.asked_at.desc())
        .limit(1)
        .with_for_update()
    ).first()


def came_in_time(question: Question) -> ColumnElement[bool]:
    """Whether a parent's message came while `question` could be answered."""
    after = Message.created_at >= question.asked_at - CLOCKS_DIFFER
    if question.closes_at is None:
        return after
    return and_(after, Message.created_at < question.closes_at)


def asking(session: Session, question: Question, channel: ChannelKind) -> Message | None:
    """The message that put the question: the one on the channel that the answer came by, else the
    latest."""
    return session.scalars(
        select(Message)
        .where(
            Message.agency_id == question.agency_id,
            Message.thread_id == question.thread_id,
            Message.direction == Direction.OUT,
            Message.origin.startswith(question.origin, autoescape=True),
        )
        .order_by(Message.channel != channel, Message.created_at.desc(), Message.id.desc())
    ).first()


def answer(
    unit: Unit,
    question: Question,
    choice: str,
    message_id: UUID,
    *,
    inbound_id: UUID,
    by_person: bool = False,
) -> None:
    """The choice that the parent took with that message, read by a rule or `by_person`. Records
    ANSWER_GIVEN: the room that asked does what follows."""
    question.state = QuestionState.ANSWERED
    question.answer = choice
    question.message_id = message_id
    question.answered_at = unit.now
    read = {"by": BY_PERSON} if by_person else {}
    record(unit, question, FactType.ANSWER_GIVEN, message_id, inbound_id, answer=choice, **read)


def record(
    unit: Unit,
    question: Question,
    fact: FactType,
    message_id: UUID | None,
    inbound_id: UUID,
    **data: object,
) -> None:
    """A fact about what the parent said to a question of ours."""
    unit.record(
        fact,
        question.agency_id,
        thread_id=question.thread_id,
        subject_id=question.id,
        origin=question.origin,
        message_id=str(message_id) if message_id else None,
        inbound_id=str(inbound_id),
        **data,
    )


def reopen(unit: Unit, agency_id: UUID, question_id: UUID) -> None:
    """The parent may still change their answer ("Reply YES any time")."""
    unit.session.execute(
        update(Question)
        .where(
            Question.agency_id == agency_id,
            Question.id == question_id,
            # One that was closed meanwhile is about something that is over.
            Question.state == QuestionState.ANSWERED,
        )
        .values(state=QuestionState.OPEN)
    )


def _close(unit: Unit, *conditions: ColumnElement[bool]) -> int:
    closed = unit.session.scalars(
        update(Question)
        .where(Question.state == QuestionState.OPEN, *conditions)
        .values(state=QuestionState.CLOSED)
        .returning(Question.id)
    )
    return len(closed.all())
