"""Removes contents whose time is over; see `messaging/directory/retention.py`."""

import asyncio

from messaging.directory import retention
from messaging.runtime import Runtime


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """The next rows of each retention that is due; how many were looked at."""
    with runtime.reading() as session:
        waiting = retention.due(session, runtime.clock())
    looked = 0
    for retention_id in waiting:
        with runtime.unit() as unit:
            looked += retention.step(unit, retention_id)
    return looked
