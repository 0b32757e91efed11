"""Whom a search finds: by phone or email, by the agency's number for them, by name or case."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer, hidden_threads
from messaging.directory.finding import address_in, people_with_address, people_with_number
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from web.staff.sieve import Found, people

SEARCHED = 5_000
"""Names are sealed, so a search opens them one by one: this many, the most recent."""
AT_ONCE = 250


def find(session: Session, viewer: Viewer, words: str, limit: int) -> Sequence[Found]:
    """The threads of those whose phone or email it is; else of those whom the agency calls exactly
    that, and then of those whose name or case number contains every word."""
    users = people_with_address(session, viewer, words)
    if users:
        return _of(session, viewer, users, limit)
    numbered = _of(session, viewer, people_with_number(session, viewer, words), limit)
    known = {row[0].id for row in numbered}
    wanted = words.casefold().split()
    named = (thread_id for thread_id in _named(session, viewer, wanted) if thread_id not in known)
    return [*numbered, *_these(session, viewer, list(islice(named, limit - len(numbered))))]


def hidden(session: Session, viewer: Viewer, words: str) -> int:
    """How many more are called that, in programs that `viewer` does not work for. An address tells
    nothing of them."""
    wanted = words.casefold().split()
    if not viewer.programs or not wanted or address_in(words):
        return 0
    rows = session.execute(
        hidden_threads(viewer)
        .join(Person, Person.id == Party.person_id)
        .with_only_columns(*_NAMES)
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


def _named(session: Session, viewer: Viewer, wanted: Sequence[str]) -> Iterator[UUID]:
    """The latest first. Only what is compared is read, and no more than is asked for: most of it is
    of people who are called otherwise."""
    if not wanted:
        return
    said, left = Thread.last_message_at.is_not(None), SEARCHED
    seen = people(viewer).with_only_columns(*_NAMES)
    latest = seen.order_by(Thread.last_message_at.desc(), Thread.id.desc())
    for part in (latest.where(said), latest.where(~said)):
        rows = session.execute(part.limit(left).execution_options(yield_per=AT_ONCE))
        with closing(rows):
            for row in rows:
                left -= 1
                if _fits(row, wanted):
                    yield row.id


def _these(session: Session, viewer: Viewer, thread_ids: Sequence[UUID]) -> Sequence[Found]:
    """In this order."""
    if not thread_ids:
        return []
    rows = session.execute(people(viewer).where(Thread.id.in_(thread_ids))).all()
    return sorted(rows, key=lambda row: thread_ids.index(row[0].id))


_NAMES = (
    Thread.id,
    Thread.agency_id,
    Case.number,
    Person.first_name_sealed,
    Person.last_name_sealed,
)


def _fits(row: Row[*tuple[Any, ...]], wanted: Sequence[str]) -> bool:
    """Of `_NAMES`."""
    names = ((Person.first_name, row.first_name_sealed), (Person.last_name, row.last_name_sealed))
    said = [column.open(row.agency_id, sealed) for column, sealed in names if sealed is not None]
    text = " ".join([*said, row.number]).casefold()
    return all(word in text for word in wanted)
