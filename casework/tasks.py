"""Opening and closing tasks. One origin opens one task, however often it is asked for."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require
from messaging.models.case import Case, Party
from messaging.models.thread import Thread
from messaging.outbound import staff_mail
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
    inbound_id: UUID | None = None,
    urgent: bool = False,
) -> Task:
    """The task of that origin, opened now or before. It goes to the case's own caseworker;
    without one, to whoever takes it. An urgent one alerts until then (`casework/alerting.py`).
    Records TASK_OPENED when it is new."""
    fresh_id = new_id()
    branch_id, caseworker_id = _place(unit, agency_id, thread_id)
    insert_or_ignore(
        unit.session,
        Task,
        id=fresh_id,
        agency_id=agency_id,
        branch_id=branch_id,
        thread_id=thread_id,
        inbound_id=inbound_id,
        assignee_id=caseworker_id,
        kind=kind,
        urgent=urgent,
        origin=origin,
        state=TaskState.OPEN,
        opened_at=unit.now,
        due_at=due_at,
        alert_at=unit.now if urgent else None,
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
        .values(state=TaskState.DONE, closed_at=unit.now, closed_by_id=closed_by, alert_at=None)
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
    _hushed(unit, closed)
    return True


def take_task(unit: Unit, viewer: Viewer, actor: str, task_id: UUID) -> bool:
    """It is `viewer`'s now, and nobody is told of it any more. False when somebody has it already,
    or it is done. Raises `ForbiddenError`."""
    require(viewer, Act.WRITE)
    taken = unit.session.scalars(
        update(Task)
        .where(
            Task.agency_id == viewer.agency_id,
            Task.id == task_id,
            Task.state == TaskState.OPEN,
            Task.taken_by_id.is_(None),
        )
        .values(
            taken_at=unit.now,
            taken_by_id=viewer.staff_id,
            assignee_id=viewer.staff_id,
            alert_at=None,
        )
        .returning(Task)
    ).one_or_none()
    if taken is None:
        return False
    audit.note(unit, viewer.agency_id, actor, "task.taken", "task", task_id)
    _hushed(unit, taken)
    return True


def give_back(unit: Unit, viewer: Viewer, actor: str, task_id: UUID) -> bool:
    """Nobody has it any more; an urgent one alerts again, as widely as it did. False when nobody
    had it, or it is done. Raises `ForbiddenError`."""
    require(viewer, Act.WRITE)
    task = unit.session.scalar(
        select(Task)
        .where(
            Task.agency_id == viewer.agency_id,
            Task.id == task_id,
            Task.state == TaskState.OPEN,
            Task.taken_by_id.is_not(None),
        )
        .with_for_update()
    )
    if task is None:
        return False
    put_back(unit, actor, task)
    return True


def put_back(unit: Unit, actor: str, task: Task) -> None:
    """As `give_back`, for a task that is taken, open and locked by the caller."""
    _, task.assignee_id = _place(unit, task.agency_id, task.thread_id)
    task.taken_at = task.taken_by_id = None
    task.alert_at = unit.now if task.urgent else None
    audit.note(unit, task.agency_id, actor, "task.given_back", "task", task.id)
    _changed(unit, task)


def follow(unit: Unit, agency_id: UUID, inbound_ids: Collection[UUID], thread_id: UUID) -> None:
    """What these messages asked for while they led to no thread stands beside that thread now."""
    branch_id, caseworker_id = _place(unit, agency_id, thread_id)
    unit.session.execute(
        update(Task)
        .where(
            Task.agency_id == agency_id,
            Task.inbound_id.in_(inbound_ids),
            Task.thread_id.is_(None),
        )
        .values(
            thread_id=thread_id,
            branch_id=branch_id,
            # Whoever has taken it keeps it.
            assignee_id=func.coalesce(Task.taken_by_id, caseworker_id),
        ),
        execution_options={"synchronize_session": False},
    )
    unit.touch(agency_id, TOPIC)


def alerts_of(task_id: UUID) -> str:
    """How the origins of the mails begin that tell of it."""
    return f"alert:{task_id}:"


def _hushed(unit: Unit, task: Task) -> None:
    if task.urgent:
        staff_mail.take_back(unit, task.agency_id, alerts_of(task.id))
    _changed(unit, task)


def _changed(unit: Unit, task: Task) -> None:
    unit.touch(task.agency_id, TOPIC)
    if task.thread_id is not None:
        unit.touch(task.agency_id, str(task.thread_id))


def is_open(session: Session, agency_id: UUID, thread_id: UUID | None, kind: TaskKind) -> bool:
    """Whether somebody already has such a task for this thread."""
    return bool(
        session.scalar(
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
