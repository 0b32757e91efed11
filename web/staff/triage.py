"""Messages that lead to no single parent: a person says whose they are, or puts them aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.holds import decide_about
from casework.triage import match as match_with_tasks
from messaging.directory import contact_points
from messaging.directory.audit import note
from messaging.directory.holds import NotFoundError, NotHeldError, Verdict, held_by
from messaging.inbound import seen_files, triage
from messaging.inbound.routing import TriageReason
from messaging.models.contact_point import ContactPoint
from messaging.models.file import File
from messaging.models.inbound import InboundMessage, InboundState
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.masking import masked, without_their_links
from web.rendering import html
from web.staff.files import Attached, attached
from web.staff.frame import wants_piece
from web.staff.holds import DECIDED
from web.staff.holds import GONE as HOLD_GONE
from web.staff.inbox_list import Filter, Line, counts, of_parties, of_threads, search
from web.staff.people import Who
from web.staff.sessions import SignedIn, SorterDep, SortingDep
from web.wording import CHANNEL, TRIAGE

router = APIRouter(prefix="/triage")

SHOWN = 50
GONE = N_("A colleague has already sorted this message.")
REFUSALS = (
    N_("That conversation is not there, or not yours to see."),
    N_("That message is not there, or not yours to see."),
    N_("A colleague has already taken care of that message."),
)
"""What `triage.match` and `triage.dismiss` may say, so that it stands in the catalogue."""


@dataclass(frozen=True, slots=True, repr=False)
class Stray:
    """One message waiting in triage."""

    id: UUID
    channel: str
    sender: str
    """Masked."""
    text: str
    files: Sequence[Attached]
    moment: str
    exact: str
    iso: str
    because: str
    remember: bool
    """Whether the number may become the parent's own."""
    held: bool
    """Its sender may have opted out, and this reader may say so."""
    candidates: Sequence[Line]
    """Threads of those who use this contact, as far as known and visible."""


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
                stray=_shown(unit.session, stray, person),
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
            theirs = remember and _may_be_remembered(stray)
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


def strays(session: Session, person: SignedIn) -> Sequence[Stray]:
    """Those that have waited longest."""
    rows = session.scalars(
        select(InboundMessage)
        .where(
            InboundMessage.agency_id == person.viewer.agency_id,
            InboundMessage.state == InboundState.TRIAGE,
        )
        .order_by(InboundMessage.received_at)
        .limit(SHOWN)
    ).all()
    ids = [row.id for row in rows]
    files = seen_files.of_inbounds(session, person.viewer.agency_id, ids)
    held = held_by(session, person.viewer, ids)
    return [
        _shown(session, row, person, files.get(row.id, ()), held=row.id in held) for row in rows
    ]


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
) -> HTMLResponse:
    return html(
        "staff/triage.html",
        person.voice.language,
        person=person,
        counts=counts(session, person.viewer, person.voice.now),
        chosen=Filter.BRANCH,
        strays=strays(session, person),
        looked_up=looked_up,
        found=found,
        searched=words,
        matched=matched,
        matched_with=_whose(session, person, matched),
        place="triage",
    )


def _shown(
    session: Session,
    row: InboundMessage,
    person: SignedIn,
    files: Sequence[File] = (),
    *,
    held: bool = False,
) -> Stray:
    voice = person.voice
    return Stray(
        id=row.id,
        channel=voice.say(CHANNEL[row.channel]),
        sender=masked(row.channel, row.sender),
        text=without_their_links(row.text, voice.language),
        files=[attached(file, voice) for file in files],
        moment=voice.moment(row.received_at),
        exact=voice.exact(row.received_at),
        iso=row.received_at.isoformat(),
        because=voice.say(TRIAGE[TriageReason(row.triage_reason or TriageReason.UNKNOWN_SENDER)]),
        remember=_may_be_remembered(row),
        held=held,
        candidates=_users(session, row, person),
    )


def _may_be_remembered(row: InboundMessage) -> bool:
    return row.triage_reason == TriageReason.UNKNOWN_SENDER


def _whose(session: Session, person: SignedIn, thread_id: UUID | None) -> Who | None:
    if thread_id is None:
        return None
    return of_threads(session, person.viewer, person.voice, [thread_id]).get(thread_id)


def _users(session: Session, row: InboundMessage, person: SignedIn) -> Sequence[Line]:
    contact = session.get(ContactPoint, row.contact_point_id) if row.contact_point_id else None
    if contact is None:
        return []
    parties = [party.id for party in contact_points.parties_of(session, contact)]
    return of_parties(session, person.viewer, person.voice, parties)
