"""Marks by which people are found though their names are sealed.

A mark is ten bits of a keyed hash of the first three or five letters of a word that somebody is
called (`name_words.py`). Deliberately few: with a thousand marks for all names there are, each
stands for many, and whoever has the rows without the key cannot tell a rare name by them
(`docs/decisions/0034`). Who searches opens the names behind a mark.

Whoever writes a name writes no marks; the row then says so (`Person.marked_at`), and the clock
writes them a moment later. Until then the names of those few are opened (`seeking.py`). What was
there before there were marks, and what a new key has sealed anew, goes the same way.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from messaging.directory.name_words import Word, called, stems
from messaging.models.name_mark import NameMark
from messaging.models.person import Person
from messaging.platform import bulk
from messaging.platform.sealing import SealError, keyring
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

BITS = 10
BATCH = 500
_BYTES = 2
NAMES = ((Person.first_name, "first_name_sealed"), (Person.last_name, "last_name_sealed"))


def marks_of(agency_id: UUID, *names: str) -> frozenset[int]:
    """Those of somebody who is called that, under the present key."""
    return frozenset(
        _cut(keyring().index(agency_id, _named(stem))) for stem in stems(called(*names))
    )


def marks_for(agency_id: UUID, word: Word) -> frozenset[int]:
    """Whoever is called that has one of these, whichever key theirs were made with."""
    return frozenset(
        _cut(index) for stem in word.stems for index in keyring().indexes(agency_id, _named(stem))
    )


def opened(agency_id: UUID, row: object) -> tuple[str, ...]:
    """The names in a row that has their columns. Raises `SealError`."""
    return tuple(
        column.open(agency_id, sealed)
        for column, name in NAMES
        if (sealed := getattr(row, name)) is not None
    )


def waiting(session: Session) -> bool:
    """Whether there are names without marks."""
    return session.scalar(select(Person.id).where(Person.marked_at.is_(None)).limit(1)) is not None


def step(unit: Unit) -> int:
    """Write the marks of some who have none yet; of how many. Somebody who is just being written
    is left for the next time."""
    session = unit.session
    rows = session.execute(
        select(Person.id, Person.agency_id, Person.first_name_sealed, Person.last_name_sealed)
        .where(Person.marked_at.is_(None))
        .order_by(Person.agency_id, Person.id)
        .limit(BATCH)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    by_agency: dict[UUID, set[UUID]] = {}
    for row in rows:
        by_agency.setdefault(row.agency_id, set()).add(row.id)
    for agency_id, person_ids in by_agency.items():
        forget(session, agency_id, person_ids)
        session.execute(
            update(Person)
            .where(Person.agency_id == agency_id, bulk.among(session, Person.id, person_ids))
            .values(marked_at=unit.now),
            execution_options={"synchronize_session": False},
        )
    marks = [
        bulk.made(NameMark, agency_id=row.agency_id, person_id=row.id, mark=mark)
        for row in rows
        for mark in _marks(row.id, row.agency_id, row)
    ]
    bulk.add(session, marks, keep=False)
    return len(rows)


def forget(session: Session, agency_id: UUID, person_ids: Collection[UUID]) -> None:
    session.execute(
        delete(NameMark).where(
            NameMark.agency_id == agency_id, bulk.among(session, NameMark.person_id, person_ids)
        ),
        execution_options={"synchronize_session": False},
    )


def _marks(person_id: UUID, agency_id: UUID, row: object) -> Iterable[int]:
    try:
        return sorted(marks_of(agency_id, *opened(agency_id, row)))
    except SealError as error:
        # Nobody can read it, so nobody is found by it. Sealed anew, they are marked again.
        log.error("marks.lost", person=str(person_id), problem=str(error))
        return ()


def _named(stem: str) -> str:
    """Apart from what else there is an index of."""
    return f"name {stem}"


def _cut(index: bytes) -> int:
    return int.from_bytes(index[:_BYTES]) >> (8 * _BYTES - BITS)
