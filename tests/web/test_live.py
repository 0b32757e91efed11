"""Open pages hear of changes."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from redis import Redis

from messaging.platform.lanes import RedisDoorbell
from web.live.hub import RESYNC, WAITING_TOPICS, Hub
from web.live.stream import stream

AGENCY, ANOTHER = uuid4(), uuid4()
SOON = 20.0


@pytest.fixture
async def hub(embedded_redis: str) -> AsyncIterator[Hub]:
    hub = Hub(lambda: embedded_redis)
    yield hub
    await hub.aclose()


@pytest.fixture
def bell(embedded_redis: str) -> RedisDoorbell:
    return RedisDoorbell(Redis.from_url(embedded_redis), "service.jobs.none")


async def connected(topics: asyncio.Queue[str | None]) -> None:
    """The first resync is ours, the second says that Redis listens."""
    for _ in range(2):
        assert await asyncio.wait_for(topics.get(), SOON) == RESYNC


async def test_a_page_hears_what_changes_in_its_agency_alone(hub: Hub, bell: RedisDoorbell) -> None:
    async with hub.listen(AGENCY) as topics:
        await connected(topics)
        bell.touch_all([(uuid4(), "of another agency")])
        bell.touch_all([(AGENCY, "inbox")])
        assert await asyncio.wait_for(topics.get(), SOON) == "inbox"


async def test_every_open_page_hears_it(hub: Hub, bell: RedisDoorbell) -> None:
    async with hub.listen(AGENCY) as one:
        await connected(one)
        async with hub.listen(AGENCY) as other:
            assert await asyncio.wait_for(other.get(), SOON) == RESYNC
            bell.touch_all([(AGENCY, "tasks")])
            for topics in (one, other):
                assert await asyncio.wait_for(topics.get(), SOON) == "tasks"


async def test_a_page_that_reads_too_slowly_is_told_to_read_everything(
    hub: Hub, bell: RedisDoorbell
) -> None:
    async with hub.listen(AGENCY) as topics:
        await connected(topics)
        for number in range(WAITING_TOPICS + 1):
            bell.touch_all([(AGENCY, str(number))])
        async with hub.listen(ANOTHER) as other:
            bell.touch_all([(AGENCY, "last"), (ANOTHER, "after it")])
            while await asyncio.wait_for(other.get(), SOON) != "after it":
                pass
        heard = [topics.get_nowait() for _ in range(topics.qsize())]
        assert RESYNC in heard
        assert heard[-1] == "last"


async def test_closing_ends_every_stream_also_those_that_come_late(hub: Hub) -> None:
    async with hub.listen(AGENCY) as topics:
        await asyncio.wait_for(topics.get(), SOON)
        hub.close()
        while await asyncio.wait_for(topics.get(), SOON) is not None:
            pass
    async with hub.listen(AGENCY) as late:
        assert await asyncio.wait_for(late.get(), SOON) is None


async def test_a_stream_carries_only_topics_that_are_wanted(hub: Hub, bell: RedisDoorbell) -> None:
    answer = stream(hub, AGENCY, lambda topic: topic == "mine")
    assert answer.media_type == "text/event-stream"
    events = aiter(answer.body_iterator)
    assert "retry:" in str(await anext(events))
    for _ in range(2):
        assert f"data: {RESYNC}" in str(await asyncio.wait_for(anext(events), SOON))
    bell.touch_all([(AGENCY, "another's")])
    bell.touch_all([(AGENCY, "mine")])
    assert await asyncio.wait_for(anext(events), SOON) == "event: changed\ndata: mine\n\n"
    hub.close()
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(events), SOON)


async def test_with_redis_away_pages_still_open(tmp_path: object) -> None:
    hub = Hub(lambda: f"unix://{tmp_path}/nobody")
    async with hub.listen(AGENCY) as topics:
        assert await asyncio.wait_for(topics.get(), SOON) == RESYNC
    await hub.aclose()
