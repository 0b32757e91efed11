"""The office: who is away and who covers, and when it works. What is posted from it stands in files
of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from messaging.directory import absences, office_setting
from messaging.directory.access import Act, may
from messaging.directory.colleagues import offices, offices_called
from messaging.models.agency import Agency, Branch
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.choosing import FEW, Of, choices, label
from web.staff.inbox_list import counts
from web.staff.listed import Listed, Number, Sought, SoughtDep, Words, leafed, listed, shown_as
from web.staff.sessions import SignedIn, TaskReaderDep

router = APIRouter()

HERE = "/staff/office"
PAGE = 10
"""Each with its form."""
AWAY = 20
ALL, GONE = Sought(), Sought(names=("who", "leaf"))
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
def office(
    runtime: RuntimeDep,
    person: TaskReaderDep,
    sought: SoughtDep,
    who: Words = "",
    leaf: Number = 1,
) -> HTMLResponse:
    away = replace(GONE, words=who.strip(), page=leaf)
    return office_page(runtime, person, sought, away)


def office_page(
    runtime: Runtime,
    person: SignedIn,
    sought: Sought = ALL,
    away: Sought = GONE,
    *,
    problem: str = "",
    written: Mapping[str, str] | None = None,
    hours_problem: str = "",
    hours_written: Written | None = None,
) -> HTMLResponse:
    """What could not be entered because of a problem stands in its form still."""
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        theirs = choices(absences.people(session, viewer, FEW + 1), Of.COLLEAGUES)
        nothing = {
            "staff": label(session.get_one(Staff, viewer.staff_id), theirs),
            "cover": "",
            "first_day": "",
            "last_day": "",
        }
        agency = session.get_one(Agency, viewer.agency_id)
        those = _offices(session, person, sought, hours_written)
        return html(
            "staff/office.html",
            voice.language,
            status_code=422 if problem or hours_problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            absences=leafed(_lines(session, person), attrgetter("who"), away, AWAY),
            people=theirs,
            colleagues=choices(absences.colleagues(session, viewer, FEW + 1), Of.COLLEAGUES),
            new=written or nothing,
            problem=voice.say(problem) if problem else "",
            whole=_as_written(_form(agency, AGENCY, str(agency.answer_work_days)), hours_written)
            if office_setting.sets_agency(viewer)
            else None,
            offices=those,
            agency=agency,
            hours_problem=voice.say(hours_problem) if hours_problem else "",
            problem_of=hours_written.code if hours_written else None,
            place="office",
        )


def _lines(session: Session, person: SignedIn) -> Sequence[Line]:
    voice, viewer = person.voice, person.viewer
    return [
        Line(
            id=each.absence.id,
            who=each.staff.name,
            cover=each.cover.name,
            first_day=voice.on(each.absence.first_day),
            last_day=voice.on(each.absence.last_day),
            ends=absences.may_end(viewer, each.staff),
        )
        for each in absences.current(session, viewer, voice.now)
    ]


def _offices(
    session: Session, person: SignedIn, sought: Sought, written: Written | None
) -> Listed[Written] | None:
    """A page of those whose hours the reader may set; the one alone that could not be set as it was
    written. None: they set nobody's."""
    viewer = person.viewer
    if not may(viewer, Act.SET_UP):
        return None
    found = offices(viewer)
    if written is not None and written.code != AGENCY:
        found = found.where(Branch.code == written.code)
        sought = Sought()
    page = listed(session, found, offices_called, sought, PAGE)
    return shown_as([_as_written(_form(row, row.code), written) for row in page.rows], page)


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
