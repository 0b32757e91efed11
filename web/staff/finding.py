"""Whom a search finds: by phone or email, by the agency's number for them, by name or case."""

from collections.abc import Collection, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from messaging.directory import name_words
from messaging.directory.access import Viewer, hidden_threads
from messaging.directory.finding import address_in, people_with_address, people_with_number
from messaging.directory.seeking import seek
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.sieve import Found, people


def find(session: Session, viewer: Viewer, words: str, limit: int) -> Sequence[Found]:
    """The threads of those whose phone or email it is; else of those whom the agency calls exactly
    that, and then of those of whom every word begins a name or the case number."""
    users = people_with_address(session, viewer, words)
    if users:
        return _of(session, viewer, users, limit)
    numbered = _of(session, viewer, people_with_number(session, viewer, words), limit)
    known = {row[0].id for row in numbered}
    found = seek(session, people(viewer), viewer.agency_id, name_words.typed(words))
    named = (thread_id for thread_id in found if thread_id not in known)
    return [*numbered, *_these(session, viewer, list(islice(named, limit - len(numbered))))]


def of_name(session: Session, viewer: Viewer, name: str, limit: int) -> Sequence[Found]:
    """The threads of those who are called that, or more."""
    found = seek(session, people(viewer), viewer.agency_id, name_words.typed(name))
    return _these(session, viewer, list(islice(found, limit)))


def hidden(session: Session, viewer: Viewer, words: str) -> int:
    """How many more are called that, in programs that `viewer` does not work for. An address tells
    nothing of them."""
    if not viewer.programs or address_in(words):
        return 0
    others = hidden_threads(viewer).join(Person, Person.id == Party.person_id)
    return sum(1 for _ in seek(session, others, viewer.agency_id, name_words.typed(words)))


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


def _these(session: Session, viewer: Viewer, thread_ids: Sequence[UUID]) -> Sequence[Found]:
    """In this order."""
    if not thread_ids:
        return []
    rows = session.execute(people(viewer).where(Thread.id.in_(thread_ids))).all()
    return sorted(rows, key=lambda row: thread_ids.index(row[0].id))
