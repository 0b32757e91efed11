"""A sender that its provider does not let in rests with its messages; nothing else does."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, SendError
from messaging.models.attempt import AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.models.sender import ACCOUNT, Sender
from messaging.outbound import probing, receipts, results, senders
from messaging.outbound.reasons import SENDER_PAUSED, TOO_MANY_TRIES
from messaging.outbound.senders import FIRST_PROBE
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import BAD_CONTACT, LATER, LOST, OPERATIONS, REFUSED, FakeChannel
from tests.support.people import Office, add_office, add_parent
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS, EMAIL = ChannelKind.SMS, ChannelKind.EMAIL
S = MessageStatus
OURS, OWN = "+13125550100", "+13125550101"
SENDER = replace(OPERATIONS, code="30034", reason="Our number is not registered.")
CLOSED = replace(OPERATIONS, code="20005", whole_account=True)


@dataclass(frozen=True)
class House:
    """Two agencies: oak with the installation's number, elm with one of its own."""

    oak: Office
    elm: Office


@pytest.fixture
def house(runtime: Runtime, office: Office) -> House:
    with runtime.unit() as unit:
        return House(office, add_office(unit, "elm", text_sender=OWN))


def message(
    runtime: Runtime, office: Office, channel: ChannelKind = SMS, lane: Lane = Lane.REMINDERS
) -> Message:
    with runtime.unit() as unit:
        address = "maria@example.org" if channel is EMAIL else None
        parent = add_parent(unit, office, email_to=address)
    return say(runtime, wish(parent, channel=channel, lane=lane))


def sender(runtime: Runtime) -> Sender:
    with runtime.reading() as session:
        return session.scalars(select(Sender)).one()


def resume(runtime: Runtime, address: str = OURS) -> None:
    with runtime.unit() as unit:
        senders.resume(unit, SMS, address, "staff:someone")


@pytest.mark.parametrize(
    ("error", "pauses"),
    [
        (SENDER, {(SMS, OURS)}),
        (CLOSED, {(SMS, ACCOUNT)}),
        (replace(CLOSED, retryable=True), {(SMS, ACCOUNT)}),
        (REFUSED, set()),
        (LATER, set()),
        (BAD_CONTACT, set()),
        (LOST, set()),
        (replace(LOST, page_operations=True), set()),
    ],
    ids=str,
)
def test_which_answers_pause_what(
    runtime: Runtime,
    house: House,
    channels: Channels,
    runner: asyncio.Runner,
    error: SendError,
    pauses: set[senders.SenderKey],
) -> None:
    message(runtime, house.oak)
    channels[SMS].fail_next(error)
    send(runtime, runner)
    with runtime.reading() as session:
        assert senders.paused(session).keys == pauses


def test_the_message_keeps_its_place_and_its_tries(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner
) -> None:
    one = message(runtime, house.oak)
    channels[SMS].fail_next(SENDER)
    send(runtime, runner)
    after, (attempt,) = now_is(runtime, one), attempts(runtime, one)
    assert (after.status, after.reason, after.due_at) == (S.QUEUED, SENDER_PAUSED, one.due_at)
    assert attempt.outcome is AttemptOutcome.TURNED_AWAY
    assert (attempt.error_code, attempt.error_reason) == (SENDER.code, SENDER.reason)
    assert facts(runtime, FactType.MESSAGE_FAILED) == []


def test_a_paused_sender_holds_only_its_own_messages(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner
) -> None:
    channels[SMS].fail_next(SENDER)
    stuck = message(runtime, house.oak)
    send(runtime, runner)
    waiting = [stuck, message(runtime, house.oak), message(runtime, house.oak, lane=Lane.BULK)]
    gone = [message(runtime, house.elm), message(runtime, house.oak, EMAIL)]
    for lane in (Lane.REMINDERS, Lane.BULK):
        send(runtime, runner, lane)
    assert {now_is(runtime, each).status for each in waiting} == {S.QUEUED}
    assert {now_is(runtime, each).status for each in gone} == {S.SENT}
    assert len(channels[SMS].tried) == 2


def test_a_pause_of_the_account_holds_every_text_and_no_mail(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner
) -> None:
    channels[SMS].fail_next(CLOSED)
    waiting = [message(runtime, house.oak)]
    send(runtime, runner)
    waiting += [message(runtime, house.oak), message(runtime, house.elm)]
    mail = message(runtime, house.oak, EMAIL)
    send(runtime, runner)
    assert {now_is(runtime, each).status for each in waiting} == {S.QUEUED}
    assert now_is(runtime, mail).status is S.SENT
    assert len(channels[SMS].tried) == 1


def test_resumed_it_goes_on_and_doubles_nothing(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner
) -> None:
    channels[SMS].fail_next(SENDER)
    waited = [message(runtime, house.oak) for _ in range(4)]
    send(runtime, runner)
    # The others were in hand already, and not even tried.
    assert (len(channels[SMS].tried), channels[SMS].sent) == (1, [])
    resume(runtime)
    send(runtime, runner)
    assert {now_is(runtime, each).status for each in waited} == {S.SENT}
    assert len({each.to for each in channels[SMS].sent}) == len(channels[SMS].sent) == 4
    assert {now_is(runtime, each).reason for each in waited} == {None}


def test_a_message_at_which_senders_fail_again_and_again_ends(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner
) -> None:
    one = message(runtime, house.oak)
    for _ in range(results.MOST_IN_VAIN):
        channels[SMS].fail_next(SENDER)
        send(runtime, runner)
        resume(runtime)
    after = now_is(runtime, one)
    assert (after.status, after.reason) == (S.FAILED, TOO_MANY_TRIES)


def test_being_turned_away_uses_up_no_try(
    runtime: Runtime, house: House, channels: Channels, runner: asyncio.Runner, clock: MovableClock
) -> None:
    one = message(runtime, house.oak)
    for _ in range(results.MOST_IN_VAIN - 1):
        channels[SMS].fail_next(SENDER)
        send(runtime, runner)
        resume(runtime)
    channels[SMS].fail_next(LATER)
    send(runtime, runner)
    assert now_is(runtime, one).due_at - clock() <= timedelta(seconds=5)


@pytest.mark.parametrize(
    ("channel", "status"), [(SMS, S.QUEUED), (EMAIL, S.FAILED)], ids=["text", "bounced mail"]
)
def test_a_sender_that_a_receipt_complains_of(
    runtime: Runtime,
    house: House,
    runner: asyncio.Runner,
    channel: ChannelKind,
    status: MessageStatus,
) -> None:
    """A carrier speaks of our number; a server that bounces a mail speaks of that mail alone."""
    one = message(runtime, house.oak, channel)
    send(runtime, runner)
    (attempt,) = attempts(runtime, one)
    assert attempt.provider_id is not None
    with runtime.unit() as unit:
        receipts.apply(
            unit,
            DeliveryReport(
                attempt.provider, attempt.provider_id, DeliveryStatus.FAILED, attempt.id, SENDER
            ),
        )
    assert now_is(runtime, one).status is status
    with runtime.reading() as session:
        assert bool(senders.paused(session)) is (channel is SMS)


@dataclass(frozen=True)
class Stuck:
    """Three texts behind a sender that was not let in."""

    runtime: Runtime
    runner: asyncio.Runner
    clock: MovableClock
    texts: FakeChannel
    waiting: list[Message]

    def after(self, passed: timedelta) -> int:
        """The clock's sweep, so much later."""
        self.clock.move(passed)
        return probing.sweep(self.runtime, self.runner)

    def send(self) -> None:
        send(self.runtime, self.runner)

    def pause(self, actor: str = senders.SYSTEM) -> None:
        with self.runtime.unit() as unit:
            senders.pause(unit, SMS, OURS, SENDER, actor)

    @property
    def sender(self) -> Sender:
        return sender(self.runtime)

    def is_paused(self) -> bool:
        return self.sender.paused_at is not None

    @property
    def statuses(self) -> set[MessageStatus]:
        return {now_is(self.runtime, each).status for each in self.waiting}


class TestProbing:
    @pytest.fixture
    def stuck(
        self,
        runtime: Runtime,
        house: House,
        channels: Channels,
        runner: asyncio.Runner,
        clock: MovableClock,
    ) -> Stuck:
        channels[SMS].fail_next(SENDER)
        waiting = [message(runtime, house.oak) for _ in range(3)]
        send(runtime, runner)
        return Stuck(runtime, runner, clock, channels[SMS], waiting)

    def test_not_before_its_time(self, stuck: Stuck) -> None:
        assert stuck.after(FIRST_PROBE - timedelta(seconds=1)) == 0

    def test_one_message_goes_first_and_the_others_follow_once_it_has_arrived(
        self, stuck: Stuck
    ) -> None:
        assert stuck.after(FIRST_PROBE) == 1
        stuck.send()
        assert len(stuck.texts.sent) == 1
        assert stuck.is_paused()
        assert stuck.after(probing.TAKEN) == 1
        assert not stuck.is_paused()
        stuck.send()
        assert stuck.statuses == {S.SENT}
        assert len(stuck.texts.sent) == 3

    def test_in_vain_it_waits_twice_as_long(self, stuck: Stuck) -> None:
        stuck.texts.fail_next(SENDER, times=100)
        waits = []
        for _ in range(4):
            row = stuck.sender
            assert row.probe_at is not None
            waits.append(row.probe_at - stuck.clock())
            assert stuck.after(waits[-1]) == 1
            assert stuck.after(timedelta(0)) == 0
        assert waits == [FIRST_PROBE * 2**step for step in range(4)]
        assert len(stuck.texts.tried) == 1 + 4
        # Each time another one, so that no single message is worn out.
        assert max(len(attempts(stuck.runtime, each)) for each in stuck.waiting) == 3
        assert len(facts(stuck.runtime, FactType.SENDER_PAUSED)) == 1

    def test_a_bad_number_does_not_say_that_the_sender_is_bad(self, stuck: Stuck) -> None:
        stuck.texts.fail_next(BAD_CONTACT)
        stuck.after(FIRST_PROBE)
        assert not stuck.is_paused()

    def test_a_late_word_against_the_sender_counts(self, stuck: Stuck) -> None:
        stuck.after(FIRST_PROBE)
        probe_id = stuck.sender.probe_id
        (sent,) = stuck.texts.sent
        assert probe_id == sent.attempt_id
        failed = DeliveryReport(
            "twilio", f"twilio-{probe_id}", DeliveryStatus.FAILED, probe_id, SENDER
        )
        with stuck.runtime.unit() as unit:
            receipts.apply(unit, failed)
        stuck.after(probing.TAKEN)
        row = stuck.sender
        assert (row.paused_at is None, row.probes, row.probe_id) == (False, 1, None)
        assert stuck.statuses == {S.QUEUED}

    def test_paused_again_soon_after_it_goes_on_waiting_longer(self, stuck: Stuck) -> None:
        for times, moved in enumerate((timedelta(minutes=1), timedelta(minutes=1)), 1):
            resume(stuck.runtime)
            stuck.clock.move(moved)
            stuck.pause()
            assert stuck.sender.probe_at == stuck.clock() + FIRST_PROBE * 2**times
        resume(stuck.runtime)
        stuck.clock.move(senders.SAME_TROUBLE)
        stuck.pause()
        assert stuck.sender.probe_at == stuck.clock() + FIRST_PROBE

    def test_what_a_person_paused_only_a_person_resumes(self, stuck: Stuck) -> None:
        resume(stuck.runtime)
        stuck.pause("staff:someone")
        assert stuck.after(timedelta(days=30)) == 0

    def test_nothing_waiting_leaves_it_paused(
        self, runtime: Runtime, house: House, runner: asyncio.Runner, clock: MovableClock
    ) -> None:
        idle = Stuck(runtime, runner, clock, FakeChannel(), [])
        idle.pause()
        assert [idle.after(FIRST_PROBE), idle.after(timedelta(0))] == [1, 0]
        assert idle.is_paused()

    @pytest.mark.parametrize("complaint", [None, "Our account is suspended."])
    def test_an_account_is_asked_how_it_is_and_no_message_risked(
        self,
        runtime: Runtime,
        house: House,
        channels: Channels,
        runner: asyncio.Runner,
        clock: MovableClock,
        complaint: str | None,
    ) -> None:
        channels[SMS].fail_next(CLOSED)
        closed = Stuck(runtime, runner, clock, channels[SMS], [message(runtime, house.oak)])
        closed.send()
        closed.texts.complaint = complaint
        closed.after(FIRST_PROBE)
        assert closed.is_paused() is (complaint is not None)
        assert len(closed.texts.tried) == 1


@pytest.mark.parametrize(
    ("patience", "waited", "is_ready"),
    [(1, 299, False), (1, 300, True), (0.1, 29, False), (0.1, 30, True), (5, 299, False)],
)
def test_against_a_sandbox_waits_are_shorter(
    clock: MovableClock, patience: float, waited: int, is_ready: bool
) -> None:
    now = clock()
    row = Sender(channel=SMS, address=OURS, probes=0, probe_at=now + FIRST_PROBE)
    assert probing.ready(row, now + timedelta(seconds=waited), patience) is is_ready
