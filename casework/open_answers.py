"""An answer for a person to read, as long as somebody is to read it; and crossing it off."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import close_task, is_open
from messaging.directory.access import Viewer
from messaging.inbound import open_answers
from messaging.inbound.open_answers import NotOpenError, Unread
from messaging.platform.unit_of_work import Unit

READ = (TaskKind.READ_ANSWER, TaskKind.SAFETY)
"""While one of them is open, somebody is to read what the parent wrote."""


def to_read(session: Session, agency_id: UUID, thread_id: UUID) -> Unread | None:
    """What stands beside the thread: until it is read, answered otherwise, or put away as done."""
    found = open_answers.unread(session, agency_id, thread_id)
    if found is None or found.inbound.disposition is None:
        return found
    return found if any(is_open(session, agency_id, thread_id, kind) for kind in READ) else None


def read_as(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, question_id: UUID, choice: str
) -> None:
    """As `messaging.inbound.open_answers.read_as`; the task that asked for it is done."""
    waits = to_read(unit.session, viewer.agency_id, thread_id) is not None
    open_answers.read_as(unit, viewer, actor, thread_id, question_id, choice)
    if not waits:
        raise NotOpenError
    asked = unit.session.scalars(
        select(Task.id).where(
            Task.agency_id == viewer.agency_id,
            Task.thread_id == thread_id,
            Task.kind == TaskKind.READ_ANSWER,
            Task.state == TaskState.OPEN,
        )
    ).all()
    for task_id in asked:
        close_task(unit, viewer.agency_id, task_id, viewer.staff_id)
