"""Messages that lead to no single parent: a person says whose they are, or puts them aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.holds import decide_about
from casework.triage import match as match_with_tasks
from messaging.directory.audit import note
from messaging.directory.holds import NotFoundError, NotHeldError, Verdict
from messaging.inbound import guest_answers, triage
from messaging.models.inbound import InboundMessage, InboundState
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.masking import without_their_links
from web.rendering import html
from web.staff.frame import wants_piece
from web.staff.holds import DECIDED
from web.staff.holds import GONE as HOLD_GONE
from web.staff.inbox_list import Line, counts, of_threads, search
from web.staff.people import Who
from web.staff.sessions import SignedIn, SorterDep, SortingDep
from web.staff.strays import may_be_remembered, strays
from web.staff.strays import stray as shown

router = APIRouter(prefix="/triage")

GONE = N_("A colleague has already sorted this message.")
LINK_IN_IT = N_("Leave out links that open somebody's own page: nobody knows who reads this.")
REFUSALS = (
    N_("That conversation is not there, or not yours to see."),
    N_("That message is not there, or not yours to see."),
    N_("A colleague has already taken care of that message."),
    N_("Write something first."),
    N_("That is too long. Keep it under 2,000 characters."),
    N_("Only what was written in the anonymous chat can be answered here."),
    N_("The page of this chat has closed, so nobody would read an answer."),
    N_("Leave out case numbers and people's numbers: nobody knows who reads this."),
)
"""What `triage.match`, `triage.dismiss` and `guest_answers.answer` may say, so that it stands in
the catalogue."""


@dataclass(frozen=True, slots=True, repr=False)
class Refused:
    """An answer that was not taken, and why."""

    inbound_id: UUID
    text: str
    problem: str


@router.get("")
def waiting(runtime: RuntimeDep, person: SorterDep, matched: UUID | None = None) -> HTMLResponse:
    """`matched` is the thread that a message has just been put into."""
    viewer = person.viewer
    with runtime.unit() as unit:
        note(unit, viewer.agency_id, viewer.actor, "triage.listed", "triage", None)
        return _page(unit.session, person, matched=matched)


@router.post("/{inbound_id}/search")
def look_up(
    request: Request,
    runtime: RuntimeDep,
    person: SortingDep,
    inbound_id: UUID,
    words: Annotated[str, Form(max_length=100)] = "",
) -> HTMLResponse:
    viewer = person.viewer
    with runtime.unit() as unit:
        stray = _stray(unit.session, person, inbound_id)
        found = search(unit.session, viewer, person.voice, words).lines
        threads = [str(line.thread_id) for line in found]
        note(
            unit, viewer.agency_id, viewer.actor, "inbox.searched", "triage", inbound_id,
            threads=threads,
        )  # fmt: skip
        if wants_piece(request, f"#found-{inbound_id}"):
            return html(
                "staff/candidates.html",
                person.voice.language,
                person=person,
                stray=shown(unit.session, stray, person),
                candidates=found,
                searched=words.strip(),
            )
        return _page(unit.session, person, looked_up=inbound_id, found=found, words=words.strip())


@router.post("/{inbound_id}/match")
def match(
    runtime: RuntimeDep,
    person: SortingDep,
    inbound_id: UUID,
    thread_id: Annotated[UUID, Form()],
    remember: Annotated[bool, Form()] = False,
) -> RedirectResponse:
    """What this sender wrote goes to that parent's thread. A number nobody had can be remembered
    as theirs; one that several people use stays shared, whatever is posted."""
    try:
        with runtime.unit() as unit:
            stray = _stray(unit.session, person, inbound_id)
            theirs = remember and may_be_remembered(stray)
            match_with_tasks(unit, person.viewer, inbound_id, thread_id, remember=theirs)
    except triage.TriageError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    return RedirectResponse(f"/staff/triage?matched={thread_id}", status.HTTP_303_SEE_OTHER)


@router.post("/{inbound_id}/hold")
def settle(
    runtime: RuntimeDep,
    person: SortingDep,
    inbound_id: UUID,
    verdict: Annotated[Verdict, Form()],
    back: Annotated[Literal["triage", "tasks"], Form()] = "triage",
) -> RedirectResponse:
    """Does its sender still want messages? Also once it is put aside, or stands in a thread."""
    viewer = person.viewer
    try:
        with runtime.unit() as unit:
            decide_about(unit, viewer, viewer.actor, inbound_id, verdict)
            unit.touch(viewer.agency_id, "triage")
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, HOLD_GONE) from None
    except NotHeldError:
        raise HTTPException(status.HTTP_409_CONFLICT, DECIDED) from None
    return RedirectResponse(f"/staff/{back}", status.HTTP_303_SEE_OTHER)


@router.post("/{inbound_id}/answer")
def answer(
    runtime: RuntimeDep,
    person: SortingDep,
    inbound_id: UUID,
    text: Annotated[str, Form(max_length=20_000)] = "",
    key: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """Shown in the anonymous chat that this was written in. What was refused stays in the box."""
    problem = LINK_IN_IT if without_their_links(text, "en") != text else ""
    if not problem:
        try:
            with runtime.unit() as unit:
                guest_answers.answer(unit, person.viewer, inbound_id, text, key)
        except triage.NotFoundError:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
        except triage.TriageError as error:
            if str(error) not in guest_answers.MENDABLE:
                raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
            problem = str(error)
    if problem:
        with runtime.reading() as session:
            return _page(session, person, refused=Refused(inbound_id, text, problem))
    return RedirectResponse(f"/staff/triage#stray-{inbound_id}", status.HTTP_303_SEE_OTHER)


@router.post("/{inbound_id}/dismiss")
def dismiss(runtime: RuntimeDep, person: SortingDep, inbound_id: UUID) -> RedirectResponse:
    try:
        with runtime.unit() as unit:
            triage.dismiss(unit, person.viewer, inbound_id)
    except triage.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except triage.TriageError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    return RedirectResponse("/staff/triage", status.HTTP_303_SEE_OTHER)


def _stray(session: Session, person: SignedIn, inbound_id: UUID) -> InboundMessage:
    found = session.scalar(
        select(InboundMessage).where(
            InboundMessage.agency_id == person.viewer.agency_id,
            InboundMessage.id == inbound_id,
            InboundMessage.state == InboundState.TRIAGE,
        )
    )
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return found


def _page(
    session: Session,
    person: SignedIn,
    *,
    looked_up: UUID | None = None,
    found: Sequence[Line] = (),
    words: str = "",
    matched: UUID | None = None,
    refused: Refused | None = None,
) -> HTMLResponse:
    return html(
        "staff/triage.html",
        person.voice.language,
        status_code=status.HTTP_422_UNPROCESSABLE_CONTENT if refused else status.HTTP_200_OK,
        refused=refused,
        longest=guest_answers.LONGEST,
        person=person,
        counts=counts(session, person.viewer, person.voice.now),
        strays=strays(session, person),
        looked_up=looked_up,
        found=found,
        searched=words,
        matched=matched,
        matched_with=_whose(session, person, matched),
        place="triage",
    )


def _whose(session: Session, person: SignedIn, thread_id: UUID | None) -> Who | None:
    if thread_id is None:
        return None
    return of_threads(session, person.viewer, person.voice, [thread_id]).get(thread_id)
