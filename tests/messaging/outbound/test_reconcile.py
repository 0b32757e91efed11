"""Attempts of unknown outcome: the provider is asked before anything is sent again."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from channels.values import (
    ChannelKind,
    DeliveryReport,
    DeliveryStatus,
    Outgoing,
    SendResult,
    Sighting,
)
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import receipts, reconcile
from messaging.outbound.reconcile import ASK_AGAIN, ASK_FIRST, MOST_ASKED, SURELY_ABSENT
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S = MessageStatus
SOON = ASK_FIRST + timedelta(seconds=1)


def lost(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    *,
    taken: bool,
    lane: Lane = Lane.REMINDERS,
) -> Message:
    """A message whose answer never came."""
    channels[SMS].lose_next(taken=taken)
    message = say(runtime, wish(parent, lane=lane))
    send(runtime, runner, lane)
    return message


def last_attempt(runtime: Runtime, message: Message) -> Attempt:
    return attempts(runtime, message)[-1]


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        (DeliveryStatus.ACCEPTED, S.SENT),
        (DeliveryStatus.DELIVERED, S.DELIVERED),
        (DeliveryStatus.FAILED, S.FAILED),
    ],
)
def test_found_at_the_provider_it_is_adopted_with_its_status(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    status: DeliveryStatus,
    ends: MessageStatus,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=True)
    to, seen = channels[SMS]._seen[0]
    channels[SMS]._seen[0] = (to, replace(seen, status=status))
    clock.move(SOON)
    assert reconcile.sweep(runtime, runner) == 1
    attempt = last_attempt(runtime, message)
    assert now_is(runtime, message).status is ends
    assert attempt.provider_id == f"twilio-{attempt.id}"
    assert len(channels[SMS].sent) == 1


def test_the_callback_is_given_a_moment_first(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=True)
    assert reconcile.sweep(runtime, runner) == 0
    assert now_is(runtime, message).status is S.UNCERTAIN


def test_absent_it_waits_until_that_is_sure_and_is_sent_again_once(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=False)
    clock.move(SOON)
    assert reconcile.sweep(runtime, runner) == 0
    assert now_is(runtime, message).status is S.UNCERTAIN
    clock.move(SURELY_ABSENT)
    assert [reconcile.sweep(runtime, runner) for _ in range(3)] == [1, 0, 0]
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    assert now_is(runtime, message).status is S.SENT
    assert [a.outcome for a in attempts(runtime, message)] == [
        AttemptOutcome.ABSENT,
        AttemptOutcome.ACCEPTED,
    ]
    assert len(channels[SMS].sent) == 1


def with_mail(runtime: Runtime, office: Office) -> Registered:
    """A parent who has an address."""
    with runtime.unit() as unit:
        return add_parent(unit, office, email_to=f"parent-{new_id()}@example.org")


def test_a_crowd_that_cannot_be_asked_about_keeps_back_nobody(
    runtime: Runtime,
    office: Office,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the mails that a killed worker had in its hands."""
    monkeypatch.setattr(reconcile, "BATCH", 2)
    channels[ChannelKind.EMAIL].can_be_asked = False
    mails = []
    for _ in range(3):
        channels[ChannelKind.EMAIL].lose_next(taken=True)
        mails.append(say(runtime, wish(with_mail(runtime, office), channel=ChannelKind.EMAIL)))
    send(runtime, runner)
    clock.move(SOON)
    assert reconcile.sweep(runtime, runner) == 0
    assert {now_is(runtime, mail).status for mail in mails} == {S.UNCERTAIN}
    message = lost(runtime, parent, channels, runner, taken=True)
    clock.move(ASK_AGAIN + SOON)
    assert reconcile.sweep(runtime, runner) == 1
    assert now_is(runtime, message).status is not S.UNCERTAIN


def test_what_a_mail_server_may_have_taken_is_a_persons_to_decide_at_once(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    """It can never be asked; and what is to follow to the same address waits until somebody has
    been."""
    mail = channels[ChannelKind.EMAIL]
    mail.remembers = mail.can_be_asked = False
    mail.lose_next(taken=False)
    parent = with_mail(runtime, office)
    first = say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    second = say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    send(runtime, runner)
    assert now_is(runtime, second).status is S.QUEUED
    clock.move(SOON)
    reconcile.sweep(runtime, runner)
    assert last_attempt(runtime, first).outcome is AttemptOutcome.UNCLEAR
    (fact,) = facts(runtime, FactType.MESSAGE_UNCERTAIN)
    assert fact.subject_id == first.id
    send(runtime, runner)
    assert now_is(runtime, second).status is S.SENT
    checked = last_attempt(runtime, first).checked_at
    clock.move(timedelta(hours=2))
    reconcile.sweep(runtime, runner)
    assert last_attempt(runtime, first).checked_at == checked
    assert len(facts(runtime, FactType.MESSAGE_UNCERTAIN)) == 1


class Breaks(FakeChannel):
    async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
        raise ZeroDivisionError


@pytest.mark.parametrize("how", ["does not answer", "breaks", "is not set up"])
def test_a_provider_that_cannot_be_asked_leaves_it_to_one_person(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    how: str,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=True)
    channels[SMS].can_be_asked = False
    kept = {
        "does not answer": runtime.channels,
        "breaks": {SMS: Breaks(SMS, name="twilio")},
        "is not set up": {},
    }[how]
    other = replace(runtime, channels=kept)
    # However long ago it was: it is how often the provider failed to answer that counts.
    clock.move(timedelta(days=1))
    for _ in range(MOST_ASKED - 1):
        reconcile.sweep(other, runner)
        clock.move(ASK_AGAIN + SOON)
    assert facts(runtime, FactType.MESSAGE_UNCERTAIN) == []
    for _ in range(3):
        reconcile.sweep(other, runner)
        clock.move(ASK_AGAIN + SOON)
    assert now_is(runtime, message).status is S.UNCERTAIN
    assert last_attempt(runtime, message).outcome is AttemptOutcome.UNCLEAR
    (fact,) = facts(runtime, FactType.MESSAGE_UNCERTAIN)
    assert fact.subject_id == message.id
    assert len(channels[SMS].tried) == 1


def test_equal_texts_to_one_number_are_told_apart(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    kept = say(runtime, wish(parent))
    send(runtime, runner)
    missing = lost(runtime, parent, channels, runner, taken=False)
    clock.move(SURELY_ABSENT + SOON)
    reconcile.sweep(runtime, runner)
    assert now_is(runtime, kept).status is S.SENT
    assert now_is(runtime, missing).status is S.QUEUED


def test_two_lost_alike_of_which_one_arrived_become_one_sent_and_one_again(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    both = [
        lost(runtime, parent, channels, runner, taken=taken, lane=lane)
        # Within one lane the second would wait for the first.
        for taken, lane in ((True, Lane.REMINDERS), (False, Lane.BULK))
    ]
    clock.move(SURELY_ABSENT + SOON)
    assert reconcile.sweep(runtime, runner) == 2
    assert [now_is(runtime, message).status for message in both] == [S.SENT, S.QUEUED]


def test_it_waits_while_a_twin_is_being_sent(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    missing = lost(runtime, parent, channels, runner, taken=False)
    twin = say(runtime, wish(parent, lane=Lane.BULK))
    clock.move(SURELY_ABSENT + SOON)

    send(runtime, runner, Lane.BULK)
    with runtime.unit() as unit:  # as while its worker still waits for the answer
        (attempt,) = attempts(runtime, twin)
        row = unit.session.get_one(Attempt, attempt.id)
        row.outcome, row.provider_id = AttemptOutcome.STARTED, None
        unit.session.get_one(Message, twin.id).status = S.SENDING
    assert reconcile.sweep(runtime, runner) == 0
    assert now_is(runtime, missing).status is S.UNCERTAIN


@pytest.mark.parametrize(
    ("written", "listed"),
    [
        ("Don’t be late – see “Elm”…", 'Don\'t be late - see "Elm"...'),
        ("Two  blanks\u00a0here ", "Two blanks here"),
    ],
)
def test_what_the_provider_respelled_is_still_recognised(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    written: str,
    listed: str,
) -> None:
    channels[SMS].lose_next(taken=True)
    message = say(runtime, wish(parent))
    with runtime.unit() as unit:
        unit.session.get_one(Message, message.id).text = written
    send(runtime, runner)
    to, seen = channels[SMS]._seen[0]
    channels[SMS]._seen[0] = (to, replace(seen, text=listed))
    clock.move(SURELY_ABSENT + SOON)
    reconcile.sweep(runtime, runner)
    assert now_is(runtime, message).status is S.SENT


@pytest.mark.parametrize("skew", [timedelta(minutes=-10), timedelta(minutes=10)])
def test_a_provider_whose_clock_differs_is_understood(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    skew: timedelta,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=True)
    to, seen = channels[SMS]._seen[0]
    channels[SMS]._seen[0] = (to, replace(seen, created_at=seen.created_at + skew))
    clock.move(SURELY_ABSENT + SOON)
    reconcile.sweep(runtime, runner)
    assert now_is(runtime, message).status is S.SENT


def test_a_callback_that_comes_while_we_ask_wins(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = lost(runtime, parent, channels, runner, taken=False)
    attempt = last_attempt(runtime, message)

    class CallsBack(FakeChannel):
        async def sightings(self, to: str, since: datetime) -> list[Sighting] | None:
            with runtime.unit() as unit:
                status = DeliveryStatus.DELIVERED
                receipts.apply(unit, DeliveryReport("twilio", "SM1", status, attempt.id))
            return []

    clock.move(SURELY_ABSENT + SOON)
    other = replace(runtime, channels={SMS: CallsBack(SMS, name="twilio")})
    assert reconcile.sweep(other, runner) == 0
    assert now_is(runtime, message).status is S.DELIVERED


def test_a_dead_workers_attempt_is_taken_up_only_when_it_is_surely_dead(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    class Dies(FakeChannel):
        async def send(self, outgoing: Outgoing) -> SendResult:
            raise KeyboardInterrupt

    message = say(runtime, wish(parent))
    with pytest.raises(KeyboardInterrupt), asyncio.Runner() as dying:
        send(replace(runtime, channels={SMS: Dies(SMS, name="twilio")}), dying)
    clock.move(reconcile.WORKER_IS_GONE)
    assert reconcile.sweep(runtime, runner) == 0
    assert now_is(runtime, message).status is S.SENDING
    clock.move(ASK_AGAIN)
    assert reconcile.sweep(runtime, runner) == 1
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    assert now_is(runtime, message).status is S.SENT
    assert len(channels[SMS].sent) == 1
