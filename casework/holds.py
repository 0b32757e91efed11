"""Deciding about an address on hold, and crossing off the tasks that asked for it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    waiting = still_waiting(unit.session, asked)
    for task in asked:
        if task.id not in waiting:
            close_task(unit, viewer.agency_id, task.id, viewer.staff_id)


def still_waiting(session: Session, tasks: Iterable[Task]) -> set[UUID]:
    """Those of `tasks` that ask about an address that is on hold still: such a task is not done by
    saying so."""
    asking = [task.id for task in tasks if task.kind is TaskKind.UNCLEAR_OPT_OUT]
    if not asking:
        return set()
    return set(
        session.scalars(
            select(Task.id)
            .join(Thread, Thread.id == Task.thread_id)
            .join(Party, Party.id == Thread.party_id)
            .join(PersonContact, PersonContact.person_id == Party.person_id)
            .join(ContactPoint, ContactPoint.id == PersonContact.contact_point_id)
            .where(
                Task.id.in_(asking),
                ContactPoint.agency_id == Task.agency_id,
                ContactPoint.held_for_review_at.is_not(None),
            )
        )
    )
