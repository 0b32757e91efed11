"""Into the database, or onto the disk while it is away: kept, before anyone hears 2xx."""

import asyncio
from collections.abc import Callable

import anyio
import anyio.to_thread
import structlog
from fastapi import HTTPException

from messaging.inbound.spool import Spool, SpoolFullError
from messaging.inbound.spooled import AWAY

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 6.0
"""For a database that does not even say no. Twilio waits 15 seconds
(https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides)."""
NOT_NOW: tuple[type[Exception], ...] = (*AWAY, TimeoutError)


async def keep(store: Callable[[], None], spool: Spool, put: Callable[[], None]) -> None:
    """`store` it, or else `put` it into `spool`. Raises 503 when neither is possible.

    While something waits in the spool, what comes joins it: it must not overtake an earlier
    message of its sender, and nobody waits for a database that is known to be away. `store` may
    still succeed after its time was up: storing a thing twice is storing it once.
    """
    # One look into a folder: not worth a thread.
    if not spool.waits() and await _stored(store):
        return
    try:
        # Not in the threads that requests share: they may all be waiting for the database.
        await asyncio.to_thread(put)
    except SpoolFullError:
        if not await _stored(store):
            raise HTTPException(
                503, "Nothing can be kept right now.", headers={"Retry-After": "5"}
            ) from None


async def _stored(store: Callable[[], None]) -> bool:
    try:
        with anyio.fail_after(PATIENCE_SECONDS):
            await anyio.to_thread.run_sync(store, abandon_on_cancel=True)
    except NOT_NOW as error:
        log.warning("keeping.no_database", error=type(error).__name__)
        return False
    return True
