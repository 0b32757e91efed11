"""The sample agency's day: whenever pictures are made, it is the same Tuesday in Chicago.

Real processes are photographed, so each of them begins with its clock set to that day; from then on
it runs as clocks do.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import time_machine

TUESDAY = datetime(2026, 3, 3, 19, 5, tzinfo=UTC)
"""1:05 pm in Chicago, where the story then plays: a working day, outside all quiet hours."""
WHERE = "America/Chicago"
AHEAD = 0.5
"""Seconds."""
AT_START = """import time
import time_machine
time_machine.travel(time.time() + {later}, tick=True).start()
time.time()
"""
"""The last line: a clock that is set goes from when it is first looked at."""


@contextmanager
def sample_time(folder: Path) -> Iterator[None]:
    """It is that day in this process, and in every Python process it starts meanwhile; `folder` is
    for what tells them."""
    later = TUESDAY.timestamp() - time.time()
    (folder / "sitecustomize.py").write_text(AT_START.format(later=later))
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (before, str(folder))))
    try:
        # Whoever waits for what falls due must never be behind those who do it.
        with time_machine.travel(time.time() + later + AHEAD, tick=True):
            time.time()
            yield
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
