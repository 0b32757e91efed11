"""Taking files in: upload, say which column is what, try it, run it, mend what was wrong."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, HTTPException, Request, UploadFile, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from campaigns.csv_file import CsvRunError
from campaigns.csv_run import TWICE
from campaigns.imports import acts
from campaigns.imports.acts import ImportRefusedError
from campaigns.loading import load_campaigns
from campaigns.models.import_job import ImportJob, ImportState
from messaging.directory import audit
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.acting import acted, or_gone
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep, SignedIn
from web.voice import Voice

router = APIRouter(prefix="/imports")

WHOLE_AGENCY = N_("Files are taken in by those who see the whole agency.")
GONE = N_("There is no such file any more.")
PEOPLE = N_("Parents only: nothing is sent")
LATELY = 30
UNICODE = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"})
STATE = MappingProxyType(
    {
        ImportState.UPLOADED: N_("Say what its columns are"),
        ImportState.CHECKING: N_("Being tried; nothing is changed"),
        ImportState.CHECKED: N_("Tried; nothing was changed"),
        ImportState.RUNNING: N_("Being taken in"),
        ImportState.DONE: N_("Taken in"),
        ImportState.FAILED: N_("It cannot be read"),
    }
)
OUTCOME = MappingProxyType(
    {
        "added": N_("new"),
        "known": N_("known already, brought up to date"),
        "started": N_("started"),
        "moved": N_("moved to another date"),
        "kept": N_("as they were"),
        "repeated": N_("started by an earlier file"),
        "left_out": N_("not for this campaign"),
        TWICE: N_("the same as a row before them in this file"),
    }
)
NAMES = MappingProxyType(
    {
        "case_number": N_("Case number"),
        "program": N_("Program"),
        "branch": N_("Branch (its code)"),
        "external_id": N_("Your number for the person"),
        "role": N_("Role on the case"),
        "first_name": N_("First name"),
        "last_name": N_("Last name"),
        "language": N_("Language (en, es)"),
        "time_zone": N_("Time zone"),
        "nondisclosure": N_("Nondisclosure (yes or no)"),
        "phone": N_("Phone"),
        "email": N_("Email"),
        "consent_source": N_("Where they agreed to texts"),
        "consent_at": N_("When they agreed"),
        "renewal_id": N_("Number of the renewal"),
        "payment_id": N_("Number of the payment"),
        "appointment_id": N_("Number of the appointment"),
        "due_on": N_("Due on"),
        "posted_on": N_("Posted on"),
        "starts_at": N_("Starts at"),
        "place": N_("Place"),
    }
)
FIXED = ("program", "branch", "role", "language", "consent_source", "place")
"""What can be the same for every row."""


@dataclass(frozen=True, slots=True)
class Column:
    """One of ours, with the heading it was found under."""

    key: str
    name: str
    needed: bool
    heading: str
    fixed: str
    may_be_fixed: bool


@router.get("")
def imports(runtime: RuntimeDep, person: RunnerDep) -> HTMLResponse:
    return _list(runtime, person)


@router.post("")
def upload(
    runtime: RuntimeDep,
    person: RunningDep,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    kind: Annotated[str, Form(max_length=40)],
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Idempotent by `key`, which the page made with the form."""
    _whole(person)
    if file is None:
        return _list(runtime, person, problem=person.voice.say(acts.NO_FILE))
    try:
        with runtime.unit() as unit:
            name = file.filename or ""
            job = acts.upload(unit, person.viewer, key, kind, name, file.file)
    except ImportRefusedError as error:
        return _list(runtime, person, problem=person.voice.say(str(error)))
    except CsvRunError as error:
        return _list(runtime, person, problem=str(error), status_code=422)
    return RedirectResponse(f"/staff/imports/{job.id}", status.HTTP_303_SEE_OTHER)


@router.get("/{job_id}")
def show(runtime: RuntimeDep, person: RunnerDep, job_id: UUID) -> HTMLResponse:
    return _page(runtime, person, job_id)


@router.post("/{job_id}/columns")
async def columns(
    request: Request, runtime: RuntimeDep, person: RunningDep, job_id: UUID
) -> Response:
    """The form has a field for each of our columns: `c-<column>` a place among the headings,
    `v-<column>` what stands there for every row."""
    given = await request.form()
    said = {name: value for name, value in given.items() if isinstance(value, str)}
    return await run_in_threadpool(_name_columns, runtime, person, job_id, said)


@router.post("/{job_id}/run")
def run(runtime: RuntimeDep, person: RunningDep, job_id: UUID) -> Response:
    return _done(runtime, person, job_id, lambda unit: acts.run(unit, person.viewer, job_id))


@router.post("/{job_id}/drop")
def drop(runtime: RuntimeDep, person: RunningDep, job_id: UUID) -> Response:
    return _done(
        runtime, person, job_id,
        lambda unit: acts.drop(unit, person.viewer, job_id), then="/staff/imports",
    )  # fmt: skip


@router.get("/{job_id}/errors.csv")
def errors(runtime: RuntimeDep, person: RunnerDep, job_id: UUID) -> Response:
    _whole(person)
    viewer = person.viewer
    with runtime.unit() as unit:
        with or_gone(GONE):
            job = acts.find(unit.session, viewer, job_id)
        text = "".join(acts.to_mend(unit.session, job))
        audit.note(unit, viewer.agency_id, viewer.actor, "import.bad_rows", "import", job.id)
    headers = {"Content-Disposition": 'attachment; filename="to-mend.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _name_columns(
    runtime: Runtime, person: SignedIn, job_id: UUID, said: dict[str, str]
) -> Response:
    def act(unit: Unit) -> None:
        job = acts.find(unit.session, person.viewer, job_id)
        headings = json.loads(job.headings)
        named: dict[str, str] = {}
        ours = acts.own_columns(unit.session, job.agency_id)
        for column in (*acts.shape_of(job.kind).columns, *ours):
            place = said.get(f"c-{column}", "")
            if place.isdecimal() and int(place) < len(headings):
                named[headings[int(place)]] = column
        fixed = {column: said.get(f"v-{column}", "")[:80] for column in FIXED}
        acts.name_columns(unit, person.viewer, job_id, named, fixed)

    return _done(runtime, person, job_id, act)


def _done(
    runtime: Runtime,
    person: SignedIn,
    job_id: UUID,
    act: Callable[[Unit], object],
    then: str = "",
) -> Response:
    _whole(person)
    page = partial(_page, runtime, person, job_id)
    then = then or f"/staff/imports/{job_id}"
    return acted(runtime, person, act, page=page, then=then, gone=GONE)


def _whole(person: SignedIn) -> None:
    if person.viewer.bounded:
        raise HTTPException(status.HTTP_403_FORBIDDEN, WHOLE_AGENCY)


def _list(
    runtime: Runtime, person: SignedIn, *, problem: str = "", status_code: int = 409
) -> HTMLResponse:
    _whole(person)
    voice = person.voice
    with runtime.reading() as session:
        jobs = session.scalars(
            select(ImportJob)
            .where(acts.ours(person.viewer))
            .order_by(ImportJob.created_at.desc(), ImportJob.id.desc())
            .limit(LATELY)
        ).all()
        return html(
            "staff/imports.html",
            voice.language,
            status_code=status_code if problem else 200,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            key=new_id(),
            kinds=[(kind, _kind(kind, voice)) for kind in acts.kinds()],
            jobs=[
                (
                    job,
                    _kind(job.kind, voice),
                    voice.say(STATE[job.state]),
                    voice.within(job.created_at),
                )
                for job in jobs
            ],
            problem=problem,
            place="imports",
        )


def _page(runtime: Runtime, person: SignedIn, job_id: UUID, problem: str = "") -> HTMLResponse:
    _whole(person)
    voice = person.voice
    with runtime.reading() as session:
        with or_gone(GONE):
            job = acts.find(session, person.viewer, job_id)
        headings = json.loads(job.headings)
        return html(
            "staff/import.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, person.viewer, voice.now),
            job=job,
            kind=_kind(job.kind, voice),
            state=voice.say(STATE[job.state]),
            headings=headings,
            columns=_columns(session, job, headings, voice),
            outcomes=[(voice.say(OUTCOME.get(one, one)), n) for one, n in job.outcomes.items()],
            bad=json.loads(job.first_bad or "[]"),
            guessed_encoding=job.encoding not in UNICODE,
            problem=problem,
            place="imports",
        )


def _columns(
    session: Session, job: ImportJob, headings: Sequence[str], voice: Voice
) -> list[Column]:
    """The needed ones first."""
    shape = acts.shape_of(job.kind)
    under = {column: heading for heading, column in job.columns.items() if heading in headings}
    found = [
        Column(
            key,
            voice.say(NAMES[key]),
            key in shape.needed,
            under.get(key, ""),
            str(job.given.get(key, "")),
            key in FIXED,
        )
        for key in NAMES
        if key in shape.columns
    ]
    found += [
        Column(key, label, False, under.get(key, ""), "", False)
        for key, (_, label) in acts.own_columns(session, job.agency_id).items()
    ]
    return sorted(found, key=lambda one: not one.needed)


def _kind(kind: str, voice: Voice) -> str:
    return voice.say(PEOPLE) if kind == acts.PEOPLE else load_campaigns()[kind].name
