"""A conversation laid aside until a time: it comes back by itself then, and at once when the parent
writes. Nothing else about it rests: a late answer is late, an urgent task is urgent."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_

from messaging.directory import audit, closing
from messaging.directory.access import Viewer
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit

FARTHEST = timedelta(days=90)
"""Who wants to see it later than that wants a task."""


class UnreadError(Exception):
    """The parent wrote something in it that nobody has read."""


class NoTimeError(Exception):
    """That time is over, or too far away."""


def snooze(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, until: datetime) -> None:
    """For everybody who sees it. What was put away is open again. Raises `ForbiddenError`,
    `closing.NotFoundError`, `NoTimeError` and `UnreadError`."""
    thread = closing.seen(unit, viewer, thread_id)
    if not unit.now < until <= unit.now + FARTHEST:
        raise NoTimeError
    if thread.unread:
        raise UnreadError
    if thread.snoozed_until == until:
        return
    closing.open_again(unit, thread, actor)
    thread.snoozed_until = until
    audit.note(
        unit, thread.agency_id, actor, "thread.snoozed", "thread", thread.id,
        until=until.isoformat(),
    )  # fmt: skip
    closing.touch(unit, thread)


def bring_back(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID) -> None:
    """Before its time. Raises `ForbiddenError` and `closing.NotFoundError`."""
    wake(unit, closing.seen(unit, viewer, thread_id), actor)


def wake(unit: Unit, thread: Thread, actor: str) -> None:
    """For whatever brings it back; one that is not laid aside stays as it is."""
    if thread.snoozed_until is None:
        return
    if thread.snoozed_until > unit.now:
        audit.note(unit, thread.agency_id, actor, "thread.brought_back", "thread", thread.id)
    thread.snoozed_until = None
    closing.touch(unit, thread)


def looked_at(unit: Unit, thread: Thread) -> None:
    """It came back, and somebody who can answer has it open: it stands in its own place again."""
    if thread.snoozed_until is not None and thread.snoozed_until <= unit.now:
        thread.snoozed_until = None
        unit.touch(thread.agency_id, "inbox")


def asleep(now: datetime) -> ColumnElement[bool]:
    """Whether a thread is laid aside."""
    return Thread.snoozed_until > now


def back(now: datetime) -> ColumnElement[bool]:
    """Whether its time has come, and nobody has looked since."""
    return Thread.snoozed_until <= now


def awake(now: datetime) -> ColumnElement[bool]:
    return or_(Thread.snoozed_until.is_(None), back(now))
