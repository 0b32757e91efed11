"""What waits for a person: one list, and crossing a task off, there or beside its thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Query, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from casework.holds import still_waiting
from casework.models.task import Task
from casework.tasks import close_task, give_back, take_task
from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import opened
from web.staff.frame import thread_again
from web.staff.inbox_list import counts, of_threads
from web.staff.people import Who
from web.staff.sessions import TaskReaderDep, WriterDep
from web.staff.sieve import Filter
from web.staff.todos import Todo, count_open, of_viewer, seen_task

router = APIRouter()

PAGE = 50
MOST = 400
GONE = N_("There is no such task, or it is not in your branch.")
TAKEN = N_("A colleague has this task already, or it is done.")
DECIDE_FIRST = N_(
    "Messages are on hold. First say, beside the conversation, what the parent wants."
)

Chosen = Annotated[Filter, Query(alias="in")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@dataclass(frozen=True, slots=True, repr=False)
class Item:
    todo: Todo
    who: Who | None
    """The parent it is about; a task that hangs on no thread has none."""


@router.get("/tasks")
def waiting(
    runtime: RuntimeDep, person: TaskReaderDep, chosen: Chosen = Filter.BRANCH, limit: Limit = PAGE
) -> HTMLResponse:
    """Urgent ones first, then by the date they are due."""
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        note(
            unit, viewer.agency_id, viewer.actor, "tasks.listed", "tasks", None, filter=chosen.value
        )
        mine = chosen is Filter.MINE
        todos = of_viewer(session, viewer, voice, mine=mine, limit=limit + 1)
        whose = of_threads(
            session, viewer, voice, {todo.thread_id for todo in todos if todo.thread_id}
        )
        return html(
            "staff/tasks.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            open_tasks={
                each: count_open(session, viewer, voice.now, mine=each is Filter.MINE)
                for each in Filter
            },
            items=[
                Item(todo, whose[todo.thread_id] if todo.thread_id else None)
                for todo in todos[:limit]
            ],
            more=len(todos) > limit and limit < MOST,
            chosen=chosen,
            limit=limit,
            place="tasks",
        )


class Press(StrEnum):
    TAKE = "take"
    GIVE_BACK = "give-back"
    DONE = "done"


@router.post("/tasks/{task_id}/{act}")
def acted(
    runtime: RuntimeDep,
    person: WriterDep,
    task_id: UUID,
    act: Press,
    chosen: Annotated[Filter, Form(alias="in")] = Filter.BRANCH,
) -> RedirectResponse:
    """From the list. What is so already is not done twice."""
    with runtime.unit() as unit:
        _act(unit, person.viewer, seen_task(unit.session, person.viewer, task_id), act)
    return RedirectResponse(f"/staff/tasks?in={chosen.value}", status.HTTP_303_SEE_OTHER)


@router.post("/threads/{thread_id}/tasks/{task_id}/{act}")
def acted_in_thread(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    task_id: UUID,
    act: Press,
) -> Response:
    """Beside the thread it is about."""
    viewer = person.viewer
    with runtime.unit() as unit:
        rows = opened(unit.session, viewer, thread_id)
        task = seen_task(unit.session, viewer, task_id)
        _act(unit, viewer, task if task and task.thread_id == thread_id else None, act)
        return thread_again(request, unit.session, rows, person)


def _act(unit: Unit, viewer: Viewer, task: Task | None, act: Press) -> None:
    if task is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    ACTS[act](unit, viewer, task)


def _take(unit: Unit, viewer: Viewer, task: Task) -> None:
    taken_by = task.taken_by_id
    if not take_task(unit, viewer, viewer.actor, task.id) and taken_by != viewer.staff_id:
        raise HTTPException(status.HTTP_409_CONFLICT, TAKEN)


def _give_back(unit: Unit, viewer: Viewer, task: Task) -> None:
    give_back(unit, viewer, viewer.actor, task.id)


def _close(unit: Unit, viewer: Viewer, task: Task) -> None:
    if still_waiting(unit.session, [task]):
        raise HTTPException(status.HTTP_409_CONFLICT, DECIDE_FIRST)
    task_id = task.id
    if close_task(unit, viewer.agency_id, task_id, viewer.staff_id):
        note(unit, viewer.agency_id, viewer.actor, "task.closed", "task", task_id)


ACTS: Mapping[Press, Callable[[Unit, Viewer, Task], None]] = MappingProxyType(
    {Press.TAKE: _take, Press.GIVE_BACK: _give_back, Press.DONE: _close}
)
