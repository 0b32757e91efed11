"""The web chat without an account: write as nobody, or prove who you are and see your own thread.

The page's address carries the chat's random name, signed; no cookie, so that nothing stays behind
on a borrowed phone. What the proving page says never tells whether a number is known here.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Form, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.values import ChannelKind
from messaging.inbound import guest_answers, guests, intake, leaving, proving, seen_files
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage
from messaging.platform.ids import new_id
from messaging.platform.links import BadLinkError, LinkPurpose
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import HubDep, RuntimeDep
from web.live.stream import stream
from web.parents.chat import leave
from web.parents.conversation import Said, written
from web.parents.frame import Chosen, closed, language_for, page
from web.parents.uploads import ENOUGH, FIELDS, PostedDep, problem_of
from web.rendering import html
from web.security import from_our_pages
from web.voice import Voice

router = APIRouter()

SHOWN = 50
NOT_RIGHT = N_("That did not work. Check the code, or ask for a new one.")
NEED_BOTH = N_("Fill in both, please.")
_LONGEST_FIELD = 120


@dataclass(frozen=True, slots=True, repr=False)
class Room:
    """One anonymous chat at one agency."""

    agency: Agency
    chat_id: UUID
    voice: Voice
    here: str

    def to(self, rest: str = "") -> RedirectResponse:
        address = f"{self.here}{rest}?lang={self.voice.language}"
        return RedirectResponse(address, status.HTTP_303_SEE_OTHER)


@router.get("/chat")
def only_one(request: Request, runtime: RuntimeDep, chosen: Chosen = None) -> Response:
    """Where one agency is served, its chat; else its own address has to say which."""
    with runtime.reading() as session:
        slugs = session.scalars(select(Agency.slug).limit(2)).all()
    if len(slugs) != 1:
        return closed(request, chosen)
    return RedirectResponse(f"/p/start/{slugs[0]}", status.HTTP_303_SEE_OTHER)


@router.get("/start/{slug}")
def begin(request: Request, runtime: RuntimeDep, slug: str, chosen: Chosen = None) -> Response:
    with runtime.reading() as session:
        known = session.scalar(select(Agency.id).where(Agency.slug == slug))
    if known is None:
        return closed(request, chosen)
    token = runtime.links.sign(LinkPurpose.GUEST, new_id(), runtime.clock())
    return RedirectResponse(
        f"/p/start/{slug}/{token}?lang={language_for(request, chosen, None)}",
        status.HTTP_303_SEE_OTHER,
    )


@router.get("/start/{slug}/{token}")
def show(
    request: Request, runtime: RuntimeDep, slug: str, token: str, chosen: Chosen = None
) -> Response:
    return _in_room(
        request, runtime, slug, token, chosen,
        lambda session, room: _page(session, request, room, runtime=runtime),
    )  # fmt: skip


@router.get("/start/{slug}/{token}/messages")
def refreshed(
    request: Request, runtime: RuntimeDep, slug: str, token: str, chosen: Chosen = None
) -> Response:
    """The conversation again, for an open page that was told of a change."""

    def again(session: Session, room: Room) -> HTMLResponse:
        said = _said(session, room, runtime)
        name = room.agency.neutral_name
        return html("parents/messages.html", room.voice.language, said=said, agency=name)

    return _in_room(request, runtime, slug, token, chosen, again)


@router.get("/start/{slug}/{token}/live")
def live(
    request: Request,
    runtime: RuntimeDep,
    hub: HubDep,
    slug: str,
    token: str,
    chosen: Chosen = None,
) -> Response:
    def listen(_session: Session, room: Room) -> Response:
        mine = str(room.chat_id)
        return stream(hub, room.agency.id, lambda topic: topic == mine)

    return _in_room(request, runtime, slug, token, chosen, listen)


@router.get("/start/{slug}/{token}/leave")
def leave_chat(request: Request, runtime: RuntimeDep, slug: str, token: str) -> Response:
    with runtime.unit() as unit:
        room = _room(unit.session, runtime, request, slug, token, None)
        if room is not None:
            leaving.leave(unit, room.agency.id, [room.chat_id])
            unit.touch(room.agency.id, "triage")
    return leave()


@router.post("/start/{slug}/{token}")
def write(
    request: Request,
    runtime: RuntimeDep,
    slug: str,
    token: str,
    form: PostedDep,
    chosen: Chosen = None,
) -> Response:
    """Stored once however often the button is pressed, with nothing of who wrote it."""
    problem = problem_of(form)
    with runtime.unit() as unit:
        room = _room(unit.session, runtime, request, slug, token, chosen)
        if room is None:
            return closed(request, chosen, f"/p/start/{slug}")
        if form.files and not problem:
            problem = _enough(unit, room, len(form.files))
        if not problem:
            sender, name = proving.guest(room.chat_id), str(room.chat_id)
            inbound = written(unit, room.agency, room.voice, form, sender, name)
            intake.store(unit, room.agency, inbound)
    if problem:
        with runtime.reading() as session:
            return _page(session, request, room, runtime=runtime, text=form.text, problem=problem)
    return room.to()


@router.get("/start/{slug}/{token}/prove")
def ask_who(
    request: Request, runtime: RuntimeDep, slug: str, token: str, chosen: Chosen = None
) -> Response:
    return _in_room(
        request, runtime, slug, token, chosen, lambda _session, room: _prove_page(request, room)
    )


@router.post("/start/{slug}/{token}/prove")
def send_code(
    request: Request,
    runtime: RuntimeDep,
    after: BackgroundTasks,
    slug: str,
    token: str,
    address: Annotated[str, Form(max_length=_LONGEST_FIELD)] = "",
    number: Annotated[str, Form(max_length=_LONGEST_FIELD)] = "",
    chosen: Chosen = None,
) -> Response:
    """The looking up happens after the answer: its time, too, tells nobody what is known here."""
    from_our_pages(request, runtime.settings.public_url, strict=False)
    with runtime.reading() as session:
        room = _room(session, runtime, request, slug, token, chosen)
        if room is None:
            return closed(request, chosen, f"/p/start/{slug}")
        if not (address.strip() and number.strip()):
            return _prove_page(request, room, problem=NEED_BOTH, address=address, number=number)
    after.add_task(_ask, runtime, room.agency.id, room.chat_id, address.strip(), number.strip())
    return room.to("/code")


@router.get("/start/{slug}/{token}/code")
def ask_code(
    request: Request, runtime: RuntimeDep, slug: str, token: str, chosen: Chosen = None
) -> Response:
    return _in_room(
        request, runtime, slug, token, chosen, lambda _session, room: _code_page(request, room)
    )


@router.post("/start/{slug}/{token}/code")
def check_code(
    request: Request,
    runtime: RuntimeDep,
    slug: str,
    token: str,
    code: Annotated[str, Form(max_length=40)] = "",
    chosen: Chosen = None,
) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=False)
    with runtime.unit() as unit:
        room = _room(unit.session, runtime, request, slug, token, chosen)
        if room is None:
            return closed(request, chosen, f"/p/start/{slug}")
        thread = proving.confirm(unit, room.agency.id, room.chat_id, code)
        if thread is None:
            return _code_page(request, room, problem=NOT_RIGHT)
        opened = runtime.links.sign(LinkPurpose.CHAT, thread.id, unit.now)
    address = f"/p/chat/{opened}?lang={room.voice.language}"
    return RedirectResponse(address, status.HTTP_303_SEE_OTHER)


def _ask(runtime: Runtime, agency_id: UUID, chat_id: UUID, address: str, number: str) -> None:
    with runtime.unit() as unit:
        agency = unit.session.get_one(Agency, agency_id)
        proving.ask(unit, runtime, agency, chat_id, address, number)


def _in_room(
    request: Request,
    runtime: Runtime,
    slug: str,
    token: str,
    chosen: str | None,
    make: Callable[[Session, Room], Response],
) -> Response:
    """What `make` shows of the chat that a link opens."""
    with runtime.reading() as session:
        room = _room(session, runtime, request, slug, token, chosen)
        return closed(request, chosen, f"/p/start/{slug}") if room is None else make(session, room)


def _room(
    session: Session,
    runtime: Runtime,
    request: Request,
    slug: str,
    token: str,
    chosen: str | None,
) -> Room | None:
    now = runtime.clock()
    agency = session.scalar(select(Agency).where(Agency.slug == slug))
    try:
        link = runtime.links.open(LinkPurpose.GUEST, token, now, guests.LASTS)
    except BadLinkError:
        return None
    if agency is None or leaving.is_left(session, agency.id, link):
        return None
    language = language_for(request, chosen, None)
    voice = Voice.of(language, agency.time_zone, now)
    return Room(agency, link.subject, voice, f"/p/start/{slug}/{token}")


def _enough(unit: Unit, room: Room, files: int) -> str:
    return "" if guests.takes_files(unit, room.agency.id, room.chat_id, files) else ENOUGH


def _said(session: Session, room: Room, runtime: Runtime) -> Sequence[Said]:
    """What was written in this chat, and what was answered to nobody in particular. Whatever
    concerns a case stands only where somebody has proved who they are."""
    rows = session.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.agency_id == room.agency.id,
            InboundMessage.channel == ChannelKind.CHAT,
            InboundMessage.sender_index.in_(
                keyring().indexes(room.agency.id, proving.guest(room.chat_id))
            ),
        )
        .order_by(InboundMessage.received_at.desc(), InboundMessage.id.desc())
        .limit(SHOWN)
    ).all()
    files = seen_files.of_inbounds(session, room.agency.id, [row.id for row in rows])
    answers = guest_answers.of_chat(session, room.agency.id, room.chat_id)
    if any(each.shown_at is None for each in answers):
        with runtime.unit() as unit:
            guest_answers.were_shown(unit, room.agency.id, room.chat_id)
    said = [
        Said.mine_at(row.text, row.received_at, room.voice, files.get(row.id, ())) for row in rows
    ]
    said += [Said.ours_at(each.text, each.said_at, room.voice) for each in answers]
    return sorted(said, key=lambda each: each.at)


def _page(
    session: Session,
    request: Request,
    room: Room,
    *,
    runtime: Runtime,
    text: str = "",
    problem: str = "",
) -> HTMLResponse:
    return page(
        "guest.html",
        request,
        room.voice.language,
        agency=room.agency.neutral_name,
        leave=f"{room.here}/leave",
        status_code=422 if problem else 200,
        phone=room.agency.phone,
        room=room,
        said=_said(session, room, runtime),
        hours=guests.LASTS.total_seconds() // 3600,
        key=secrets.token_urlsafe(16),
        text=text,
        problem=problem,
        say=room.here,
        form=FIELDS,
    )


def _prove_page(
    request: Request, room: Room, problem: str = "", address: str = "", number: str = ""
) -> HTMLResponse:
    return _form_page("prove.html", request, room, problem, address=address, number=number)


def _code_page(request: Request, room: Room, problem: str = "") -> HTMLResponse:
    return _form_page("code.html", request, room, problem)


def _form_page(name: str, request: Request, room: Room, problem: str, **typed: Any) -> HTMLResponse:
    return page(
        name,
        request,
        room.voice.language,
        agency=room.agency.neutral_name,
        leave=f"{room.here}/leave",
        status_code=422 if problem else 200,
        phone=room.agency.phone,
        room=room,
        problem=problem,
        **typed,
    )
