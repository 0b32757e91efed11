"""Noting beside a conversation what is known of this parent in fields of the agency's own."""

from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, status
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from messaging.directory import own_values
from messaging.directory.own_values import NotFoundError, UnfitValueError
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.staff.desk import NO_SUCH_THREAD, opened
from web.staff.frame import thread_again
from web.staff.sessions import SignedIn, WriterDep

router = APIRouter()

BEGINS = "field-"
"""The name of an input, before the key of its field."""


@router.post("/threads/{thread_id}/fields")
async def note(
    request: Request, runtime: RuntimeDep, person: WriterDep, thread_id: UUID
) -> Response:
    """The form has an input for each field; what is not in it stays as it is."""
    given = await request.form()
    told = {
        name.removeprefix(BEGINS): value
        for name, value in given.items()
        if name.startswith(BEGINS) and isinstance(value, str)
    }
    return await run_in_threadpool(_note, request, runtime, person, thread_id, told)


def _note(
    request: Request, runtime: Runtime, person: SignedIn, thread_id: UUID, told: dict[str, str]
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            rows = opened(unit.session, viewer, thread_id)
            own_values.note(unit, viewer, viewer.actor, thread_id, told)
            return thread_again(request, unit.session, rows, person)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except UnfitValueError as error:
        words = f"{error.label}: {person.voice.say(str(error))}."
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, words) from None
