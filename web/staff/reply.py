"""Answering a parent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from channels.values import ChannelKind
from messaging.outbound import replies
from templates import segments
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import NO_SUCH_THREAD, desk, opened
from web.staff.frame import inbox_page
from web.staff.inbox_list import PAGE, Filter, counts, listing
from web.staff.sessions import PostingDep, SignedIn
from web.voice import Voice

router = APIRouter()

MOST_CHARACTERS = 20_000
"""Of an email or a chat message; a text has its own, smaller limit."""
REFUSALS = (
    N_("Write something first."),
    N_("That is too long. Keep it under 10,000 characters."),
    N_("That is too long for a text. Shorten it, or send an email."),
)
"""What `replies.reply` may say, so that it stands in the catalogue."""


@router.post("/threads/{thread_id}/reply")
def send(
    request: Request,
    runtime: RuntimeDep,
    person: PostingDep,
    thread_id: UUID,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind, Form()] = ChannelKind.SMS,
) -> Response:
    """Idempotent by `key`, which the page made with the reply box."""
    problem = ""
    try:
        with runtime.unit() as unit:
            replies.reply(unit, runtime, person.viewer, thread_id, text, way, key)
    except replies.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD) from None
    except replies.ReplyError as error:
        problem = person.voice.say(str(error))
    piece = "hx-request" in request.headers
    if problem:
        return _refused(runtime, person, thread_id, text, way, key, problem, piece=piece)
    if not piece:
        return RedirectResponse(f"/staff/threads/{thread_id}", status.HTTP_303_SEE_OTHER)
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        return html(
            "staff/refreshed.html",
            person.voice.language,
            person=person,
            desk=desk(session, rows, person, chosen=way),
            reply_too=True,
        )


@router.post("/measure")
def measure(
    person: PostingDep,
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind, Form()] = ChannelKind.SMS,
) -> HTMLResponse:
    """How long a draft is as a text. A post, since a draft must not stand in an address.

    Asked of the server while someone types, so that the rule of segments stands in one place.
    """
    return html("staff/size.html", person.voice.language, size=size_words(text, way, person.voice))


def size_words(text: str, way: ChannelKind, voice: Voice) -> tuple[str, str]:
    """What the counter says, and what to mind about it (or nothing)."""
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
    mind = ""
    if size.offenders:
        mind = voice.say(
            N_("With %(letters)s a text holds only 70 characters."),
            letters=" ".join(size.offenders[:5]),
        )
    return counted, mind


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
) -> Response:
    """Nothing was stored; what was written stays in the box."""
    if piece:
        return html(
            "staff/problem.html",
            person.voice.language,
            problem=problem,
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )
    with runtime.reading() as session:
        viewer, voice = person.viewer, person.voice
        rows = opened(session, viewer, thread_id)
        return inbox_page(
            person,
            counts(session, viewer),
            listing(session, viewer, voice, Filter.BRANCH),
            chosen=Filter.BRANCH,
            limit=PAGE,
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
            desk=desk(session, rows, person, chosen=way, text=text, key=key, problem=problem),
        )
