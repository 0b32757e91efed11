"""Saying that somebody is away, and that they are back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import RedirectResponse, Response

from messaging.directory import absences
from messaging.directory.absences import CANNOT_COVER, AbsenceError
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.staff.choosing import ChoiceError, Of, meant
from web.staff.office import HERE, office_page
from web.staff.sessions import WriterDep

router = APIRouter(prefix="/office/absences")

GONE = N_("There is no such absence or colleague any more.")
NO_DAYS = N_("Choose a first and a last day.")

Short = Annotated[str, Form(max_length=120)]


@router.post("")
def enter(
    runtime: RuntimeDep,
    person: WriterDep,
    staff: Short,
    cover: Short = "",
    first_day: Short = "",
    last_day: Short = "",
) -> Response:
    viewer = person.viewer
    try:
        days = _day(first_day), _day(last_day)
        with runtime.unit() as unit:
            gone = meant(unit.session, viewer, Of.COLLEAGUES, staff)
            if not cover.strip():
                raise AbsenceError(CANNOT_COVER)
            cover_id = meant(unit.session, viewer, Of.COLLEAGUES, cover)
            absences.enter(unit, viewer, viewer.actor, gone, days, cover_id)
    except absences.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except (AbsenceError, ChoiceError) as error:
        written = {
            "staff": staff, "cover": cover, "first_day": first_day, "last_day": last_day
        }  # fmt: skip
        return office_page(runtime, person, problem=str(error), written=written)
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


@router.post("/{absence_id}/end")
def end(runtime: RuntimeDep, person: WriterDep, absence_id: UUID) -> RedirectResponse:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            absences.end(unit, viewer, viewer.actor, absence_id)
    except absences.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise AbsenceError(NO_DAYS) from None
