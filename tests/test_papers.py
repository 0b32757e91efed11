"""The papers say no more than is held: every test that one names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NAMED = re.compile(r"`(test_\w+)`")
DEFINED = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)
FILES = re.compile(r"`((?:tests|messaging|web|service)/[\w/]+\.py)`")


@pytest.fixture(scope="module")
def defined() -> set[str]:
    return {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in DEFINED.findall(path.read_text())
    }


@pytest.mark.parametrize("paper", ["security.md"])
def test_every_test_that_a_paper_names_exists(paper: str, defined: set[str]) -> None:
    named = set(NAMED.findall((ROOT / "docs" / paper).read_text()))
    assert len(named) > 50
    assert named - defined == set()


@pytest.mark.parametrize("paper", ["security.md", "architecture.md"])
def test_every_file_that_a_paper_names_exists(paper: str) -> None:
    named = FILES.findall((ROOT / "docs" / paper).read_text())
    assert [each for each in named if not (ROOT / each).exists()] == []
