"""The peer of writing many rows: PostgreSQL's COPY of the same finished rows, as text, into the
same tables with the same keys and indexes, in one transaction."""

import time
from collections.abc import Sequence
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

CHUNK = 1 << 20


def copy_out(database: str, tables: Sequence[str], folder: Path) -> None:
    """What `tables` hold, each into a file of its own; once, since every turn makes the same."""
    if _file(folder, tables[-1]).exists():
        return
    with _connected(database) as connection:
        for table in tables:
            query = f'COPY "{table}" TO STDOUT'
            with (
                connection.cursor() as cursor,
                cursor.copy(query) as copy,
                _file(folder, table).open("wb") as file,
            ):
                for part in copy:
                    file.write(part)


def copy_in(database: str, tables: Sequence[str], folder: Path) -> float:
    """The files back in, in this order; the seconds it took."""
    began = time.monotonic()
    with _connected(database) as connection:
        for table in tables:
            query = f'COPY "{table}" FROM STDIN'
            with (
                connection.cursor() as cursor,
                cursor.copy(query) as copy,
                _file(folder, table).open("rb") as file,
            ):
                while part := file.read(CHUNK):
                    copy.write(part)
    return time.monotonic() - began


def _file(folder: Path, table: str) -> Path:
    return folder / f"{table}.copy"


def _connected(database: str) -> psycopg.Connection:
    url = make_url(database).set(drivername="postgresql")
    return psycopg.connect(url.render_as_string(hide_password=False))
