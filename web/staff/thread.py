"""Opening a thread, and reading it again when something changed. Every reading is audited."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse

from casework import answering
from messaging.directory.audit import note
from messaging.outbound import replies
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.bubbles import SHOWN
from web.staff.desk import desk, opened
from web.staff.frame import DESK, desk_page, inbox_page, wants_piece
from web.staff.inbox import Limit
from web.staff.inbox_list import PAGE, counts, listing
from web.staff.list_head import head
from web.staff.people import Who
from web.staff.sessions import ReaderDep, SearcherDep
from web.staff.sieve import SieveDep
from web.staff.within import NOT_ASKED, find_in

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
    finding: bool = False,
) -> HTMLResponse:
    """`finding`: with the box that looks for words in it, for a browser without scripts."""
    with runtime.unit() as unit:
        rows = opened(unit.session, person.viewer, thread_id)
        replies.mark_read(unit, person.viewer, thread_id)
        open_desk = desk(unit.session, rows, person, limit=shown)
        if finding:
            open_desk = replace(open_desk, found=NOT_ASKED)
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


@router.post("/find")
def find(
    request: Request,
    runtime: RuntimeDep,
    person: SearcherDep,
    thread_id: UUID,
    words: Annotated[str, Form(max_length=100)] = "",
) -> HTMLResponse:
    """Words within it. A post, though it changes nothing: what a parent said must not stand in
    addresses, which are logged."""
    viewer = person.viewer
    with runtime.unit() as unit:
        rows = opened(unit.session, viewer, thread_id)
        who = Who.of(rows.party, rows.case, rows.person, person.voice)
        found = find_in(unit.session, viewer, rows.thread, who, person.voice, words)
        if found.words:
            note(
                unit, viewer.agency_id, viewer.actor, "thread.searched", "thread", thread_id,
                messages=found.number,
            )  # fmt: skip
        if wants_piece(request, "#found"):
            return html("staff/found.html", person.voice.language, thread_id=thread_id, found=found)
        shown = replace(desk(unit.session, rows, person), found=found)
        return desk_page(unit.session, person, shown)


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
