"""The sandbox and the house know nothing of each other."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = frozenset(
    {"service", "web", "webhooks", "casework", "campaigns", "messaging"}
    | {"channels", "templates", "migrations"}
)
IMPORT = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.MULTILINE)


def imported(folder: str) -> set[str]:
    """Top-level packages imported anywhere in a folder."""
    files = (ROOT / folder).rglob("*.py")
    return {name for path in files for name in IMPORT.findall(path.read_text())}


def test_the_sandbox_imports_nothing_of_the_house() -> None:
    assert "sandbox" in imported("sandbox")  # it does find imports
    assert not imported("sandbox") & HOUSE


@pytest.mark.parametrize("room", sorted(HOUSE))
def test_the_house_imports_nothing_of_the_sandbox(room: str) -> None:
    assert "sandbox" not in imported(room)
