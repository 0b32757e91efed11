"""What surrounds every staff page: who is logged in, where they are, what waits for them."""

from typing import Any
from uuid import UUID

from fastapi import Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from web.rendering import html
from web.staff import desk as desks
from web.staff import list_head as heads
from web.staff.desk import Desk, Opened
from web.staff.inbox_list import PAGE, Counts, Listing, counts, listing
from web.staff.list_head import Head
from web.staff.sessions import SignedIn
from web.staff.sieve import Sieve

DESK = "#desk"


def wants_piece(request: Request, target: str) -> bool:
    """Whether htmx asks for the piece that goes into `target`, rather than for a whole page."""
    headers = request.headers
    return (
        "hx-request" in headers
        and "hx-history-restore-request" not in headers
        and headers.get("hx-target", "").endswith(target)
    )


def to_thread(thread_id: UUID) -> RedirectResponse:
    """The way back to the page of a conversation."""
    return RedirectResponse(f"/staff/threads/{thread_id}", status.HTTP_303_SEE_OTHER)


def thread_again(request: Request, session: Session, rows: Opened, person: SignedIn) -> Response:
    """After something was done beside a conversation: its pieces as they are now, or the way back
    to its page for a browser without scripts."""
    thread_id = rows.thread.id
    if "hx-request" not in request.headers:
        return to_thread(thread_id)
    session.flush()
    session.expire_all()
    return html(
        "staff/refreshed.html",
        person.voice.language,
        person=person,
        desk=desks.desk(session, rows, person),
        reply_too=False,
    )


def inbox_page(
    person: SignedIn,
    counts: Counts,
    listing: Listing,
    head: Head,
    *,
    sieve: Sieve,
    limit: int,
    searched: str = "",
    status_code: int = 200,
    **desk: Any,
) -> HTMLResponse:
    """The three panes; `desk` is what the thread and case panes show: a conversation, what became
    of an act on several, or nothing."""
    values: dict[str, Any] = {"desk": None, "outcome": None, **desk}
    return html(
        "staff/inbox.html",
        person.voice.language,
        status_code=status_code,
        person=person,
        counts=counts,
        listing=listing,
        head=head,
        sieve=sieve,
        limit=limit,
        searched=searched,
        place="inbox",
        **values,
    )


def desk_page(
    session: Session, person: SignedIn, desk: Desk, *, status_code: int = 200
) -> HTMLResponse:
    """The whole page around a conversation that somebody works on, as it opens."""
    return inbox_page(
        person,
        counts(session, person.viewer, person.voice.now),
        listing(session, person.viewer, person.voice, Sieve()),
        heads.head(session, person),
        sieve=Sieve(),
        limit=PAGE,
        status_code=status_code,
        desk=desk,
    )
