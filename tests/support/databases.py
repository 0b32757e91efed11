"""Databases for tests: migrated once, every test gets a copy of its own."""

import shutil
from pathlib import Path

from service import schema


def make_tables(url: str) -> None:
    """Every table of every room, as an installation gets them."""
    schema.upgrade(url)


def copy_sqlite(template: Path, folder: Path) -> str:
    target = folder / "kinline.db"
    shutil.copyfile(template, target)
    return f"sqlite:///{target}"
