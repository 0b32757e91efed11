"""A caseworker's own words to a parent."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import Reason
from messaging.directory import consents, contact_points
from messaging.directory.access import Viewer
from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.models.thread import Thread
from messaging.outbound import replies
from messaging.outbound.replies import NotFoundError, ReplyError
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import send
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_branch, add_staff

SMS, EMAIL, CHAT = ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.CHAT


def write(
    runtime: Runtime,
    viewer: Viewer,
    parent: Registered,
    text: str = "Yes, Tuesday works.",
    channel: ChannelKind = SMS,
    key: str = "key-1",
) -> Message:
    with runtime.unit() as unit:
        return replies.reply(unit, runtime, viewer, parent.thread.id, text, channel, key)


def count(runtime: Runtime, table: type[Message] | type[Audit]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def opt_out(runtime: Runtime, parent: Registered) -> None:
    with runtime.unit() as unit:
        contact = contact_points.contacts_of(
            unit.session, parent.person.agency_id, parent.person.id, SMS
        )[0]
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)


def test_a_reply_goes_out_urgently_word_for_word(
    runtime: Runtime,
    parent: Registered,
    viewer: Viewer,
    channels: dict[ChannelKind, FakeChannel],
    runner: asyncio.Runner,
) -> None:
    message = write(runtime, viewer, parent)
    assert (message.author_id, message.lane) == (viewer.staff_id, Lane.URGENT)
    send(runtime, runner, Lane.URGENT)
    assert [outgoing.text for outgoing in channels[SMS].sent] == ["Yes, Tuesday works."]


def test_one_press_of_send_sends_once(runtime: Runtime, parent: Registered, viewer: Viewer) -> None:
    first, again = write(runtime, viewer, parent), write(runtime, viewer, parent)
    other = write(runtime, viewer, parent, key="key-2")
    assert first.id == again.id != other.id
    assert (count(runtime, Message), count(runtime, Audit)) == (2, 2)


def test_pressed_again_after_an_opt_out_it_is_still_the_one_already_sent(
    runtime: Runtime, parent: Registered, viewer: Viewer
) -> None:
    first = write(runtime, viewer, parent)
    opt_out(runtime, parent)
    assert write(runtime, viewer, parent).id == first.id


def test_a_reply_asks_little_of_the_database(
    runtime: Runtime, parent: Registered, viewer: Viewer
) -> None:
    """A caseworker waits for it: who the parent is, where to write to, the consent ledger, who
    shares the phone; then the message, the audit and the thread's
    time are written, and what they had asked is answered."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement.split()[0])

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    write(runtime, viewer, parent)
    event.remove(runtime.database.engine, "before_cursor_execute", note)
    asked = [seen.count(word) for word in ("SELECT", "INSERT", "UPDATE")]
    assert asked == [4, 2, 2]


def test_long_keys_are_told_apart(runtime: Runtime, parent: Registered, viewer: Viewer) -> None:
    first = write(runtime, viewer, parent, key="k" * 200 + "1")
    assert write(runtime, viewer, parent, key="k" * 200 + "2").id != first.id
    assert len(first.origin) + len(":generic") <= 120


def test_another_branchs_thread_is_not_there(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    with runtime.unit() as unit:
        elsewhere = add_branch(unit, office.agency, "south")
        outsider = Viewer.of(add_staff(unit, office.agency, elsewhere))
    with pytest.raises(NotFoundError):
        write(runtime, outsider, parent)
    with pytest.raises(NotFoundError), runtime.unit() as unit:
        replies.mark_read(unit, outsider, parent.thread.id)
    with pytest.raises(NotFoundError), runtime.reading() as session:
        replies.ways(session, outsider, parent.thread.id, runtime.clock())
    assert count(runtime, Message) == 0
    assert count(runtime, Audit) == 0


@pytest.mark.parametrize(
    ("text", "channel"),
    [("  ", SMS), ("word " * 400, SMS), ("x" * 10_001, EMAIL), ("Hello", EMAIL)],
    ids=["nothing written", "too long for a text", "too long", "no address"],
)
def test_what_cannot_go_is_said_and_not_stored(
    runtime: Runtime, parent: Registered, viewer: Viewer, text: str, channel: ChannelKind
) -> None:
    with pytest.raises(ReplyError):
        write(runtime, viewer, parent, text, channel)
    assert count(runtime, Message) == 0


def test_what_the_gate_refuses_is_said_and_not_stored_even_when_caught_inside(
    runtime: Runtime, parent: Registered, viewer: Viewer
) -> None:
    opt_out(runtime, parent)
    with runtime.unit() as unit, pytest.raises(ReplyError, match="asked us to stop"):
        replies.reply(unit, runtime, viewer, parent.thread.id, "Hello", SMS, "key-1")
    assert count(runtime, Message) == 0


def test_at_night_it_waits_and_says_why(
    runtime: Runtime, parent: Registered, viewer: Viewer, clock: MovableClock
) -> None:
    clock.move(timedelta(hours=13))
    message = write(runtime, viewer, parent)
    assert (message.status, message.reason) == (MessageStatus.QUEUED, Reason.QUIET_HOURS)
    assert message.due_at > clock()
    with runtime.reading() as session:
        (text, _chat) = replies.ways(session, viewer, parent.thread.id, clock())
    assert text.allowed
    assert text.why_not is not None


def test_at_night_an_answer_to_who_is_awake_goes_at_once(
    runtime: Runtime, parent: Registered, viewer: Viewer, clock: MovableClock
) -> None:
    clock.move(timedelta(hours=13))
    with runtime.unit() as unit:
        unit.session.get_one(Thread, parent.thread.id).last_inbound_at = clock()
    assert write(runtime, viewer, parent).due_at == clock()


def test_opening_a_thread_marks_it_read_on_record(
    runtime: Runtime, parent: Registered, viewer: Viewer
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Thread, parent.thread.id).unread = 3
    with runtime.unit() as unit:
        replies.mark_read(unit, viewer, parent.thread.id)
    with runtime.reading() as session:
        assert session.get_one(Thread, parent.thread.id).unread == 0
        (entry,) = session.scalars(select(Audit)).all()
    assert (entry.actor, entry.action, entry.subject_id) == (
        viewer.actor,
        "read",
        parent.thread.id,
    )


@pytest.mark.parametrize(
    ("kind", "address", "shown"),
    [(SMS, "+13125550142", "••• 0142"), (EMAIL, "maria@example.org", "m•••@example.org")],
)
def test_an_address_is_shown_masked(
    office: Office, kind: ChannelKind, address: str, shown: str
) -> None:
    contact = ContactPoint(id=new_id(), agency_id=office.agency.id, kind=kind)
    contact.address = address
    assert replies.masked(contact) == shown
