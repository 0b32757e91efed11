"""Whose turn it is: nothing said to one parent overtakes what was said before."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from channels.values import ChannelKind, SendError
from messaging.compliance.gate import Purpose
from messaging.directory.register import Registered
from messaging.models.message import Message, MessageStatus
from messaging.outbound import due, reconcile
from messaging.outbound.order import WAITS_AT_MOST
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import LATER, LOST, REFUSED, FakeChannel
from tests.support.people import Office, add_parent

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S = MessageStatus


def two(runtime: Runtime, parent: Registered, *, second: Lane = Lane.REMINDERS) -> list[Message]:
    return [say(runtime, wish(parent)), say(runtime, wish(parent, lane=second))]


def states(runtime: Runtime, messages: list[Message]) -> list[MessageStatus]:
    return [now_is(runtime, message).status for message in messages]


@pytest.mark.parametrize(
    ("error", "first", "second"),
    [
        (LATER, S.QUEUED, S.QUEUED),
        (LOST, S.UNCERTAIN, S.QUEUED),
        (REFUSED, S.FAILED, S.SENT),
    ],
)
def test_the_second_waits_until_the_first_has_gone_or_never_will(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    error: SendError,
    first: MessageStatus,
    second: MessageStatus,
) -> None:
    messages = two(runtime, parent)
    channels[SMS].fail_next(error)
    send(runtime, runner)
    assert states(runtime, messages) == [first, second]


def test_once_the_first_has_gone_the_second_follows(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    messages = two(runtime, parent)
    channels[SMS].fail_next(LATER)
    send(runtime, runner)
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    assert states(runtime, messages) == [S.SENT, S.SENT]
    assert [sent.attempt_id for sent in channels[SMS].sent] == sorted(
        sent.attempt_id for sent in channels[SMS].sent
    )


def test_others_do_not_wait(
    runtime: Runtime, office: Office, channels: Channels, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(2)]
    messages = [say(runtime, wish(each)) for each in parents]
    channels[SMS].fail_next(LATER)
    send(runtime, runner)
    assert sorted(states(runtime, messages)) == [S.QUEUED, S.SENT]


@pytest.mark.parametrize("lane", [Lane.URGENT, Lane.BULK])
def test_a_reply_waits_for_no_campaign(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    lane: Lane,
) -> None:
    messages = two(runtime, parent, second=lane)
    channels[SMS].fail_next(LATER)
    send(runtime, runner)
    send(runtime, runner, lane)
    assert states(runtime, messages) == [S.QUEUED, S.SENT]


def test_words_that_keep_somebody_safe_wait_for_nothing(
    runtime: Runtime, parent: Registered, channels: Channels, runner: asyncio.Runner
) -> None:
    first = say(runtime, wish(parent))
    safety = wish(parent, template="crisis_danger", values={}, purpose=Purpose.SAFETY_ANSWER)
    second = say(runtime, safety)
    channels[SMS].fail_next(LOST)
    send(runtime, runner)
    assert sorted(states(runtime, [first, second])) == [S.SENT, S.UNCERTAIN]


def test_what_is_for_later_holds_nothing_up(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner, clock: MovableClock
) -> None:
    later = say(runtime, wish(parent, due_at=clock() + timedelta(days=3)))
    now = say(runtime, wish(parent))
    send(runtime, runner)
    assert states(runtime, [later, now]) == [S.QUEUED, S.SENT]


def test_the_wait_is_bounded(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    messages = two(runtime, parent)
    channels[SMS].fail_next(LOST)
    send(runtime, runner)
    clock.move(WAITS_AT_MOST[Lane.REMINDERS].in_doubt)
    send(runtime, runner)
    assert states(runtime, messages) == [S.UNCERTAIN, S.SENT]


def test_what_a_person_has_been_asked_about_holds_nothing_up(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    channels[SMS].fail_next(LOST)
    channels[SMS].can_be_asked = False
    first = say(runtime, wish(parent))
    send(runtime, runner)
    for _ in range(reconcile.MOST_ASKED):
        clock.move(reconcile.ASK_AGAIN * 2)
        reconcile.sweep(runtime, runner)
    second = say(runtime, wish(parent))
    send(runtime, runner)
    assert states(runtime, [first, second]) == [S.UNCERTAIN, S.SENT]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_lane_is_neither_sorted_nor_searched(runtime: Runtime, office: Office) -> None:
    with runtime.reading() as session:
        stream = due.Stream(office.agency.id, SMS, None)
        statement = due.next_of(stream, Lane.BULK, runtime.clock(), 100)
        words = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        plan = str(session.execute(text(f"EXPLAIN QUERY PLAN {words}")).all())
    assert "ix_messages_due" in plan
    assert "ix_messages_unsettled_to" in plan
    assert "TEMP B-TREE" not in plan
