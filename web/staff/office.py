"""The office: who is away and who covers, and when it works. What is posted from it stands in files
of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from messaging.directory import absences, office_setting
from messaging.models.agency import Agency, Branch
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import SignedIn, TaskReaderDep

router = APIRouter()

HERE = "/staff/office"
AGENCY = ""
"""Stands for the whole agency where a branch's code could."""


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


@dataclass(frozen=True, slots=True)
class Written:
    """The form of one office's hours, as it is filled in."""

    code: str
    """The branch's, or `AGENCY`."""
    opens: str
    closes: str
    closed: str
    """Days off, one on a line."""
    within: str = ""
    """Of the agency: how many working days an answer may take."""
    name: str = ""


@router.get("/office")
def office(runtime: RuntimeDep, person: TaskReaderDep) -> HTMLResponse:
    return office_page(runtime, person)


def office_page(
    runtime: Runtime,
    person: SignedIn,
    *,
    problem: str = "",
    written: Mapping[str, str] | None = None,
    hours_problem: str = "",
    hours_written: Written | None = None,
) -> HTMLResponse:
    """What could not be entered because of a problem stands in its form still."""
    viewer, voice = person.viewer, person.voice
    nothing = {"staff": str(viewer.staff_id), "cover": "", "first_day": "", "last_day": ""}
    with runtime.reading() as session:
        theirs = absences.people(session, viewer)
        agency = session.get_one(Agency, viewer.agency_id)
        return html(
            "staff/office.html",
            voice.language,
            status_code=422 if problem or hours_problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            absences=_lines(session, person, theirs),
            people=theirs,
            colleagues=absences.colleagues(session, viewer),
            new=written or nothing,
            problem=voice.say(problem) if problem else "",
            offices=[
                _as_written(each, hours_written) for each in _offices(session, person, agency)
            ],
            agency=agency,
            hours_problem=voice.say(hours_problem) if hours_problem else "",
            problem_of=hours_written.code if hours_written else None,
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


def _offices(session: Session, person: SignedIn, agency: Agency) -> Sequence[Written]:
    """Those whose hours the reader may set, the whole agency first."""
    found = [_form(each, each.code) for each in office_setting.branches(session, person.viewer)]
    if office_setting.sets_agency(person.viewer):
        found.insert(0, _form(agency, AGENCY, str(agency.answer_work_days)))
    return found


def _form(row: Agency | Branch, code: str, within: str = "") -> Written:
    opens, closes = (
        "" if hour is None else str(hour) for hour in (row.opens_hour, row.closes_hour)
    )
    return Written(code, opens, closes, "\n".join(row.closed_days), within, row.name)


def _as_written(now: Written, written: Written | None) -> Written:
    if written is None or written.code != now.code:
        return now
    return Written(
        now.code, written.opens, written.closes, written.closed, written.within, now.name
    )
