"""Server-sent events: one line per topic that changed. Ids only; no text ever goes over this."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID

from fastapi.responses import StreamingResponse

from web.live.hub import RESYNC, Hub

HEARTBEAT_SECONDS = 20.0
"""Shorter than the idle limits of the proxies in between."""
LIFE_SECONDS = 600.0
"""Then the page connects anew, and has to show again who it is."""
RECONNECT_MILLISECONDS = 1500


def stream(hub: Hub, agency_id: UUID, wanted: Callable[[str], bool]) -> StreamingResponse:
    """The topics of one agency for which `wanted` says yes."""
    return StreamingResponse(
        _events(hub, agency_id, wanted),
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )


async def _events(hub: Hub, agency_id: UUID, wanted: Callable[[str], bool]) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LIFE_SECONDS
    async with hub.listen(agency_id) as topics:
        yield f"retry: {RECONNECT_MILLISECONDS}\n\n"
        while loop.time() < ends_at:
            try:
                topic = await asyncio.wait_for(topics.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if topic is None:
                return
            if topic == RESYNC or wanted(topic):
                yield f"event: changed\ndata: {topic}\n\n"
