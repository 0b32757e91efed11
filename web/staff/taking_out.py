"""Records to take away, for supervisors and administrators. What each is for goes on record."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from messaging.directory import audit_proving
from messaging.directory.audit_proving import Earlier
from messaging.directory.preparing import Failed, Waiting
from messaging.models.audit import Why
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web import records
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.audit_words import WHY
from web.staff.desk import opened
from web.staff.inbox_list import counts
from web.staff.sessions import ExporterDep, ExportingDep, SignedIn
from web.staff.under_way import LINES, under_way

router = APIRouter(prefix="/records")

NOBODY = N_("There is nobody of that number, or part of their record is not yours to take away.")
NOT_ON_CASE = N_("There is nobody of that number on that case, or it is not yours to take away.")

Person = Annotated[str, Form(min_length=1, max_length=80)]
CaseNumber = Annotated[str, Form(min_length=1, max_length=40)]


@router.get("")
def show(
    runtime: RuntimeDep,
    person: ExporterDep,
    thread: UUID | None = None,
    purpose: Why | None = None,
) -> HTMLResponse:
    """`thread`: the conversation they come from, whose numbers then stand in the forms. `purpose`:
    of a hearing record, which waits until the audit is read."""
    return _page(runtime, person, thread_id=thread, purpose=purpose)


@router.post("/hearing")
def hearing(
    runtime: RuntimeDep,
    person: ExportingDep,
    case: CaseNumber,
    number: Person,
    purpose: Annotated[Why, Form()],
) -> Response:
    """Where the audit is long, a worker reads it first, and the page says how far it is."""
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            thread_id = records.of_party(unit.session, viewer, case.strip(), number.strip())
            known = _audit_read(unit, viewer.agency_id)
            if isinstance(known, Waiting):
                return RedirectResponse(_waiting(thread_id, purpose), status.HTTP_303_SEE_OTHER)
            content = records.for_hearing(
                unit, viewer.agency_id, viewer.actor, case.strip(), number.strip(),
                why=purpose, viewer=viewer, known=known,
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


def _audit_read(unit: Unit, agency_id: UUID) -> Earlier | Waiting | None:
    """What was read of it before; None: it is short. What failed is tried again."""
    if not audit_proving.is_long(unit.session, agency_id):
        return None
    state = audit_proving.earlier(unit.session, agency_id, unit.now)
    if isinstance(state, Earlier | Waiting):
        return state
    return audit_proving.ask_for(unit, agency_id)


def _waiting(thread_id: UUID, purpose: Why) -> str:
    return "/staff/records?" + urlencode({"thread": thread_id, "purpose": purpose.value})


def _page(
    runtime: Runtime,
    person: SignedIn,
    problem: str = "",
    *,
    thread_id: UUID | None = None,
    purpose: Why | None = None,
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        rows = opened(session, viewer, thread_id) if thread_id else None
        state = (
            audit_proving.earlier(session, viewer.agency_id, voice.now)
            if rows and purpose
            else None
        )
        waits = isinstance(state, Waiting)
        return html(
            "staff/records.html",
            voice.language,
            status_code=404 if problem else 202 if waits else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            problem=voice.say(problem) if problem else "",
            case_number=rows.case.number if rows else "",
            person_number=rows.person.external_id if rows else "",
            whys={why: voice.say(words) for why, words in WHY.items()},
            purpose=purpose,
            under_way=under_way(state, voice, LINES)
            if isinstance(state, Waiting | Failed)
            else None,
            read=isinstance(state, Earlier),
            here=_waiting(thread_id, purpose) if thread_id and purpose else "",
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
