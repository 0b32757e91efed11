"""Draining a lane: nothing twice, nothing lost, and no connection held while a carrier is slow."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from channels.values import ChannelKind, Outgoing, SendError, SendResult
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.compliance.gate import Reachability, Reason
from messaging.directory import consents
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.person import Person
from messaging.outbound import claiming, delivery
from messaging.outbound.reasons import BROKEN, TOO_MANY_TRIES
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, decisions, everything, now_is, say, send, wish
from tests.support import fake_channel
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent, phone
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS


class Watching(FakeChannel):
    """Calls `look` in the middle of each send."""

    def __init__(self, look: Callable[[Outgoing], None]) -> None:
        super().__init__(SMS, name="twilio")
        self._look = look

    async def send(self, outgoing: Outgoing) -> SendResult:
        self._look(outgoing)
        return await super().send(outgoing)


def with_channel(runtime: Runtime, channel: FakeChannel) -> Runtime:
    return replace(runtime, channels={**runtime.channels, SMS: channel})


def test_what_was_sent_is_recorded_with_its_attempt(
    runtime: Runtime, parent: Registered, channels: Channels, runner: asyncio.Runner
) -> None:
    message = say(runtime, wish(parent))
    assert send(runtime, runner) == 1
    (attempt,) = attempts(runtime, message)
    after = now_is(runtime, message)
    assert (after.status, after.attempts, after.reason) == (MessageStatus.SENT, 1, None)
    assert (attempt.outcome, attempt.provider_id) == (
        AttemptOutcome.ACCEPTED,
        f"twilio-{attempt.id}",
    )
    (outgoing,) = channels[SMS].sent
    assert outgoing.callback_url == (
        f"{runtime.settings.public_url}/webhooks/twilio/status?attempt={attempt.id}"
    )
    # The attempt is the record of the gate's yes.
    assert decisions(runtime, message) == []
    assert send(runtime, runner) == 0


def test_the_attempt_is_on_record_and_no_connection_is_held_while_it_is_sent(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner
) -> None:
    seen: list[tuple[AttemptOutcome, MessageStatus, int]] = []

    def look(outgoing: Outgoing) -> None:
        held = cast("QueuePool", runtime.database.engine.pool).checkedout()
        with runtime.reading() as session:
            attempt = session.get_one(Attempt, outgoing.attempt_id)
            message = session.get_one(Message, attempt.message_id)
            seen.append((attempt.outcome, message.status, held))

    say(runtime, wish(parent))
    send(with_channel(runtime, Watching(look)), runner)
    assert seen == [(AttemptOutcome.STARTED, MessageStatus.SENDING, 0)]


def change_contact(unit: Unit, message: Message, **values: object) -> None:
    contact = unit.session.get_one(ContactPoint, message.contact_point_id)
    for name, value in values.items():
        setattr(contact, name, value)


def opt_out(unit: Unit, message: Message) -> None:
    contact = unit.session.get_one(ContactPoint, message.contact_point_id)
    consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (opt_out, Reason.OPTED_OUT),
        (lambda unit, m: change_contact(unit, m, safe_to_contact=False), Reason.NOT_SAFE),
        (
            lambda unit, m: change_contact(unit, m, reachability=Reachability.WRONG_PERSON),
            Reason.WRONG_PERSON,
        ),
    ],
)
def test_the_gate_is_asked_again_before_sending(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    meanwhile: Callable[[Unit, Message], None],
    reason: Reason,
) -> None:
    message = say(runtime, wish(parent))
    with runtime.unit() as unit:
        meanwhile(unit, message)
    send(runtime, runner)
    after = now_is(runtime, message)
    assert (after.status, after.reason) == (MessageStatus.REFUSED, reason)
    assert decisions(runtime, message) == [("send", "refuse", reason)]
    assert [fact.subject_id for fact in facts(runtime, FactType.MESSAGE_REFUSED)] == [message.id]
    assert channels[SMS].tried == []


def test_what_came_into_the_night_waits_for_morning(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent))
    clock.move(timedelta(hours=13))
    assert send(runtime, runner) == 1
    held = now_is(runtime, message)
    assert (held.status, held.reason) == (MessageStatus.QUEUED, Reason.QUIET_HOURS)
    assert send(runtime, runner) == 0
    clock.set(held.due_at)
    send(runtime, runner)
    assert now_is(runtime, message).status is MessageStatus.SENT
    assert len(channels[SMS].sent) == 1


def test_what_expired_in_the_queue_is_not_sent(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    message = say(runtime, wish(parent, expires_at=clock() + timedelta(hours=1)))
    clock.move(timedelta(hours=2))
    send(runtime, runner)
    assert now_is(runtime, message).status is MessageStatus.EXPIRED
    assert channels[SMS].tried == []


def test_a_phone_that_turned_out_to_be_shared_gets_the_notice_instead(
    runtime: Runtime, office: Office, channels: Channels, runner: asyncio.Runner
) -> None:
    number = phone()
    with runtime.unit() as unit:
        first = add_parent(unit, office, text_to=number)
    say(runtime, wish(first, origin="step:1"))
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=number)
    send(runtime, runner)
    assert [message.origin for message in everything(runtime)] == ["step:1", "step:1:generic"]
    (sent,) = channels[SMS].sent
    assert sent.text.startswith("Oak Co: You have a new message.")


@dataclass(frozen=True)
class Answer:
    """A provider's answer and what must come of it."""

    error: SendError
    status: MessageStatus
    outcome: AttemptOutcome
    reachability: Reachability = Reachability.UNKNOWN
    reason: str | None = None
    """What the message says of it; None: the provider's own sentence."""


OPTED_OUT = SendError("21610", "Opted out.", suppresses_contact=True, opted_out=True)
LANDLINE = SendError("30006", "A landline.", suppresses_contact=True, landline=True)
FAILED, QUEUED, UNCERTAIN = MessageStatus.FAILED, MessageStatus.QUEUED, MessageStatus.UNCERTAIN


@pytest.mark.parametrize(
    "answer",
    [
        Answer(fake_channel.REFUSED, FAILED, AttemptOutcome.REFUSED),
        Answer(fake_channel.LATER, QUEUED, AttemptOutcome.TEMPORARY),
        Answer(fake_channel.OPERATIONS, QUEUED, AttemptOutcome.TURNED_AWAY),
        Answer(fake_channel.LOST, UNCERTAIN, AttemptOutcome.UNKNOWN),
        Answer(
            fake_channel.BAD_CONTACT,
            FAILED,
            AttemptOutcome.REFUSED,
            Reachability.INVALID,
            Reason.INVALID_CONTACT,
        ),
        Answer(LANDLINE, FAILED, AttemptOutcome.REFUSED, Reachability.LANDLINE, Reason.LANDLINE),
        Answer(
            OPTED_OUT,
            FAILED,
            AttemptOutcome.REFUSED,
            Reachability.STOPPED_AT_CARRIER,
            Reason.STOPPED_AT_CARRIER,
        ),
    ],
    ids=lambda answer: answer.error.code,
)
def test_a_providers_answer_is_recorded_by_what_it_answers(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    answer: Answer,
) -> None:
    channels[SMS].fail_next(answer.error)
    message = say(runtime, wish(parent, origin="step:1"))
    send(runtime, runner)
    after, (attempt,) = now_is(runtime, message), attempts(runtime, message)
    assert (after.status, attempt.outcome) == (answer.status, answer.outcome)
    assert (attempt.error_code, attempt.error_reason) == (answer.error.code, answer.error.reason)
    with runtime.reading() as session:
        contact = session.get_one(ContactPoint, message.contact_point_id)
        assert contact.reachability is answer.reachability
        revoked = consents.state_of(session, contact, "renewal") is ConsentState.REVOKED
    assert revoked is answer.error.opted_out
    put_off = answer.outcome is AttemptOutcome.TEMPORARY
    assert (after.due_at > clock()) is put_off
    failed = facts(runtime, FactType.MESSAGE_FAILED)
    assert [fact.data["reason"] for fact in failed] == (
        [answer.reason or answer.error.reason] if answer.status is FAILED else []
    )


def test_a_providers_retry_after_is_never_undercut(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    channels[SMS].fail_next(replace(fake_channel.LATER, retry_after=timedelta(minutes=7)))
    message = say(runtime, wish(parent))
    send(runtime, runner)
    assert now_is(runtime, message).due_at == clock() + timedelta(minutes=7)
    clock.move(timedelta(minutes=7))
    send(runtime, runner)
    assert now_is(runtime, message).status is MessageStatus.SENT
    assert [attempt.number for attempt in attempts(runtime, message)] == [1, 2]


def test_tries_are_bounded_and_end_in_a_fact(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    channels[SMS].fail_next(fake_channel.LATER, times=100)
    message = say(runtime, wish(parent))
    for _ in range(20):
        send(runtime, runner)
        clock.move(timedelta(minutes=15))
    after = now_is(runtime, message)
    assert (after.status, after.reason, after.attempts) == (FAILED, TOO_MANY_TRIES, 12)
    assert len(channels[SMS].tried) == 12
    assert len(facts(runtime, FactType.MESSAGE_FAILED)) == 1


def test_the_one_retry_of_an_error_is_not_used_up_by_another(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    once = replace(fake_channel.LATER, code="30003", retries=1)
    channels[SMS].fail_next(fake_channel.LATER, times=2)
    channels[SMS].fail_next(once, times=5)
    message = say(runtime, wish(parent))
    for _ in range(6):
        send(runtime, runner)
        clock.move(timedelta(minutes=15))
    after = now_is(runtime, message)
    assert (after.status, after.attempts, after.reason) == (FAILED, 4, once.reason)


@pytest.mark.parametrize("taken", [True, False])
def test_an_unknown_outcome_is_never_sent_again_by_itself(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    taken: bool,
) -> None:
    channels[SMS].lose_next(taken=taken)
    message = say(runtime, wish(parent))
    for _ in range(3):
        send(runtime, runner)
        clock.move(timedelta(hours=1))
    assert now_is(runtime, message).status is UNCERTAIN
    assert len(channels[SMS].tried) == 1


def test_a_defect_in_an_adapter_concerns_its_own_message(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(3)]
    messages = [say(runtime, wish(parent)) for parent in parents]

    def break_on_the_second(_outgoing: Outgoing) -> None:
        if len(channel.tried) == 1 and not broken:
            broken.append(True)
            raise ZeroDivisionError

    broken: list[bool] = []
    channel = Watching(break_on_the_second)
    send(with_channel(runtime, channel), runner)
    found = sorted(now_is(runtime, message).status for message in messages)
    assert found == [MessageStatus.SENT, MessageStatus.SENT, UNCERTAIN]


def test_a_row_that_cannot_be_read_fails_alone(
    runtime: Runtime, office: Office, channels: Channels, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(3)]
    whole, unreadable, lost_zone = (say(runtime, wish(parent)) for parent in parents)
    with runtime.unit() as unit:
        unit.session.get_one(Message, unreadable.id).text_sealed = b"\x01nonsense"
        # As an older release may have left it; the model would not take it today.
        unit.session.execute(
            update(Person).where(Person.id == parents[2].person.id).values(time_zone="Mars/Olympus")
        )
    assert send(runtime, runner) == 3
    assert now_is(runtime, whole).status is MessageStatus.SENT
    for broken in (unreadable, lost_zone):
        after = now_is(runtime, broken)
        assert (after.status, after.reason) == (FAILED, BROKEN)
    assert len(facts(runtime, FactType.MESSAGE_FAILED)) == 2


def test_a_way_of_sending_that_is_not_set_up_waits_for_operations(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner
) -> None:
    message = say(runtime, wish(parent))
    send(replace(runtime, channels={}), runner)
    assert now_is(runtime, message).status is QUEUED
    assert attempts(runtime, message)[0].error_code == "no-channel"


def test_to_one_phone_in_the_order_they_were_meant(
    runtime: Runtime, office: Office, channels: Channels, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(4)]
    meant: dict[str, list[str]] = {}
    for turn in range(5):
        for parent in parents:
            message = say(runtime, wish(parent, origin=f"step:{turn}:{parent.thread.id}"))
            meant.setdefault(str(message.contact_point_id), []).append(str(message.id))
    send(runtime, runner)
    by_attempt = {
        attempt.id: message
        for message in everything(runtime)
        for attempt in attempts(runtime, message)
    }
    sent: dict[str, list[str]] = {}
    for outgoing in channels[SMS].sent:
        message = by_attempt[outgoing.attempt_id]
        sent.setdefault(str(message.contact_point_id), []).append(str(message.id))
    assert sent == meant


def test_no_message_is_handed_over_long_after_its_attempt_was_written_down(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(claiming, "BEGIN_WITHIN", timedelta(seconds=-1))
    message = say(runtime, wish(parent))
    send(runtime, runner)
    assert channels[SMS].tried == []
    assert now_is(runtime, message).status is QUEUED


class Restarting:
    """A database that is away the next `times` units are opened, once told so."""

    def __init__(self, runtime: Runtime) -> None:
        self.times = 0
        self._runtime = runtime

    def unit(self) -> AbstractContextManager[Unit]:
        if self.times > 0:
            self.times -= 1
            raise OperationalError("COMMIT", {}, ConnectionError("restarting"))
        return self._runtime.unit()

    def __getattr__(self, name: str) -> object:
        return getattr(self._runtime, name)


def test_results_outlive_a_restart_of_the_database(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner
) -> None:
    def go_away(_outgoing: Outgoing) -> None:
        restarting.times = 2

    channel = Watching(go_away)
    restarting = Restarting(with_channel(runtime, channel))
    message = say(runtime, wish(parent))
    send(cast("Runtime", restarting), runner)
    assert now_is(runtime, message).status is MessageStatus.SENT
    assert len(channel.sent) == 1


def test_a_result_that_cannot_be_recorded_takes_no_other_with_it(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    class OneId(FakeChannel):
        async def send(self, outgoing: Outgoing) -> SendResult:
            await super().send(outgoing)
            same = len(self.sent) <= 2
            return SendResult(provider_id="twice" if same else f"id-{outgoing.attempt_id}")

    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(3)]
    messages = [say(runtime, wish(parent)) for parent in parents]
    send(with_channel(runtime, OneId(SMS, name="twilio")), runner)
    found = sorted(now_is(runtime, message).status for message in messages)
    assert found == [MessageStatus.SENDING, MessageStatus.SENT, MessageStatus.SENT]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_two_workers_never_send_one_message_twice(
    runtime: Runtime, office: Office, channels: Channels, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = replace(delivery.TEMPO[Lane.REMINDERS], batch=5, ahead=0, record_at=5)
    monkeypatch.setattr(delivery, "TEMPO", dict.fromkeys(Lane, small))
    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(30)]
    for parent in parents:
        say(runtime, wish(parent))
    start = threading.Barrier(2)

    def worker() -> None:
        own = replace(runtime, channels={SMS: FakeChannel(SMS, name="twilio")})
        with asyncio.Runner() as runner:
            start.wait(10)
            send(own, runner)
        sent.extend(cast("FakeChannel", own.channels[SMS]).sent)

    sent: list[Outgoing] = []
    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert sorted(outgoing.to for outgoing in sent) == sorted({outgoing.to for outgoing in sent})
    assert len(sent) == 30
    assert {message.status for message in everything(runtime)} == {MessageStatus.SENT}
