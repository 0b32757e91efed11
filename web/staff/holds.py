"""Do they still want messages? A caseworker's word on an address that is on hold."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import Response

from casework.holds import decide
from messaging.directory.holds import NotFoundError, NotHeldError, Verdict
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.desk import opened
from web.staff.frame import thread_again
from web.staff.sessions import WriterDep

router = APIRouter(prefix="/threads/{thread_id}/holds")

GONE = N_("This cannot be decided from your branch. Ask an administrator.")
DECIDED = N_("This has been decided meanwhile.")


@router.post("/{contact_id}")
def settle(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    contact_id: UUID,
    verdict: Annotated[Verdict, Form()],
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            rows = opened(unit.session, viewer, thread_id)
            decide(unit, viewer, viewer.actor, thread_id, contact_id, verdict)
            return thread_again(request, unit.session, rows, person)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except NotHeldError:
        raise HTTPException(status.HTTP_409_CONFLICT, DECIDED) from None
