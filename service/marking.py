"""Writes the marks by which people are found by name; see `messaging/directory/name_marks.py`."""

import asyncio

from messaging.directory import name_marks
from messaging.runtime import Runtime


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """For the next few who have none yet, in a transaction of their own; for how many."""
    with runtime.reading() as session:
        if not name_marks.waiting(session):
            return 0
    with runtime.unit() as unit:
        return name_marks.step(unit)
