"""Answering a parent: now, with a moment for second thoughts, or later."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, Response

from casework import answering, asking
from channels.values import ChannelKind
from messaging.compliance.asked_before import Said
from messaging.outbound import replies
from messaging.outbound.taking_back import UNDO, GoneError, take_back
from messaging.runtime import Runtime
from templates import segments
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import NO_SUCH_THREAD, desk, opened
from web.staff.frame import desk_page, to_thread
from web.staff.people import authors
from web.staff.sessions import SignedIn, WriterDep
from web.voice import Voice

router = APIRouter()

MOST_CHARACTERS = 20_000
"""Of an email or a chat message; a text has its own, smaller limit."""
NO_TIME = N_("That is not a time. Choose a day and an hour, such as tomorrow at 9:00.")
HAS_GONE = N_("This message has already gone, so it cannot be taken back.")


@router.post("/threads/{thread_id}/reply")
def send(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind, Form()] = ChannelKind.SMS,
    later: Annotated[str, Form(max_length=40)] = "",
    undo: Annotated[bool, Form()] = False,
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Idempotent by `key`, which the page made with the reply box.

    `later`: a time of the reader's own clock, as `<input type="datetime-local">` writes it.
    `undo`: wait for second thoughts. `again`: though the parent was asked for the same lately.
    """
    problem, before = "", None
    try:
        at = _own_time(later, person.voice) if later else None
        with runtime.unit() as unit:
            if at is None and undo:
                at = unit.now + UNDO
            if not again:
                before = asking.asked_lately(unit, person.viewer, thread_id, text, key)
            if before is None:
                replies.reply(
                    unit, runtime, person.viewer, thread_id, text, way, key, not_before=at
                )
    except replies.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except replies.ReplyError as error:
        problem = person.voice.say(str(error))
    piece = "hx-request" in request.headers
    if before is not None:
        problem = _asked_words(runtime, person, thread_id, before)
    if problem:
        asked = before is not None
        return _refused(
            runtime, person, thread_id, text, way, key, problem, piece=piece, asked=asked
        )
    if not piece:
        return to_thread(thread_id)
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        return html(
            "staff/refreshed.html",
            person.voice.language,
            person=person,
            desk=desk(session, rows, person, chosen=way),
            reply_too=True,
        )


@router.post("/threads/{thread_id}/messages/{message_id}/take-back")
def undo(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    message_id: UUID,
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
) -> Response:
    """The words come back into the reply box, before whatever `text` stands there by now."""
    try:
        with runtime.unit() as unit:
            taken = take_back(unit, person.viewer, thread_id, message_id)
    except replies.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except GoneError:
        raise HTTPException(status.HTTP_409_CONFLICT, HAS_GONE) from None
    words = "\n".join(each for each in (taken.text, text.strip()) if each)
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        again = desk(session, rows, person, chosen=taken.channel, text=words)
        if "hx-request" in request.headers:
            return html(
                "staff/refreshed.html",
                person.voice.language,
                person=person,
                desk=again,
                reply_too=True,
            )
        return desk_page(
            session,
            person,
            again,
        )


@router.post("/measure")
def measure(
    runtime: RuntimeDep,
    person: WriterDep,
    thread: Annotated[UUID | None, Form()] = None,
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind, Form()] = ChannelKind.SMS,
) -> HTMLResponse:
    """How long a draft is as a text. A post, since a draft must not stand in an address.

    Asked of the server while someone types, so that the rule of segments stands in one place, and
    colleagues see that somebody answers.
    """
    if thread is not None and text.strip():
        with runtime.unit() as unit:
            answering.note(unit, person.viewer, thread)
    size = size_words(text, way, person.voice, price=runtime.settings.segment_price)
    return html("staff/size.html", person.voice.language, size=size)


def size_words(
    text: str, way: ChannelKind, voice: Voice, *, price: float | None = None
) -> tuple[str, str]:
    """What the counter says, and what to mind about it (or nothing). `price`: dollars for a
    segment, where that is known."""
    if way is not ChannelKind.SMS or not text.strip():
        return "", ""
    size = segments.count(text.strip())
    if size.too_long or len(text.strip()) > segments.MAX_CHARACTERS:
        return voice.say(N_("Too long for a text. Shorten it, or send an email.")), ""
    counted = voice.count(
        "%(number)s text · %(left)s left",
        "%(number)s texts · %(left)s left",
        size.segments,
        left=size.remaining,
    )
    if price:
        cost = voice.cents(size.segments * price)
        counted = voice.say(N_("%(counted)s · about %(cost)s"), counted=counted, cost=cost)
    mind = ""
    if size.offenders:
        mind = voice.say(
            N_("With %(letters)s a text holds only 70 characters."),
            letters=" ".join(size.offenders[:5]),
        )
    return counted, mind


def _asked_words(runtime: Runtime, person: SignedIn, thread_id: UUID, before: Said) -> str:
    """`You asked Maria for this already (Monday, 9:00 AM).`"""
    with runtime.reading() as session:
        parent = opened(session, person.viewer, thread_id).person.first_name
        names = authors(
            session, person.viewer.agency_id, [before.author_id] if before.author_id else []
        )
    voice = person.voice
    to, at = parent or voice.say(N_("this parent")), voice.within(before.at)
    if before.author_id == person.viewer.staff_id:
        return voice.say(
            N_("You asked %(parent)s for this already (%(time)s)."), parent=to, time=at
        )
    if before.author_id is not None:
        name = names.get(before.author_id, voice.say(N_("A colleague")))
        said = N_("%(name)s asked %(parent)s for this already (%(time)s).")
        return voice.say(said, name=name, parent=to, time=at)
    return voice.say(N_("We asked %(parent)s for this already (%(time)s)."), parent=to, time=at)


def _own_time(written: str, voice: Voice) -> datetime:
    """Raises `ReplyError`."""
    try:
        return voice.own_time(written)
    except ValueError:
        raise replies.ReplyError(NO_TIME) from None


def _refused(
    runtime: RuntimeDep,
    person: SignedIn,
    thread_id: UUID,
    text: str,
    way: ChannelKind,
    key: str,
    problem: str,
    *,
    piece: bool,
    asked: bool = False,
) -> Response:
    """Nothing was stored; what was written stays in the box."""
    if piece:
        return html(
            "staff/problem.html",
            person.voice.language,
            problem=problem,
            asked=asked,
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        return desk_page(
            session,
            person,
            desk(
                session, rows, person, chosen=way, text=text, key=key, problem=problem, asked=asked
            ),
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )
