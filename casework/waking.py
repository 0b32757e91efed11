"""Open pages hear when a conversation that was laid aside is back. The list asks the time itself:
without this it would only be seen a little later."""

import asyncio
from datetime import datetime

from sqlalchemy import select

from messaging.models.thread import Thread
from messaging.runtime import Runtime


class Waking:
    """Each time it is asked: of what came back since it was asked before."""

    def __init__(self) -> None:
        self._told: datetime | None = None

    def __call__(self, runtime: Runtime, _runner: asyncio.Runner) -> int:
        with runtime.unit() as unit:
            since, self._told = self._told, unit.now
            if since is None:
                return 0
            rows = unit.session.execute(
                select(Thread.agency_id, Thread.id).where(
                    Thread.snoozed_until > since, Thread.snoozed_until <= unit.now
                )
            ).all()
            for agency_id, thread_id in rows:
                unit.touch(agency_id, "inbox")
                unit.touch(agency_id, str(thread_id))
        return 0
