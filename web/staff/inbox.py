"""The inbox: the list, and finding a parent in it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse

from messaging.directory.audit import note
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.frame import inbox_page, wants_piece
from web.staff.inbox_list import MOST, PAGE, counts, listing, search
from web.staff.list_head import head
from web.staff.sessions import ReaderDep, SearcherDep, SignedInDep
from web.staff.sieve import Sieve, SieveDep

router = APIRouter()

Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("/")
def home(person: SignedInDep) -> RedirectResponse:
    return RedirectResponse(person.home, status.HTTP_303_SEE_OTHER)


@router.get("/inbox")
def inbox(
    runtime: RuntimeDep, person: ReaderDep, sieve: SieveDep, limit: Limit = PAGE
) -> HTMLResponse:
    viewer = person.viewer
    with runtime.unit() as unit:
        note(
            unit, viewer.agency_id, viewer.actor, "inbox.listed", "inbox", None,
            filter=" ".join(sieve.asks.values()),
        )  # fmt: skip
        listed = listing(unit.session, viewer, person.voice, sieve, limit)
        return inbox_page(
            person,
            counts(unit.session, viewer, person.voice.now),
            listed,
            head(unit.session, person),
            sieve=sieve,
            limit=limit,
        )


@router.get("/inbox/list")
def refreshed_list(
    runtime: RuntimeDep,
    person: ReaderDep,
    sieve: SieveDep,
    limit: Limit = PAGE,
    open: UUID | None = None,  # noqa: A002 (its name in the URL)
) -> HTMLResponse:
    """The list and the counts again, for a page that was told that something changed."""
    with runtime.reading() as session:
        return html(
            "staff/list_again.html",
            person.voice.language,
            place="inbox",
            person=person,
            counts=counts(session, person.viewer, person.voice.now),
            listing=listing(session, person.viewer, person.voice, sieve, limit),
            head=head(session, person),
            sieve=sieve,
            limit=limit,
            searched="",
            open_id=open,
        )


@router.post("/search")
def find(
    request: Request,
    runtime: RuntimeDep,
    person: SearcherDep,
    words: Annotated[str, Form(max_length=100)] = "",
) -> HTMLResponse:
    """A post, though it changes nothing: names must not stand in addresses, which are logged."""
    viewer, sieve = person.viewer, Sieve()
    with runtime.unit() as unit:
        if words.strip():
            found = search(unit.session, viewer, person.voice, words)
            note(
                unit,
                viewer.agency_id,
                viewer.actor,
                "inbox.searched",
                "inbox",
                None,
                threads=[str(line.thread_id) for line in found.lines],
            )
        else:
            found = listing(unit.session, viewer, person.voice, sieve)
        if wants_piece(request, "#lines"):
            return html(
                "staff/lines.html",
                person.voice.language,
                person=person,
                listing=found,
                sieve=sieve,
                limit=PAGE,
                searched=words.strip(),
                open_id=None,
            )
        return inbox_page(
            person,
            counts(unit.session, viewer, person.voice.now),
            found,
            head(unit.session, person),
            sieve=sieve,
            limit=PAGE,
            searched=words.strip(),
        )
