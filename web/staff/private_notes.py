"""Writing a private note beside a conversation."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import Response

from casework import private_notes
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD, opened
from web.staff.frame import thread_again
from web.staff.sessions import WriterDep

router = APIRouter()


@router.post("/threads/{thread_id}/notes")
def write(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    note: Annotated[str, Form(max_length=private_notes.LONGEST)] = "",
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            rows = opened(unit.session, viewer, thread_id)
            private_notes.write(unit, viewer, viewer.actor, thread_id, note, key)
            return thread_again(request, unit.session, rows, person)
    except private_notes.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
