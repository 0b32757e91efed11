"""What a test needs from the machine: used when found, said when not, required when CI=true."""

import os
import shutil
from pathlib import Path

import pytest


def required_here() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def missing(what: str, package: str) -> None:
    """Skip the test saying what to install, or fail it where nothing may be skipped."""
    words = f"{what} was not found; install Debian's {package} to run this test"
    if required_here():
        pytest.fail(f"{words} (CI=true forbids skipping)", pytrace=False)
    pytest.skip(words)


def redis_server() -> Path | None:
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else None


def postgres_programs() -> Path | None:
    """The newest `bin` folder that has initdb, as Debian lays it out, or the one on the PATH."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    on_path = shutil.which("initdb")
    if debian:
        return debian[-1].parent
    return Path(on_path).resolve().parent if on_path else None
