"""Saved replies: the page on which they are kept, and putting one into the reply box."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from casework import saved_replies
from casework.models.saved_reply import SavedReply
from casework.saved_replies import LONGEST, LONGEST_NAME, SavedReplyError
from channels.values import ChannelKind
from messaging.outbound.context import recipient_seen_by
from messaging.runtime import Runtime
from web.catalogue import N_, languages
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import NO_SUCH_THREAD, desk, opened
from web.staff.frame import desk_page
from web.staff.inbox_list import counts
from web.staff.reply import MOST_CHARACTERS
from web.staff.sessions import SetterUpDep, SettingUpDep, SignedIn, WriterDep

router = APIRouter()

HERE = "/staff/saved-replies"
WRITTEN_IN = ("en", "es")
"""As messages are, whatever else pages can be read in."""
GONE = N_("There is no such saved reply any more.")

Name = Annotated[str, Form(max_length=LONGEST_NAME * 2)]
Text = Annotated[str, Form(max_length=LONGEST * 2)]


@router.get("/saved-replies")
def show(runtime: RuntimeDep, person: SetterUpDep) -> HTMLResponse:
    return _page(runtime, person)


@router.post("/saved-replies")
def add(
    runtime: RuntimeDep, person: SettingUpDep, name: Name = "", en: Text = "", es: Text = ""
) -> Response:
    return _kept(runtime, person, None, name, {"en": en, "es": es})


@router.post("/saved-replies/{reply_id}")
def change(
    runtime: RuntimeDep,
    person: SettingUpDep,
    reply_id: UUID,
    name: Name = "",
    en: Text = "",
    es: Text = "",
) -> Response:
    return _kept(runtime, person, reply_id, name, {"en": en, "es": es})


@router.post("/saved-replies/{reply_id}/delete")
def delete(runtime: RuntimeDep, person: SettingUpDep, reply_id: UUID) -> Response:
    with runtime.unit() as unit:
        row = saved_replies.find(unit.session, person.viewer, reply_id)
        if row is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        saved_replies.remove(unit, person.viewer, row)
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


@router.post("/threads/{thread_id}/saved-reply")
def put_in(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    saved: Annotated[UUID, Form()],
    key: Annotated[str, Form(min_length=8, max_length=40)],
    text: Annotated[str, Form(max_length=MOST_CHARACTERS)] = "",
    way: Annotated[ChannelKind | None, Form()] = None,
) -> Response:
    """The reply box again, with the saved words after what stands there already."""
    with runtime.reading() as session:
        to = recipient_seen_by(session, person.viewer, thread_id)
        if to is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD)
        row = saved_replies.find(session, person.viewer, saved)
        if row is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        words, _ = saved_replies.filled(row, to)
        rows = opened(session, person.viewer, thread_id)
        both = "\n".join(each for each in (text.strip(), words) if each)
        again = desk(session, rows, person, chosen=way, text=both, key=key)
        if "hx-request" in request.headers:
            return html("staff/reply.html", person.voice.language, person=person, desk=again)
        return desk_page(
            session,
            person,
            again,
        )


def _kept(
    runtime: Runtime, person: SignedIn, reply_id: UUID | None, name: str, texts: dict[str, str]
) -> Response:
    try:
        with runtime.unit() as unit:
            row = None
            if reply_id is not None:
                row = saved_replies.find(unit.session, person.viewer, reply_id)
                if row is None:
                    raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
            saved_replies.keep(unit, person.viewer, name, texts, row)
    except SavedReplyError as error:
        return _page(
            runtime,
            person,
            problem=person.voice.say(str(error)),
            written={"id": reply_id, "name": name, "texts": texts},
            status_code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


def _page(
    runtime: Runtime,
    person: SignedIn,
    *,
    problem: str = "",
    written: dict[str, object] | None = None,
    status_code: int = 200,
) -> HTMLResponse:
    """`written`: what could not be kept, so that it stands in its form still."""
    nothing: dict[str, object] = {"id": None, "name": "", "texts": {}}
    with runtime.reading() as session:
        rows = saved_replies.of_agency(session, person.viewer)
        return html(
            "staff/saved_replies.html",
            person.voice.language,
            status_code=status_code,
            person=person,
            counts=counts(session, person.viewer, person.voice.now),
            replies=[_as_written(row, written) for row in rows],
            new=written if written and written["id"] is None else nothing,
            problem=problem,
            problem_of=written["id"] if written else None,
            tongues={code: languages()[code] for code in WRITTEN_IN},
            place="saved-replies",
        )


def _as_written(row: SavedReply, written: dict[str, object] | None) -> dict[str, object]:
    if written and written["id"] == row.id:
        return written
    return {"id": row.id, "name": row.name, "texts": row.texts}
