"""The chat page behind a signed link: works without script, live with it."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.inbound import intake, leaving
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.runtime import Runtime
from web.dependencies import HubDep, RuntimeDep
from web.live.stream import stream
from web.parents.conversation import left, said, was_shown, written
from web.parents.frame import NEUTRAL_SITE, Chosen, closed, language_for, page
from web.parents.uploads import FIELDS, PostedDep, problem_of
from web.rendering import html
from web.voice import Voice

router = APIRouter()

LASTS = timedelta(days=30)


@dataclass(frozen=True, slots=True, repr=False)
class Door:
    """The thread a link leads to, and how its parent is spoken to."""

    thread: Thread
    agency: Agency
    voice: Voice


@router.get("/chat/{token}")
def show(request: Request, runtime: RuntimeDep, token: str, chosen: Chosen = None) -> HTMLResponse:
    with runtime.unit() as unit:
        door = _open(unit.session, runtime, request, token, chosen)
        if door is None:
            return closed(request, chosen)
        was_shown(unit, runtime, door.thread)
        return _page(unit.session, request, door, token)


@router.get("/chat/{token}/messages")
def refreshed(
    request: Request, runtime: RuntimeDep, token: str, chosen: Chosen = None
) -> HTMLResponse:
    """The conversation again, for an open page that was told of a change."""
    with runtime.unit() as unit:
        door = _open(unit.session, runtime, request, token, chosen)
        if door is None:
            return closed(request, chosen)
        was_shown(unit, runtime, door.thread)
        return html(
            "parents/messages.html",
            door.voice.language,
            said=said(unit.session, door.thread, door.voice),
            agency=door.agency.neutral_name,
        )


@router.post("/chat/{token}")
def write(
    request: Request,
    runtime: RuntimeDep,
    token: str,
    form: PostedDep,
    chosen: Chosen = None,
) -> Response:
    """Stored once however often the button is pressed: its key came with the page."""
    problem = problem_of(form)
    with runtime.unit() as unit:
        door = _open(unit.session, runtime, request, token, chosen)
        if door is None:
            return closed(request, chosen)
        if problem:
            return _page(unit.session, request, door, token, text=form.text, problem=problem)
        mine = str(door.thread.id)
        intake.store(unit, door.agency, written(unit, door.agency, door.voice, form, mine, mine))
    again = f"/p/chat/{token}" + (f"?lang={door.voice.language}" if chosen else "")
    return RedirectResponse(again, status.HTTP_303_SEE_OTHER)


@router.get("/chat/{token}/live")
def live(
    request: Request, runtime: RuntimeDep, hub: HubDep, token: str, chosen: Chosen = None
) -> Response:
    with runtime.reading() as session:
        door = _open(session, runtime, request, token, chosen)
        if door is None:
            return closed(request, chosen)
        mine, agency_id = str(door.thread.id), door.agency.id
    return stream(hub, agency_id, lambda topic: topic == mine)


@router.get("/chat/{token}/leave")
def leave_chat(request: Request, runtime: RuntimeDep, token: str) -> Response:
    with runtime.unit() as unit:
        door = _open(unit.session, runtime, request, token, None)
        if door is not None:
            left(unit, door.thread)
    return leave()


@router.get("/leave")
def leave() -> Response:
    response = RedirectResponse(NEUTRAL_SITE, status.HTTP_303_SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _open(
    session: Session, runtime: Runtime, request: Request, token: str, chosen: str | None
) -> Door | None:
    now = runtime.clock()
    try:
        link = runtime.links.open(LinkPurpose.CHAT, token, now, LASTS)
    except BadLinkError:
        return None
    row = session.execute(
        select(Thread, Agency, Person)
        .join(Agency, Agency.id == Thread.agency_id)
        .join(Party, Party.id == Thread.party_id)
        .join(Person, Person.id == Party.person_id)
        .where(Thread.id == link.subject)
    ).one_or_none()
    if row is None:
        return None
    thread, agency, person = row
    if leaving.is_left(session, agency.id, link):
        return None
    language = language_for(request, chosen, person.language)
    return Door(thread, agency, Voice.of(language, person.time_zone or agency.time_zone, now))


def _page(
    session: Session,
    request: Request,
    door: Door,
    token: str,
    *,
    text: str = "",
    problem: str = "",
) -> HTMLResponse:
    return page(
        "chat.html",
        request,
        door.voice.language,
        agency=door.agency.neutral_name,
        leave=f"/p/chat/{token}/leave",
        status_code=422 if problem else 200,
        token=token,
        phone=door.agency.phone,
        said=said(session, door.thread, door.voice),
        key=secrets.token_urlsafe(16),
        text=text,
        problem=problem,
        say=f"/p/chat/{token}",
        form=FIELDS,
    )
