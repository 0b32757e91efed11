"""What nobody but a person can say: asked of one, slowly asked of the provider, settled once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus
from messaging.compliance.gate import Purpose
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.models.staff import StaffRole
from messaging.outbound import parked, receipts, reconcile, results
from messaging.outbound.parked import NotFoundError, SettledError, Verdict
from messaging.outbound.reasons import TOO_LATE
from messaging.outbound.reconcile import ASK_AGAIN, ASK_FIRST, MOST_ASKED
from messaging.outbound.results import OUT_OF_THE_BLUE
from messaging.platform.events import FactType
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_branch, add_office, add_staff
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S, Ended = MessageStatus, AttemptOutcome
WENT, AGAIN = Verdict.WENT, Verdict.AGAIN
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def park(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    *,
    taken: bool,
) -> Message:
    """A message whose answer was lost, and whose provider would not say."""
    channels[SMS].lose_next(taken=taken)
    channels[SMS].can_be_asked = False
    message = say(runtime, wish(parent))
    send(runtime, runner)
    clock.move(ASK_FIRST)
    for _ in range(MOST_ASKED):
        clock.move(ASK_AGAIN + timedelta(seconds=1))
        reconcile.sweep(runtime, runner)
    channels[SMS].can_be_asked = True
    assert attempts(runtime, message)[-1].outcome is Ended.UNCLEAR
    return message


@pytest.fixture
def message(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> Message:
    return park(runtime, parent, channels, runner, clock, taken=False)


def attempt_of(runtime: Runtime, message: Message) -> UUID:
    return attempts(runtime, message)[0].id


def settle(runtime: Runtime, viewer: Viewer, attempt_id: UUID, verdict: Verdict) -> Message:
    with runtime.unit() as unit:
        return parked.settle(unit, viewer, viewer.actor, attempt_id, verdict)


def hear(runtime: Runtime, attempt_id: UUID, status: DeliveryStatus) -> None:
    with runtime.unit() as unit:
        receipts.apply(unit, DeliveryReport("twilio", "SM1", status, attempt_id))


def listed(runtime: Runtime, viewer: Viewer) -> list[UUID]:
    with runtime.reading() as session:
        found = parked.waiting(session, viewer, limit=10)
        assert len(session.scalars(parked.every(viewer)).all()) == len(found)
        return [each.message.id for each in found]


@pytest.mark.parametrize(
    ("verdict", "status", "outcomes", "sent"),
    [(WENT, S.SENT, [Ended.ACCEPTED], 0), (AGAIN, S.SENT, [Ended.ABSENT, Ended.ACCEPTED], 1)],
)
def test_a_person_settles_it_once(
    runtime: Runtime,
    message: Message,
    viewer: Viewer,
    channels: Channels,
    runner: asyncio.Runner,
    verdict: Verdict,
    status: MessageStatus,
    outcomes: list[AttemptOutcome],
    sent: int,
) -> None:
    assert listed(runtime, viewer) == [message.id]
    for _ in range(3):
        settle(runtime, viewer, attempt_of(runtime, message), verdict)
        send(runtime, runner)
    assert now_is(runtime, message).status is status
    assert [attempt.outcome for attempt in attempts(runtime, message)] == outcomes
    assert len(channels[SMS].sent) == sent
    assert listed(runtime, viewer) == []
    assert len(facts(runtime, FactType.MESSAGE_CERTAIN)) == 1
    with runtime.reading() as session:
        actions = session.scalars(select(Audit.action).where(Audit.subject_type == "attempt"))
        assert actions.all() == [verdict.action]


@pytest.mark.parametrize(("first", "then"), [(WENT, AGAIN), (AGAIN, WENT)])
def test_whoever_says_otherwise_afterwards_hears_that_it_is_settled(
    runtime: Runtime, message: Message, viewer: Viewer, first: Verdict, then: Verdict
) -> None:
    settle(runtime, viewer, attempt_of(runtime, message), first)
    before = now_is(runtime, message).status
    with pytest.raises(SettledError):
        settle(runtime, viewer, attempt_of(runtime, message), then)
    assert now_is(runtime, message).status is before


@pytest.mark.parametrize("verdict", Verdict)
def test_a_late_callback_settles_it_and_a_person_then_hears_so(
    runtime: Runtime,
    message: Message,
    viewer: Viewer,
    channels: Channels,
    runner: asyncio.Runner,
    verdict: Verdict,
) -> None:
    hear(runtime, attempt_of(runtime, message), DeliveryStatus.DELIVERED)
    assert listed(runtime, viewer) == []
    assert len(facts(runtime, FactType.MESSAGE_CERTAIN)) == 1
    with pytest.raises(SettledError, match="delivered"):
        settle(runtime, viewer, attempt_of(runtime, message), verdict)
    send(runtime, runner)
    assert channels[SMS].sent == []


def test_a_callback_that_comes_after_it_went_still_counts(
    runtime: Runtime, message: Message, viewer: Viewer
) -> None:
    settle(runtime, viewer, attempt_of(runtime, message), WENT)
    hear(runtime, attempt_of(runtime, message), DeliveryStatus.DELIVERED)
    assert now_is(runtime, message).status is S.DELIVERED
    assert attempts(runtime, message)[0].provider_id == "SM1"


def test_a_callback_that_comes_before_it_is_sent_again_takes_it_out_of_the_queue(
    runtime: Runtime, message: Message, viewer: Viewer, channels: Channels, runner: asyncio.Runner
) -> None:
    settle(runtime, viewer, attempt_of(runtime, message), AGAIN)
    hear(runtime, attempt_of(runtime, message), DeliveryStatus.SENT)
    send(runtime, runner)
    assert now_is(runtime, message).status is S.SENT
    assert channels[SMS].sent == []


def test_callback_and_person_at_once_end_in_one_way(
    runtime: Runtime, message: Message, viewer: Viewer, channels: Channels, runner: asyncio.Runner
) -> None:
    attempt_id = attempt_of(runtime, message)

    def say_again() -> bool:
        try:
            settle(runtime, viewer, attempt_id, AGAIN)
        except SettledError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        people = [pool.submit(say_again) for _ in range(3)]
        callback = pool.submit(hear, runtime, attempt_id, DeliveryStatus.DELIVERED)
        callback.result()
        said = {each.result() for each in people}
    assert len(said) == 1
    send(runtime, runner)
    assert now_is(runtime, message).status is S.DELIVERED
    assert channels[SMS].sent == []
    assert len(facts(runtime, FactType.MESSAGE_CERTAIN)) == 1


@pytest.mark.parametrize("taken", [True, False], ids=["found", "absent"])
def test_an_answer_of_the_provider_that_comes_late_settles_it(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    taken: bool,
) -> None:
    message = park(runtime, parent, channels, runner, clock, taken=taken)
    clock.move(HOUR)
    assert reconcile.sweep(runtime, runner) == 1
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    assert now_is(runtime, message).status is S.SENT
    assert len(channels[SMS].sent) == 1
    assert len(facts(runtime, FactType.MESSAGE_CERTAIN)) == 1


def test_it_is_asked_about_hourly_then_daily_then_no_more(
    runtime: Runtime,
    message: Message,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    channels[SMS].can_be_asked = False
    asked = []
    before = attempts(runtime, message)[0].checked_at
    for half_hours in range(2 * 24 * 5):
        reconcile.sweep(runtime, runner)
        now = attempts(runtime, message)[0].checked_at
        if now != before:
            asked.append(half_hours / 2)
            before = now
        clock.move(HOUR / 2)
    assert asked[:23] == [float(hour) for hour in range(1, 24)]
    assert len(asked) in (24, 25)
    assert asked[-1] < 72
    assert attempts(runtime, message)[0].outcome is Ended.UNCLEAR
    assert len(facts(runtime, FactType.MESSAGE_UNCERTAIN)) == 1


def test_only_who_may_see_the_thread_may_decide(
    runtime: Runtime, office: Office, message: Message
) -> None:
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        elm = add_office(unit, "elm", text_sender="+13125550101")
        strangers = [
            Viewer.of(add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR)),
            Viewer.of(add_staff(unit, elm.agency, role=StaffRole.ADMINISTRATOR)),
        ]
    for viewer in strangers:
        assert listed(runtime, viewer) == []
        with pytest.raises(NotFoundError):
            settle(runtime, viewer, attempt_of(runtime, message), AGAIN)
    assert now_is(runtime, message).status is S.UNCERTAIN


def test_a_message_parked_a_second_time_is_decided_anew(
    runtime: Runtime,
    message: Message,
    viewer: Viewer,
    channels: Channels,
    runner: asyncio.Runner,
) -> None:
    settle(runtime, viewer, attempt_of(runtime, message), AGAIN)
    channels[SMS].lose_next(taken=True)
    send(runtime, runner)
    second = attempts(runtime, message)[1]
    with runtime.unit() as unit:
        unit.session.get_one(Attempt, second.id).outcome = Ended.UNCLEAR
    with runtime.reading() as session:
        (again,) = parked.waiting(session, viewer, limit=10)
    assert (again.attempt.id, again.times_before) == (second.id, 1)
    assert settle(runtime, viewer, second.id, WENT).status is S.SENT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("purpose", "after", "ends"),
    [
        (Purpose.STAFF_REPLY, OUT_OF_THE_BLUE - MINUTE, S.QUEUED),
        (Purpose.STAFF_REPLY, OUT_OF_THE_BLUE + MINUTE, S.FAILED),
        (Purpose.STAFF_REPLY, timedelta(days=2), S.FAILED),
        (Purpose.REMINDER, timedelta(days=2), S.QUEUED),
    ],
)
def test_words_of_staff_found_missing_late_go_back_to_staff_and_not_out_of_the_blue(
    runtime: Runtime,
    message: Message,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    purpose: Purpose,
    after: timedelta,
    ends: MessageStatus,
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Message, message.id).purpose = purpose
        attempt = unit.session.get_one(Attempt, attempt_of(runtime, message))
        clock.move(after - (clock() - attempt.started_at))
    with runtime.unit() as unit:
        results.absent(unit, *results.locked(unit, attempt_of(runtime, message)))
    back = ends is S.FAILED
    assert (now_is(runtime, message).status, now_is(runtime, message).reason == TOO_LATE) == (
        ends,
        back,
    )
    assert [f.subject_id for f in facts(runtime, FactType.REPLY_NOT_SENT)] == [message.id] * back


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_who_wants_it_again_has_it_sent_however_late(
    runtime: Runtime,
    message: Message,
    viewer: Viewer,
    clock: MovableClock,
    runner: asyncio.Runner,
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Message, message.id).purpose = Purpose.STAFF_REPLY
    clock.move(timedelta(days=2))
    settle(runtime, viewer, attempt_of(runtime, message), AGAIN)
    send(runtime, runner)
    assert now_is(runtime, message).status is S.SENT
