"""The list: unread first, then what is back, then the most recent; as far as the reader may see."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, select, union_all
from sqlalchemy.orm import Session

from campaigns import second_person
from campaigns.models.version import CampaignVersion
from messaging.directory import dispositions
from messaging.directory.absences import covered_by
from messaging.directory.access import (
    Viewer,
    hidden_threads,
    in_view,
    sees_triage,
    visible_threads,
)
from messaging.inbound import seen_files
from messaging.models.case import Case, Party
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.own_wording import OwnWording
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.catalogue import N_
from web.masking import without_their_links
from web.staff import finding
from web.staff.bubbles import NOT_TO_PARTNERS
from web.staff.people import Who
from web.staff.places import Place
from web.staff.sieve import MINE, UNREAD, Found, Sieve, in_turn, people
from web.staff.todos import Alarm, alarm, count_urgent, urgent_titles
from web.tally import tally
from web.voice import Voice

PAGE = 40
MOST = 400
PREVIEW = 90


@dataclass(frozen=True, slots=True, repr=False)
class Line:
    """One thread in the list."""

    thread_id: UUID
    who: Who
    unread: int
    preview: str
    from_us: bool
    when: str
    exact: str
    iso: str
    troubled: bool
    """What is shown did not arrive."""
    urgent: str
    """What must be done for this parent now, or empty."""
    put_away: bool
    """A colleague has closed the conversation."""
    covering: str
    """The colleague whose case it is and for whom the reader covers, or empty."""
    snoozed: str
    """Until when it is laid aside, or empty."""
    back: bool
    """Its time has come, and nobody has looked since."""


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    lines: Sequence[Line]
    more: bool
    """There are further threads than those shown."""
    hidden: int = 0
    """How many there are in programs that the reader does not work for; a `web.tally`."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is unread, or waiting, behind each filter; each a `web.tally`."""

    mine: int
    branch: int
    triage: int
    urgent: int
    """Open tasks that cannot wait."""
    alarm: Alarm | None
    """Those of them that nobody has taken."""
    late: int
    """Messages from parents that should have been answered by now."""
    campaigns: int
    wording: int
    """Colleagues' drafts that this viewer could approve."""

    def behind(self, places: Sequence[Place]) -> int:
        """What waits in places that do not show it just now."""
        return sum(getattr(self, place.counted) for place in places if place.counted)


def listing(
    session: Session, viewer: Viewer, voice: Voice, sieve: Sieve, limit: int = PAGE
) -> Listing:
    covered = covered_by(session, viewer, voice.now)
    parts = sieve.parts(session, viewer, voice.now, covered)
    rows = in_turn(session, parts, min(limit, MOST) + 1)
    shown = rows[: min(limit, MOST)]
    return Listing(
        _lines(session, viewer, voice, shown, covered),
        more=len(rows) > len(shown) and limit < MOST,
        hidden=_hidden(session, viewer, sieve),
    )


def search(session: Session, viewer: Viewer, voice: Voice, words: str) -> Listing:
    """The threads that `web/staff/finding.py` finds."""
    rows = finding.find(session, viewer, words, PAGE)
    return Listing(
        _lines(session, viewer, voice, rows, covered_by(session, viewer, voice.now)),
        more=False,
        hidden=finding.hidden(session, viewer, words),
    )


def of_parties(
    session: Session, viewer: Viewer, voice: Voice, party_ids: Sequence[UUID]
) -> Sequence[Line]:
    """The threads of these parties, those that `viewer` may see."""
    statement = people(viewer).where(Party.id.in_(party_ids))
    rows = session.execute(statement.order_by(Thread.id)).all()
    return _lines(session, viewer, voice, rows, covered_by(session, viewer, voice.now))


def of_threads(
    session: Session, viewer: Viewer, voice: Voice, thread_ids: Collection[UUID]
) -> Mapping[UUID, Who]:
    """Whose threads these are, those that `viewer` may see."""
    rows = session.execute(people(viewer).where(Thread.id.in_(thread_ids)))
    return {thread.id: Who.of(party, case, person, voice) for thread, party, case, person in rows}


def counts(session: Session, viewer: Viewer, now: datetime) -> Counts:
    ours = select(Thread.id).where(in_view(Thread, viewer), UNREAD)
    covered = covered_by(session, viewer, now)
    mine = MINE.only(visible_threads(viewer).where(UNREAD), viewer, covered)
    waiting = select(InboundMessage.id).where(
        InboundMessage.agency_id == viewer.agency_id, InboundMessage.state == InboundState.TRIAGE
    )
    return Counts(
        tally(session, mine.with_only_columns(Thread.id)),
        tally(session, ours),
        tally(session, waiting) if sees_triage(viewer) else 0,
        count_urgent(session, viewer),
        alarm(session, viewer),
        _count_late(session, viewer, now),
        second_person.waiting(session, viewer, CampaignVersion),
        second_person.waiting(session, viewer, OwnWording),
    )


def _count_late(session: Session, viewer: Viewer, now: datetime) -> int:
    late = select(InboundMessage.id).where(
        InboundMessage.agency_id == viewer.agency_id, dispositions.late(now)
    )
    seen = late.join(Thread, Thread.id == InboundMessage.thread_id).where(in_view(Thread, viewer))
    stray = late.where(InboundMessage.thread_id.is_(None))
    return tally(session, seen, *([stray] if sees_triage(viewer) else []))


def _hidden(session: Session, viewer: Viewer, sieve: Sieve) -> int:
    """Only of the whole list: what they hide, how it stands is hidden too."""
    if not viewer.programs or sieve != Sieve():
        return 0
    said = hidden_threads(viewer).where(Thread.last_message_at.is_not(None))
    return tally(session, said.with_only_columns(Thread.id))


def _lines(
    session: Session,
    viewer: Viewer,
    voice: Voice,
    rows: Sequence[Found],
    covered: Mapping[UUID, str],
) -> Sequence[Line]:
    ids = [row[0].id for row in rows]
    unread = [row[0].id for row in rows if row[0].unread > 0]
    last = _last_messages(session, viewer.agency_id, ids, unread)
    urgent = urgent_titles(session, viewer, ids, voice)
    closed = seen_files.closed_to(session, viewer, list(chain.from_iterable(last.values())))
    return [
        _line(*row, last.get(row[0].id, []), closed, urgent.get(row[0].id, ""), covered, voice)
        for row in rows
    ]


def _last_messages(
    session: Session, agency_id: UUID, thread_ids: Sequence[UUID], unread_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Message]]:
    """By thread the last message, and for the unread ones the parent's own last one, the later one
    last. Looked up thread by thread from its end: a long one costs no more than a short one."""
    ids = union_all(
        select(_last_of_thread(agency_id).label("id")).where(Thread.id.in_(thread_ids)),
        select(_last_of_thread(agency_id, Message.direction == Direction.IN)).where(
            Thread.id.in_(unread_ids)
        ),
    ).subquery()
    rows = session.scalars(
        select(Message)
        .where(Message.id.in_(select(ids.c.id)))
        .order_by(Message.created_at, Message.id)
    )
    found: dict[UUID, list[Message]] = {}
    for row in rows:
        if row.thread_id is not None:
            found.setdefault(row.thread_id, []).append(row)
    return found


def _last_of_thread(agency_id: UUID, *such: ColumnElement[bool]) -> ScalarSelect[UUID]:
    return (
        select(Message.id)
        .where(
            Message.agency_id == agency_id,
            Message.thread_id == Thread.id,
            Message.status.not_in((MessageStatus.CANCELLED, MessageStatus.EXPIRED)),
            *such,
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(1)
        .correlate(Thread)
        .scalar_subquery()
    )


def _line(
    thread: Thread,
    party: Party,
    case: Case,
    person: Person,
    last: Sequence[Message],
    closed: Collection[UUID],
    urgent: str,
    covered: Mapping[UUID, str],
    voice: Voice,
) -> Line:
    at, until = thread.last_message_at, thread.snoozed_until
    shown = _telling(last, unread=thread.unread > 0)
    return Line(
        thread_id=thread.id,
        who=Who.of(party, case, person, voice),
        unread=thread.unread,
        preview=_preview(shown, closed, voice),
        from_us=shown is not None and shown.direction is Direction.OUT,
        when=voice.short(at) if at else "",
        exact=voice.exact(at) if at else "",
        iso=at.isoformat() if at else "",
        troubled=shown is not None
        and shown.status in (MessageStatus.FAILED, MessageStatus.REFUSED),
        urgent=urgent,
        put_away=thread.closed_at is not None,
        covering=covered.get(case.caseworker_id, "") if case.caseworker_id else "",
        snoozed=voice.within(until) if until and until > voice.now else "",
        back=until is not None and until <= voice.now,
    )


def _telling(last: Sequence[Message], *, unread: bool) -> Message | None:
    """The parent's own words while nobody has read them: our automatic answer tells nothing."""
    theirs = [row for row in last if unread and row.direction is Direction.IN]
    return next(reversed(theirs or last), None)


def _preview(shown: Message | None, closed: Collection[UUID], voice: Voice) -> str:
    if shown is None:
        return ""
    if shown.id in closed:
        return voice.say(NOT_TO_PARTNERS)
    if not shown.text.strip() and shown.direction is Direction.IN:
        return voice.say(N_("A picture or a file"))
    text = " ".join(without_their_links(shown.text, voice.language).split())
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1].rstrip() + "…"
