"""Databases for tests: migrated once, every test gets a copy of its own."""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, event

from messaging.platform.database import Database
from service import schema

_kept: dict[bool, tuple[Dialect, dict[Any, Any]]] = {}
"""By `is_sqlite`."""


def make_tables(url: str) -> None:
    """Every table of every room, as an installation gets them."""
    schema.upgrade(url)


def copy_sqlite(template: Path, folder: Path) -> str:
    target = folder / "kinline.db"
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"


def quick(database: Database) -> Database:
    """Sharing what SQLAlchemy has compiled with every other test's database, and not waiting for
    the disk: these data live for seconds."""
    if database.is_sqlite:
        event.listen(database.engine, "connect", _without_waiting)
    if database.is_sqlite not in _kept:
        with database.engine.connect():
            """The first connection tells the dialect which server it is."""
        _kept[database.is_sqlite] = (database.engine.dialect, {})
    dialect, compiled = _kept[database.is_sqlite]
    # Statements are looked up by dialect too.
    database.engine.dialect = dialect
    database.engine.update_execution_options(compiled_cache=compiled)
    return database


def _without_waiting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
