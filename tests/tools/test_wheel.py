"""The wheel carries everything a fresh installation needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def shipped(*patterns: str) -> list[str]:
    """Files of the working copy that git keeps and an installation needs."""
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return listed.stdout.splitlines()


@pytest.mark.parametrize(
    "patterns",
    [
        ("migrations/",),
        ("templates/library/",),
        ("campaigns/library/",),
        ("web/pages/", "web/static/", "web/locale/"),
        ("sandbox/pages/",),
        ("service/",),
    ],
    ids=lambda patterns: patterns[0],
)
def test_every_file_of_a_room_is_in_it(names: set[str], patterns: tuple[str, ...]) -> None:
    files = shipped(*patterns)
    assert files
    assert set(files) <= names


@pytest.mark.parametrize("name", ["htmx-4.min.js", "hx-sse-4.min.js", "LICENSE.django-htmx"])
def test_the_browsers_scripts_are_in_it(names: set[str], name: str) -> None:
    assert f"web/static/vendor/{name}" in names


def test_nothing_of_the_workshop_is_in_it(names: set[str]) -> None:
    rooms = {name.split("/")[0] for name in names}
    assert not rooms & {"tests", "tools", "docs", "var", "benchmarks"}
