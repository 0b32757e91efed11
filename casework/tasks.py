"""Opening and closing tasks. One origin opens one task, however often it is asked for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update

from casework.models.task import Task, TaskKind, TaskState
from messaging.models.case import Case, Party
from messaging.models.thread import Thread
from messaging.platform.database import insert_or_ignore
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

TOPIC = "tasks"
"""What open pages listen to."""


def open_task(
    unit: Unit,
    *,
    agency_id: UUID,
    kind: TaskKind,
    origin: str,
    due_at: datetime,
    thread_id: UUID | None = None,
    urgent: bool = False,
) -> Task:
    """The task of that origin, opened now or before. It goes to the case's own caseworker;
    without one, to whoever takes it. Records TASK_OPENED when it is new."""
    fresh_id = new_id()
    branch_id, caseworker_id = _place(unit, agency_id, thread_id)
    insert_or_ignore(
        unit.session,
        Task,
        id=fresh_id,
        agency_id=agency_id,
        branch_id=branch_id,
        thread_id=thread_id,
        assignee_id=caseworker_id,
        kind=kind,
        urgent=urgent,
        origin=origin,
        state=TaskState.OPEN,
        opened_at=unit.now,
        due_at=due_at,
    )
    task = unit.session.scalars(
        select(Task).where(Task.agency_id == agency_id, Task.origin == origin)
    ).one()
    if task.id == fresh_id:
        unit.record(
            FactType.TASK_OPENED,
            agency_id,
            thread_id=thread_id,
            subject_id=task.id,
            kind=kind.value,
            urgent=urgent,
        )
        unit.touch(agency_id, TOPIC)
    return task


def close_task(unit: Unit, agency_id: UUID, task_id: UUID, closed_by: UUID | None = None) -> bool:
    """False when it is not open (any more). Records TASK_CLOSED."""
    closed = unit.session.scalars(
        update(Task)
        .where(Task.agency_id == agency_id, Task.id == task_id, Task.state == TaskState.OPEN)
        .values(state=TaskState.DONE, closed_at=unit.now, closed_by_id=closed_by)
        .returning(Task)
    ).one_or_none()
    if closed is None:
        return False
    unit.record(
        FactType.TASK_CLOSED,
        agency_id,
        thread_id=closed.thread_id,
        subject_id=closed.id,
        kind=closed.kind.value,
    )
    unit.touch(agency_id, TOPIC)
    return True


def is_open(unit: Unit, agency_id: UUID, thread_id: UUID | None, kind: TaskKind) -> bool:
    """Whether somebody already has such a task for this thread."""
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Task.agency_id == agency_id,
                    Task.thread_id == thread_id,
                    Task.kind == kind,
                    Task.state == TaskState.OPEN,
                )
            )
        )
    )


def open_tasks_of(unit: Unit, agency_id: UUID, thread_id: UUID) -> Sequence[Task]:
    """What is still to be done for this thread, the most pressing first."""
    return unit.session.scalars(
        select(Task)
        .where(
            Task.agency_id == agency_id,
            Task.thread_id == thread_id,
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    ).all()


def open_tasks_from(unit: Unit, agency_id: UUID, origin: str) -> Sequence[UUID]:
    """Those open tasks whose origin begins so."""
    return unit.session.scalars(
        select(Task.id).where(
            Task.agency_id == agency_id,
            Task.origin.startswith(origin, autoescape=True),
            Task.state == TaskState.OPEN,
        )
    ).all()


def _place(unit: Unit, agency_id: UUID, thread_id: UUID | None) -> tuple[UUID | None, UUID | None]:
    """The branch that a task for this thread stands in, and its caseworker."""
    if thread_id is None:
        return None, None
    found = unit.session.execute(
        select(Thread.branch_id, Case.caseworker_id)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .where(Thread.agency_id == agency_id, Thread.id == thread_id)
        # Its case must not move to another branch until the task stands where it can move along.
        .with_for_update(read=True, key_share=True, of=Thread)
    ).one_or_none()
    return (None, None) if found is None else (found.branch_id, found.caseworker_id)
