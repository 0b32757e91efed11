"""What was said, put into threads for pages to show."""

from datetime import datetime
from itertools import count
from uuid import UUID

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Direction, Message, MessageStatus
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

_number = count()


def heard(
    unit: Unit,
    parent: Registered,
    text: str,
    *,
    channel: ChannelKind = ChannelKind.SMS,
) -> Message:
    """The parent wrote; nobody has read it."""
    thread = unit.session.merge(parent.thread)
    thread.unread += 1
    thread.last_inbound_at = unit.now
    return _message(unit, parent, text, channel, Direction.IN, MessageStatus.RECEIVED)


def told(
    unit: Unit,
    parent: Registered,
    text: str,
    *,
    channel: ChannelKind = ChannelKind.SMS,
    status: MessageStatus = MessageStatus.DELIVERED,
    reason: str | None = None,
    due_at: datetime | None = None,
    fallback_of_id: UUID | None = None,
) -> Message:
    """We wrote."""
    row = _message(unit, parent, text, channel, Direction.OUT, status)
    row.purpose = Purpose.REMINDER
    row.reason, row.due_at, row.fallback_of_id = reason, due_at or unit.now, fallback_of_id
    return row


def doubtful(unit: Unit, message: Message, error: str | None = None) -> Attempt:
    """Nobody could find out whether it went; a person has been asked."""
    message.settled_at = unit.now
    attempt = Attempt(
        agency_id=message.agency_id,
        message_id=message.id,
        number=1,
        provider="twilio",
        outcome=AttemptOutcome.UNCLEAR,
        started_at=unit.now,
        finished_at=unit.now,
        checked_at=unit.now,
        error_reason=error,
        unanswered=20,
    )
    unit.session.add(attempt)
    unit.session.flush()
    return attempt


def _message(
    unit: Unit,
    parent: Registered,
    text: str,
    channel: ChannelKind,
    direction: Direction,
    status: MessageStatus,
) -> Message:
    unit.session.merge(parent.thread).last_message_at = unit.now
    row = Message(
        agency_id=parent.thread.agency_id,
        thread_id=parent.thread.id,
        direction=direction,
        channel=channel,
        origin=f"sample:{next(_number)}",
        lane=Lane.URGENT,
        status=status,
        created_at=unit.now,
        due_at=unit.now,
        text=text,
    )
    unit.session.add(row)
    unit.session.flush()
    return row
