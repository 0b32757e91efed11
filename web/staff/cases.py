"""People and cases: finding them, and a page for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from messaging.directory.audit import note
from messaging.directory.joining import standing
from messaging.models.person import Person
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.case_views import Role, case_view, kept_instead, person_view, roles
from web.staff.finding import find, hidden
from web.staff.inbox_list import counts
from web.staff.likely import same_address
from web.staff.sessions import CaseFinderDep, TaskReaderDep

router = APIRouter(prefix="/cases")

MOST = 60
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "joined": N_("The two records are one person now."),
        "apart": N_("They are two people again. What was made stricter has stayed so."),
    }
)


@dataclass(frozen=True, slots=True)
class Joined:
    """A record that is one with theirs."""

    id: UUID
    number: str
    since: str


@router.get("")
def begin(runtime: RuntimeDep, person: TaskReaderDep) -> HTMLResponse:
    with runtime.reading() as session:
        return html(
            "staff/cases.html",
            person.voice.language,
            person=person,
            counts=counts(session, person.viewer, person.voice.now),
            searched="",
            found=[],
            more=False,
            hidden=0,
            place="cases",
        )


@router.post("")
def search(
    runtime: RuntimeDep,
    person: CaseFinderDep,
    words: Annotated[str, Form(max_length=100)] = "",
) -> HTMLResponse:
    """A post, though it changes nothing: names and phones must not stand in addresses, which are
    logged."""
    viewer, voice, words = person.viewer, person.voice, words.strip()
    with runtime.unit() as unit:
        session = unit.session
        rows = find(session, viewer, words, MOST + 1) if words else []
        found: Sequence[Role] = roles(session, voice, rows[:MOST])
        note(
            unit, viewer.agency_id, viewer.actor, "cases.searched", "case", None,
            people=sorted({str(each.person_id) for each in found}),
        )  # fmt: skip
        return html(
            "staff/cases.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            searched=words,
            found=found,
            more=len(rows) > MOST,
            hidden=hidden(session, viewer, words),
            place="cases",
        )


@router.get("/{case_id}")
def one_case(runtime: RuntimeDep, person: TaskReaderDep, case_id: UUID) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        shown = case_view(unit.session, viewer, voice, case_id)
        note(unit, viewer.agency_id, viewer.actor, "case.shown", "case", case_id)
        return html(
            "staff/one_case.html",
            voice.language,
            person=person,
            counts=counts(unit.session, viewer, voice.now),
            case=shown,
            place="cases",
        )


@router.get("/people/{person_id}")
def one_person(
    runtime: RuntimeDep, person: TaskReaderDep, person_id: UUID, told: str = ""
) -> Response:
    """`told`: what has just been done with them. The address of a record that was joined to another
    leads on to that one."""
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        if kept_id := kept_instead(session, viewer, person_id):
            return RedirectResponse(f"/staff/cases/people/{kept_id}", status.HTTP_303_SEE_OTHER)
        shown = person_view(session, viewer, voice, person_id)
        them = session.get_one(Person, person_id)
        note(unit, viewer.agency_id, viewer.actor, "person.shown", "person", person_id)
        return html(
            "staff/one_person.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            them=shown,
            likely=same_address(session, viewer, voice, them) if person.joins else [],
            joined=[
                Joined(gone.id, gone.external_id, voice.day(made.made_at))
                for made, gone in standing(session, viewer.agency_id, person_id)
            ],
            told=voice.say(TOLD[told]) if told in TOLD else "",
            place="cases",
        )
