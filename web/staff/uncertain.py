"""Did it arrive? What is known of messages that nobody can tell of, and two answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.outbound import parked
from messaging.outbound.parked import NotFoundError, Parked, SettledError, Verdict
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.masking import masked, without_their_links
from web.rendering import html
from web.staff.inbox_list import counts, of_threads
from web.staff.people import Who
from web.staff.sessions import ReaderDep, SignedIn, WriterDep
from web.wording import STATUS, WAY

router = APIRouter(prefix="/uncertain")

SHOWN = 50
GONE = N_("There is no such message, or it is not in your branch.")
SETTLED = N_("It has settled by itself meanwhile: %(status)s.")
NO_ANSWER = N_("No answer came back when it was sent.")


@dataclass(frozen=True, slots=True, repr=False)
class Doubt:
    """One message, with what is known of it."""

    id: UUID
    """Of the attempt."""
    thread_id: UUID | None
    who: Who | None
    way: str
    text: str
    language: str
    sent: str
    exact: str
    iso: str
    happened: str
    told: bool
    """It is the provider's own sentence, in English."""
    asked: str
    before: str


@router.get("")
def waiting(runtime: RuntimeDep, person: ReaderDep, told: Verdict | None = None) -> HTMLResponse:
    """The oldest first. `told` is what has just been said of one."""
    viewer = person.viewer
    with runtime.unit() as unit:
        note(unit, viewer.agency_id, viewer.actor, "uncertain.listed", "attempts", None)
        return _page(unit.session, person, told=told)


@router.post("/{attempt_id}")
def settle(
    runtime: RuntimeDep,
    person: WriterDep,
    attempt_id: UUID,
    verdict: Annotated[Verdict, Form()],
) -> RedirectResponse:
    viewer, voice = person.viewer, person.voice
    try:
        with runtime.unit() as unit:
            parked.settle(unit, viewer, viewer.actor, attempt_id, verdict)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except SettledError as settled:
        words = voice.say(SETTLED, status=voice.say(STATUS[settled.status]))
        raise HTTPException(status.HTTP_409_CONFLICT, words) from None
    return RedirectResponse(f"/staff/uncertain?told={verdict.value}", status.HTTP_303_SEE_OTHER)


def _page(session: Session, person: SignedIn, *, told: Verdict | None) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    rows = parked.waiting(session, viewer, limit=SHOWN + 1)
    threads = {row.message.thread_id for row in rows if row.message.thread_id}
    whose = of_threads(session, viewer, voice, threads)
    return html(
        "staff/uncertain.html",
        voice.language,
        person=person,
        counts=counts(session, viewer, person.voice.now),
        doubts=[_doubt(row, person, whose) for row in rows[:SHOWN]],
        more=len(rows) > SHOWN,
        told=told.value if told else "",
        place="uncertain",
    )


def _doubt(row: Parked, person: SignedIn, whose: Mapping[UUID, Who]) -> Doubt:
    voice, attempt = person.voice, row.attempt
    address = masked(row.contact.kind, row.contact.address) if row.contact else ""
    times = attempt.unanswered
    thread_id = row.message.thread_id
    return Doubt(
        id=attempt.id,
        thread_id=thread_id,
        who=whose.get(thread_id) if thread_id else None,
        way=voice.say(WAY[row.message.channel], address=address),
        text=without_their_links(row.message.text, voice.language),
        language=row.message.language,
        sent=voice.within(attempt.started_at),
        exact=voice.exact(attempt.started_at),
        iso=attempt.started_at.isoformat(),
        told=attempt.error_reason is not None,
        happened=attempt.error_reason or voice.say(NO_ANSWER),
        asked=voice.count(
            "We asked %(number)s time and got no answer.",
            "We asked %(number)s times and got no answer.",
            times,
        )
        if times
        else "",
        before=voice.count(
            "It had been tried %(number)s time before.",
            "It had been tried %(number)s times before.",
            row.times_before,
        )
        if row.times_before
        else "",
    )
