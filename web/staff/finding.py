"""Whom a search finds: by phone or email, by the agency's number for them, by name or case."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from messaging.directory.access import Viewer, hidden_threads
from messaging.directory.finding import address_in, people_with_address, people_with_number
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.sieve import Found, in_turn, people

SEARCHED = 5_000
"""Names are sealed, so a search opens them one by one: this many, the most recent."""


def find(session: Session, viewer: Viewer, words: str, limit: int) -> Sequence[Found]:
    """The threads of those whose phone or email it is; else of those whom the agency calls exactly
    that, and then of those whose name or case number contains every word."""
    users = people_with_address(session, viewer, words)
    if users:
        return _of(session, viewer, users, limit)
    numbered = _of(session, viewer, people_with_number(session, viewer, words), limit)
    known = {row[0].id for row in numbered}
    wanted = words.casefold().split()
    named = [
        row for row in _latest(session, viewer) if row[0].id not in known and _fits(row, wanted)
    ]
    return [*numbered, *named][:limit]


def hidden(session: Session, viewer: Viewer, words: str) -> int:
    """How many more are called that, in programs that `viewer` does not work for. An address tells
    nothing of them."""
    wanted = words.casefold().split()
    if not viewer.programs or not wanted or address_in(words):
        return 0
    rows = session.execute(
        hidden_threads(viewer)
        .join(Person, Person.id == Party.person_id)
        .add_columns(Person)
        .order_by(Thread.id.desc())
        .limit(SEARCHED)
    )
    return sum(_fits(row, wanted) for row in rows)


def _of(
    session: Session, viewer: Viewer, person_ids: Collection[UUID], limit: int
) -> Sequence[Found]:
    if not person_ids:
        return []
    return session.execute(
        people(viewer)
        .where(Person.id.in_(person_ids))
        .order_by(Thread.last_message_at.desc().nulls_last(), Thread.id.desc())
        .limit(limit)
    ).all()


def _latest(session: Session, viewer: Viewer) -> Sequence[Found]:
    said = Thread.last_message_at.is_not(None)
    seen = people(viewer).order_by(Thread.last_message_at.desc(), Thread.id.desc())
    return in_turn(session, (seen.where(said), seen.where(~said)), SEARCHED)


def _fits(row: Found, wanted: Sequence[str]) -> bool:
    _, _, case, person = row
    text = f"{person.first_name} {person.last_name} {case.number}".casefold()
    return bool(wanted) and all(word in text for word in wanted)
