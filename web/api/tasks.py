"""What needs a human, as far as the key's staff member may see it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import give_back, take_task
from messaging.platform.columns import literally
from web.api.keys import Caller, TaskReaderDep, TaskWriterDep
from web.api.messages import IdempotencyKey
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.problems import Problem
from web.api.values import TaskView
from web.dependencies import RuntimeDep
from web.staff.todos import in_order, seen_task

router = APIRouter(prefix="/tasks", tags=["tasks"])


@router.get("")
def list_tasks(
    runtime: RuntimeDep,
    caller: TaskReaderDep,
    state: Annotated[TaskState | None, Query()] = None,
    kind: Annotated[TaskKind | None, Query()] = None,
    cursor: Cursor = None,
    limit: Size = USUAL,
) -> Page[TaskView]:
    """In the order of their opening. Those that hang on no thread stand beside triage."""
    statement = select(Task)
    if state is not None:
        # In the statement itself: partial indexes are not used for a bound value.
        said = literally(Task.state, state)
        statement = statement.where(Task.state == said)
    if kind is not None:
        statement = statement.where(Task.kind == kind)
    last = after(cursor)
    if last is not None:
        statement = statement.where(Task.id > last)
    with runtime.reading() as session:
        rows = in_order(session, statement, caller.viewer, (Task.id,), limit + 1)
        return page_of([TaskView.of(row) for row in rows], [row.id for row in rows], limit)


@router.post(
    "/{task_id}/take",
    responses={409: {"model": Problem, "description": "Somebody has it already, or it is done."}},
)
def take(
    runtime: RuntimeDep,
    caller: TaskWriterDep,
    task_id: UUID,
    idempotency_key: IdempotencyKey,  # every POST carries one; a task is taken once anyway
) -> TaskView:
    """The key's staff member sees to it. An urgent task alerts people until someone has it."""
    with runtime.unit() as unit:
        task = _seen(unit.session, caller, task_id)
        mine = task.taken_by_id == caller.viewer.staff_id and task.state is TaskState.OPEN
        if not mine and not take_task(unit, caller.viewer, caller.actor, task_id):
            raise HTTPException(
                status.HTTP_409_CONFLICT, "Somebody has this task already, or it is done."
            )
        return _view(unit.session, caller, task_id)


@router.post("/{task_id}/give-back")
def put_back(
    runtime: RuntimeDep, caller: TaskWriterDep, task_id: UUID, idempotency_key: IdempotencyKey
) -> TaskView:
    """Nobody has it any more; an urgent one alerts again. One that nobody had stays as it is."""
    with runtime.unit() as unit:
        _seen(unit.session, caller, task_id)
        give_back(unit, caller.viewer, caller.actor, task_id)
        return _view(unit.session, caller, task_id)


def _seen(session: Session, caller: Caller, task_id: UUID) -> Task:
    task = seen_task(session, caller.viewer, task_id)
    if task is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such task for this key.")
    return task


def _view(session: Session, caller: Caller, task_id: UUID) -> TaskView:
    session.flush()
    session.expire_all()
    return TaskView.of(_seen(session, caller, task_id))
