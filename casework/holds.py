"""Deciding about an address on hold, and crossing off the tasks that asked for it."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.tasks import close_task
from messaging.directory import holds
from messaging.directory.access import Viewer
from messaging.directory.holds import Verdict
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit


def decide(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, contact_id: UUID, verdict: Verdict
) -> None:
    """As `messaging.directory.holds.decide`; the tasks close where nothing else is on hold."""
    holds.decide(unit, viewer, actor, thread_id, contact_id, verdict)
    _cross_off(unit, viewer, contact_id)


def decide_about(
    unit: Unit, viewer: Viewer, actor: str, inbound_id: UUID, verdict: Verdict
) -> None:
    """As `messaging.directory.holds.decide_about`, and likewise."""
    contact_id = holds.decide_about(unit, viewer, actor, inbound_id, verdict)
    _cross_off(unit, viewer, contact_id)


def still_waiting(session: Session, tasks: Iterable[Task]) -> set[UUID]:
    """Those of `tasks` that ask about an address that is on hold still: such a task is not done by
    saying so."""
    asking = {task.id: task.agency_id for task in tasks if task.kind is TaskKind.UNCLEAR_OPT_OUT}
    if not asking:
        return set()
    held = select(ContactPoint.id).where(
        ContactPoint.agency_id.in_(set(asking.values())),
        ContactPoint.held_for_review_at.is_not(None),
    )
    return set(session.scalars(select(Task.id).where(Task.id.in_(asking), _asks_about(held))))


def _cross_off(unit: Unit, viewer: Viewer, contact_id: UUID) -> None:
    unit.session.flush()
    about = select(ContactPoint.id).where(ContactPoint.id == contact_id)
    asked = unit.session.scalars(
        select(Task).where(
            Task.agency_id == viewer.agency_id,
            Task.kind == TaskKind.UNCLEAR_OPT_OUT,
            Task.state == TaskState.OPEN,
            _asks_about(about),
        )
    ).all()
    waiting = still_waiting(unit.session, asked)
    for task in asked:
        if task.id not in waiting:
            close_task(unit, viewer.agency_id, task.id, viewer.staff_id)


def _asks_about(contacts: Select[UUID]) -> ColumnElement[bool]:
    """Whether a task concerns one of `contacts`: its parent uses it, or what it is about came from
    there."""
    used = (
        select(Thread.id)
        .join(Party, Party.id == Thread.party_id)
        .join(PersonContact, PersonContact.person_id == Party.person_id)
        .where(PersonContact.contact_point_id.in_(contacts))
    )
    sent = select(InboundMessage.id).where(InboundMessage.contact_point_id.in_(contacts))
    return or_(Task.thread_id.in_(used), Task.inbound_id.in_(sent))
