"""What needs a human, as far as the key's staff member may see it."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import or_, select

from casework.models.task import Task, TaskKind, TaskState
from messaging.directory.access import sees_triage, visible_threads
from messaging.models.thread import Thread
from web.api.keys import TaskReaderDep
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.values import TaskView
from web.dependencies import RuntimeDep

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
    viewer = caller.viewer
    visible = Task.thread_id.in_(visible_threads(viewer).with_only_columns(Thread.id))
    within = or_(visible, Task.thread_id.is_(None)) if sees_triage(viewer) else visible
    statement = select(Task).where(Task.agency_id == viewer.agency_id, within)
    if state is not None:
        statement = statement.where(Task.state == state)
    if kind is not None:
        statement = statement.where(Task.kind == kind)
    last = after(cursor)
    if last is not None:
        statement = statement.where(Task.id > last)
    with runtime.reading() as session:
        rows = session.scalars(statement.order_by(Task.id).limit(limit + 1)).all()
        return page_of([TaskView.of(row) for row in rows], [row.id for row in rows], limit)
