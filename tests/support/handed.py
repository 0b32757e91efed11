"""Messages of ours that a provider has, or may have."""

from channels.values import ChannelKind
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Direction, Message, MessageStatus
from messaging.models.thread import Thread
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

PROVIDER = {ChannelKind.SMS: "twilio", ChannelKind.EMAIL: "smtp"}


def handed_over(
    unit: Unit,
    thread: Thread,
    channel: ChannelKind,
    *,
    contact: ContactPoint | None = None,
    template_key: str | None = None,
) -> Attempt:
    """A reminder whose first attempt is written down, and not answered yet."""
    message = Message(
        agency_id=thread.agency_id,
        thread_id=thread.id,
        contact_point_id=contact and contact.id,
        direction=Direction.OUT,
        channel=channel,
        origin="test:1",
        lane=Lane.REMINDERS,
        status=MessageStatus.SENDING,
        template_key=template_key,
        template_version=template_key and 1,
        attempts=1,
        created_at=unit.now,
        due_at=unit.now,
        text="Your appointment is on Friday.",
    )
    unit.session.add(message)
    unit.session.flush()
    attempt = Attempt(
        agency_id=thread.agency_id,
        message_id=message.id,
        number=1,
        provider=PROVIDER[channel],
        outcome=AttemptOutcome.STARTED,
        started_at=unit.now,
    )
    unit.session.add(attempt)
    unit.session.flush()
    return attempt


def taken(unit: Unit, attempt: Attempt, provider_id: str) -> None:
    """The provider answered that it has it."""
    message = unit.session.get_one(Message, attempt.message_id)
    message.status, message.sent_at = MessageStatus.SENT, unit.now
    attempt.outcome, attempt.provider_id = AttemptOutcome.ACCEPTED, provider_id
