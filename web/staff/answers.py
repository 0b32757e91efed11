"""An answer that was not understood, with its question beside it: one press says what it means."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import Response

from casework.open_answers import read_as
from messaging.inbound.open_answers import NotFoundError, NotOfferedError, NotOpenError
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.desk import opened
from web.staff.frame import thread_again
from web.staff.sessions import WriterDep

router = APIRouter(prefix="/threads/{thread_id}/questions")

NEVER_PUT = N_("That question was never put here.")
READ = N_("This answer has been read meanwhile, or the question is over.")
NOT_OFFERED = N_("The question did not offer that answer.")


@router.post("/{question_id}")
def settle(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    question_id: UUID,
    answer: Annotated[str, Form(max_length=40)],
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            rows = opened(unit.session, viewer, thread_id)
            read_as(unit, viewer, viewer.actor, thread_id, question_id, answer)
            return thread_again(request, unit.session, rows, person)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NEVER_PUT) from None
    except NotOpenError:
        raise HTTPException(status.HTTP_409_CONFLICT, READ) from None
    except NotOfferedError:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, NOT_OFFERED) from None
