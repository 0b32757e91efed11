"""The list: unread first, then the most recent; as far as the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer, sees_triage, visible_threads
from messaging.models.case import Case, Party
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.people import Who
from web.voice import Voice

PAGE = 40
MOST = 400
SEARCHED = 5_000
"""Names are sealed, so a search opens them one by one: this many, the most recent."""
PREVIEW = 90


class Filter(StrEnum):
    MINE = "mine"
    """Cases this caseworker has."""
    BRANCH = "branch"
    """Everything they may see: their branch, or all of them."""


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
    """The last thing we sent did not arrive."""


@dataclass(frozen=True, slots=True, repr=False)
class Listing:
    lines: Sequence[Line]
    more: bool
    """There are further threads than those shown."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is unread, or waiting, behind each filter."""

    mine: int
    branch: int
    triage: int


Rows = Select[Thread, Party, Case, Person]


def listing(
    session: Session, viewer: Viewer, voice: Voice, chosen: Filter, limit: int = PAGE
) -> Listing:
    rows = session.execute(
        _filtered(viewer, chosen)
        .where(Thread.last_message_at.is_not(None))
        .order_by((Thread.unread > 0).desc(), Thread.last_message_at.desc(), Thread.id)
        .limit(min(limit, MOST) + 1)
    ).all()
    shown = rows[: min(limit, MOST)]
    last = _last_messages(session, viewer.agency_id, [thread.id for thread, *_ in shown])
    return Listing(
        [_line(*row, last.get(row[0].id), voice) for row in shown],
        more=len(rows) > len(shown) and limit < MOST,
    )


def search(session: Session, viewer: Viewer, voice: Voice, words: str) -> Listing:
    """Threads whose parent's name or case number contains every word."""
    wanted = words.casefold().split()
    rows = session.execute(
        _filtered(viewer, Filter.BRANCH)
        .order_by(Thread.last_message_at.desc().nulls_last(), Thread.id)
        .limit(SEARCHED)
    )
    found = [row for row in rows if wanted and _matches(row[2], row[3], wanted)][:PAGE]
    last = _last_messages(session, viewer.agency_id, [thread.id for thread, *_ in found])
    return Listing([_line(*row, last.get(row[0].id), voice) for row in found], more=False)


def of_parties(
    session: Session, viewer: Viewer, voice: Voice, party_ids: Sequence[UUID]
) -> Sequence[Line]:
    """The threads of these parties, those that `viewer` may see."""
    rows = session.execute(
        _filtered(viewer, Filter.BRANCH).where(Party.id.in_(party_ids)).order_by(Thread.id)
    )
    return [_line(*row, None, voice) for row in rows]


def counts(session: Session, viewer: Viewer) -> Counts:
    def unread(chosen: Filter) -> int:
        some = _filtered(viewer, chosen).where(Thread.unread > 0).with_only_columns(Thread.id)
        return session.scalar(select(func.count()).select_from(some.subquery())) or 0

    waiting = 0
    if sees_triage(viewer):
        waiting = (
            session.scalar(
                select(func.count()).where(
                    InboundMessage.agency_id == viewer.agency_id,
                    InboundMessage.state == InboundState.TRIAGE,
                )
            )
            or 0
        )
    return Counts(unread(Filter.MINE), unread(Filter.BRANCH), waiting)


def _filtered(viewer: Viewer, chosen: Filter) -> Rows:
    statement = (
        visible_threads(viewer).join(Person, Person.id == Party.person_id).add_columns(Person)
    )
    if chosen is Filter.MINE:
        statement = statement.where(Case.caseworker_id == viewer.staff_id)
    return statement


def _matches(case: Case, person: Person, wanted: Sequence[str]) -> bool:
    text = f"{person.first_name} {person.last_name} {case.number}".casefold()
    return all(word in text for word in wanted)


def _last_messages(
    session: Session, agency_id: UUID, thread_ids: Sequence[UUID]
) -> Mapping[UUID, Message]:
    place = func.row_number().over(
        partition_by=Message.thread_id, order_by=(Message.created_at.desc(), Message.id.desc())
    )
    ranked = (
        select(Message.id, place.label("place"))
        .where(
            Message.agency_id == agency_id,
            Message.thread_id.in_(thread_ids),
            Message.status.not_in((MessageStatus.CANCELLED, MessageStatus.EXPIRED)),
        )
        .subquery()
    )
    rows = session.scalars(
        select(Message).join(ranked, ranked.c.id == Message.id).where(ranked.c.place == 1)
    )
    return {row.thread_id: row for row in rows if row.thread_id is not None}


def _line(
    thread: Thread, party: Party, case: Case, person: Person, last: Message | None, voice: Voice
) -> Line:
    at = thread.last_message_at
    return Line(
        thread_id=thread.id,
        who=Who.of(party, case, person, voice),
        unread=thread.unread,
        preview=_preview(last),
        from_us=last is not None and last.direction is Direction.OUT,
        when=voice.short(at) if at else "",
        exact=voice.exact(at) if at else "",
        iso=at.isoformat() if at else "",
        troubled=last is not None and last.status in (MessageStatus.FAILED, MessageStatus.REFUSED),
    )


def _preview(last: Message | None) -> str:
    if last is None:
        return ""
    text = " ".join(last.text.split())
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1].rstrip() + "…"
