"""Taking the browser's files out of wheels."""

import zipfile
from pathlib import Path

import pytest

from tools.assets import WANTED, extract


def wheel(folder: Path, *names: str) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(folder / "some.whl", "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return folder


def test_every_wanted_file_comes_out_under_its_own_name(tmp_path: Path) -> None:
    wheels = wheel(tmp_path / "wheels", *WANTED, "other.js")
    target = tmp_path / "vendor"
    extract(wheels, target)
    assert {path.name: path.read_text() for path in target.iterdir()} == {
        short: name for name, short in WANTED.items()
    }


def test_what_was_there_before_is_gone(tmp_path: Path) -> None:
    target = tmp_path / "vendor"
    target.mkdir()
    (target / "old.js").touch()
    extract(wheel(tmp_path / "wheels", *WANTED), target)
    assert not (target / "old.js").exists()


def test_a_file_that_moved_is_named(tmp_path: Path) -> None:
    wanted = sorted(WANTED)
    wheels = wheel(tmp_path / "wheels", *wanted[1:])
    with pytest.raises(FileNotFoundError, match=wanted[0]):
        extract(wheels, tmp_path / "vendor")
