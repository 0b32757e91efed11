"""A stored message from a parent takes its place in a thread."""

from messaging.directory import closing, snoozing
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.platform.events import FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit


def add_to_thread(
    unit: Unit, inbound: InboundMessage, thread: Thread, *, unexpected_sender: bool = False
) -> Message:
    """The message row the thread shows; unread until someone opens it. `unexpected_sender` marks
    the fact of a mail that came from an address not known as this parent's."""
    # Text and mail of one parent can come in at once: each counts.
    unit.session.refresh(thread, with_for_update=True)
    message = Message(
        agency_id=inbound.agency_id,
        thread_id=thread.id,
        contact_point_id=inbound.contact_point_id,
        direction=Direction.IN,
        channel=inbound.channel,
        origin=f"inbound:{inbound.id}",
        lane=Lane.INBOUND,
        status=MessageStatus.RECEIVED,
        created_at=inbound.received_at,
        due_at=inbound.received_at,
        settled_at=unit.now,
        text=inbound.text,
    )
    unit.session.add(message)
    unit.session.flush()
    inbound.thread_id = thread.id
    inbound.state = InboundState.THREADED
    inbound.triage_reason = None
    if not inbound.automatic:
        closing.open_again(unit, thread, f"parent:{thread.id}")
    # Whoever wrote, a person or a machine: what is unread is never laid aside.
    snoozing.wake(unit, thread, f"parent:{thread.id}")
    thread.unread += 1
    thread.last_message_at = max(thread.last_message_at or message.created_at, message.created_at)
    thread.last_inbound_at = max(thread.last_inbound_at or message.created_at, message.created_at)
    unit.record(
        FactType.REPLY_RECEIVED,
        thread.agency_id,
        thread_id=thread.id,
        subject_id=message.id,
        channel=inbound.channel.value,
        unexpected_sender=unexpected_sender,
    )
    unit.touch(thread.agency_id, "inbox")
    return message
