"""Deciding about an address on hold, and crossing off the tasks that asked for it."""

from uuid import UUID

from sqlalchemy import exists, select

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import close_task
from messaging.directory import holds
from messaging.directory.access import Viewer
from messaging.directory.holds import Verdict
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit


def decide(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, contact_id: UUID, verdict: Verdict
) -> None:
    """As `messaging.directory.holds.decide`; the tasks close where nothing else is on hold."""
    holds.decide(unit, viewer, actor, thread_id, contact_id, verdict)
    unit.session.flush()
    asked = unit.session.scalars(
        select(Task)
        .join(Thread, Thread.id == Task.thread_id)
        .join(Party, Party.id == Thread.party_id)
        .join(PersonContact, PersonContact.person_id == Party.person_id)
        .where(
            Task.agency_id == viewer.agency_id,
            Task.kind == TaskKind.UNCLEAR_OPT_OUT,
            Task.state == TaskState.OPEN,
            PersonContact.contact_point_id == contact_id,
        )
    ).all()
    for task in asked:
        if not waits(unit, task):
            close_task(unit, viewer.agency_id, task.id, viewer.staff_id)


def waits(unit: Unit, task: Task) -> bool:
    """Whether the task asks about an address that is on hold still: it is not done by saying so."""
    if task.kind is not TaskKind.UNCLEAR_OPT_OUT or task.thread_id is None:
        return False
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Thread.id == task.thread_id,
                    Party.id == Thread.party_id,
                    PersonContact.person_id == Party.person_id,
                    ContactPoint.id == PersonContact.contact_point_id,
                    ContactPoint.agency_id == task.agency_id,
                    ContactPoint.held_for_review_at.is_not(None),
                )
            )
        )
    )
