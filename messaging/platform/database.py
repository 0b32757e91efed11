"""The database is the truth. SQLite (WAL) by default, PostgreSQL in production; one code."""

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    Connection,
    Engine,
    ExceptionContext,
    ForeignKeyConstraint,
    MetaData,
    create_engine,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from messaging.platform.ids import new_id

SQLITE_BUSY_MS = 30_000
POSTGRES_OPTIONS = "-c timezone=UTC -c random_page_cost=1.1"
"""The second: PostgreSQL takes its disk for one that turns, and would rather read a whole table
than look a thousand rows up, so that pages grow slower with every year."""
READING = {"kinline_reading": True, "postgresql_readonly": True}


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Identified:
    """A row with a UUIDv7 of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id, sort_order=-2)


class Owned(Identified):
    """A row of one agency."""

    __abstract__: ClassVar[bool] = True
    agency_id: Mapped[UUID] = mapped_column(sort_order=-1)


def same_agency(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that can only point at a row of the same agency: the wall between tenants
    is held by the database itself. `table` must carry `UniqueConstraint("agency_id", "id")`."""
    return ForeignKeyConstraint(
        ["agency_id", column], [f"{table}.agency_id", f"{table}.id"], **options
    )


def same_branch(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """As `same_agency`, and the row stands in the branch of the one it points at: when that moves,
    the database moves it along. `table` must carry `UniqueConstraint("agency_id", "branch_id",
    "id")`; where `column` may be null, a CHECK must hold that `branch_id` is null with it."""
    return ForeignKeyConstraint(
        ["agency_id", "branch_id", column],
        [f"{table}.agency_id", f"{table}.branch_id", f"{table}.id"],
        onupdate="CASCADE",
        **options,
    )


def insert_or_ignore(session: Session, table: type[Base], **values: Any) -> bool:
    """Insert one row unless a unique key already has it. True when the row is new.

    Safe against another process doing the same at the same instant, which read-then-insert is not.
    """
    # What comes back says it: psycopg's count of rows is gone once its cursor is closed.
    statement = (
        _insert(session)(table)
        .values(**values)
        .on_conflict_do_nothing()
        .returning(*table.__table__.primary_key)
    )
    return session.execute(statement).first() is not None


def insert_new(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> set[UUID]:
    """As `insert_or_ignore`, many at once: the ids of the rows that are new. Each needs its `id`,
    and all the same columns."""
    if not rows:
        return set()
    made = (
        _insert(session)(table.__table__).on_conflict_do_nothing().returning(table.__table__.c.id)
    )
    # The connection, not the session: rows to write, no objects to keep.
    return set(session.connection().scalars(made, rows))


def _insert(session: Session) -> Callable[..., postgresql.Insert | sqlite.Insert]:
    return sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert


class Database:
    """One engine, and short transactions on it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgres_engine(url, pool_size)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a transaction that commits at the end, or rolls back on any exception."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def rehearsing(self) -> Iterator[Session]:
        """A session that writes as any other, and of which nothing is ever committed."""
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks: it takes no write lock, and the database refuses a write.

        Rows stay readable after it has ended.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options=READING)
            yield session

    def dispose(self) -> None:
        self.engine.dispose()


def _postgres_engine(url: str, pool_size: int) -> Engine:
    # Pre-ping: after a restart of the server the first user of a connection must not pay for it.
    # Hidden parameters: an error message must not carry a parent's details into a log.
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": POSTGRES_OPTIONS},
    )
    event.listen(engine, "handle_error", _without_details)
    return engine


def _without_details(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL line quotes the values of the row it refuses; keep its first line."""
    quoted, primary = _wordings(context.original_exception)
    if not primary:
        return
    context.original_exception.args = (primary,)
    wrapped = context.sqlalchemy_exception
    if wrapped is not None:
        wrapped.args = tuple(str(part).replace(quoted, primary) for part in wrapped.args)


def _wordings(error: BaseException) -> tuple[str, str]:
    """What an error of the driver says, and its first line alone ("" when it is not one)."""
    diagnostics = getattr(error, "diag", None)
    return str(error), getattr(diagnostics, "message_primary", None) or ""


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """SQLite itself does not wait while another process switches the same new file."""
    deadline = time.monotonic() + SQLITE_BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": SQLITE_BUSY_MS / 1000}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transaction handling starts too late for a read-then-write.
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in (
            # FULL: what we have answered 2xx for must survive the power going out.
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={SQLITE_BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("kinline_reading", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        # IMMEDIATE: a writer waits for its turn here, instead of failing half-way through.
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine
