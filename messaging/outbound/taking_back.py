"""A caseworker thinks again: words of theirs that have not left yet are taken back."""

from datetime import datetime, timedelta
from uuid import UUID

from channels.values import ChannelKind
from messaging.directory import audit, dispositions
from messaging.directory.access import Act, Viewer, require
from messaging.models.message import Message, MessageStatus
from messaging.outbound import nudges, outbox
from messaging.outbound.context import recipient_seen_by
from messaging.outbound.reasons import TAKEN_BACK
from messaging.outbound.replies import NotFoundError
from messaging.platform.unit_of_work import Unit

UNDO = timedelta(seconds=5)
"""How long a reply written on a page waits for second thoughts."""


class GoneError(Exception):
    """It has left, or was taken back before. Nothing was changed."""


def take_back(unit: Unit, viewer: Viewer, thread_id: UUID, message_id: UUID) -> Message:
    """A colleague of the branch may do it too: whoever wrote it may be at lunch.

    Raises `NotFoundError` when this viewer sees no such words of a caseworker, `ForbiddenError`,
    else `GoneError`.
    """
    require(viewer, Act.WRITE)
    to = recipient_seen_by(unit.session, viewer, thread_id)
    message = unit.session.get(Message, message_id)
    if to is None or message is None or message.thread_id != thread_id or not message.author_id:
        raise NotFoundError
    # The row says whether a worker has it: who comes second learns so.
    if not outbox.cancel(unit, viewer.agency_id, [message.origin], TAKEN_BACK):
        raise GoneError
    if message.channel is ChannelKind.CHAT:
        nudges.settle(unit, to.thread, TAKEN_BACK)
    dispositions.unanswered_again(unit, viewer.agency_id, thread_id, message.created_at)
    audit.note(unit, viewer.agency_id, viewer.actor, "take_back", "message", message.id)
    unit.touch(viewer.agency_id, str(thread_id))
    return message


def is_open(message: Message, now: datetime) -> bool:
    """Whether it may still be taken back, as far as this row knows."""
    return (
        message.author_id is not None
        and message.status is MessageStatus.QUEUED
        and (message.channel is not ChannelKind.CHAT or message.due_at > now)
    )
