"""Crossing a task off beside the thread it is about."""

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, status
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from casework.models.task import Task
from casework.tasks import close_task
from messaging.directory.audit import note
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import desk, opened
from web.staff.sessions import PostingDep

router = APIRouter(prefix="/threads/{thread_id}/tasks/{task_id}")

GONE = N_("There is no such task in this conversation.")


@router.post("/done")
def done(
    request: Request, runtime: RuntimeDep, person: PostingDep, thread_id: UUID, task_id: UUID
) -> Response:
    """Closing it again changes nothing."""
    viewer = person.viewer
    with runtime.unit() as unit:
        rows = opened(unit.session, viewer, thread_id)
        task = unit.session.scalar(
            select(Task).where(
                Task.agency_id == viewer.agency_id,
                Task.thread_id == thread_id,
                Task.id == task_id,
            )
        )
        if task is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        if close_task(unit, viewer.agency_id, task_id, viewer.staff_id):
            note(unit, viewer.agency_id, viewer.actor, "task.closed", "task", task_id)
        unit.session.expire_all()
        if "hx-request" not in request.headers:
            return RedirectResponse(f"/staff/threads/{thread_id}", status.HTTP_303_SEE_OTHER)
        return html(
            "staff/refreshed.html",
            person.voice.language,
            person=person,
            desk=desk(unit.session, rows, person),
            reply_too=False,
        )
