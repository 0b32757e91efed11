"""Giving a case to a colleague or another branch, and putting conversations away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import RedirectResponse

from casework import handing_over
from messaging.directory import closing
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD
from web.staff.frame import to_thread
from web.staff.sessions import MovingDep, WriterDep

router = APIRouter(prefix="/threads/{thread_id}")

NOBODY = "nobody"
STILL_WAITING = N_("The parent waits for an answer. Answer, or say that none is needed.")


@router.post("/worker")
def give(
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    worker: Annotated[str, Form(max_length=40)],
) -> RedirectResponse:
    viewer = person.viewer
    try:
        chosen = None if worker == NOBODY else UUID(worker)
        with runtime.unit() as unit:
            handing_over.hand_over(unit, runtime, viewer, viewer.actor, thread_id, chosen)
    except (ValueError, handing_over.NotFoundError):
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    return to_thread(thread_id)


@router.post("/branch")
def move(
    runtime: RuntimeDep,
    person: MovingDep,
    thread_id: UUID,
    branch: Annotated[UUID, Form()],
) -> RedirectResponse:
    """The conversation goes with the case, out of the sight of a branch that has it no more."""
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            handing_over.move(unit, viewer, viewer.actor, thread_id, branch)
    except handing_over.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    return RedirectResponse("/staff/inbox", status.HTTP_303_SEE_OTHER)


@router.post("/close")
def close(runtime: RuntimeDep, person: WriterDep, thread_id: UUID) -> RedirectResponse:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            closing.close(unit, viewer, viewer.actor, thread_id)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except closing.StillWaitingError:
        raise HTTPException(status.HTTP_409_CONFLICT, STILL_WAITING) from None
    return to_thread(thread_id)


@router.post("/reopen")
def reopen(runtime: RuntimeDep, person: WriterDep, thread_id: UUID) -> RedirectResponse:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            closing.reopen(unit, viewer, viewer.actor, thread_id)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    return to_thread(thread_id)
