"""A campaign that fails too often stops itself, says so, and goes on where it was."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns import pausing, steps, watching
from campaigns.definition import PauseRule
from campaigns.failing import Tally, too_many
from campaigns.models.enrollment import StepState
from campaigns.models.pause import CampaignPause
from channels.values import ChannelKind, SendError, SendResult
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.outbound import beginning, claiming, recording
from messaging.outbound.reasons import CAMPAIGN_PAUSED
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.campaigns.replying import facts
from tests.campaigns.telling import steps as rows_of_steps
from tests.campaigns.telling import tell
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import BAD_CONTACT, LATER, LOST, OPERATIONS, REFUSED, FakeChannel
from tests.support.people import Office, add_parent

Channels = dict[ChannelKind, FakeChannel]
SMS = ChannelKind.SMS
S = MessageStatus
RENEWAL = "renewal"
RULE = PauseRule()

counts = st.integers(0, 100_000)


@given(tried=counts, failed=counts, least=st.integers(5, 10_000), share=st.floats(0.01, 0.99))
def test_the_share_decides_and_only_from_the_minimum_on(
    tried: int, failed: int, least: int, share: float
) -> None:
    rule = PauseRule(tried_at_least=least, failed_share=share)
    tally = Tally(tried, min(failed, tried))
    paused = too_many(tally, rule)
    assert not (paused and tried < least)
    assert not (paused and tally.failed == 0)
    if tally.failed != pytest.approx(share * tried):
        assert paused == (tried >= least and tally.failed > share * tried)


@given(tried=counts, failed=counts)
def test_one_more_failure_never_lets_it_go_on(tried: int, failed: int) -> None:
    failed = min(failed, tried)
    if too_many(Tally(tried, failed), RULE):
        assert too_many(Tally(tried + 1, failed + 1), RULE)
    if not too_many(Tally(tried, failed), RULE):
        assert not too_many(Tally(tried + 1, failed), RULE) or tried + 1 == RULE.tried_at_least


@pytest.mark.parametrize(
    ("tried", "failed", "pauses"),
    [(0, 0, False), (19, 19, False), (20, 6, False), (20, 7, True), (1000, 300, False)],
)
def test_by_default_more_than_three_in_ten_of_at_least_twenty(
    tried: int, failed: int, pauses: bool
) -> None:
    assert too_many(Tally(tried, failed), RULE) is pauses


def messages(
    runtime: Runtime, office: Office, number: int, campaign: str | None = RENEWAL
) -> list[Message]:
    """As many reminders of one campaign, each to a parent of its own."""
    made = []
    for _ in range(number):
        with runtime.unit() as unit:
            parent = add_parent(unit, office)
        made.append(say(runtime, wish(parent)))
    with runtime.unit() as unit:
        for message in made:
            unit.session.get_one(Message, message.id).campaign = campaign
    return made


def pause(runtime: Runtime, office: Office, actor: str = pausing.SYSTEM) -> bool:
    with runtime.unit() as unit:
        return pausing.pause(unit, office.agency.id, RENEWAL, actor)


def resume(runtime: Runtime, office: Office) -> bool:
    with runtime.unit() as unit:
        return pausing.resume(unit, office.agency.id, RENEWAL, "staff:someone")


def paused(runtime: Runtime) -> list[tuple[str, int, int]]:
    with runtime.reading() as session:
        found = session.scalars(
            select(CampaignPause).where(CampaignPause.paused_at.is_not(None))
        ).all()
        return [(row.campaign, row.tried, row.failed) for row in found]


def of(runtime: Runtime, made: list[Message]) -> set[MessageStatus]:
    return {now_is(runtime, message).status for message in made}


@pytest.mark.parametrize(
    ("error", "pauses"),
    [(REFUSED, True), (BAD_CONTACT, True), (LATER, False), (LOST, False), (OPERATIONS, False)],
    ids=lambda value: getattr(value, "code", None),
)
def test_what_counts_as_a_failure(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    error: SendError,
    pauses: bool,
) -> None:
    messages(runtime, office, 20)
    channels[SMS].fail_next(error, times=7)
    send(runtime, runner)
    assert watching.pause_failing(runtime, clock()) == pauses
    assert paused(runtime) == ([(RENEWAL, 20, 7)] if pauses else [])


@pytest.mark.parametrize(
    ("number", "failing", "campaign"),
    [(20, 6, RENEWAL), (19, 19, RENEWAL), (20, 20, None), (20, 20, "of_old")],
    ids=["not too many", "too few to tell", "no campaign's", "not in the files"],
)
def test_what_does_not_pause(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    number: int,
    failing: int,
    campaign: str | None,
) -> None:
    messages(runtime, office, number, campaign)
    channels[SMS].fail_next(REFUSED, times=failing)
    send(runtime, runner)
    assert watching.pause_failing(runtime, clock()) == 0


def test_it_is_counted_for_each_agency_and_campaign(
    runtime: Runtime,
    office: Office,
    office_2: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    messages(runtime, office, 20)
    channels[SMS].fail_next(REFUSED, times=20)
    send(runtime, runner)
    going_on = [
        *messages(runtime, office_2, 20),
        *messages(runtime, office, 20, "payment_due"),
    ]
    assert watching.pause_failing(runtime, clock()) == 1
    stuck = messages(runtime, office, 2)
    watching.carry_on(runtime, runner)
    send(runtime, runner)
    assert of(runtime, going_on) == {S.SENT}
    assert of(runtime, stuck) == {S.QUEUED}


def test_old_failures_and_those_before_a_pause_do_not_count(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    messages(runtime, office, 20)
    channels[SMS].fail_next(REFUSED, times=20)
    send(runtime, runner)
    assert watching.pause_failing(runtime, clock() + timedelta(minutes=61)) == 0
    assert watching.pause_failing(runtime, clock()) == 1
    clock.move(timedelta(minutes=1))
    resume(runtime, office)
    assert watching.pause_failing(runtime, clock()) == 0
    messages(runtime, office, 20)
    channels[SMS].fail_next(REFUSED, times=7)
    send(runtime, runner)
    assert watching.pause_failing(runtime, clock()) == 1
    assert paused(runtime) == [(RENEWAL, 20, 7)]


def test_it_is_looked_at_every_half_minute(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    watch = watching.Watch()
    assert watch(runtime, runner) == 0
    messages(runtime, office, 20)
    channels[SMS].fail_next(REFUSED, times=20)
    send(runtime, runner)
    assert watch(runtime, runner) == 0
    clock.move(watching.EVERY)
    assert watch(runtime, runner) == 1


def test_its_queued_messages_are_held_with_the_reason_and_go_on_once(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    held = messages(runtime, office, 3)
    assert pause(runtime, office)
    assert not pause(runtime, office)
    assert {now_is(runtime, message).reason for message in held} == {CAMPAIGN_PAUSED}
    clock.move(timedelta(days=2))
    watching.carry_on(runtime, runner)
    assert send(runtime, runner) == 0
    assert resume(runtime, office)
    assert not resume(runtime, office)
    send(runtime, runner)
    send(runtime, runner)
    assert of(runtime, held) == {S.SENT}
    assert len(channels[SMS].tried) == 3
    assert {now_is(runtime, message).reason for message in held} == {None}


def test_mails_that_a_worker_has_claimed_and_not_begun_are_held_too(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
) -> None:
    channels[ChannelKind.EMAIL].remembers = False
    with runtime.unit() as unit:
        parents = [add_parent(unit, office, email_to=f"p{n}@example.org") for n in range(3)]
    drafts = [
        replace(wish(parent, channel=ChannelKind.EMAIL), campaign=RENEWAL) for parent in parents
    ]
    mails = [say(runtime, draft) for draft in drafts]
    claimed = claiming.claim(runtime, Lane.REMINDERS, 10).claimed
    begun = beginning.begin(runtime, claimed[:1])
    assert pause(runtime, office)
    assert beginning.begin(runtime, claimed[1:]) == []
    assert [now_is(runtime, mail).status for mail in mails] == [S.SENDING, S.QUEUED, S.QUEUED]
    assert {now_is(runtime, mail).reason for mail in mails[1:]} == {CAMPAIGN_PAUSED}
    recording.record_surely(runtime, [(begun[0], SendResult(provider_id="m.1"))])
    assert resume(runtime, office)
    send(runtime, runner)
    assert of(runtime, mails) == {S.SENT}
    assert len(channels[ChannelKind.EMAIL].sent) == 2


def test_what_is_queued_later_is_held_too_and_all_of_it_is_let_go(
    runtime: Runtime, office: Office, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pausing, "BATCH", 2)
    held = messages(runtime, office, 3)
    pause(runtime, office)
    held += messages(runtime, office, 2)
    while watching.carry_on(runtime, runner):
        pass
    assert send(runtime, runner) == 0
    resume(runtime, office)
    while watching.carry_on(runtime, runner):
        pass
    send(runtime, runner)
    assert of(runtime, held) == {S.SENT}


def test_what_loses_its_use_meanwhile_expires(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
) -> None:
    (message,) = messages(runtime, office, 1)
    with runtime.unit() as unit:
        row = unit.session.get_one(Message, message.id)
        row.expires_at = unit.now + timedelta(hours=2)
    pause(runtime, office)
    clock.move(timedelta(hours=3))
    watching.carry_on(runtime, runner)
    watching.carry_on(runtime, runner)
    send(runtime, runner)
    assert now_is(runtime, message).status is S.EXPIRED
    assert channels[SMS].tried == []


def drain_steps(runtime: Runtime) -> int:
    return steps.drain(runtime)


@pytest.mark.parametrize("first", [drain_steps, pytest.param(lambda _: 0, id="not yet due")])
def test_due_steps_wait_and_are_neither_skipped_nor_repeated(
    runtime: Runtime, office: Office, clock: MovableClock, first: Callable[[Runtime], int]
) -> None:
    tell(runtime, office, "renewal.due")
    first(runtime)
    before = len(rows_of_steps(runtime, StepState.COMPOSED))
    pause(runtime, office)
    clock.move(rows_of_steps(runtime, StepState.WAITING)[0].due_at - clock())
    assert steps.drain(runtime) == 0
    resume(runtime, office)
    assert steps.drain(runtime) >= 1
    assert steps.drain(runtime) == 0
    assert len(rows_of_steps(runtime, StepState.COMPOSED)) > before


def test_it_is_told_once_and_audited(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    for _ in range(2):
        pause(runtime, office)
    for _ in range(2):
        resume(runtime, office)
    assert [f.data["by"] for f in facts(runtime, FactType.CAMPAIGN_PAUSED)] == ["system"]
    assert [f.data["by"] for f in facts(runtime, FactType.CAMPAIGN_RESUMED)] == ["person"]
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).order_by(Audit.id)).all()
    assert [(row.actor, row.action) for row in noted if row.subject_type == "campaign"] == [
        ("system", "campaign.paused"),
        ("staff:someone", "campaign.resumed"),
    ]
    assert Lane.JOURNEYS in doorbell.rung
