"""The office: who is away and who covers. What is posted from it stands in files of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from messaging.directory import absences
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import SignedIn, TaskReaderDep

router = APIRouter()

HERE = "/staff/office"


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One absence."""

    id: UUID
    who: str
    cover: str
    first_day: str
    last_day: str
    ends: bool
    """Whether the reader may end it."""


@router.get("/office")
def office(runtime: RuntimeDep, person: TaskReaderDep) -> HTMLResponse:
    return office_page(runtime, person)


def office_page(
    runtime: Runtime,
    person: SignedIn,
    *,
    problem: str = "",
    written: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """`written`: what could not be entered because of `problem`, so that it stands in its form."""
    viewer, voice = person.viewer, person.voice
    nothing = {"staff": str(viewer.staff_id), "cover": "", "first_day": "", "last_day": ""}
    with runtime.reading() as session:
        theirs = absences.people(session, viewer)
        return html(
            "staff/office.html",
            voice.language,
            status_code=422 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            absences=_lines(session, person, theirs),
            people=theirs,
            colleagues=absences.colleagues(session, viewer),
            new=written or nothing,
            problem=voice.say(problem) if problem else "",
            place="office",
        )


def _lines(session: Session, person: SignedIn, theirs: Sequence[Staff]) -> Sequence[Line]:
    voice, own = person.voice, {staff.id for staff in theirs}
    return [
        Line(
            id=each.absence.id,
            who=each.staff.name,
            cover=each.cover.name,
            first_day=voice.on(each.absence.first_day),
            last_day=voice.on(each.absence.last_day),
            ends=each.staff.id in own,
        )
        for each in absences.current(session, person.viewer, voice.now)
    ]
