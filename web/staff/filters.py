"""Filters of the inbox that somebody keeps under a name of their own."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import RedirectResponse

from casework import saved_filters
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.sessions import SearcherDep
from web.staff.sieve import SieveDep

router = APIRouter(prefix="/filters")

NO_SUCH_FILTER = N_("That filter is not there any more.")


@router.post("")
def keep(
    runtime: RuntimeDep,
    person: SearcherDep,
    sieve: SieveDep,
    name: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    try:
        with runtime.unit() as unit:
            saved_filters.keep(unit, person.viewer, name, sieve.asks)
    except saved_filters.SavedFilterError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error)) from None
    return RedirectResponse(f"/staff/inbox?{sieve.query}", status.HTTP_303_SEE_OTHER)


@router.post("/{filter_id}/forget")
def forget(runtime: RuntimeDep, person: SearcherDep, filter_id: UUID) -> RedirectResponse:
    with runtime.unit() as unit:
        if not saved_filters.forget(unit, person.viewer, filter_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_FILTER)
    return RedirectResponse("/staff/inbox", status.HTTP_303_SEE_OTHER)
