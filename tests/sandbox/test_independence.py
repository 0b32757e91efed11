"""The sandbox and the house know nothing of each other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = frozenset(
    {"service", "web", "webhooks", "casework", "campaigns", "messaging"}
    | {"channels", "templates", "migrations"}
)


def imported(path: Path) -> set[str]:
    """Top-level packages a file imports."""
    tree = ast.parse(path.read_text())
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("path", sorted((ROOT / "sandbox").rglob("*.py")), ids=str)
def test_the_sandbox_imports_nothing_of_the_house(path: Path) -> None:
    assert not imported(path) & HOUSE


@pytest.mark.parametrize("room", sorted(HOUSE))
def test_the_house_imports_nothing_of_the_sandbox(room: str) -> None:
    offenders = [path for path in (ROOT / room).rglob("*.py") if "sandbox" in imported(path)]
    assert offenders == []
