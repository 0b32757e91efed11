"""Streams of a lane: fair shares, rates per sender and account, and nobody held up by another."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.agency import Agency
from messaging.models.message import Message, MessageStatus
from messaging.models.sender import ACCOUNT
from messaging.outbound import claiming, due, senders
from messaging.outbound.claiming import Batch
from messaging.outbound.rates import AHEAD
from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.platform.meter import Bucket, Grant, LocalMeter
from messaging.runtime import Runtime
from service.due import count_due, has_due
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.fake_channel import LATER, OPERATIONS, FakeChannel
from tests.support.people import Office, add_office, add_parent

Channels = dict[ChannelKind, FakeChannel]
SMS, EMAIL = ChannelKind.SMS, ChannelKind.EMAIL
OWN = "+13125550101"
QUEUED, SENT = MessageStatus.QUEUED, MessageStatus.SENT


class Watch:
    """The meter's clock: it stands still until it is moved, or by so much at each look."""

    def __init__(self, step: float = 0.0) -> None:
        self.now = 1000.0
        self._step = step

    def __call__(self) -> float:
        self.now += self._step
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def elm(runtime: Runtime) -> Office:
    """An agency with a number of its own."""
    with runtime.unit() as unit:
        return add_office(unit, "elm", text_sender=OWN)


def metered(runtime: Runtime, watch: Watch, **rates: float) -> Runtime:
    """With these rates in its settings, and a meter that goes by `watch`."""
    settings = runtime.settings.model_copy(update=rates)
    return replace(runtime, settings=settings, meter=LocalMeter(watch))


def messages(
    runtime: Runtime,
    office: Office,
    many: int,
    *,
    channel: ChannelKind = SMS,
    lane: Lane = Lane.BULK,
    segments: int = 1,
) -> list[Message]:
    """One each to so many parents."""
    made = []
    for number in range(many):
        mail = f"maria{number}@{office.agency.slug}.example" if channel is EMAIL else None
        with runtime.unit() as unit:
            parent = add_parent(unit, office, email_to=mail)
        made.append(say(runtime, wish(parent, channel=channel, lane=lane)))
    with runtime.unit() as unit:
        for message in made:
            unit.session.get_one(Message, message.id).segments = segments
    return made


def taken(runtime: Runtime, batch: Batch) -> dict[str, int]:
    """How many of a batch are whose."""
    with runtime.reading() as session:
        slugs = {agency.id: agency.slug for agency in session.scalars(select(Agency))}
    found = [slugs[each.agency_id] for each in batch.claimed]
    return {slug: found.count(slug) for slug in sorted(set(found))}


def states(runtime: Runtime, those: Sequence[Message]) -> list[MessageStatus]:
    return [now_is(runtime, each).status for each in those]


class TestShares:
    def test_a_long_campaign_does_not_stand_before_anothers_few(
        self, runtime: Runtime, office: Office, elm: Office, clock: MovableClock
    ) -> None:
        messages(runtime, office, 12)
        clock.move(timedelta(minutes=5))
        messages(runtime, elm, 3)
        assert taken(runtime, claiming.claim(runtime, Lane.BULK, 8)) == {"elm": 3, "oak": 5}

    def test_a_batch_is_filled_from_whoever_has_more(
        self, runtime: Runtime, office: Office, elm: Office
    ) -> None:
        messages(runtime, office, 9)
        messages(runtime, elm, 1)
        batch = claiming.claim(runtime, Lane.BULK, 8)
        assert (batch.due, taken(runtime, batch)) == (8, {"elm": 1, "oak": 7})

    def test_who_has_waited_longest_comes_first(
        self, runtime: Runtime, office: Office, elm: Office, clock: MovableClock
    ) -> None:
        messages(runtime, elm, 2)
        clock.move(timedelta(seconds=1))
        messages(runtime, office, 2)
        assert taken(runtime, claiming.claim(runtime, Lane.BULK, 1)) == {"elm": 1}

    def test_channels_of_one_agency_share_too(self, runtime: Runtime, office: Office) -> None:
        messages(runtime, office, 6)
        messages(runtime, office, 2, channel=EMAIL)
        batch = claiming.claim(runtime, Lane.BULK, 4)
        assert sorted(each.channel for each in batch.claimed) == [EMAIL, EMAIL, SMS, SMS]

    def test_of_one_stream_the_longest_due_go_first_over_several_rounds(
        self, runtime: Runtime, office: Office, elm: Office, clock: MovableClock
    ) -> None:
        meant = []
        for _ in range(6):
            meant += messages(runtime, office, 1)
            clock.move(timedelta(seconds=1))
        messages(runtime, elm, 1)
        batch = claiming.claim(runtime, Lane.BULK, 5)
        assert [
            each.message_id for each in batch.claimed if each.agency_id == office.agency.id
        ] == [message.id for message in meant[:4]]


class TestRates:
    def test_a_sender_gets_what_its_rate_has_and_the_rest_stays_queued(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=4)
        texts = messages(slow, office, 6)
        first = claiming.claim(slow, Lane.BULK, 50)
        assert len(first.claimed) == 4 * AHEAD[Lane.BULK]
        second = claiming.claim(slow, Lane.BULK, 50)
        assert (second.due, len(second.claimed)) == (0, 0)
        assert second.wait == pytest.approx(0, abs=0.01)
        watch.now += 0.5
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 2
        assert states(slow, texts).count(QUEUED) == 2

    def test_a_text_of_several_segments_uses_several(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=10)
        messages(slow, office, 6, segments=2)
        # Five segments: two texts and one that is not split.
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 3
        watch.now += 0.5
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 2

    def test_a_sender_that_waits_holds_up_no_other(
        self, runtime: Runtime, office: Office, elm: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch)
        with slow.unit() as unit:
            senders.set_rate(unit, SMS, slow.settings.texts_from, 2)
        messages(slow, office, 5)
        messages(slow, elm, 5)
        messages(slow, office, 5, channel=EMAIL)
        batch = claiming.claim(slow, Lane.BULK, 50)
        assert taken(slow, batch) == {"elm": 5, "oak": 1 + 5}

    def test_its_own_rate_goes_before_the_usual_one(
        self, runtime: Runtime, elm: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=2)
        with slow.unit() as unit:
            senders.set_rate(unit, SMS, OWN, 8)
        messages(slow, elm, 6)
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 4

    def test_the_account_has_a_rate_for_all_its_senders(
        self, runtime: Runtime, office: Office, elm: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, account_segments_per_second=6)
        messages(slow, office, 5)
        messages(slow, elm, 5)
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 3
        with slow.unit() as unit:
            senders.set_rate(unit, SMS, ACCOUNT, 600)
        watch.now += 0.5
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 7

    def test_mail_has_a_rate_of_its_own(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, mails_per_second=4)
        messages(slow, office, 5, channel=EMAIL)
        messages(slow, office, 5)
        found = [each.channel for each in claiming.claim(slow, Lane.BULK, 50).claimed]
        assert (found.count(EMAIL), found.count(SMS)) == (2, 5)

    def test_what_was_asked_for_and_not_used_is_given_back(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=100)
        messages(slow, office, 3)
        for _ in range(3):
            assert len(claiming.claim(slow, Lane.BULK, 1).claimed) == 1
        buckets = [Bucket(f"{SMS}:{slow.settings.texts_from}", 100)]
        assert slow.meter.take(buckets, 500, 1.0) == Grant(97)

    def test_a_whole_lane_goes_out_at_its_rate_and_in_one_drain(
        self, runtime: Runtime, office: Office, channels: Channels, runner: asyncio.Runner
    ) -> None:
        """Waiting for tokens happens in the drain, without the clock's help."""
        slow = metered(runtime, Watch(step=0.2), text_segments_per_second=4)
        texts = messages(slow, office, 7)
        assert send(slow, runner, Lane.BULK) == 7
        assert set(states(slow, texts)) == {SENT}
        assert len(channels[SMS].sent) == 7


class TestUrgency:
    def test_an_answer_goes_though_a_campaign_used_up_the_rate_which_then_pays_it_back(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=4)
        messages(slow, office, 9)
        messages(slow, office, 5, lane=Lane.URGENT)
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 2
        assert len(claiming.claim(slow, Lane.URGENT, 50).claimed) == 5
        held = claiming.claim(slow, Lane.BULK, 50)
        assert held.due == 0
        assert held.wait == pytest.approx(5 / 4)
        watch.now += 5 / 4 + 0.5
        assert len(claiming.claim(slow, Lane.BULK, 50).claimed) == 2

    def test_a_reminder_finds_room_that_a_campaign_may_not_use(
        self, runtime: Runtime, office: Office, watch: Watch
    ) -> None:
        slow = metered(runtime, watch, text_segments_per_second=4)
        for lane in (Lane.BULK, Lane.REMINDERS):
            messages(slow, office, 9, lane=lane)
        got = [len(claiming.claim(slow, lane, 50).claimed) for lane in (Lane.BULK, Lane.REMINDERS)]
        assert got == [2, 2]

    def test_whoever_waits_for_an_answer_goes_furthest_ahead(self) -> None:
        assert AHEAD[Lane.URGENT] > AHEAD[Lane.REMINDERS] > AHEAD[Lane.BULK] > 0
        assert AHEAD[Lane.BULK] <= 1


class TestRinging:
    def test_a_lane_whose_messages_all_wait_for_a_resting_sender_is_not_rung_for(
        self, runtime: Runtime, office: Office, elm: Office
    ) -> None:
        messages(runtime, office, 2)
        with runtime.unit() as unit:
            senders.pause(unit, SMS, runtime.settings.texts_from, OPERATIONS)
        with runtime.reading() as session:
            now = runtime.clock()
            assert not has_due(session, runtime.settings, Lane.BULK, now)
            assert count_due(session, Lane.BULK, now) == 2
        messages(runtime, elm, 1)
        with runtime.reading() as session:
            assert has_due(session, runtime.settings, Lane.BULK, now)

    def test_a_drain_of_it_is_over_at_once(
        self, runtime: Runtime, office: Office, runner: asyncio.Runner
    ) -> None:
        texts = messages(runtime, office, 2)
        with runtime.unit() as unit:
            senders.pause(unit, SMS, runtime.settings.texts_from, OPERATIONS)
        assert send(runtime, runner, Lane.BULK) == 0
        assert states(runtime, texts) == [QUEUED, QUEUED]

    def test_only_what_is_due_counts(
        self, runtime: Runtime, office: Office, clock: MovableClock
    ) -> None:
        with runtime.unit() as unit:
            parent = add_parent(unit, office)
        say(runtime, wish(parent, lane=Lane.BULK, due_at=clock() + timedelta(days=1)))
        with runtime.reading() as session:
            for lane in SENDING_LANES:
                assert due.streams(session, lane, clock()) == []
                assert count_due(session, lane, clock()) == 0
            assert count_due(session, Lane.BULK, clock() + timedelta(days=2)) == 1


@dataclass
class Recorder:
    """A meter that notes what it was asked."""

    asked: list[tuple[str, ...]] = field(default_factory=list)

    def take(self, buckets: Sequence[Bucket], units: int, ahead: float) -> Grant:
        self.asked.append(tuple(bucket.key for bucket in buckets))
        return Grant(units)

    def settle(self, buckets: Sequence[Bucket], units: int) -> None: ...


def test_without_any_rate_nobody_is_asked(runtime: Runtime, office: Office) -> None:
    meter = Recorder()
    messages(runtime, office, 2)
    assert len(claiming.claim(replace(runtime, meter=meter), Lane.BULK, 50).claimed) == 2
    assert meter.asked == []


def test_to_one_parent_in_order_also_when_the_lane_is_far_behind(
    runtime: Runtime, office: Office, clock: MovableClock
) -> None:
    """However long both have been due: the second waits while the first is under way."""
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    first, second = (say(runtime, wish(parent, lane=Lane.BULK)) for _ in range(2))
    clock.move(timedelta(hours=3))

    def claimed() -> list[UUID]:
        return [each.message_id for each in claiming.claim(runtime, Lane.BULK, 50).claimed]

    assert claimed() == [first.id]
    assert claimed() == []
    clock.move(timedelta(minutes=6))
    assert claimed() == [second.id]


@pytest.mark.parametrize(
    ("lane", "waits"),
    [(Lane.URGENT, timedelta(minutes=1)), (Lane.REMINDERS, timedelta(minutes=15))],
)
def test_a_second_answer_waits_for_a_doubtful_first_no_longer_than_its_lane_has_patience(
    runtime: Runtime,
    office: Office,
    channels: Channels,
    runner: asyncio.Runner,
    clock: MovableClock,
    lane: Lane,
    waits: timedelta,
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    say(runtime, wish(parent, lane=lane))
    channels[SMS].fail_next(replace(LATER, retry_after=timedelta(hours=1)))
    send(runtime, runner, lane)
    second = say(runtime, wish(parent, lane=lane))
    clock.move(waits - timedelta(seconds=1))
    send(runtime, runner, lane)
    assert states(runtime, [second]) == [QUEUED]
    clock.move(timedelta(seconds=1))
    send(runtime, runner, lane)
    assert states(runtime, [second]) == [SENT]
