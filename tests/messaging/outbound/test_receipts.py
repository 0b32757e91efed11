"""Callbacks in any order, repeated, lost, early: a message only ever goes forward."""

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.values import (
    ChannelKind,
    DeliveryReport,
    DeliveryStatus,
    Outgoing,
    SendError,
    SendResult,
)
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import Reachability, Reason
from messaging.directory import consents
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.receipt import Receipt
from messaging.outbound import delivery, receipts
from messaging.outbound.states import OF_REPORT, may_follow
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import LATER, LOST, FakeChannel
from tests.support.people import Office, add_parent
from tests.support.recorded import facts

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S, D = MessageStatus, DeliveryStatus
UNREACHED = SendError("30003", "The handset is switched off.", retryable=True, retries=1)
GONE = SendError("30005", "The number does not exist.", suppresses_contact=True)


def report(
    attempt: Attempt,
    status: DeliveryStatus,
    error: SendError | None = None,
    *,
    names_ours: bool = True,
    provider_id: str | None = None,
) -> DeliveryReport:
    return DeliveryReport(
        "twilio",
        provider_id or f"twilio-{attempt.id}",
        status,
        attempt.id if names_ours else None,
        error,
    )


def hear(runtime: Runtime, *reports: DeliveryReport) -> None:
    for each in reports:
        with runtime.unit() as unit:
            receipts.apply(unit, each)


@pytest.fixture
def sent(runtime: Runtime, parent: Registered, runner: asyncio.Runner) -> Message:
    message = say(runtime, wish(parent, origin="step:1"))
    send(runtime, runner)
    return message


def only_attempt(runtime: Runtime, message: Message) -> Attempt:
    (attempt,) = attempts(runtime, message)
    return attempt


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ([D.ACCEPTED], S.SENT),
        ([D.SENT, D.ACCEPTED], S.SENT),
        ([D.SENT, D.DELIVERED], S.DELIVERED),
        ([D.DELIVERED, D.SENT, D.DELIVERED], S.DELIVERED),
        ([D.DELIVERED, D.READ], S.READ),
        ([D.READ, D.DELIVERED], S.READ),
        ([D.FAILED, D.SENT], S.FAILED),
        ([D.FAILED, D.DELIVERED], S.FAILED),
        ([D.FAILED, D.READ], S.FAILED),
        ([D.DELIVERED, D.FAILED], S.DELIVERED),
    ],
)
def test_forward_only_and_final_states_win(
    runtime: Runtime, sent: Message, told: list[DeliveryStatus], ends: MessageStatus
) -> None:
    attempt = only_attempt(runtime, sent)
    hear(runtime, *(report(attempt, status) for status in told))
    assert now_is(runtime, sent).status is ends


def test_each_end_is_told_once(runtime: Runtime, sent: Message) -> None:
    attempt = only_attempt(runtime, sent)
    hear(runtime, *[report(attempt, D.DELIVERED)] * 3)
    (fact,) = facts(runtime, FactType.MESSAGE_DELIVERED)
    assert (fact.subject_id, fact.data["origin"]) == (sent.id, "step:1")
    assert facts(runtime, FactType.MESSAGE_FAILED) == []


def test_a_failure_that_concerns_the_contact_is_remembered(runtime: Runtime, sent: Message) -> None:
    hear(runtime, report(only_attempt(runtime, sent), D.FAILED, GONE))
    with runtime.reading() as session:
        contact = session.get_one(ContactPoint, sent.contact_point_id)
        assert contact.reachability is Reachability.INVALID
        assert consents.state_of(session, contact, "renewal") is ConsentState.GRANTED
    (fact,) = facts(runtime, FactType.MESSAGE_FAILED)
    assert fact.data["reason"] == Reason.INVALID_CONTACT


def test_a_report_of_an_unknown_id_is_kept_and_applied_once_it_is_known(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner
) -> None:
    class TellsFirst(FakeChannel):
        """Its callback, which does not name our attempt, overtakes its answer."""

        async def send(self, outgoing: Outgoing) -> SendResult:
            hear(runtime, DeliveryReport("twilio", "SM1", D.DELIVERED))
            return SendResult(provider_id="SM1")

    message = say(runtime, wish(parent))
    channel = TellsFirst(SMS, name="twilio")
    delivery.drain(replace(runtime, channels={SMS: channel}), Lane.REMINDERS, runner)
    assert now_is(runtime, message).status is S.DELIVERED
    with runtime.reading() as session:
        receipt = session.scalars(select(Receipt)).one()
        assert receipt.applied_at is not None
        assert receipt.agency_id == message.agency_id


def test_a_report_of_nobodys_message_changes_nothing(runtime: Runtime, sent: Message) -> None:
    hear(runtime, DeliveryReport("twilio", "SM-other", D.FAILED, new_id()))
    assert now_is(runtime, sent).status is S.SENT


def test_a_report_that_names_our_attempt_with_another_id_changes_nothing(
    runtime: Runtime, sent: Message
) -> None:
    attempt = only_attempt(runtime, sent)
    hear(runtime, report(attempt, D.FAILED, provider_id="SM-other"))
    assert now_is(runtime, sent).status is S.SENT


@pytest.mark.parametrize("status", [D.SENT, D.DELIVERED])
def test_a_callback_settles_what_no_answer_came_for(
    runtime: Runtime,
    parent: Registered,
    channels: Channels,
    runner: asyncio.Runner,
    status: DeliveryStatus,
) -> None:
    channels[SMS].fail_next(LOST)
    message = say(runtime, wish(parent))
    send(runtime, runner)
    assert now_is(runtime, message).status is S.UNCERTAIN
    hear(runtime, report(only_attempt(runtime, message), status))
    attempt = only_attempt(runtime, message)
    assert now_is(runtime, message).status is OF_REPORT[status]
    assert (attempt.outcome, attempt.provider_id) == (
        AttemptOutcome.ACCEPTED,
        f"twilio-{attempt.id}",
    )


def test_a_lost_answer_does_not_undo_the_callback_that_was_quicker(
    runtime: Runtime, parent: Registered, runner: asyncio.Runner
) -> None:
    class TellsFirst(FakeChannel):
        async def send(self, outgoing: Outgoing) -> SendResult:
            (attempt,) = attempts(runtime, message)
            hear(runtime, report(attempt, D.SENT))
            return SendResult(error=LOST)

    message = say(runtime, wish(parent))
    channel = TellsFirst(SMS, name="twilio")
    delivery.drain(replace(runtime, channels={SMS: channel}), Lane.REMINDERS, runner)
    assert now_is(runtime, message).status is S.SENT
    assert only_attempt(runtime, message).outcome is AttemptOutcome.ACCEPTED


def test_an_unreached_handset_is_tried_once_more_and_no_oftener(
    runtime: Runtime, sent: Message, runner: asyncio.Runner, clock: MovableClock
) -> None:
    first = only_attempt(runtime, sent)
    hear(runtime, report(first, D.FAILED, UNREACHED))
    assert now_is(runtime, sent).status is S.QUEUED
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    second = attempts(runtime, sent)[1]
    hear(runtime, report(second, D.FAILED, UNREACHED))
    assert (now_is(runtime, sent).status, now_is(runtime, sent).reason) == (
        S.FAILED,
        UNREACHED.reason,
    )
    assert len(facts(runtime, FactType.MESSAGE_FAILED)) == 1


@pytest.mark.parametrize("late", [D.ACCEPTED, D.SENT])
def test_a_late_report_of_the_failed_try_does_not_swallow_the_next(
    runtime: Runtime,
    sent: Message,
    runner: asyncio.Runner,
    clock: MovableClock,
    late: DeliveryStatus,
) -> None:
    first = only_attempt(runtime, sent)
    hear(runtime, report(first, D.FAILED, UNREACHED), report(first, late))
    assert now_is(runtime, sent).status is S.QUEUED
    clock.move(timedelta(minutes=1))
    send(runtime, runner)
    assert [attempt.outcome for attempt in attempts(runtime, sent)] == [
        AttemptOutcome.REFUSED,
        AttemptOutcome.ACCEPTED,
    ]


def test_a_failure_of_one_try_says_nothing_while_another_counts(
    runtime: Runtime, parent: Registered, channels: Channels, runner: asyncio.Runner
) -> None:
    """The first was thought absent and sent again; then its own callbacks come after all."""
    message = say(runtime, wish(parent))
    channels[SMS].fail_next(LOST)
    send(runtime, runner)
    first = only_attempt(runtime, message)
    with runtime.unit() as unit:
        unit.session.get_one(Attempt, first.id).outcome = AttemptOutcome.ABSENT
        unit.session.get_one(Message, message.id).status = S.QUEUED
    send(runtime, runner)
    hear(runtime, report(first, D.SENT), report(first, D.FAILED, GONE))
    assert now_is(runtime, message).status is S.SENT
    hear(runtime, report(attempts(runtime, message)[1], D.DELIVERED))
    assert now_is(runtime, message).status is S.DELIVERED


def test_the_parent_has_it_if_any_try_arrived(
    runtime: Runtime, parent: Registered, channels: Channels, runner: asyncio.Runner
) -> None:
    message = say(runtime, wish(parent))
    channels[SMS].fail_next(LOST)
    send(runtime, runner)
    first = only_attempt(runtime, message)
    with runtime.unit() as unit:
        unit.session.get_one(Attempt, first.id).outcome = AttemptOutcome.ABSENT
        unit.session.get_one(Message, message.id).status = S.QUEUED
    hear(runtime, report(first, D.DELIVERED))
    assert send(runtime, runner) == 0
    assert now_is(runtime, message).status is S.DELIVERED


def test_a_bounced_mail_is_not_sent_again(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    """Whoever had it has done the retrying, and a second one would carry the same Message-ID."""
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org")
    message = say(runtime, wish(parent, channel=ChannelKind.EMAIL))
    send(runtime, runner)
    attempt = only_attempt(runtime, message)
    hear(runtime, DeliveryReport("smtp", f"smtp-{attempt.id}", D.FAILED, None, LATER))
    assert now_is(runtime, message).status is S.FAILED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_in_any_order_with_any_loss(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    """`None` among the told is the moment at which the provider's own answer is recorded."""

    @settings(max_examples=40, deadline=None, phases=[Phase.generate])
    @given(
        told=st.lists(
            st.sampled_from([D.ACCEPTED, D.SENT, D.DELIVERED, D.READ, D.FAILED]), max_size=7
        ),
        before=st.integers(0, 7),
        named=st.booleans(),
        answered=st.booleans(),
    )
    def it_only_goes_forward(
        told: list[DeliveryStatus], before: int, named: bool, answered: bool
    ) -> None:
        with runtime.unit() as unit:
            parent = add_parent(unit, office)
        message = say(runtime, wish(parent))

        class Provider(FakeChannel):
            async def send(self, outgoing: Outgoing) -> SendResult:
                (attempt,) = attempts(runtime, message)
                for status in told[:before]:
                    hear(runtime, report(attempt, status, names_ours=named))
                sid = f"twilio-{attempt.id}"
                return SendResult(provider_id=sid) if answered else SendResult(error=LOST)

        channels = {SMS: Provider(SMS, name="twilio")}
        delivery.drain(replace(runtime, channels=channels), Lane.REMINDERS, runner)
        (attempt,) = attempts(runtime, message)
        seen = [now_is(runtime, message).status]
        for status in told[before:]:
            hear(runtime, report(attempt, status, names_ours=named))
            seen.append(now_is(runtime, message).status)
        for earlier, later in pairwise(seen):
            assert later is earlier or may_follow(earlier, later)
        if answered or (named and told):
            assert seen[-1] is expected(told)

    it_only_goes_forward()


def test_one_that_was_kept_as_its_attempt_became_known_counts_when_it_is_repeated(
    runtime: Runtime, sent: Message
) -> None:
    (attempt,) = attempts(runtime, sent)
    told = report(attempt, D.DELIVERED)
    with runtime.unit() as unit:
        unit.session.add(
            Receipt(
                provider=told.provider, provider_id=told.provider_id, status=told.status,
                received_at=unit.now,
            )
        )  # fmt: skip
    for _ in range(2):
        hear(runtime, told)
    assert now_is(runtime, sent).status is S.DELIVERED
    assert len(facts(runtime, FactType.MESSAGE_DELIVERED)) == 1


def expected(told: list[DeliveryStatus]) -> MessageStatus:
    """The first final state wins; only "read" goes further than "delivered"."""
    state = S.SENT
    for status in told:
        if may_follow(state, OF_REPORT[status]):
            state = OF_REPORT[status]
    return state


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_callbacks_and_the_recording_worker_never_get_in_each_others_way(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    """Every callback that failed would be one the provider does not repeat."""

    class CallsBackAtOnce(FakeChannel):
        async def send(self, outgoing: Outgoing) -> SendResult:
            sid = f"twilio-{outgoing.attempt_id}"
            calls.extend(
                pool.submit(hear, runtime, DeliveryReport("twilio", sid, status, attempt_id))
                for status in (D.DELIVERED, D.SENT, D.ACCEPTED)
                for attempt_id in (outgoing.attempt_id, None)
            )
            return SendResult(provider_id=sid)

    with runtime.unit() as unit:
        parents = [add_parent(unit, office) for _ in range(25)]
    messages = [say(runtime, wish(parent)) for parent in parents]
    calls: list[Future[None]] = []
    channel = CallsBackAtOnce(SMS, name="twilio")
    with ThreadPoolExecutor(6) as pool:
        delivery.drain(replace(runtime, channels={SMS: channel}), Lane.REMINDERS, runner)
    assert [call.exception() for call in calls if call.exception()] == []
    assert {now_is(runtime, message).status for message in messages} == {S.DELIVERED}
    assert len(facts(runtime, FactType.MESSAGE_DELIVERED)) == 25
