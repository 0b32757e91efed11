"""Many rows at once: found by many keys, written from row objects that no session has seen yet.

An object per row keeps the types and the sealed columns; the statement per row is what costs. Rows
that were written are part of the session afterwards, as if they had been loaded.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache
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
    """For this transaction. What PostgreSQL planned for a table that was empty is a long walk once
    an import has filled it."""
    if is_postgres(session):
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def add(session: Session, rows: Sequence[Row]) -> None:
    """Write rows of one table that nobody else can be writing: no unique key may have them."""
    if not rows:
        return
    session.flush()
    table = _table(rows[0])
    values = [_filled(row, table) for row in rows]
    if is_postgres(session) and len(rows) >= COPY_FROM:
        _copy(session.connection(), table, table.name, values)
    else:
        session.execute(insert(table), values)
    _attach(session, rows)


def add_new(session: Session, rows: Sequence[Row], *unique: str) -> list[Row]:
    """Write those rows of one table whose unique key (its columns are `unique`) nobody has taken,
    and give them back. A concurrent writer of the same key is waited for, in the order of rows."""
    if not rows:
        return []
    session.flush()
    table = _table(rows[0])
    values = [_filled(row, table) for row in rows]
    if is_postgres(session) and len(rows) >= COPY_FROM:
        written = _staged(session.connection(), table, values, unique)
    else:
        into = postgresql.insert if is_postgres(session) else sqlite.insert
        new = into(table).on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
        written = set(session.scalars(new, values))
    fresh = [row for row, given in zip(rows, values, strict=True) if given["id"] in written]
    _attach(session, fresh)
    return fresh


def _table(row: Base) -> Table:
    table = type(row).__table__
    if not isinstance(table, Table):
        raise TypeError(f"{type(row).__name__} is no table")
    return table


def _filled(row: Base, table: Table) -> dict[str, Any]:
    """Every column's value; what the row leaves out gets the column's default, there and here."""
    values = row.__dict__
    for name, make in _defaults(table):
        if name not in values:
            values[name] = make()
    return {column.key: values[column.key] for column in table.c}


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
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], unique: Sequence[str]
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


def _copy(connection: Connection, table: Table, into: str, rows: Sequence[dict[str, Any]]) -> None:
    """PostgreSQL's own way of taking in many rows."""
    processors = _processors(table, connection.dialect)
    statement = f'COPY "{into}" ({_names(table)}) FROM STDIN'
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]  # psycopg's own cursor
            for row in rows:
                copy.write_row(
                    [
                        value if turn is None or value is None else turn(value)
                        for value, turn in zip(row.values(), processors, strict=True)
                    ]
                )
    except psycopg.Error as error:
        # Its context quotes the row. Only the first line may travel on.
        error.args = (error.diag.message_primary or type(error).__name__,)
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from None


@cache
def _names(table: Table) -> str:
    return ", ".join(f'"{column.key}"' for column in table.c)


@cache
def _processors(table: Table, dialect: Dialect) -> tuple[Callable[[Any], Any] | None, ...]:
    """From our values to the driver's, column by column."""
    return tuple(column.type.dialect_impl(dialect).bind_processor(dialect) for column in table.c)
