"""What needs a human, as far as the key's staff member may see it."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import literal, select

from casework.models.task import Task, TaskKind, TaskState
from web.api.keys import TaskReaderDep
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.values import TaskView
from web.dependencies import RuntimeDep
from web.staff.todos import in_order

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
        said = literal(state, Task.state.type, literal_execute=True)
        statement = statement.where(Task.state == said)
    if kind is not None:
        statement = statement.where(Task.kind == kind)
    last = after(cursor)
    if last is not None:
        statement = statement.where(Task.id > last)
    with runtime.reading() as session:
        rows = in_order(session, statement, caller.viewer, (Task.id,), limit + 1)
        return page_of([TaskView.of(row) for row in rows], [row.id for row in rows], limit)
