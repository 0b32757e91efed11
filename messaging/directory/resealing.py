"""Sealing anew what an earlier key has sealed, in the background, while everything goes on.

Put the new secret into `OLD_SECRET_KEYS`, and start every process again: all of them can read it.
Only then put it into `SECRET_KEY` and the old one into `OLD_SECRET_KEYS`, and start them again: new
rows are sealed with the new key, old ones open with the old one, and the clock works its way
through them (`service/resealing.py`), a few rows in each transaction. `kinline key status` says
what still hangs on which key.

The old key stays in `OLD_SECRET_KEYS`, after the present one, for as long as links and reply
addresses that were sent with it must work (an unsubscribe link has no end), spool files wait, or an
anchor kept elsewhere is to be verified. To take it out gives these up, even when no sealed value
hangs on it any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Column, LargeBinary, RowMapping, Table, func, literal, select, update
from sqlalchemy.orm import Session

from messaging.directory.twins import index_for
from messaging.models.resealing import Resealing
from messaging.platform.database import Base
from messaging.platform.sealing import HEADER_BYTES, VERSION, SealError, keyring
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

SEALED = "_sealed"
"""Ends the name of every sealed column."""
BATCH = 100
HEAVY: Mapping[str, int] = MappingProxyType({"files": 4, "inbound_messages": 20})
"""Rows at once where one may be megabytes."""
INDEXES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "contact_points": {"address_index": "address_sealed"},
        "inbound_messages": {"sender_index": "sender_sealed"},
    }
)
"""Blind indexes, by table, and what each is the index of."""
BESIDE: Mapping[str, Mapping[str, None]] = MappingProxyType({"people": {"marked_at": None}})
"""What a row says when it is sealed anew: the marks of a name are written again, under that key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many sealed values of a table hang on which key."""

    table: str
    values: Mapping[str, int]
    """By key id."""


def tables() -> Sequence[Table]:
    """Those with sealed columns, of every room that is imported."""
    return [table for table in Base.metadata.sorted_tables if _columns(table)]


def standing(session: Session) -> Iterator[Standing]:
    """Reads every sealed column: minutes on a large database."""
    for table in tables():
        found: dict[str, int] = {}
        for column in _columns(table):
            key = func.substr(column, 1, HEADER_BYTES, type_=LargeBinary)
            counted = select(key, func.count()).where(column.is_not(None)).group_by(key)
            for header, number in session.execute(counted):
                name = bytes(header)[len(VERSION) :].hex()
                found[name] = found.get(name, 0) + number
        yield Standing(table.name, found)


def step(unit: Unit, left: bool) -> int:
    """Look at the next rows of the first table that is not finished; how many. `left` is what
    `left_behind` said before, outside of this transaction."""
    for table in tables():
        state = _state(unit, table)
        if state.finished_at is None:
            return _next(unit, table, state, left)
    return 0


def left_behind(session: Session) -> bool:
    """Whether a walk that is at its table's end has to be begun again, since a process that still
    had the old key wrote meanwhile. Reads all of the table: not while others wait to write."""
    current = keyring().current_key_id
    states = {row.table: row for row in session.scalars(select(Resealing))}
    for table in tables():
        state = states.get(table.name)
        if state is None or state.key_id != current:
            return False
        if state.finished_at is None:
            over = state.lost == 0 and not _rows(session, table, state.last_id)
            return over and _left(session, table)
    return False


def under_way(session: Session) -> bool:
    """Whether there is something to do for the present key."""
    current = keyring().current_key_id
    done = {
        row.table
        for row in session.scalars(select(Resealing))
        if row.key_id == current and row.finished_at is not None
    }
    return any(table.name not in done for table in tables())


def _state(unit: Unit, table: Table) -> Resealing:
    """How far we are with the present key. One that changed meanwhile begins anew."""
    current = keyring().current_key_id
    state = unit.session.get(Resealing, table.name, with_for_update=True)
    if state is None:
        state = Resealing(table=table.name, key_id=current, resealed=0, lost=0)
        unit.session.add(state)
    elif state.key_id != current:
        state.key_id, state.last_id, state.finished_at = current, None, None
        state.resealed = state.lost = 0
    return state


def _next(unit: Unit, table: Table, state: Resealing, left: bool) -> int:
    rows = _rows(unit.session, table, state.last_id)
    for row in rows:
        _reseal(unit, table, row, state)
    if rows:
        state.last_id = rows[-1][table.c.id]
    elif left:
        # Written by a process that still had the old key.
        state.last_id = None
    else:
        state.finished_at = unit.now
        log.info("keys.resealed", table=table.name, rows=state.resealed, lost=state.lost)
    return max(len(rows), 1)


def _rows(session: Session, table: Table, last_id: UUID | None) -> Sequence[RowMapping]:
    wanted = select(table.c.id, table.c.agency_id, *_columns(table)).order_by(table.c.id)
    if last_id is not None:
        wanted = wanted.where(table.c.id > last_id)
    return session.execute(wanted.limit(HEAVY.get(table.name, BATCH))).mappings().all()


def _reseal(unit: Unit, table: Table, row: RowMapping, state: Resealing) -> None:
    old: dict[Column[Any], bytes] = {}
    new: dict[str, bytes] = {}
    try:
        for column in _columns(table):
            sealed = row[column]
            if sealed is not None and keyring().key_id_of(sealed) != keyring().current_key_id:
                old[column] = sealed
                new |= _anew(table, row[table.c.agency_id], column.name, sealed)
    except SealError as error:
        state.lost += 1
        log.error("keys.lost", table=table.name, row=str(row[table.c.id]), problem=str(error))
        return
    if new:
        # Whoever has written it meanwhile did so with the present key, or comes round again.
        if (index := new.get("address_index")) is not None:
            new["address_index"] = index_for(unit, row[table.c.id], index)
        same = (column == sealed for column, sealed in old.items())
        anew = {**new, **BESIDE.get(table.name, {})}
        unit.session.execute(update(table).where(table.c.id == row[table.c.id], *same).values(anew))
        state.resealed += 1


def _anew(table: Table, agency_id: UUID, name: str, sealed: bytes) -> Mapping[str, bytes]:
    """The value under the present key, and the blind indexes made of it."""
    ring, label = keyring(), f"{table.name}.{name}"
    content = ring.open_bytes(agency_id, label, sealed)
    values = {name: ring.seal_bytes(agency_id, label, content)}
    for index, source in INDEXES.get(table.name, {}).items():
        if source == name:
            values[index] = ring.index(agency_id, content.decode())
    return values


def _left(session: Session, table: Table) -> bool:
    current = literal(VERSION + bytes.fromhex(keyring().current_key_id), LargeBinary)
    return any(
        session.scalar(
            select(table.c.id)
            .where(func.substr(column, 1, HEADER_BYTES, type_=LargeBinary) != current)
            .limit(1)
        )
        is not None
        for column in _columns(table)
    )


def _columns(table: Table) -> Sequence[Column[Any]]:
    return [column for column in table.c if column.name.endswith(SEALED)]
