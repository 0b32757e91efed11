"""What needs a human, and that it is asked for once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from campaigns.definition import HelpKind
from casework.models import Task
from casework.models.task import TaskKind, TaskState
from casework.reactions import (
    CLOSES,
    OPENS,
    on_person_needed,
    on_person_no_longer_needed,
)
from casework.tasks import close_task, open_task
from casework.wording import words
from messaging.models.case import Case
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_branch, add_parent, add_staff

MONDAY_MORNING = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
TUESDAY_5_PM = datetime(2026, 3, 3, 23, 0, tzinfo=UTC)
WEDNESDAY_5_PM = datetime(2026, 3, 4, 23, 0, tzinfo=UTC)


@pytest.fixture
def thread(runtime: Runtime, office: Office) -> UUID:
    with runtime.unit() as unit:
        return add_parent(unit, office).thread.id


def tasks(runtime: Runtime) -> list[Task]:
    with runtime.reading() as session:
        return list(session.scalars(select(Task).order_by(Task.id)))


def facts(runtime: Runtime, type_: FactType) -> list[Event]:
    with runtime.reading() as session:
        return list(session.scalars(select(Event).where(Event.type == type_)))


def happens(
    runtime: Runtime,
    office: Office,
    fact: FactType,
    *,
    thread_id: UUID | None,
    subject_id: UUID | None = None,
    times: int = 1,
    **data: Any,
) -> None:
    """A fact is recorded and the reaction hears of it."""
    with runtime.unit() as unit:
        event = unit.record(
            fact, office.agency.id, thread_id=thread_id, subject_id=subject_id or new_id(), **data
        )
        unit.session.flush()
        for _ in range(times):
            on_person_needed(unit, runtime, event)


@pytest.mark.parametrize(
    ("fact", "data", "kind", "due_at", "urgent"),
    [
        (FactType.CALL_WANTED, {"kind": "call_back", "origin": "step:1"},
         TaskKind.CALL_BACK, WEDNESDAY_5_PM, False),
        (FactType.CALL_WANTED,
         {"kind": "income_change", "origin": "step:1", "due_at": "2026-03-03T23:00:00+00:00"},
         TaskKind.INCOME_CHANGE, TUESDAY_5_PM, False),
        (FactType.SAFETY_RAISED, {"kind": "danger"}, TaskKind.SAFETY, MONDAY_MORNING, True),
        (FactType.OPT_OUT_UNCLEAR, {}, TaskKind.UNCLEAR_OPT_OUT, TUESDAY_5_PM, False),
        (FactType.LOCATION_ASKED, {}, TaskKind.LOCATION_REQUEST, TUESDAY_5_PM, False),
        (FactType.LOCATION_ASKED, {"urgent": True}, TaskKind.LOCATION_REQUEST,
         MONDAY_MORNING, True),
        (FactType.WRONG_NUMBER, {}, TaskKind.NEW_CONTACT_NEEDED, TUESDAY_5_PM, False),
        (FactType.CONTACT_UNREACHABLE, {"origin": "step:1"},
         TaskKind.NEW_CONTACT_NEEDED, TUESDAY_5_PM, False),
        (FactType.ANSWER_NOT_UNDERSTOOD, {"message_id": "m"}, TaskKind.READ_ANSWER,
         TUESDAY_5_PM, False),
        (FactType.MESSAGE_UNCERTAIN, {"origin": "step:1:sms"}, TaskKind.DELIVERY_UNCERTAIN,
         TUESDAY_5_PM, False),
        (FactType.REPLY_NOT_SENT, {"origin": "staff:1"}, TaskKind.REPLY_NOT_SENT,
         TUESDAY_5_PM, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_a_fact_asks_of_a_person_and_by_when(
    runtime: Runtime,
    office: Office,
    thread: UUID,
    fact: FactType,
    data: dict[str, Any],
    kind: TaskKind,
    due_at: datetime,
    urgent: bool,
) -> None:
    happens(runtime, office, fact, thread_id=thread, times=3, **data)
    [task] = tasks(runtime)
    assert (task.kind, task.due_at, task.urgent) == (kind, due_at, urgent)
    assert (task.state, task.thread_id) == (TaskState.OPEN, thread)
    assert len(facts(runtime, FactType.TASK_OPENED)) == 1


@pytest.mark.parametrize("fact", [FactType.SAFETY_RAISED, FactType.WRONG_NUMBER])
def test_what_leads_to_no_thread_needs_a_person_all_the_same(
    runtime: Runtime, office: Office, fact: FactType
) -> None:
    happens(runtime, office, fact, thread_id=None, kind="danger")
    [task] = tasks(runtime)
    assert task.thread_id is None


@pytest.mark.parametrize(
    ("fact", "how_many"),
    [
        (FactType.CONTACT_UNREACHABLE, 1),
        (FactType.ANSWER_NOT_UNDERSTOOD, 1),
        (FactType.SAFETY_RAISED, 2),
        (FactType.MESSAGE_UNCERTAIN, 2),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_fact_while_the_first_task_is_open(
    runtime: Runtime, office: Office, thread: UUID, fact: FactType, how_many: int
) -> None:
    happens(runtime, office, fact, thread_id=thread, origin="step:1", message_id="m1")
    happens(runtime, office, fact, thread_id=thread, origin="step:2", message_id="m2")
    assert len(tasks(runtime)) == how_many


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_answer_to_one_question_is_read_after_the_first_was(
    runtime: Runtime, office: Office, thread: UUID
) -> None:
    question = new_id()
    for message in ("m1", "m2"):
        happens(
            runtime,
            office,
            FactType.ANSWER_NOT_UNDERSTOOD,
            thread_id=thread,
            subject_id=question,
            message_id=message,
        )
        with runtime.unit() as unit:
            assert close_task(unit, office.agency.id, tasks(runtime)[-1].id)
    assert len(tasks(runtime)) == 2


def test_one_origin_opens_one_task_however_many_ask_at_once(
    runtime: Runtime, office: Office, thread: UUID
) -> None:
    def ask(_: int) -> UUID:
        with runtime.unit() as unit:
            return open_task(
                unit,
                agency_id=office.agency.id,
                kind=TaskKind.CALL_BACK,
                origin="step:1:call_back",
                due_at=TUESDAY_5_PM,
                thread_id=thread,
            ).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(ask, range(4)))) == 1
    assert len(facts(runtime, FactType.TASK_OPENED)) == 1


def test_a_task_goes_to_the_cases_own_caseworker(
    runtime: Runtime, office: Office, thread: UUID, doorbell: RecordingDoorbell
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        unit.session.scalars(select(Case)).one().caseworker_id = worker.id
    happens(runtime, office, FactType.OPT_OUT_UNCLEAR, thread_id=thread)
    assert tasks(runtime)[0].assignee_id == worker.id
    assert (office.agency.id, "tasks") in doorbell.touched


def test_a_task_is_closed_once(
    runtime: Runtime, office: Office, thread: UUID, clock: MovableClock
) -> None:
    happens(runtime, office, FactType.OPT_OUT_UNCLEAR, thread_id=thread)
    [task] = tasks(runtime)
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency)
    closed = []
    for _ in range(2):
        with runtime.unit() as unit:
            closed.append(close_task(unit, office.agency.id, task.id, worker.id))
    assert closed == [True, False]
    [task] = tasks(runtime)
    assert (task.state, task.closed_at, task.closed_by_id) == (TaskState.DONE, clock(), worker.id)
    assert len(facts(runtime, FactType.TASK_CLOSED)) == 1


def test_another_agency_cannot_close_it(runtime: Runtime, office: Office, thread: UUID) -> None:
    happens(runtime, office, FactType.OPT_OUT_UNCLEAR, thread_id=thread)
    with runtime.unit() as unit:
        assert not close_task(unit, new_id(), tasks(runtime)[0].id)


# Words


@pytest.mark.parametrize("kind", TaskKind)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_kind_has_its_words(kind: TaskKind, language: str) -> None:
    found = words(kind, language)
    assert found.title
    assert found.what_to_do.endswith(".")
    assert words(kind, "en") == words(kind, "fr")
    assert words(kind, "en") != words(kind, "es")


@pytest.mark.parametrize("kind", HelpKind)
def test_what_campaigns_may_ask_for_is_a_kind_of_task(kind: HelpKind) -> None:
    assert TaskKind(kind.value)


def test_the_table_names_every_fact_that_needs_a_person() -> None:
    assert set(OPENS) == {
        FactType.CALL_WANTED,
        FactType.SAFETY_RAISED,
        FactType.OPT_OUT_UNCLEAR,
        FactType.LOCATION_ASKED,
        FactType.WRONG_NUMBER,
        FactType.CONTACT_UNREACHABLE,
        FactType.ANSWER_NOT_UNDERSTOOD,
        FactType.ANSWER_SAYS_MORE,
        FactType.MESSAGE_UNCERTAIN,
        FactType.REPLY_NOT_SENT,
        FactType.SENDER_PAUSED,
        FactType.CAMPAIGN_PAUSED,
        FactType.SERIES_HELD,
    }


@pytest.mark.parametrize(("over", "began"), CLOSES.items())
def test_what_is_over_closes_its_task_and_may_come_again(
    runtime: Runtime, office: Office, over: FactType, began: FactType
) -> None:
    about, other = new_id(), new_id()
    for subject_id in (about, other):
        happens(runtime, office, began, thread_id=None, subject_id=subject_id, times=2)
    with runtime.unit() as unit:
        event = unit.record(over, office.agency.id, subject_id=about)
        unit.session.flush()
        for _ in range(2):
            on_person_no_longer_needed(unit, runtime, event)
    assert [task.state for task in tasks(runtime)] == [TaskState.DONE, TaskState.OPEN]
    happens(runtime, office, began, thread_id=None, subject_id=about)
    assert [task.state for task in tasks(runtime)] == [
        TaskState.DONE,
        TaskState.OPEN,
        TaskState.OPEN,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        "UPDATE tasks SET branch_id = NULL",
        "UPDATE tasks SET thread_id = NULL",
        "UPDATE tasks SET branch_id = (SELECT id FROM branches WHERE code = 'south')",
        "UPDATE threads SET branch_id = (SELECT id FROM branches WHERE code = 'south')",
        "UPDATE parties SET branch_id = (SELECT id FROM branches WHERE code = 'south')",
    ],
)
def test_the_database_keeps_a_task_in_the_branch_of_its_case(
    runtime: Runtime, office: Office, thread: UUID, wrong: str
) -> None:
    with runtime.unit() as unit:
        add_branch(unit, office.agency, "south")
        open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample:1",
            due_at=unit.now, thread_id=thread,
        )  # fmt: skip
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        unit.session.execute(text(wrong))


def test_a_task_opened_while_its_case_moves_moves_along(
    runtime: Runtime, office: Office, thread: UUID
) -> None:
    with runtime.unit() as unit:
        branches = [office.branch.id, add_branch(unit, office.agency, "south").id]

    def move(number: int) -> None:
        with runtime.unit() as unit:
            unit.session.execute(update(Case).values(branch_id=branches[number % 2]))

    def opened(number: int) -> None:
        with runtime.unit() as unit:
            open_task(
                unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK,
                origin=f"sample:{number}", due_at=unit.now, thread_id=thread,
            )  # fmt: skip

    with ThreadPoolExecutor(2) as both:
        for number in range(1, 9):
            list(both.map(lambda act, number=number: act(number), (move, opened)))
            with runtime.reading() as session:
                assert {task.branch_id for task in session.scalars(select(Task))} == {
                    session.scalar(select(Case.branch_id))
                }
