"""Who is called what was typed, or has a case of that number: found by indexes, the latest first.

What names begin with is known by marks that many names share (`name_marks.py`), so whoever may be
meant is looked up and their names are opened. Where many may be meant, the latest conversations are
read first: most searches end there.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from messaging.directory import name_marks
from messaging.directory.name_words import SHORT, Word, called
from messaging.models.case import Case, Party, sought_as
from messaging.models.name_mark import NameMark
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform import bulk

AT_ONCE = 250
_LAST = "\U0010ffff"
_LATEST = (Thread.last_message_at.desc().nulls_last(), Thread.id.desc())
_NAMES = (
    Thread.id,
    Thread.agency_id,
    Thread.last_message_at,
    Case.number,
    Person.first_name_sealed,
    Person.last_name_sealed,
)
Rows = Select[*tuple[Any, ...]]
"""Threads of one agency with their party, case and person."""
Found = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Depth:
    """How far a search goes."""

    few: int = 2_000
    """So many who may be meant are all looked at."""
    latest: int = 2_000
    """Where there are more, so many of the latest conversations are read first,"""
    most: int = 20_000
    """and then, of those who may be meant, so many."""


USUAL = Depth()


@dataclass(slots=True)
class _Meant:
    """Who may be, by the columns of their parties."""

    few: list[ColumnElement[bool]]
    many: list[ColumnElement[bool]]
    anybody: bool = False
    """What was typed is too short to tell."""


def seek(
    session: Session, seen: Rows, agency_id: UUID, words: Sequence[Word], depth: Depth = USUAL
) -> Iterator[UUID]:
    """The ids of those threads of `seen`, which are of that agency, where each word begins a word
    of the person's names, or stands in the case's number and begins it or its digits. The latest
    first, for as long as somebody asks for more."""
    if not words:
        return
    seen = seen.with_only_columns(*_NAMES)
    meant = _meant(session, agency_id, words, depth.few)
    looked: set[UUID] = set()
    if meant.many or meant.anybody:
        for row in _walk(session, seen, depth.latest):
            looked.add(row.id)
            if _fits(row, words):
                yield row.id
        if len(looked) < depth.latest:
            return
    ways = [*([or_(*meant.few)] if meant.few else []), *meant.many]
    rest = [seen.where(way).order_by(*_LATEST).limit(depth.most) for way in ways]
    for row in _merged(session, rest):
        if row.id not in looked:
            looked.add(row.id)
            if _fits(row, words):
                yield row.id


def _meant(session: Session, agency_id: UUID, words: Sequence[Word], few: int) -> _Meant:
    meant = _Meant([], [])
    _called_so(session, agency_id, words, few, meant)
    unmarked = select(Person.id).where(Person.agency_id == agency_id, Person.marked_at.is_(None))
    _add(session, Party.person_id, unmarked, few, meant)
    for word in words:
        if (sought := sought_as(word.typed).replace("\0", ""))[:1].isdigit():
            ours = select(Case.id).where(Case.agency_id == agency_id)
            numbered = ours.where(Case.sought_as >= sought, Case.sought_as < sought + _LAST)
            whole = ours.where(Case.sought_as == sought)
            # The case of that very number would be lost among thousands that begin so.
            if _ids(session, numbered, few) is None and _ids(session, whole, few):
                numbered = whole
            _add(session, Party.case_id, numbered, few, meant)
    return meant


def _called_so(
    session: Session, agency_id: UUID, words: Sequence[Word], few: int, meant: _Meant
) -> None:
    """By the one word that few have, or else by all of them that tell enough."""
    telling = sorted((word for word in words if word.known), key=lambda word: -word.known)
    marked = [_marked(agency_id, word) for word in telling if word.known >= SHORT]
    for each in marked:
        ids = _ids(session, each, few)
        if ids is not None:
            meant.few += _among(session, Party.person_id, ids)
            return
    if not marked:
        # One or two letters: a whole name is looked up, the beginning of one only among the latest.
        meant.anybody = True
        marked = [_marked(agency_id, word) for word in telling]
    if marked:
        all_of_them = reduce(lambda some, each: some.where(NameMark.person_id.in_(each)), marked)
        meant.many.append(Party.person_id.in_(all_of_them))


def _marked(agency_id: UUID, word: Word) -> Select[UUID]:
    marks = sorted(name_marks.marks_for(agency_id, word))
    return select(NameMark.person_id).where(
        NameMark.agency_id == agency_id, NameMark.mark.in_(marks)
    )


def _add(
    session: Session,
    column: InstrumentedAttribute[UUID],
    lookup: Select[UUID],
    few: int,
    meant: _Meant,
) -> None:
    ids = _ids(session, lookup, few)
    if ids is None:
        meant.many.append(column.in_(lookup))
    else:
        meant.few += _among(session, column, ids)


def _ids(session: Session, lookup: Select[UUID], few: int) -> Collection[UUID] | None:
    """None where there are more."""
    found = session.scalars(lookup.limit(few + 1)).all()
    return found if len(found) <= few else None


def _among(
    session: Session, column: InstrumentedAttribute[UUID], ids: Collection[UUID]
) -> list[ColumnElement[bool]]:
    return [bulk.among(session, column, ids)] if ids else []


def _walk(session: Session, seen: Rows, most: int) -> Iterator[Found]:
    """The latest, in the order of an index; only what is compared is read."""
    said, left = Thread.last_message_at.is_not(None), most
    latest = seen.order_by(Thread.last_message_at.desc(), Thread.id.desc())
    for part in (latest.where(said), latest.where(~said)):
        rows = session.execute(part.limit(left).execution_options(yield_per=AT_ONCE))
        with closing(rows):
            for row in rows:
                left -= 1
                yield row


def _merged(session: Session, parts: Sequence[Rows]) -> Iterator[Found]:
    with ExitStack() as stack:
        rows = [
            stack.enter_context(closing(session.execute(each.execution_options(yield_per=AT_ONCE))))
            for each in parts
        ]
        yield from heapq.merge(*rows, key=_turn)


def _turn(row: Found) -> tuple[bool, float, int]:
    at = row.last_message_at
    return at is None, -at.timestamp() if at else 0.0, -row.id.int


def _fits(row: Found, words: Sequence[Word]) -> bool:
    """Of `_NAMES`."""
    theirs, number = called(*name_marks.opened(row.agency_id, row)), row.number.casefold()
    return all(word.begins(theirs) or word.typed in number for word in words)
