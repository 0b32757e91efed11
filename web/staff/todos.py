"""Open tasks, as pages say them: what to do, for whom, by when."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from casework.models.task import Task, TaskKind, TaskState
from casework.wording import words
from messaging.directory.access import Viewer, in_view, sees_triage
from web.voice import Voice

IS_OPEN = Task.state == literal(TaskState.OPEN, Task.state.type, literal_execute=True)
"""In the words of the partial indexes, which are not used for a bound value."""


PLACES: Mapping[TaskKind, str] = {
    TaskKind.DELIVERY_UNCERTAIN: "/staff/uncertain",
    TaskKind.SENDER_PAUSED: "/staff/status",
    TaskKind.CAMPAIGN_PAUSED: "/staff/status",
}
"""Where what they ask for is seen and settled."""


@dataclass(frozen=True, slots=True, repr=False)
class Todo:
    id: UUID
    thread_id: UUID | None
    title: str
    what_to_do: str
    urgent: bool
    due: str
    exact: str
    iso: str
    late: bool
    place: str
    """The page on which it is settled, or empty."""

    @classmethod
    def of(cls, row: Task, voice: Voice) -> "Todo":
        said = words(row.kind, voice.language)
        return cls(
            id=row.id,
            thread_id=row.thread_id,
            title=said.title,
            what_to_do=said.what_to_do,
            urgent=row.urgent,
            due=voice.within(row.due_at),
            exact=voice.exact(row.due_at),
            iso=row.due_at.isoformat(),
            late=row.due_at < voice.now,
            place=PLACES.get(row.kind, ""),
        )


def of_thread(session: Session, agency_id: UUID, thread_id: UUID, voice: Voice) -> list[Todo]:
    rows = session.scalars(
        select(Task)
        .where(Task.agency_id == agency_id, Task.thread_id == thread_id, IS_OPEN)
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    )
    return [Todo.of(row, voice) for row in rows]


def of_viewer(
    session: Session, viewer: Viewer, voice: Voice, *, mine: bool, limit: int
) -> list[Todo]:
    """The most pressing first; `mine` are those of this caseworker."""
    rows: list[Task] = []
    # One after the other: each is read from an index in its order, and no further than it must.
    for urgent in (Task.urgent, ~Task.urgent):
        part = select(Task).where(_open(viewer, mine), urgent).order_by(Task.due_at, Task.id)
        rows += session.scalars(part.limit(limit - len(rows)))
    return [Todo.of(row, voice) for row in rows]


def count_open(session: Session, viewer: Viewer, *, mine: bool) -> int:
    return session.scalar(select(func.count()).where(_open(viewer, mine))) or 0


def count_urgent(session: Session, viewer: Viewer) -> int:
    return session.scalar(select(func.count()).where(_open(viewer, False), Task.urgent)) or 0


def seen_task(session: Session, viewer: Viewer, task_id: UUID) -> Task | None:
    """The task, open or done, if `viewer` may see it."""
    return session.scalar(select(Task).where(visible(viewer), Task.id == task_id))


def urgent_titles(
    session: Session, agency_id: UUID, thread_ids: Collection[UUID], voice: Voice
) -> Mapping[UUID, str]:
    """By thread what is most urgent there; threads without such a task are left out."""
    rows = session.execute(
        select(Task.thread_id, Task.kind)
        .where(
            Task.agency_id == agency_id,
            Task.thread_id.in_(thread_ids),
            IS_OPEN,
            Task.urgent,
        )
        .order_by(Task.due_at.desc(), Task.id.desc())
    )
    return {row.thread_id: words(row.kind, voice.language).title for row in rows}


def visible(viewer: Viewer) -> ColumnElement[bool]:
    """Tasks that hang on no thread stand beside triage."""
    within = in_view(Task.thread_id, viewer)
    if sees_triage(viewer):
        within = or_(within, Task.thread_id.is_(None))
    return and_(Task.agency_id == viewer.agency_id, within)


def _open(viewer: Viewer, mine: bool) -> ColumnElement[bool]:
    owned = [Task.assignee_id == viewer.staff_id] if mine else []
    return and_(visible(viewer), IS_OPEN, *owned)
