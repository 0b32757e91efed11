"""Records to take away, for supervisors and administrators. What each is for goes on record."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse

from messaging.models.audit import Why
from messaging.runtime import Runtime
from web import records
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.audit_words import WHY
from web.staff.desk import opened
from web.staff.inbox_list import counts
from web.staff.sessions import ExporterDep, ExportingDep, SignedIn

router = APIRouter(prefix="/records")

NOBODY = N_("There is nobody of that number, or part of their record is not yours to take away.")
NOT_ON_CASE = N_("There is nobody of that number on that case, or it is not yours to take away.")

Person = Annotated[str, Form(min_length=1, max_length=80)]
CaseNumber = Annotated[str, Form(min_length=1, max_length=40)]


@router.get("")
def show(runtime: RuntimeDep, person: ExporterDep, thread: UUID | None = None) -> HTMLResponse:
    """`thread`: the conversation they come from, whose numbers then stand in the forms."""
    return _page(runtime, person, thread_id=thread)


@router.post("/hearing")
def hearing(
    runtime: RuntimeDep,
    person: ExportingDep,
    case: CaseNumber,
    number: Person,
    purpose: Annotated[Why, Form()],
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            content = records.for_hearing(
                unit, viewer.agency_id, viewer.actor, case.strip(), number.strip(),
                why=purpose, viewer=viewer,
            )  # fmt: skip
    except records.NoRecordError:
        return _page(runtime, person, NOT_ON_CASE)
    return _file("hearing.zip", content)


@router.post("/person")
def whole(
    runtime: RuntimeDep, person: ExportingDep, number: Person, purpose: Annotated[Why, Form()]
) -> Response:
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            content = records.of_person(
                unit, viewer.agency_id, viewer.actor, number.strip(), purpose, viewer=viewer
            )
    except records.NoRecordError:
        return _page(runtime, person, NOBODY)
    return _file("record.zip", content)


def _page(
    runtime: Runtime, person: SignedIn, problem: str = "", *, thread_id: UUID | None = None
) -> HTMLResponse:
    voice = person.voice
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id) if thread_id else None
        return html(
            "staff/records.html",
            voice.language,
            status_code=404 if problem else 200,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            problem=voice.say(problem) if problem else "",
            case_number=rows.case.number if rows else "",
            person_number=rows.person.external_id if rows else "",
            whys={why: voice.say(words) for why, words in WHY.items()},
            place="records",
        )


def _file(name: str, content: bytes) -> Response:
    return Response(
        content,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
