"""Databases for tests: the tables are made once, every test gets a copy of its own."""

import shutil
from pathlib import Path

import campaigns.models
import casework.models
import messaging.models
from messaging.platform.database import Base, Database

EVERY_TABLE = (messaging.models, campaigns.models, casework.models)
"""Imported for their tables."""


def make_tables(url: str) -> None:
    """Every table of every room."""
    database = Database(url)
    try:
        Base.metadata.create_all(database.engine)
    finally:
        database.dispose()


def copy_sqlite(template: Path, folder: Path) -> str:
    target = folder / "kinline.db"
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"
