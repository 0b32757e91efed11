"""An offered time is booked once, however many answer; who comes second is told kindly."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.models.booking import SlotBooking
from campaigns.models.enrollment import EnrollmentState, StepState
from campaigns.reactions import on_answer
from campaigns.steps import drain
from messaging.models.message import Message
from messaging.models.question import Question, QuestionState
from messaging.models.thread import Thread
from messaging.platform.events import Event, FactType
from messaging.runtime import Runtime
from tests.campaigns.replying import facts, react, write_back
from tests.campaigns.telling import CONSENT, enrollments, sent_out, steps, tell, waiting
from tests.support.clock import MovableClock
from tests.support.people import Office

A = datetime(2026, 3, 12, 15, tzinfo=UTC)
B = datetime(2026, 3, 13, 19, tzinfo=UTC)
OFFER: dict[str, Any] = {
    "place": "10 Main St",
    "slots": ["2026-03-12T10:00:00-05:00", "2026-03-13T14:00:00-05:00"],
}
PARENTS = range(4)


def phone(number: int) -> str:
    return f"+1312555015{number}"


def missed(
    runtime: Runtime, office: Office, number: int, language: str = "en", **more: Any
) -> None:
    """A parent of a case of their own is offered the two times."""
    contact = {"kind": "sms", "address": phone(number), "consent": CONSENT}
    tell(
        runtime, office, "appointment.missed", id=f"A-{number}", **OFFER, **more,
        case={"number": f"CS-2{number}"},
        party={"external_id": f"P-2{number}", "contacts": [contact], "language": language},
    )  # fmt: skip
    drain(runtime)


def says(runtime: Runtime, office: Office, number: int, text: str, times: int = 1) -> Message:
    """The parent answers; what they are told."""
    write_back(runtime, office, text, phone(number))
    react(runtime, on_answer, FactType.ANSWER_GIVEN, times=times)
    return sent_out(runtime)[-1]


def booked(runtime: Runtime) -> list[tuple[str, datetime]]:
    with runtime.reading() as session:
        rows = session.scalars(select(SlotBooking).order_by(SlotBooking.subject))
        return [(row.subject, row.starts_at) for row in rows]


def calls(runtime: Runtime) -> list[str]:
    return [str(fact.data["kind"]) for fact in facts(runtime, FactType.CALL_WANTED)]


@pytest.fixture
def two(runtime: Runtime, office: Office) -> Office:
    """Two parents hold the same offer."""
    for number in (1, 2):
        missed(runtime, office, number)
    return office


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnOneDatabase:
    """What follows from an answer does not depend on the database."""

    def test_the_second_is_told_kindly_and_offered_what_is_left(
        self, runtime: Runtime, two: Office
    ) -> None:
        assert says(runtime, two, 1, "A").template_key == "appointment_booked"
        told = says(runtime, two, 2, "A", times=3)
        assert told.template_key == "slot_taken"
        assert (
            "someone else just took that time. Still open: B) Fri 3/13 2pm C) call me" in told.text
        )
        assert len(sent_out(runtime)) == 4
        assert booked(runtime) == [("appointment:A-1", A)]
        assert calls(runtime) == ["book_appointment"]

        assert says(runtime, two, 2, "friday works").template_key == "appointment_booked"
        assert booked(runtime) == [("appointment:A-1", A), ("appointment:A-2", B)]
        assert calls(runtime) == ["book_appointment"] * 2

    def test_what_is_gone_can_not_be_picked_again(self, runtime: Runtime, two: Office) -> None:
        says(runtime, two, 1, "A")
        says(runtime, two, 2, "A")
        before = len(sent_out(runtime))
        write_back(runtime, two, "A", phone(2))
        assert react(runtime, on_answer, FactType.ANSWER_GIVEN) == 0
        assert [m.template_key for m in sent_out(runtime)[before:]] == ["not_understood"]

    def test_with_no_time_left_a_worker_calls(self, runtime: Runtime, two: Office) -> None:
        missed(runtime, two, 3, language="es")
        says(runtime, two, 1, "A")
        says(runtime, two, 2, "B")
        told = says(runtime, two, 3, "B", times=2)
        assert told.template_key == "slots_taken"
        assert "Le llamaremos antes del" in told.text
        assert calls(runtime) == ["book_appointment", "book_appointment", "call_back"]
        assert len(booked(runtime)) == 2
        last = enrollments(runtime)
        assert {e.campaign: e.state for e in last if e.subject == "appointment:A-3"} == {
            "appointment_missed": EnrollmentState.STOPPED
        }

    def test_as_many_can_have_a_time_as_the_agency_has_seats(
        self, runtime: Runtime, office: Office
    ) -> None:
        for number in (1, 2, 3):
            missed(runtime, office, number, seats=2)
        told = [says(runtime, office, number, "A").template_key for number in (1, 2, 3)]
        assert told == ["appointment_booked", "appointment_booked", "slot_taken"]

    def test_a_time_whose_parent_comes_at_another_is_free_again(
        self, runtime: Runtime, two: Office
    ) -> None:
        says(runtime, two, 1, "A")
        contact = {"kind": "sms", "address": phone(1), "consent": CONSENT}
        tell(runtime, two, "appointment.rescheduled", id="A-1", at="2026-03-03T16:00:00Z",
             case={"number": "CS-21"},
             party={"external_id": "P-21", "contacts": [contact]})  # fmt: skip
        assert says(runtime, two, 2, "A").template_key == "appointment_booked"
        assert booked(runtime) == [("appointment:A-2", A)]

    def test_reminders_are_laid_out_anew_from_the_booked_date_and_nothing_goes_twice(
        self, runtime: Runtime, two: Office, clock: MovableClock
    ) -> None:
        says(runtime, two, 2, "B", times=2)
        laid_out = [(row.step, row.due_at) for row in steps(runtime, StepState.WAITING)]
        day = timedelta(days=1)
        ten = datetime(2026, 3, 13, 15, tzinfo=UTC)  # Chicago has put its clocks forward
        assert laid_out == [
            ("7_days_before", ten - 7 * day + timedelta(hours=1)),
            ("3_days_before", ten - 3 * day),
            ("1_day_before", ten - day),
        ]
        for _ in range(14):
            clock.move(day)
            drain(runtime)
        reminders = [m for m in sent_out(runtime) if m.template_key == "appointment_reminder"]
        assert len(reminders) == 3
        assert waiting(runtime) == []

    def test_what_the_agency_confirms_of_a_booked_time_changes_nothing(
        self, runtime: Runtime, two: Office
    ) -> None:
        says(runtime, two, 1, "B")
        laid_out = [(row.id, row.due_at) for row in steps(runtime, StepState.WAITING)]
        contact = {"kind": "sms", "address": phone(1), "consent": CONSENT}
        tell(runtime, two, "appointment.rescheduled", id="A-1", starts_at=OFFER["slots"][1],
             at="2026-03-03T16:00:00Z", case={"number": "CS-21"},
             party={"external_id": "P-21", "contacts": [contact]})  # fmt: skip
        assert [(row.id, row.due_at) for row in steps(runtime, StepState.WAITING)] == laid_out


def test_of_many_who_answer_at_the_same_instant_one_has_the_time(
    runtime: Runtime, office: Office
) -> None:
    """Each answer is heard by a worker of its own, all let go at once."""
    for number in PARENTS:
        missed(runtime, office, number)
        write_back(runtime, office, "A", phone(number))
    answers = facts(runtime, FactType.ANSWER_GIVEN)
    assert len(answers) == len(PARENTS)
    together = Barrier(len(answers), timeout=60)

    def hear(fact: Event) -> None:
        together.wait()
        with runtime.unit() as unit:
            event = unit.session.scalars(select(Event).where(Event.id == fact.id)).one()
            on_answer(unit, runtime, event)

    with ThreadPoolExecutor(len(answers)) as workers:
        list(workers.map(hear, answers))

    assert [starts_at for _, starts_at in booked(runtime)] == [A]
    said = [m.template_key for m in sent_out(runtime) if m.template_key != "appointment_missed"]
    assert sorted(map(str, said)) == ["appointment_booked"] + ["slot_taken"] * (len(PARENTS) - 1)
    assert sum(e.campaign == "appointment" for e in enrollments(runtime)) == 1
    assert open_again(runtime) == [["B", "C"]] * (len(PARENTS) - 1)


def open_again(runtime: Runtime) -> Sequence[Sequence[str]]:
    with runtime.reading() as session:
        rows = session.scalars(
            select(Question)
            .join(Thread, Thread.id == Question.thread_id)
            .where(Question.state == QuestionState.OPEN)
        )
        return [row.choices for row in rows]
