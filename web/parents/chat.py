"""The chat page behind a signed link: works without script, live with it."""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, Inbound
from messaging.inbound import intake
from messaging.models.agency import Agency
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import HubDep, RuntimeDep
from web.live.stream import stream
from web.parents.conversation import PROVIDER, left, said, was_shown
from web.parents.frame import NEUTRAL_SITE, Chosen, closed, language_for, page
from web.rendering import html
from web.security import from_our_pages
from web.voice import Voice

router = APIRouter()

LASTS = timedelta(days=30)
LONGEST = 2_000
"""Characters of one message."""
EMPTY = N_("Write your message first.")
TOO_LONG = N_("That is too long to send at once. Please make it shorter.")


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
        was_shown(unit, door.thread)
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
        was_shown(unit, door.thread)
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
    text: Annotated[str, Form(max_length=LONGEST * 5)] = "",
    key: Annotated[str, Form(max_length=60)] = "",
    chosen: Chosen = None,
) -> Response:
    """Stored once however often the button is pressed: `key` came with the page."""
    from_our_pages(request, runtime.settings.public_url, strict=False)
    words = text.strip()
    with runtime.unit() as unit:
        door = _open(unit.session, runtime, request, token, chosen)
        if door is None:
            return closed(request, chosen)
        problem = problem_of(words)
        if problem:
            return _page(unit.session, request, door, token, text=words, problem=problem)
        intake.store(unit, door.agency, _inbound(runtime, door, words, key))
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


def problem_of(words: str) -> str:
    """Why `words` cannot be sent; empty where they can."""
    if len(words) > LONGEST:
        return TOO_LONG
    return "" if words else EMPTY


def _open(
    session: Session, runtime: Runtime, request: Request, token: str, chosen: str | None
) -> Door | None:
    now = runtime.clock()
    try:
        thread_id = runtime.links.read(LinkPurpose.CHAT, token, now, LASTS)
    except BadLinkError:
        return None
    row = session.execute(
        select(Thread, Agency, Person)
        .join(Agency, Agency.id == Thread.agency_id)
        .join(Party, Party.id == Thread.party_id)
        .join(Person, Person.id == Party.person_id)
        .where(Thread.id == thread_id)
    ).one_or_none()
    if row is None:
        return None
    thread, agency, person = row
    language = language_for(request, chosen, person.language)
    return Door(thread, agency, Voice.of(language, person.time_zone or agency.time_zone, now))


def _inbound(runtime: Runtime, door: Door, words: str, key: str) -> Inbound:
    return Inbound(
        channel=ChannelKind.CHAT,
        provider=PROVIDER,
        provider_id=f"{door.thread.id}:{key or secrets.token_urlsafe(16)}",
        sender=str(door.thread.id),
        recipient=str(door.agency.id),
        text=words,
        received_at=runtime.clock(),
        raw=json.dumps({"text": words, "key": key, "language": door.voice.language}),
    )


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
        longest=LONGEST,
    )
