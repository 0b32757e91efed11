"""Many rows at once: found by many keys, written from row objects that no session has seen yet.

An object per row keeps the types and the sealed columns; the statement per row is what costs. Rows
that were written are part of the session afterwards, as if they had been loaded.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    bindparam,
    func,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import InstrumentedAttribute, Session, make_transient_to_detached

from messaging.platform.database import Base

COPY_FROM = 20
"""For fewer rows a plain INSERT is the shorter way."""


Row = TypeVar("Row", bound=Base)
Value = TypeVar("Value")


def among(
    session: Session, column: InstrumentedAttribute[Value], values: Collection[Value]
) -> ColumnElement[bool]:
    """`column IN values`. On PostgreSQL in one parameter, since the driver reads the statement
    anew for every number of them, and takes its time over hundreds."""
    if not is_postgres(session):
        return column.in_(values)
    array = bindparam(None, list(values), type_=postgresql.ARRAY(column.type))
    return column == func.any(array)


def plan_anew(session: Session) -> None:
    """From here on. What PostgreSQL planned for a table that was empty is a long walk once an
    import has filled it. Once for many rows: planning for each (`force_custom_plan`) reaches into
    the checks of foreign keys, and doubles what the server does for a row."""
    if is_postgres(session):
        session.execute(text("DISCARD PLANS"))


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def made(kind: type[Row], /, **values: Any) -> Row:
    """A row for `add` or `add_new`, past the mapper's bookkeeping of each attribute, which costs
    more than writing the row."""
    row: Row = kind.__mapper__.class_manager.new_instance()
    row.__dict__.update(values)
    return row


def add(session: Session, rows: Sequence[Row], *, keep: bool = True) -> None:
    """Write rows of one table that nobody else can be writing: no unique key may have them.

    Without `keep` they do not become part of the session: who needs one later loads it."""
    if not rows:
        return
    session.flush()
    table = _table(rows[0])
    _fill(rows, table)
    if is_postgres(session) and len(rows) >= COPY_FROM:
        _copy(session.connection(), table, table.name, rows)
    else:
        session.execute(insert(table), _values(rows, table))
    if keep:
        _attach(session, rows)


def add_new(session: Session, rows: Sequence[Row], *unique: str, keep: bool = True) -> list[Row]:
    """Write those rows of one table whose unique key (its columns are `unique`) nobody has taken,
    and give them back. A concurrent writer of the same key is waited for, in the order of rows."""
    if not rows:
        return []
    session.flush()
    table = _table(rows[0])
    _fill(rows, table)
    if is_postgres(session) and len(rows) >= COPY_FROM:
        written = _staged(session.connection(), table, rows, unique)
    else:
        into = postgresql.insert if is_postgres(session) else sqlite.insert
        new = into(table).on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
        written = set(session.scalars(new, _values(rows, table)))
    fresh = [row for row in rows if row.__dict__["id"] in written]
    if keep:
        _attach(session, fresh)
    return fresh


def _table(row: Base) -> Table:
    table = type(row).__table__
    if not isinstance(table, Table):
        raise TypeError(f"{type(row).__name__} is no table")
    return table


def _fill(rows: Sequence[Base], table: Table) -> None:
    """What a row leaves out gets the column's default, there and here."""
    defaults = _defaults(table)
    for row in rows:
        values = row.__dict__
        for name, make in defaults:
            if name not in values:
                values[name] = make()


def _values(rows: Sequence[Base], table: Table) -> list[dict[str, Any]]:
    keys = _keys(table)
    return [{key: row.__dict__[key] for key in keys} for row in rows]


@cache
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.key for column in table.c)


@cache
def _defaults(table: Table) -> tuple[tuple[str, Callable[[], Any]], ...]:
    return tuple((column.key, _default(column)) for column in table.c)


def _default(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    if default is None:
        return lambda: None
    if default.is_callable:
        return lambda: default.arg(None)
    return lambda: default.arg


def _attach(session: Session, rows: Sequence[Base]) -> None:
    for row in rows:
        make_transient_to_detached(row)
    session.add_all(rows)


def _staged(
    connection: Connection, table: Table, rows: Sequence[Base], unique: Sequence[str]
) -> set[UUID]:
    """By way of a table of this connection's own; gives the ids that were taken in."""
    staging = f"incoming_{table.name}"
    # Names are those of our own tables.
    connection.exec_driver_sql(
        f'CREATE TEMP TABLE IF NOT EXISTS "{staging}" (LIKE "{table.name}") ON COMMIT DELETE ROWS'
    )
    _copy(connection, table, staging, rows)
    names = _names(table)
    taken = connection.exec_driver_sql(
        f'WITH came AS (DELETE FROM "{staging}" RETURNING {names}) '  # noqa: S608 (likewise)
        f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM came '
        f"ON CONFLICT ({', '.join(unique)}) DO NOTHING RETURNING id"
    )
    return set(taken.scalars())


def _copy(connection: Connection, table: Table, into: str, rows: Sequence[Base]) -> None:
    """PostgreSQL's own way of taking in many rows."""
    chosen, turns = itemgetter(*_keys(table)), _turns(table, connection.dialect)
    statement = f'COPY "{into}" ({_names(table)}) FROM STDIN'
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]  # psycopg's own cursor
            for row in rows:
                values = list(chosen(row.__dict__))
                for place, turn in turns:
                    if values[place] is not None:
                        values[place] = turn(values[place])
                copy.write_row(values)
    except psycopg.Error as error:
        # Its context quotes the row. Only the first line may travel on.
        error.args = (error.diag.message_primary or type(error).__name__,)
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from None


@cache
def _names(table: Table) -> str:
    return ", ".join(f'"{key}"' for key in _keys(table))


@cache
def _turns(table: Table, dialect: Dialect) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """From our values to the driver's: by the column's place, where they differ."""
    return tuple(
        (place, turn)
        for place, column in enumerate(table.c)
        if (turn := column.type.dialect_impl(dialect).bind_processor(dialect))
    )
