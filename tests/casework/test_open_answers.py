"""What was not understood is read by a person, who says which answer it was: what follows is what
the parent's own plain answer would have set going, once."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from campaigns.steps import drain
from casework.models.task import Task, TaskKind, TaskState
from casework.open_answers import read_as, to_read
from casework.tasks import close_task
from messaging.compliance.gate import Purpose
from messaging.compliance.reasons import Reason
from messaging.directory.access import ForbiddenError, Viewer
from messaging.inbound.open_answers import NotFoundError, NotOfferedError, NotOpenError, Unread
from messaging.models.audit import Audit
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import Message, MessageStatus
from messaging.models.question import Question, QuestionState
from messaging.models.staff import StaffRole
from messaging.models.thread import Thread
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.campaigns.replying import facts as told_of
from tests.campaigns.telling import CONSENT, enrollments, sent_out, tell
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.clock import MovableClock
from tests.support.people import Office, add_branch, add_staff

MARIA, ROSA = "+13125550142", "+13125550143"
SLOTS = ["2026-03-05T10:00:00-06:00", "2026-03-06T14:00:00-06:00"]
VAGUE = "hm is the afternoon thing still there"


def missed(runtime: Runtime, office: Office, phone: str = MARIA, seats: int = 1) -> None:
    """She missed her appointment, and is asked to pick A, B or C."""
    party = {
        "external_id": f"P{phone}",
        "contacts": [{"kind": "sms", "address": phone, "consent": CONSENT}],
    }
    tell(runtime, office, "appointment.missed", party=party, case={"number": f"CS{phone}"},
         id=f"A-{phone}", place="10 Main St", slots=SLOTS, seats=seats)  # fmt: skip
    drain(runtime)


def says(runtime: Runtime, office: Office, text: str, phone: str = MARIA) -> UUID:
    """The thread it went to, after everybody has heard of it."""
    (row,) = hear(runtime, office.agency, text_from(runtime, phone, text))
    assert row.thread_id is not None
    settle(runtime)
    return row.thread_id


def settle(runtime: Runtime) -> None:
    while facts.drain(runtime, REACTIONS):
        pass


def standing(runtime: Runtime, thread_id: UUID) -> Unread | None:
    with runtime.reading() as session:
        agency_id = session.scalars(
            select(Question.agency_id).where(Question.thread_id == thread_id)
        ).first()
        assert agency_id is not None
        return to_read(session, agency_id, thread_id)


def reads(runtime: Runtime, boss: Viewer, thread_id: UUID, choice: str) -> None:
    with runtime.reading() as session:
        question = session.scalars(select(Question.id).where(Question.thread_id == thread_id)).one()
    with runtime.unit() as unit:
        read_as(unit, boss, boss.actor, thread_id, question, choice)
    settle(runtime)


def tasks(runtime: Runtime, thread_id: UUID) -> dict[TaskKind, TaskState]:
    with runtime.reading() as session:
        rows = session.scalars(select(Task).where(Task.thread_id == thread_id))
        return {row.kind: row.state for row in rows}


def test_the_question_stands_beside_what_was_not_understood(
    runtime: Runtime, office: Office
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    found = standing(runtime, thread)
    assert found is not None
    assert found.asked is not None
    assert "Pick a new time" in found.asked.text
    assert found.offers == [("A", "Thu 3/5 10am"), ("B", "Fri 3/6 2pm"), ("C", "call me")]
    assert found.message.text == VAGUE
    assert sent_out(runtime)[-1].template_key == "not_understood"
    assert tasks(runtime, thread) == {TaskKind.READ_ANSWER: TaskState.OPEN}


def test_what_a_person_reads_does_what_the_parents_own_answer_does(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    threads = {}
    for phone, text in ((MARIA, "b"), (ROSA, VAGUE)):
        missed(runtime, office, phone, seats=2)
        threads[phone] = says(runtime, office, text, phone)
    reads(runtime, boss, threads[ROSA], "B")

    own, read = (followed(runtime, threads[phone]) for phone in (MARIA, ROSA))
    assert own["said"] == [("appointment_booked", Purpose.ANSWER)]
    assert read.pop("said") == [
        ("not_understood", Purpose.ANSWER),
        ("appointment_booked", Purpose.READ_ANSWER),
    ]
    assert read.pop("tasks") == {**own.pop("tasks"), TaskKind.READ_ANSWER: TaskState.DONE}
    assert read == {name: value for name, value in own.items() if name != "said"}
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.action == "answer.read_as")).one()
    assert (noted.actor, noted.detail["answer"]) == (boss.actor, "B")


def followed(runtime: Runtime, thread_id: UUID) -> dict[str, Any]:
    """What an answer has set going in this thread, without its ids."""
    with runtime.reading() as session:
        question = session.scalars(select(Question).where(Question.thread_id == thread_id)).one()
        party_id = session.scalars(select(Thread.party_id).where(Thread.id == thread_id)).one()
        said = session.scalars(
            select(Message)
            .where(Message.thread_id == thread_id, Message.origin.not_like("step:%"))
            .order_by(Message.id)
        ).all()
    return {
        "said": [(row.template_key, row.purpose) for row in said if row.template_key],
        "question": (question.state, question.answer),
        "tasks": tasks(runtime, thread_id),
        "calls": [
            (fact.data["kind"], fact.data["due_at"])
            for fact in told_of(runtime, FactType.CALL_WANTED)
            if fact.thread_id == thread_id
        ],
        "reminders": sorted(
            (row.campaign, row.state, row.anchor_at)
            for row in enrollments(runtime)
            if row.party_id == party_id
        ),
    }


def test_two_people_who_press_at_once_answer_once(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)

    def press(choice: str) -> bool:
        try:
            reads(runtime, boss, thread, choice)
        except NotOpenError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, ["A", "B"])) == [False, True]
    booked = [row for row in sent_out(runtime) if row.template_key == "appointment_booked"]
    assert len(booked) == 1


ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ON_ONE
def test_plainer_words_of_the_parent_come_first(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    says(runtime, office, "A")
    assert standing(runtime, thread) is None
    with pytest.raises(NotOpenError):
        reads(runtime, boss, thread, "B")


@ON_ONE
def test_what_is_put_away_as_done_is_not_asked_any_more(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    with runtime.unit() as unit:
        task = unit.session.scalars(select(Task)).one()
        close_task(unit, office.agency.id, task.id, boss.staff_id)
    assert standing(runtime, thread) is None
    with pytest.raises(NotOpenError):
        reads(runtime, boss, thread, "B")


@ON_ONE
def test_a_question_left_open_for_a_change_of_mind_is_not_read_twice(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock
) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-10")
    drain(runtime)
    thread = says(runtime, office, "dunno, my sister does those")
    reads(runtime, boss, thread, "NO")
    assert standing(runtime, thread) is None
    clock.move(timedelta(minutes=10))
    says(runtime, office, "could somebody do it maybe")
    assert standing(runtime, thread) is not None
    reads(runtime, boss, thread, "YES")
    said = [row.template_key for row in sent_out(runtime)]
    assert said[-2:] == ["renewal_no", "renewal_yes"]


@ON_ONE
def test_what_came_after_the_question_closed_answers_nothing(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    missed(runtime, office)
    with runtime.unit() as unit:
        unit.session.scalars(select(Question)).one().closes_at = unit.now + timedelta(hours=1)
    clock.move(timedelta(hours=2))
    thread = says(runtime, office, VAGUE)
    assert standing(runtime, thread) is None


@ON_ONE
def test_what_came_in_time_may_be_read_after_the_question_closed(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    with runtime.unit() as unit:
        unit.session.scalars(select(Question)).one().closes_at = unit.now + timedelta(hours=1)
    clock.move(timedelta(hours=2))
    assert standing(runtime, thread) is not None


@ON_ONE
@pytest.mark.parametrize(
    ("hours", "status", "reason"),
    [(1, MessageStatus.QUEUED, None), (12, MessageStatus.QUEUED, Reason.QUIET_HOURS)],
)
def test_what_is_read_much_later_is_answered_at_a_decent_hour(
    runtime: Runtime,
    office: Office,
    boss: Viewer,
    clock: MovableClock,
    hours: int,
    status: MessageStatus,
    reason: Reason | None,
) -> None:
    """Ten in the morning in Chicago; twelve hours on, whoever wrote may have put the phone down."""
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    clock.move(timedelta(hours=hours))
    reads(runtime, boss, thread, "C")
    last = sent_out(runtime)[-1]
    assert (last.template_key, last.status, last.reason) == ("call_promised", status, reason)


@ON_ONE
def test_only_who_may_answer_the_parent_may_say_what_they_meant(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    missed(runtime, office)
    thread = says(runtime, office, VAGUE)
    with runtime.unit() as unit:
        south = Viewer.of(add_staff(unit, office.agency, add_branch(unit, office.agency, "south")))
        auditor = Viewer.of(add_staff(unit, office.agency, role=StaffRole.AUDITOR))
    wrong: Mapping[type[Exception], tuple[Viewer, str]] = {
        NotFoundError: (south, "B"),
        ForbiddenError: (auditor, "B"),
        NotOfferedError: (boss, "D"),
    }
    for error, (viewer, choice) in wrong.items():
        with pytest.raises(error):
            reads(runtime, viewer, thread, choice)
    assert standing(runtime, thread) is not None


@ON_ONE
def test_a_message_that_a_person_put_into_the_thread_has_the_question_beside_it_too(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    """From a phone of two people, matched by hand: no rule has read it."""
    missed(runtime, office)
    (row,) = hear(runtime, office.agency, text_from(runtime, MARIA, "B"))
    with runtime.unit() as unit:
        question = unit.session.scalars(select(Question)).one()
        question.state, question.answer, question.message_id = QuestionState.OPEN, None, None
        stored = unit.session.get_one(InboundMessage, row.id)
        stored.disposition, stored.answer_due_at = None, unit.now
    assert row.thread_id is not None
    assert standing(runtime, row.thread_id) is not None
    reads(runtime, boss, row.thread_id, "B")
    with runtime.reading() as session:
        assert session.get_one(InboundMessage, row.id).disposition is Disposition.HANDLED
