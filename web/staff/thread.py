"""Opening a thread, and reading it again when something changed. Every reading is audited."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from casework import answering
from messaging.outbound import replies
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.bubbles import SHOWN
from web.staff.desk import desk, opened
from web.staff.frame import DESK, inbox_page, wants_piece
from web.staff.inbox import Limit
from web.staff.inbox_list import PAGE, counts, listing
from web.staff.list_head import head
from web.staff.sessions import ReaderDep
from web.staff.sieve import SieveDep

router = APIRouter(prefix="/threads/{thread_id}")

Shown = Annotated[int, Query(ge=1, le=5_000)]


@router.get("")
def read(
    request: Request,
    runtime: RuntimeDep,
    person: ReaderDep,
    thread_id: UUID,
    sieve: SieveDep,
    limit: Limit = PAGE,
    shown: Shown = SHOWN,
) -> HTMLResponse:
    with runtime.unit() as unit:
        rows = opened(unit.session, person.viewer, thread_id)
        replies.mark_read(unit, person.viewer, thread_id)
        open_desk = desk(unit.session, rows, person, limit=shown)
        if wants_piece(request, DESK):
            return html(
                "staff/desk.html",
                person.voice.language,
                person=person,
                desk=open_desk,
                sieve=sieve,
                limit=limit,
                outcome=None,
            )
        return inbox_page(
            person,
            counts(unit.session, person.viewer, person.voice.now),
            listing(unit.session, person.viewer, person.voice, sieve, limit),
            head(unit.session, person),
            sieve=sieve,
            limit=limit,
            desk=open_desk,
        )


@router.get("/answering")
def who_answers(runtime: RuntimeDep, person: ReaderDep, thread_id: UUID) -> HTMLResponse:
    """The line that says who writes here, again: it goes by itself once they stop."""
    with runtime.reading() as session:
        rows = opened(session, person.viewer, thread_id)
        names = answering.others(session, person.viewer, rows.thread.id, person.voice.now)
    shown = {"thread_id": thread_id, "answering": names}
    return html("staff/answering.html", person.voice.language, desk=shown)


@router.get("/messages")
def refreshed(
    runtime: RuntimeDep, person: ReaderDep, thread_id: UUID, shown: Shown = SHOWN
) -> HTMLResponse:
    """The messages and the case pane again, for an open page that was told of a change."""
    with runtime.unit() as unit:
        rows = opened(unit.session, person.viewer, thread_id)
        replies.mark_read(unit, person.viewer, thread_id)
        return html(
            "staff/refreshed.html",
            person.voice.language,
            person=person,
            desk=desk(unit.session, rows, person, limit=shown),
            reply_too=False,
        )
