"""The fake that other rooms' tests rely on."""

import asyncio
from datetime import timedelta

import pytest

from tests.channels.samples import NOON, PHONE, outgoing
from tests.support.fake_channel import BAD_CONTACT, LATER, REFUSED, FakeChannel


async def test_it_fails_as_often_as_told() -> None:
    channel = FakeChannel()
    channel.fail_next(LATER, times=2)
    results = [await channel.send(outgoing()) for _ in range(3)]
    assert [result.error for result in results] == [LATER, LATER, None]
    assert (len(channel.tried), len(channel.sent)) == (3, 1)


async def test_it_fails_for_an_address() -> None:
    channel = FakeChannel()
    channel.fail_for(PHONE)
    channel.fail_next(REFUSED)
    assert (await channel.send(outgoing())).error == BAD_CONTACT
    assert (await channel.send(outgoing("+13125550143"))).error == REFUSED
    assert (await channel.send(outgoing("+13125550143"))).accepted


@pytest.mark.parametrize("taken", [True, False])
async def test_a_lost_answer_can_be_reconciled(taken: bool) -> None:
    channel = FakeChannel(now=lambda: NOON)
    channel.lose_next(taken=taken)
    await channel.send(outgoing())
    seen = await channel.sightings(PHONE, NOON)
    assert seen is not None
    assert len(seen) == int(taken)
    assert await channel.sightings(PHONE, NOON + timedelta(seconds=1)) == []
    channel.can_be_asked = False
    assert await channel.sightings(PHONE, NOON) is None


async def test_a_send_can_be_held_while_something_else_happens() -> None:
    channel = FakeChannel()
    channel.pause()
    sending = asyncio.create_task(channel.send(outgoing()))
    await channel.reached.wait()
    assert channel.sent == []
    channel.resume()
    assert (await sending).accepted
