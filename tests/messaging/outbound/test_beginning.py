"""What cannot be asked about afterwards is begun just before it is handed over, a few at a time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.values import (
    ChannelKind,
    DeliveryReport,
    DeliveryStatus,
    Outgoing,
    SendError,
    SendResult,
)
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import beginning, claiming, delivery, receipts, reconcile, results
from messaging.outbound.claiming import BEGIN_WITHIN, Claimed
from messaging.outbound.order import WAITS_AT_MOST
from messaging.outbound.reasons import TOO_MANY_TRIES
from messaging.outbound.retries import BACKOFF
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, everything, now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent, phone

Channels = dict[ChannelKind, FakeChannel]
EMAIL = ChannelKind.EMAIL
A, S = AttemptOutcome, MessageStatus
GIVEN_UP = BEGIN_WITHIN + timedelta(seconds=1)


@pytest.fixture
def mail(channels: Channels) -> FakeChannel:
    """A mail server: it tells nobody afterwards what it took."""
    channels[EMAIL].remembers = channels[EMAIL].can_be_asked = False
    return channels[EMAIL]


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to=phone(), email_to=f"p-{new_id()}@example.org")


def claimed(runtime: Runtime, message: Message) -> Sequence[Claimed]:
    """Claimed by a worker that then does nothing for a while."""
    batch = claiming.claim(runtime, Lane.REMINDERS, 10)
    assert [each.message_id for each in batch.claimed] == [message.id]
    assert outcomes(runtime, message) == [A.CLAIMED]
    return batch.claimed


def outcomes(runtime: Runtime, message: Message) -> list[AttemptOutcome]:
    return [attempt.outcome for attempt in attempts(runtime, message)]


class Watched(FakeChannel):
    """Notes how the attempt stands when it is handed over; `dies_at`: its worker is killed then."""

    def __init__(self, runtime: Runtime, kind: ChannelKind, dies_at: int = 0) -> None:
        super().__init__(kind)
        self.remembers = kind is not EMAIL
        self.stood: list[AttemptOutcome] = []
        self._runtime, self._dies_at = runtime, dies_at

    async def send(self, outgoing: Outgoing) -> SendResult:
        with self._runtime.reading() as session:
            attempt = session.get_one(Attempt, outgoing.attempt_id)
            self.stood.append(attempt.outcome)
        if len(self.stood) == self._dies_at:
            raise KeyboardInterrupt
        return await super().send(outgoing)


@pytest.mark.parametrize(
    ("kind", "probe"), [(ChannelKind.SMS, False), (EMAIL, False), (EMAIL, True)]
)
def test_whatever_is_handed_over_has_started(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner, kind: ChannelKind, probe: bool
) -> None:
    channel = Watched(runtime, kind)
    message = say(runtime, wish(parent, channel=kind))
    watched = replace(runtime, channels={kind: channel})
    if probe:
        delivery.try_one(watched, runner, select(Message).where(Message.id == message.id))
    else:
        send(watched, runner)
    assert channel.stood == [A.STARTED]
    assert now_is(runtime, message).status is S.SENT


def test_of_a_killed_workers_mails_only_those_that_had_begun_are_in_doubt(
    runtime: Runtime,
    office: Office,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = 4
    tempo = replace(delivery.TEMPO[Lane.REMINDERS], begun=(begun, begun))
    monkeypatch.setattr(delivery, "TEMPO", {Lane.REMINDERS: tempo})
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, email_to=f"p{n}@example.org") for n in range(12)]
    mails = [say(runtime, wish(parent, channel=EMAIL)) for parent in parents]
    dying = Watched(runtime, EMAIL, dies_at=3)
    with pytest.raises(KeyboardInterrupt), asyncio.Runner() as other:
        send(replace(runtime, channels={EMAIL: dying}), other)
    left = Counter(outcome for each in mails for outcome in outcomes(runtime, each))
    assert 0 < left[A.STARTED] <= begun
    assert left[A.CLAIMED] >= len(mails) - begun - len(dying.sent)

    clock.move(GIVEN_UP)
    assert beginning.sweep(runtime, runner) == left[A.CLAIMED]
    send(runtime, runner)
    clock.move(reconcile.WORKER_IS_GONE)
    for _ in range(2):
        reconcile.sweep(runtime, runner)
        clock.move(reconcile.ASK_AGAIN)
    parked = {row.id for row in everything(runtime) if row.status is S.UNCERTAIN}
    assert len(parked) == left[A.STARTED]
    assert {row.status for row in everything(runtime) if row.id not in parked} == {S.SENT}
    handed_over = Counter(each.to for each in (*dying.tried, *mail.sent))
    assert max(handed_over.values()) == 1
    assert len(mail.sent) == left[A.CLAIMED]


def test_what_was_never_begun_keeps_its_place_before_what_was_said_later(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    first = say(runtime, wish(parent, channel=EMAIL))
    for _ in range(6):
        assert len(claiming.claim(runtime, Lane.REMINDERS, 10).claimed) == 1
        clock.move(GIVEN_UP)
        assert beginning.sweep(runtime, runner) == 1
    second = say(runtime, wish(parent, channel=EMAIL))
    clock.move(WAITS_AT_MOST[Lane.REMINDERS].in_doubt)
    send(runtime, runner)
    send(runtime, runner)
    accepted = {attempts(runtime, each)[-1].id: each.id for each in (first, second)}
    assert [accepted[each.attempt_id] for each in mail.sent] == [first.id, second.id]


def test_not_being_begun_uses_up_no_try_and_makes_no_later_wait_longer(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent, channel=EMAIL))
    for _ in range(results.MOST_IN_VAIN - 1):
        claiming.claim(runtime, Lane.REMINDERS, 10)
        clock.move(GIVEN_UP)
        beginning.sweep(runtime, runner)
    mail.fail_next(SendError("451", "Try again later.", retryable=True))
    send(runtime, runner)
    assert now_is(runtime, message).due_at - clock() <= BACKOFF[EMAIL].first


def test_a_mail_that_kills_each_worker_before_it_begins_ends(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent, channel=EMAIL))
    for _ in range(results.MOST_IN_VAIN):
        assert now_is(runtime, message).status is S.QUEUED
        claiming.claim(runtime, Lane.REMINDERS, 10)
        clock.move(GIVEN_UP)
        beginning.sweep(runtime, runner)
    after = now_is(runtime, message)
    assert (after.status, after.reason) == (S.FAILED, TOO_MANY_TRIES)


def test_a_worker_that_wakes_up_when_its_mail_was_given_up_does_not_send_it(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent, channel=EMAIL))
    late = claimed(runtime, message)
    clock.move(BEGIN_WITHIN)
    assert beginning.sweep(runtime, runner) == 0
    clock.move(timedelta(seconds=1))
    assert [beginning.sweep(runtime, runner) for _ in range(2)] == [1, 0]
    assert beginning.begin(runtime, late) == []
    send(runtime, runner)
    assert beginning.begin(runtime, late) == []
    assert outcomes(runtime, message) == [A.NOT_BEGUN, A.ACCEPTED]
    assert len(mail.sent) == 1


def test_what_has_begun_is_not_given_up_for_absent(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent, channel=EMAIL))
    begun = beginning.begin(runtime, claimed(runtime, message))
    # Asked again, as when it could not be told that it had been committed.
    assert beginning.begin(runtime, begun) == begun
    clock.move(GIVEN_UP)
    assert beginning.sweep(runtime, runner) == 0
    assert now_is(runtime, message).status is S.SENDING


@pytest.mark.parametrize("first", ["sweep", "begin"])
def test_giving_up_and_beginning_at_the_same_moment_one_of_them_has_its_way(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    clock: MovableClock,
    first: str,
) -> None:
    """The second comes while the first is not committed yet."""
    message = say(runtime, wish(parent, channel=EMAIL))
    mine = claimed(runtime, message)
    clock.move(GIVEN_UP)
    with ThreadPoolExecutor(1) as thread, asyncio.Runner() as other:
        if first == "sweep":
            with runtime.unit() as unit:
                assert beginning.give_up(unit, timedelta(0)) == 1
                begins = thread.submit(beginning.begin, runtime, mine)
            assert begins.result(30) == []
        else:
            with runtime.unit() as unit:
                assert beginning.started(unit, mine) == {mine[0].attempt_id}
                sweeps = thread.submit(beginning.sweep, runtime, other)
            assert sweeps.result(30) == 0
    assert outcomes(runtime, message) == [A.NOT_BEGUN if first == "sweep" else A.STARTED]


def test_a_receipt_for_an_earlier_try_comes_in_time_for_the_next_not_to_begin(
    runtime: Runtime,
    parent: Registered,
    mail: FakeChannel,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    mail.lose_next(taken=True)
    message = say(runtime, wish(parent, channel=EMAIL))
    send(runtime, runner)
    (earlier,) = attempts(runtime, message)
    with runtime.unit() as unit:
        row = unit.session.get_one(Attempt, earlier.id)
        row.outcome = A.ABSENT
        unit.session.get_one(Message, message.id).status = S.QUEUED
    second = claiming.claim(runtime, Lane.REMINDERS, 10).claimed
    with runtime.unit() as unit:
        report = DeliveryReport(earlier.provider, "m.1", DeliveryStatus.DELIVERED, earlier.id)
        receipts.apply(unit, report)
    assert beginning.begin(runtime, second) == []
    clock.move(GIVEN_UP)
    beginning.sweep(runtime, runner)
    assert now_is(runtime, message).status is S.DELIVERED
    assert outcomes(runtime, message) == [A.ACCEPTED, A.NOT_BEGUN]
