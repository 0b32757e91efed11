"""The machine that figures come from; its name is nobody's business."""

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.support import found

_GIB = 2**30


def machine() -> Mapping[str, str | int]:
    return {
        "processors": os.cpu_count() or 0,
        "model": _model(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB),
        "python": platform.python_version(),
        "postgresql": _postgresql(),
        "date": datetime.now(UTC).date().isoformat(),
    }


def _model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _postgresql() -> str:
    programs = found.postgres_programs()
    if programs is None:
        return "none"
    said = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[2]
