"""A campaign started for a kept list: chosen, tried with everybody, confirmed by its number."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaigns import own
from campaigns.in_view import NotFoundError
from campaigns.models.start import PersonState, StartState
from campaigns.sends import saved
from campaigns.sends.saved import NoListError
from campaigns.starting import acts, rows
from campaigns.starting.acts import StartError
from messaging.directory import own_fields
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.acting import acted, or_gone
from web.staff.inbox_list import counts
from web.staff.sends.asked import said
from web.staff.sessions import RunnerDep, RunningDep, SignedIn

router = APIRouter()

GONE = N_("There is no such list, or it is not yours to see.")
NO_LIST = N_("Choose a kept list.")
HERE = "/staff/starts"
LATELY = 20
STATE: Mapping[StartState, str] = MappingProxyType(
    {
        StartState.LISTING: N_("Everybody is being tried; nothing is changed"),
        StartState.READY: N_("Not confirmed yet"),
        StartState.RUNNING: N_("Being enrolled"),
        StartState.DONE: N_("Done"),
        StartState.CANCELLED: N_("Cancelled"),
    }
)
WHY: Mapping[str, str] = MappingProxyType(
    {
        rows.ALREADY: N_("They are in it already."),
        rows.OVER: N_("Theirs is done, or was cancelled."),
        rows.TOO_LATE: N_("The day is so near that nothing is left to say."),
        rows.UNREADABLE: N_("Something about them could not be read."),
        "not_for_this_role": N_("The campaign is for other roles."),
        "not_for_this_program": N_("The campaign is for other programs."),
        "not_for_this_language": N_("The campaign is for other languages."),
        "not_for_this_branch": N_("The campaign is for other branches."),
        "not_for_this_field": N_("The campaign asks for something in your own fields."),
    }
)
OTHER = N_("The campaign leaves them out.")


@router.get("/campaigns/{campaign}/starts")
def choose(runtime: RuntimeDep, person: RunnerDep, campaign: str) -> HTMLResponse:
    return _form(runtime, person, campaign)


@router.post("/campaigns/{campaign}/starts")
def make(
    runtime: RuntimeDep,
    person: RunningDep,
    campaign: str,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    audience: Annotated[str, Form(max_length=40)] = "",
    on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Idempotent by `key`, which the page made with the form."""
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            row = saved.find(unit.session, viewer, UUID(audience))
            day = date.fromisoformat(on) if on else None
            start = acts.make(unit, viewer, campaign, row, day, key)
    except (ValueError, NoListError):
        return _form(runtime, person, campaign, problem=person.voice.say(NO_LIST))
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except StartError as error:
        return _form(runtime, person, campaign, problem=person.voice.say(str(error)))
    return RedirectResponse(f"{HERE}/{start.id}", status.HTTP_303_SEE_OTHER)


@router.get("/starts/{start_id}")
def show(runtime: RuntimeDep, person: RunnerDep, start_id: UUID) -> HTMLResponse:
    return _page(runtime, person, start_id)


@router.post("/starts/{start_id}/confirm")
def confirm(
    runtime: RuntimeDep, person: RunningDep, start_id: UUID, number: Annotated[int, Form()]
) -> Response:
    return _done(
        runtime, person, start_id, lambda unit: acts.confirm(unit, person.viewer, start_id, number)
    )


@router.post("/starts/{start_id}/cancel")
def cancel(runtime: RuntimeDep, person: RunningDep, start_id: UUID) -> Response:
    return _done(runtime, person, start_id, lambda unit: acts.cancel(unit, person.viewer, start_id))


def _done(
    runtime: Runtime, person: SignedIn, start_id: UUID, act: Callable[[Unit], object]
) -> Response:
    page = partial(_page, runtime, person, start_id)
    return acted(runtime, person, act, page=page, then=f"{HERE}/{start_id}", gone=GONE)


def _form(runtime: Runtime, person: SignedIn, campaign: str, *, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        fields = own_fields.of_agency(session, viewer.agency_id)
        known = own.of_agency(session, viewer.agency_id).in_force.get(campaign)
        if known is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        return html(
            "staff/starts.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            campaign=known,
            key=new_id(),
            kept=[(row.id, row.name, said(session, saved.asked(row), fields, voice))
                  for row in saved.of_agency(session, viewer)],
            lines=[(row, voice.say(STATE[row.state]), voice.within(row.created_at))
                   for row in acts.of_campaign(session, viewer, campaign, LATELY)],
            problem=problem,
            place="campaigns",
        )  # fmt: skip


def _page(runtime: Runtime, person: SignedIn, start_id: UUID, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        with or_gone(GONE):
            row = acts.find(session, viewer, start_id)
        known = own.of_agency(session, viewer.agency_id).in_force[row.campaign]
        far = acts.counts(session, row)
        return html(
            "staff/start.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            start=row,
            campaign=known,
            state=voice.say(STATE[row.state]),
            day=voice.on(row.on) if row.on else "",
            waiting=far.get(PersonState.WAITING, 0),
            enrolled=far.get(PersonState.ENROLLED, 0),
            left_out=far.get(PersonState.LEFT_OUT, 0),
            reasons=[(voice.say(WHY.get(why, OTHER)), number)
                     for why, number in acts.reasons(session, row)],
            problem=problem,
            place="campaigns",
        )  # fmt: skip
