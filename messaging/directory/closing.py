"""Conversations are put away when nothing is left to be said, and come back with the next word.
What was said in them stays as it was."""

from uuid import UUID

from sqlalchemy import exists, select

from messaging.directory import audit, dispositions
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit


class NotFoundError(Exception):
    """There is no such thread for this viewer."""


class StillWaitingError(Exception):
    """The parent waits for an answer: the conversation is not over."""


def close(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID) -> None:
    """Closed again, it stays as it is. Raises `ForbiddenError`, `NotFoundError` and
    `StillWaitingError`."""
    thread = seen(unit, viewer, thread_id)
    unanswered = exists().where(
        dispositions.waiting(),
        InboundMessage.agency_id == viewer.agency_id,
        InboundMessage.thread_id == thread_id,
    )
    if unit.session.scalar(select(unanswered)):
        raise StillWaitingError
    if thread.closed_at is None:
        thread.closed_at = unit.now
        # What is over does not come back by itself.
        thread.snoozed_until = None
        audit.note(unit, viewer.agency_id, actor, "thread.closed", "thread", thread_id)
        touch(unit, thread)


def reopen(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID) -> None:
    """Raises `ForbiddenError` and `NotFoundError`."""
    open_again(unit, seen(unit, viewer, thread_id), actor)


def open_again(unit: Unit, thread: Thread, actor: str) -> None:
    """For whatever brings it back; one that is open stays as it is."""
    if thread.closed_at is not None:
        thread.closed_at = None
        audit.note(unit, thread.agency_id, actor, "thread.reopened", "thread", thread.id)
        touch(unit, thread)


def seen(unit: Unit, viewer: Viewer, thread_id: UUID) -> Thread:
    """To be changed by this viewer. Raises `ForbiddenError` and `NotFoundError`."""
    require(viewer, Act.WRITE)
    thread = unit.session.scalar(
        visible_threads(viewer)
        .where(Thread.id == thread_id)
        .with_only_columns(Thread)
        .with_for_update(of=Thread)
    )
    if thread is None:
        raise NotFoundError
    return thread


def touch(unit: Unit, thread: Thread) -> None:
    """Open pages read it and the list again."""
    unit.touch(thread.agency_id, "inbox")
    unit.touch(thread.agency_id, str(thread.id))
