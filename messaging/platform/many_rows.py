"""Many rows in one statement, without objects. PostgreSQL takes them as arrays, which costs a tenth
of a statement each; SQLite, without a network between, as one statement prepared once. So does a
single row on either: its arrays would take longer to put together than to write."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Table,
    bindparam,
    column,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.selectable import TableValuedAlias

from messaging.platform.bulk import is_postgres
from messaging.platform.database import Base

Rows = Sequence[Mapping[str, Any]]


def one_of(column: InstrumentedAttribute[Any], words: Iterable[object]) -> ColumnElement[bool]:
    """As `in_`, for a statement that is repeated."""
    return or_(*(column == word for word in words))


def insert_many(session: Session, kind: type[Base], rows: Rows, **alike: Any) -> None:
    """Insert `rows`, which all have the same columns; `alike` is what every one of them gets."""
    if not rows:
        return
    table = _table(kind)
    if len(rows) == 1 or not is_postgres(session):
        session.connection().execute(insert(table), [{**row, **alike} for row in rows])
        return
    given = _given(table, rows)
    same = {name: bindparam(None, value, type_=table.c[name].type) for name, value in alike.items()}
    chosen = select(*(given.c[name] for name in rows[0]), *same.values())
    session.execute(insert(table).from_select([*rows[0], *same], chosen, include_defaults=False))


def update_many(
    session: Session, kind: type[Base], rows: Rows, *where: ColumnElement[bool], **alike: Any
) -> None:
    """Update the row of each `id` as far as `where` still holds of it; `alike` is what every one
    of them gets. No lists in `where`: SQLite's driver cannot repeat such a statement (`one_of`)."""
    if not rows:
        return
    table = _table(kind)
    names = [name for name in rows[0] if name != "id"]
    if len(rows) == 1 or not is_postgres(session):
        own = {name: bindparam(f"b_{name}", type_=table.c[name].type) for name in names}
        statement = update(table).where(table.c.id == bindparam("b_id"), *where)
        session.connection().execute(
            statement.values(**own, **alike),
            [{f"b_{name}": value for name, value in row.items()} for row in rows],
        )
        return
    given = _given(table, rows)
    session.execute(
        update(table)
        .where(table.c.id == given.c.id, *where)
        .values(**{name: given.c[name] for name in names}, **alike)
        .execution_options(synchronize_session=False)
    )


def _table(kind: type[Base]) -> Table:
    return cast("Table", kind.__table__)


def _given(table: Table, rows: Rows) -> TableValuedAlias:
    names = list(rows[0])
    arrays = [
        bindparam(None, [row[name] for row in rows], type_=ARRAY(table.c[name].type))
        for name in names
    ]
    columns = [column(name, table.c[name].type) for name in names]
    return func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
