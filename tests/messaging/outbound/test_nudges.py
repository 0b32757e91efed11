"""A parent who left the chat hears that an answer waits: once an absence, and never unsafely."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import Reachability, Reason
from messaging.compliance.preferences import Wish, topic_of
from messaging.directory import consents, contact_points
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.message import Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import replies
from messaging.outbound.nudges import CHAT_IS_LEFT, NUDGED_AFTER
from messaging.outbound.reasons import NO_CONTACT
from messaging.outbound.taking_back import UNDO, take_back
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.messaging.outbound.saying import everything, send
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent
from web.parents import conversation

SMS, EMAIL, CHAT = ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.CHAT
NIGHT = timedelta(hours=13)
"""From the sample morning on: 11 at night."""
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to="+13125550142", email_to="maria@example.org")


class Chat:
    """One parent's, with a caseworker who answers there."""

    def __init__(
        self, runtime: Runtime, parent: Registered, viewer: Viewer, runner: asyncio.Runner
    ) -> None:
        self._runtime, self._parent, self._viewer = runtime, parent, viewer
        self._runner = runner
        self._said = 0

    def answer(self, after: timedelta = timedelta()) -> Message:
        self._said += 1
        with self._runtime.unit() as unit:
            return replies.reply(
                unit, self._runtime, self._viewer, self._parent.thread.id, "Yes, Tuesday works.",
                CHAT, f"key-{self._said}", not_before=unit.now + after,
            )  # fmt: skip

    def take_back(self, message: Message) -> None:
        with self._runtime.unit() as unit:
            take_back(unit, self._viewer, self._parent.thread.id, message.id)

    def look(self) -> None:
        with self._runtime.unit() as unit:
            thread = unit.session.get_one(Thread, self._parent.thread.id)
            conversation.was_shown(unit, self._runtime, thread)

    def leave(self) -> None:
        with self._runtime.unit() as unit:
            conversation.left(unit, unit.session.get_one(Thread, self._parent.thread.id))

    def deliver(self) -> None:
        send(self._runtime, self._runner, Lane.URGENT)
        facts.drain(self._runtime, REACTIONS)
        send(self._runtime, self._runner, Lane.URGENT)

    def nudges(self, *statuses: MessageStatus) -> list[Message]:
        rows = [row for row in everything(self._runtime) if row.origin.startswith("nudge:")]
        return [row for row in rows if not statuses or row.status in statuses]

    def gone(self) -> list[ChannelKind]:
        return [row.channel for row in self.nudges(MessageStatus.SENT)]


@pytest.fixture
def chat(runtime: Runtime, parent: Registered, viewer: Viewer, runner: asyncio.Runner) -> Chat:
    return Chat(runtime, parent, viewer, runner)


def contact(unit: Unit, parent: Registered, kind: ChannelKind) -> ContactPoint:
    agency_id, person_id = parent.person.agency_id, parent.person.id
    return contact_points.contacts_of(unit.session, agency_id, person_id, kind)[0]


def test_once_an_absence_however_many_answers(
    chat: Chat, clock: MovableClock, channels: dict[ChannelKind, FakeChannel]
) -> None:
    for _ in range(3):
        chat.answer()
        clock.move(NUDGED_AFTER)
        chat.deliver()
    assert chat.gone() == [SMS]
    (text,) = [outgoing.text for outgoing in channels[SMS].sent]
    assert "You have a reply to your chat. Read it at http" in text
    assert "Tuesday" not in text
    chat.look()
    chat.leave()
    chat.answer()
    clock.move(NUDGED_AFTER)
    chat.deliver()
    assert chat.gone() == [SMS, SMS]


@on_sqlite
@pytest.mark.parametrize(
    ("seen_ago", "waits"),
    [
        (None, NUDGED_AFTER),
        (timedelta(minutes=3), NUDGED_AFTER),
        (timedelta(minutes=1), CHAT_IS_LEFT),
    ],
    ids=["never seen", "gone", "may still be there"],
)
def test_soon_when_they_are_gone_and_later_when_they_may_still_be_there(
    chat: Chat, clock: MovableClock, seen_ago: timedelta | None, waits: timedelta
) -> None:
    if seen_ago is not None:
        chat.look()
        clock.move(seen_ago)
    chat.answer(UNDO)
    (nudge,) = chat.nudges()
    assert nudge.due_at == clock() + UNDO + waits


@on_sqlite
class TestWhoIsThereIsNotCalled:
    def test_who_reads_it_before_it_goes(self, chat: Chat, clock: MovableClock) -> None:
        chat.look()
        chat.answer()
        clock.move(timedelta(seconds=1))
        chat.look()
        clock.move(CHAT_IS_LEFT)
        chat.deliver()
        assert chat.gone() == []

    def test_but_who_looked_before_it_stood_there_is(self, chat: Chat, clock: MovableClock) -> None:
        chat.look()
        chat.answer(UNDO)
        clock.move(timedelta(seconds=1))
        chat.look()
        chat.leave()
        clock.move(UNDO + CHAT_IS_LEFT)
        chat.deliver()
        assert chat.gone() == [SMS]

    def test_what_was_taken_back_calls_nobody_and_what_was_not_still_does(
        self, chat: Chat, clock: MovableClock
    ) -> None:
        first, _second = chat.answer(UNDO), chat.answer(timedelta(hours=1))
        chat.take_back(first)
        clock.move(timedelta(minutes=10))
        chat.deliver()
        assert chat.gone() == []
        clock.move(timedelta(hours=1))
        chat.deliver()
        assert chat.gone() == [SMS]
        clock.move(timedelta(hours=1))
        chat.look()
        chat.leave()
        chat.take_back(chat.answer(UNDO))
        clock.move(timedelta(hours=1))
        chat.deliver()
        assert chat.gone() == [SMS]

    def test_an_answer_for_later_is_an_absence_of_its_own(
        self, chat: Chat, clock: MovableClock
    ) -> None:
        chat.answer(timedelta(hours=4))
        chat.answer()
        clock.move(NUDGED_AFTER)
        chat.deliver()
        assert chat.gone() == [SMS]
        chat.look()
        chat.leave()
        clock.move(timedelta(hours=4, minutes=3))
        chat.deliver()
        assert chat.gone() == [SMS, SMS]


Change = Callable[[Unit, Registered], None]


def stopped(*kinds: ChannelKind) -> Change:
    def change(unit: Unit, parent: Registered) -> None:
        for kind in kinds:
            row = contact(unit, parent, kind)
            consents.append(unit, row, ConsentChange.REVOKE, ConsentSource.PARENT)

    return change


def unsafe(*kinds: ChannelKind) -> Change:
    def change(unit: Unit, parent: Registered) -> None:
        for kind in kinds:
            contact(unit, parent, kind).safe_to_contact = False

    return change


def safe_from_one(unit: Unit, parent: Registered) -> None:
    """In the afternoon alone, on both."""
    for kind in (SMS, EMAIL):
        row = contact(unit, parent, kind)
        row.safe_from_hour, row.safe_until_hour = 13, 17


def wished_for_evenings(unit: Unit, parent: Registered) -> None:
    for kind in (SMS, EMAIL):
        consents.append(
            unit, contact(unit, parent, kind), ConsentChange.GRANT, ConsentSource.PARENT,
            topic=topic_of(Wish.HOURS, "17-20"),
        )  # fmt: skip


def landline(unit: Unit, parent: Registered) -> None:
    contact(unit, parent, SMS).reachability = Reachability.LANDLINE


def in_crisis(unit: Unit, parent: Registered) -> None:
    """Campaigns are paused, and a person's answer is none."""
    party = unit.session.get_one(Party, parent.party.id)
    party.paused_until = unit.now + timedelta(days=14)


@on_sqlite
@pytest.mark.parametrize(
    ("change", "at_once", "by_evening"),
    [
        (stopped(SMS), [EMAIL], [EMAIL]),
        (stopped(EMAIL), [SMS], [SMS]),
        (stopped(SMS, EMAIL), [], []),
        (unsafe(SMS), [EMAIL], [EMAIL]),
        (unsafe(SMS, EMAIL), [], []),
        (landline, [EMAIL], [EMAIL]),
        (in_crisis, [SMS], [SMS]),
        (safe_from_one, [], [SMS]),
        (wished_for_evenings, [], [SMS]),
    ],
    ids=[
        *("no texts", "no mails", "neither", "phone unsafe", "nothing safe", "landline"),
        *("in crisis", "safe hours", "wished hours"),
    ],
)
def test_by_text_or_by_email_as_it_is_allowed_and_safe(
    chat: Chat, runtime: Runtime, parent: Registered, clock: MovableClock, change: Change,
    at_once: list[ChannelKind], by_evening: list[ChannelKind],
) -> None:  # fmt: skip
    with runtime.unit() as unit:
        change(unit, parent)
    chat.answer()
    clock.move(NUDGED_AFTER)
    chat.deliver()
    assert chat.gone() == at_once
    for _ in range(2):
        clock.move(timedelta(hours=4))
        chat.deliver()
    assert chat.gone() == by_evening
    assert {row.generic for row in chat.nudges()} == {False}


@on_sqlite
def test_at_night_it_goes_by_email_and_not_in_the_morning_too(
    chat: Chat, clock: MovableClock
) -> None:
    clock.move(NIGHT)
    chat.answer()
    clock.move(NUDGED_AFTER)
    chat.deliver()
    assert chat.gone() == [EMAIL]
    clock.move(NIGHT)
    chat.deliver()
    assert chat.gone() == [EMAIL]


def test_what_does_not_go_one_way_goes_the_other_once(
    chat: Chat, runtime: Runtime, parent: Registered, clock: MovableClock
) -> None:
    """They stopped texts after the answer was written."""
    chat.answer()
    with runtime.unit() as unit:
        stopped(SMS)(unit, parent)
    clock.move(NUDGED_AFTER)
    chat.deliver()
    chat.deliver()
    assert chat.gone() == [EMAIL]
    (refused,) = chat.nudges(MessageStatus.REFUSED)
    assert refused.reason == Reason.OPTED_OUT


@on_sqlite
def test_who_is_back_by_then_needs_no_other_way(
    chat: Chat, runtime: Runtime, parent: Registered, clock: MovableClock, runner: asyncio.Runner
) -> None:
    chat.answer()
    with runtime.unit() as unit:
        stopped(SMS)(unit, parent)
    clock.move(NUDGED_AFTER)
    send(runtime, runner, Lane.URGENT)
    chat.look()
    facts.drain(runtime, REACTIONS)
    assert [row.status for row in chat.nudges()] == [MessageStatus.REFUSED]


@on_sqlite
def test_without_any_address_a_worker_sees_that_nothing_went(chat: Chat, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        unit.session.execute(delete(PersonContact))
    chat.answer()
    assert [row.reason for row in chat.nudges()] == [NO_CONTACT]
