"""One open thread: everything the thread and case panes show."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import HTTPException, status
from sqlalchemy.orm import Session

from casework import answering, saved_replies
from channels.values import ChannelKind
from messaging.directory.access import Viewer, visible_threads
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.outbound import replies
from web.catalogue import N_
from web.forms import FORMS
from web.staff.bubbles import SHOWN, Conversation, conversation
from web.staff.case_pane import CasePane, case_pane
from web.staff.open_answer import OpenAnswer, open_answer
from web.staff.people import Who
from web.staff.sessions import SignedIn
from web.staff.snooze_times import Offer, offers
from web.staff.within import Found
from web.voice import Voice
from web.wording import WAY

WAITS = N_("Waits until %(time)s")
NO_SUCH_THREAD = N_("There is no such conversation, or it is not in your branch.")


@dataclass(frozen=True, slots=True, repr=False)
class WayChoice:
    channel: ChannelKind
    words: str
    allowed: bool
    note: str
    """Why not, or until when it would wait; a sentence, or empty."""


@dataclass(frozen=True, slots=True, repr=False)
class ReplyBox:
    key: str
    """The same for every press of Send on one draft, so that it goes once."""
    ways: Sequence[WayChoice]
    chosen: ChannelKind | None
    saved: Sequence[tuple[UUID, str]] = ()
    """Saved replies by id and name."""
    forms: Sequence[tuple[str, str]] = ()
    """What can be asked with a form, by key and name."""
    text: str = ""
    problem: str = ""
    asked: bool = False
    """The problem is that the parent was asked for the same lately."""

    @property
    def possible(self) -> bool:
        return any(way.allowed for way in self.ways)


@dataclass(frozen=True, slots=True, repr=False)
class Desk:
    thread_id: UUID
    who: Who
    conversation: Conversation
    case: CasePane
    reply: ReplyBox
    open_answer: OpenAnswer | None
    answering: Sequence[str]
    """Colleagues who are writing to this parent just now."""
    limit: int
    snoozed: str
    """Until when it is laid aside, or empty."""
    snooze: Sequence[Offer]
    note_key: str = ""
    """The same for every press of the button that writes a private note."""
    found: Found | None = None
    """What was looked for in it and found; None: nobody looks."""


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    thread: Thread
    party: Party
    case: Case
    person: Person


def opened(session: Session, viewer: Viewer, thread_id: UUID) -> Opened:
    """The thread, if `viewer` may see it; else 404, just as if it did not exist."""
    row = session.execute(
        visible_threads(viewer)
        .join(Person, Person.id == Party.person_id)
        .add_columns(Person)
        .where(Thread.id == thread_id)
    ).one_or_none()
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SUCH_THREAD)
    return Opened(*row)


def desk(
    session: Session,
    rows: Opened,
    reader: SignedIn,
    *,
    limit: int = SHOWN,
    chosen: ChannelKind | None = None,
    text: str = "",
    key: str | None = None,
    problem: str = "",
    asked: bool = False,
) -> Desk:
    thread, party, case, person = rows.thread, rows.party, rows.case, rows.person
    voice = reader.voice
    talk = conversation(
        session,
        reader.viewer,
        thread,
        voice,
        parents_zone=person.time_zone,
        limit=limit,
    )
    ways = _ways(session, reader, thread.id)
    until = thread.snoozed_until
    return Desk(
        thread_id=thread.id,
        who=Who.of(party, case, person, voice),
        conversation=talk,
        case=case_pane(session, reader.viewer, thread, party, case, person, voice),
        reply=ReplyBox(
            key=key or secrets.token_urlsafe(16),
            ways=ways,
            chosen=chosen or _usual(talk.wrote_by, ways),
            saved=[(row.id, row.name) for row in saved_replies.of_agency(session, reader.viewer)],
            forms=[(key, voice.say(form.name)) for key, form in FORMS.items()],
            text=text,
            problem=problem,
            asked=asked,
        ),
        open_answer=open_answer(session, thread, voice),
        answering=answering.others(session, reader.viewer, thread.id, voice.now),
        limit=limit,
        snoozed=voice.within(until) if until and until > voice.now else "",
        snooze=offers(voice),
        note_key=secrets.token_urlsafe(16),
    )


def _ways(session: Session, reader: SignedIn, thread_id: UUID) -> list[WayChoice]:
    voice = reader.voice
    return [
        WayChoice(
            channel=way.channel,
            words=voice.say(WAY[way.channel], address=way.ending),
            allowed=way.allowed,
            note=_note(way, voice),
        )
        for way in replies.ways(session, reader.viewer, thread_id, voice.now)
    ]


def _note(way: replies.Way, voice: Voice) -> str:
    why = way.why_not or ""
    if way.until is None:
        return why
    return f"{voice.say(WAITS, time=voice.within(way.until))}. {why}"


def _usual(theirs: ChannelKind | None, ways: Sequence[WayChoice]) -> ChannelKind | None:
    """The way the parent wrote last, if we may answer there; else the first that is open."""
    allowed = [way.channel for way in ways if way.allowed]
    return theirs if theirs in allowed else next(iter(allowed), None)
