"""Receipts that never came: the provider is asked what became of what it took."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.values import ChannelKind, DeliveryStatus, SendError
from messaging.directory.register import Registered
from messaging.models.message import Message, MessageStatus
from messaging.outbound import overdue
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S = MessageStatus


@pytest.fixture
def message(runtime: Runtime, parent: Registered, runner: asyncio.Runner) -> Message:
    """Accepted, and then nothing was heard of it."""
    made = say(runtime, wish(parent))
    send(runtime, runner)
    return made


def now_says(channel: FakeChannel, status: DeliveryStatus, error: SendError | None = None) -> None:
    to, seen = channel._seen[0]
    channel._seen[0] = (to, replace(seen, status=status, error=error))


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        (DeliveryStatus.ACCEPTED, S.SENT),
        (DeliveryStatus.SENT, S.SENT),
        (DeliveryStatus.DELIVERED, S.DELIVERED),
        (DeliveryStatus.FAILED, S.FAILED),
    ],
)
def test_what_the_provider_says_counts_like_a_receipt(
    runtime: Runtime,
    message: Message,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    status: DeliveryStatus,
    ends: MessageStatus,
) -> None:
    now_says(channels[SMS], status)
    clock.move(overdue.FIRST)
    assert overdue.sweep(runtime, runner) == 1
    assert now_is(runtime, message).status is ends
    told = facts(runtime, FactType.MESSAGE_DELIVERED, FactType.MESSAGE_FAILED)
    assert len(told) == (ends is not S.SENT)


def test_a_receipt_is_given_its_time(
    runtime: Runtime, message: Message, runner: asyncio.Runner, clock: MovableClock
) -> None:
    clock.move(overdue.FIRST - timedelta(seconds=1))
    assert overdue.sweep(runtime, runner) == 0
    assert now_is(runtime, message).status is S.SENT


def test_it_is_asked_ever_more_rarely_and_not_for_ever(
    runtime: Runtime, message: Message, runner: asyncio.Runner, clock: MovableClock
) -> None:
    asked = []
    for minute in range(5 * 24 * 60 // 5):
        clock.move(timedelta(minutes=5))
        if overdue.sweep(runtime, runner):
            asked.append(minute)
    assert 5 <= len(asked) <= 3 * len(overdue.AGES)
    assert asked[-1] < 2 * 24 * 60 // 5
    assert now_is(runtime, message).status is S.SENT


def test_a_provider_that_cannot_be_asked_is_asked_again(
    runtime: Runtime,
    message: Message,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    now_says(channels[SMS], DeliveryStatus.DELIVERED)
    channels[SMS].can_be_asked = False
    clock.move(overdue.FIRST)
    overdue.sweep(runtime, runner)
    channels[SMS].can_be_asked = True
    clock.move(overdue.FIRST)
    overdue.sweep(runtime, runner)
    assert now_is(runtime, message).status is S.DELIVERED


def test_another_texts_fate_is_not_taken_for_its_own(
    runtime: Runtime,
    message: Message,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    to, seen = channels[SMS]._seen[0]
    channels[SMS]._seen[0] = (
        to,
        replace(seen, provider_id="another", status=DeliveryStatus.DELIVERED),
    )
    clock.move(overdue.FIRST)
    overdue.sweep(runtime, runner)
    assert now_is(runtime, message).status is S.SENT


def test_mail_is_not_asked_about(
    runtime: Runtime, office: Office, runner: asyncio.Runner, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org")
    say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    send(runtime, runner)
    clock.move(overdue.FIRST)
    assert overdue.sweep(runtime, runner) == 0
