"""A case goes to another worker, or with everything that was ever said to another branch."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskState
from casework.tasks import TOPIC
from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory import audit, snoozing
from messaging.directory.access import Act, Viewer, may, require, visible_threads
from messaging.directory.colleagues import writers
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case, Party
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.outbound.context import recipients_of
from messaging.outbound.outbox import Draft, best_contact, compose
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

NEWS_FOR = timedelta(days=3)
"""Then it is none any more."""


class NotFoundError(Exception):
    """There is no such thread, branch or worker for this viewer."""


def workers(session: Session, viewer: Viewer, case: Case) -> Sequence[Staff]:
    """Who could have the case where it is."""
    there = session.scalars(writers(viewer.agency_id, case.branch_id))
    return [staff for staff in there if not staff.programs or case.program in staff.programs]


def colleagues(session: Session, viewer: Viewer, most: int) -> Sequence[Staff]:
    """Who could have some case that the viewer sees; the first `most` by name."""
    return session.scalars(writers(viewer.agency_id, viewer.branch_id).limit(most)).all()


def branches(session: Session, viewer: Viewer) -> Sequence[Branch]:
    """Where the viewer may move a case to."""
    if not may(viewer, Act.MOVE):
        return []
    return session.scalars(
        select(Branch).where(Branch.agency_id == viewer.agency_id).order_by(Branch.name, Branch.id)
    ).all()


def hand_over(
    unit: Unit,
    runtime: Runtime,
    viewer: Viewer,
    actor: str,
    thread_id: UUID,
    worker_id: UUID | None,
) -> None:
    """The case of that thread is this worker's now, or nobody's. What waits for somebody goes
    along; what a colleague has taken stays with them. Raises `ForbiddenError`, `NotFoundError`."""
    require(viewer, Act.WRITE)
    case = _case(unit, viewer, thread_id)
    if worker_id is not None and worker_id not in {
        staff.id for staff in workers(unit.session, viewer, case)
    }:
        raise NotFoundError
    if case.caseworker_id == worker_id:
        return
    before, case.caseworker_id = case.caseworker_id, worker_id
    _note(unit, case, actor, "case.handed_over", before, worker_id)
    for task in _open_tasks(unit, case):
        if task.taken_by_id is None:
            task.assignee_id = worker_id
    _bring_back(unit, case, actor)
    if worker_id is not None:
        _tell_parents(unit, runtime, case)


def move(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, branch_id: UUID) -> None:
    """To another branch, with its parties, threads and tasks. A worker who cannot see it there has
    neither the case nor its tasks any more. Raises `ForbiddenError`, `NotFoundError`."""
    require(viewer, Act.MOVE)
    case = _case(unit, viewer, thread_id)
    if branch_id not in {branch.id for branch in branches(unit.session, viewer)}:
        raise NotFoundError
    if case.branch_id == branch_id:
        return
    before = case.branch_id
    _bring_back(unit, case, actor)
    _note(unit, case, actor, "case.moved", before, branch_id)
    unit.session.flush()
    case.branch_id = branch_id
    # The database moves what hangs on it; what was read before says the old branch.
    unit.session.flush()
    unit.session.expire_all()
    there = {staff.id for staff in workers(unit.session, viewer, case)}
    if case.caseworker_id not in there:
        case.caseworker_id = None
    for task in _open_tasks(unit, case):
        if task.taken_by_id not in there:
            # Nobody sees to it any more: an urgent one alerts those who are there.
            task.alert_at = unit.now if task.urgent else None
            task.taken_at = task.taken_by_id = None
        task.assignee_id = task.taken_by_id or case.caseworker_id


def _case(unit: Unit, viewer: Viewer, thread_id: UUID) -> Case:
    case = unit.session.scalar(
        visible_threads(viewer)
        .where(Thread.id == thread_id)
        .with_only_columns(Case)
        .with_for_update(of=Case)
    )
    if case is None:
        raise NotFoundError
    return case


def _threads(unit: Unit, case: Case) -> Sequence[UUID]:
    return unit.session.scalars(
        select(Thread.id)
        .join(Party, Party.id == Thread.party_id)
        .where(Thread.agency_id == case.agency_id, Party.case_id == case.id)
        .order_by(Thread.id)
    ).all()


def _open_tasks(unit: Unit, case: Case) -> Sequence[Task]:
    return unit.session.scalars(
        select(Task)
        .where(
            Task.agency_id == case.agency_id,
            Task.thread_id.in_(_threads(unit, case)),
            Task.state == TaskState.OPEN,
        )
        .order_by(Task.id)
        .with_for_update()
    ).all()


def _bring_back(unit: Unit, case: Case, actor: str) -> None:
    """Who has it from now on knows nothing of what a colleague laid aside."""
    laid_aside = unit.session.scalars(
        select(Thread)
        .where(Thread.id.in_(_threads(unit, case)), Thread.snoozed_until.is_not(None))
        .order_by(Thread.id)
        .with_for_update()
    )
    for thread in laid_aside:
        snoozing.wake(unit, thread, actor)


def _note(
    unit: Unit, case: Case, actor: str, action: str, before: UUID | None, after: UUID | None
) -> None:
    audit.note(
        unit, case.agency_id, actor, action, "case", case.id,
        before=str(before) if before else None, after=str(after) if after else None,
    )  # fmt: skip
    for topic in ("inbox", TOPIC, *(str(thread_id) for thread_id in _threads(unit, case))):
        unit.touch(case.agency_id, topic)


def _tell_parents(unit: Unit, runtime: Runtime, case: Case) -> None:
    """Each in a message of their own, if the agency wants it; the gate says whether it may go."""
    agency = unit.session.get_one(Agency, case.agency_id)
    if not agency.tells_new_worker or case.closed_at is not None:
        return
    unit.session.flush()
    news = new_id()
    for thread_id, to in sorted(recipients_of(unit.session, _threads(unit, case)).items()):
        for channel in (ChannelKind.SMS, ChannelKind.EMAIL):
            if best_contact(unit.session, to, channel, "service") is not None:
                compose(
                    unit,
                    runtime,
                    Draft(
                        agency_id=case.agency_id,
                        thread_id=thread_id,
                        template="new_worker",
                        values={},
                        channel=channel,
                        purpose=Purpose.NOTICE,
                        lane=Lane.REMINDERS,
                        topic="service",
                        origin=f"new_worker:{news}:{thread_id}",
                        expires_at=unit.now + NEWS_FOR,
                    ),
                )
                break
