"""Works through what an earlier key has sealed; see `messaging/directory/resealing.py`."""

import asyncio

from messaging.directory import resealing
from messaging.runtime import Runtime


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """The next few rows, in a transaction of their own; how many were looked at."""
    with runtime.reading() as session:
        if not resealing.under_way(session):
            return 0
        left = resealing.left_behind(session)
    with runtime.unit() as unit:
        return resealing.step(unit, left)
