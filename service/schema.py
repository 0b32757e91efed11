"""The database's schema: where it is, where it should be, and how it gets there."""

import importlib.util
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from messaging.platform.database import Database


def upgrade(url: str) -> None:
    """Bring the database to head. Repeating it changes nothing."""
    Database(url).dispose()  # makes the folder of an SQLite file
    command.upgrade(alembic_config(url), "head")


def is_empty(url: str) -> bool:
    """Whether the database has no table at all, ours or another's."""
    database = Database(url)
    try:
        with database.engine.connect() as connection:
            return not inspect(connection).get_table_names()
    finally:
        database.dispose()


@cache
def head() -> str | None:
    """The newest migration this installation brings."""
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()


def current(database: Database) -> str | None:
    """The newest migration the database has had; None when it never had one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def alembic_config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", _folder().as_posix().replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def _folder() -> Path:
    """Of the package, wherever it is installed."""
    found = importlib.util.find_spec("migrations")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("the migrations package is missing from this installation")
    return Path(found.origin).parent
