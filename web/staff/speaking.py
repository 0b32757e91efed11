"""Saying beside a conversation in which language the parent is written to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import Response

from messaging.directory import speaking
from web.catalogue import languages
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD, opened
from web.staff.frame import thread_again
from web.staff.sessions import WriterDep

router = APIRouter()


@router.post("/threads/{thread_id}/language")
def settle(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    language: Annotated[str, Form(max_length=8)],
) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        rows = opened(unit.session, viewer, thread_id)
        if language not in languages():
            raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD)
        speaking.settle(unit, viewer, viewer.actor, thread_id, language)
        return thread_again(request, unit.session, rows, person)
