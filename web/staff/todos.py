"""Open tasks, as pages say them: what to do, for whom, by when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from casework.holds import still_waiting
from casework.models.alert import Alert
from casework.models.task import Task, TaskKind, TaskState
from casework.wording import words
from messaging.directory.absences import covered_by
from messaging.directory.access import Viewer, in_view, in_view_or_triage, sees_triage
from messaging.directory.holds import held_by
from messaging.models.staff import Staff
from messaging.platform.columns import literally
from web import tally
from web.voice import Voice

IS_OPEN = Task.state == literally(Task.state, TaskState.OPEN)
"""In the words of the partial indexes, which are not used for a bound value."""


PLACES: Mapping[TaskKind, str] = {
    TaskKind.DELIVERY_UNCERTAIN: "/staff/uncertain",
    TaskKind.SENDER_PAUSED: "/staff/status",
    TaskKind.CAMPAIGN_PAUSED: "/staff/status",
    TaskKind.SERIES_HELD: "/staff/sends",
}
"""Where what they ask for is seen and settled."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Urgent tasks that nobody has taken."""

    number: int
    """A `web.tally`."""
    since: datetime
    """When the most pressing one was opened."""
    told: int
    """How often people have been told of that one."""


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
    by_deciding: bool
    """It is done by a decision beside the conversation, and not by saying so."""
    held: UUID | None
    """The message whose sender's wish this reader may decide right here."""
    taken_by: str
    """Who sees to it, or empty."""
    taken: str
    """When they took it."""
    covering: str
    """The colleague whose task it is and for whom this reader covers, or empty."""

    @classmethod
    def of(
        cls,
        row: Task,
        voice: Voice,
        *,
        by_deciding: bool,
        held: UUID | None = None,
        taken_by: str = "",
        covering: str = "",
    ) -> "Todo":
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
            by_deciding=by_deciding,
            held=held,
            taken_by=taken_by,
            taken=voice.within(row.taken_at) if row.taken_at else "",
            covering=covering,
        )


def of_thread(session: Session, viewer: Viewer, thread_id: UUID, voice: Voice) -> list[Todo]:
    rows = session.scalars(
        select(Task)
        .where(in_view(Task, viewer), Task.thread_id == thread_id, IS_OPEN)
        .order_by(Task.urgent.desc(), Task.due_at, Task.id)
    ).all()
    return _todos(session, rows, voice)


def of_viewer(
    session: Session, viewer: Viewer, voice: Voice, *, mine: bool, limit: int
) -> list[Todo]:
    """The most pressing first; `mine` are those of this caseworker, and of whom they cover for."""
    rows: list[Task] = []
    covered = covered_by(session, viewer, voice.now)
    whose = {viewer.staff_id, *covered} if mine else None
    # One after the other: each is read from an index in its order, and no further than it must.
    for urgent in (Task.urgent, ~Task.urgent):
        some = _open(whose).where(urgent)
        rows += in_order(session, some, viewer, (Task.due_at, Task.id), limit - len(rows))
    return _todos(session, rows, voice, viewer, covered)


def _todos(
    session: Session,
    rows: Sequence[Task],
    voice: Voice,
    viewer: Viewer | None = None,
    covered: Mapping[UUID, str] = MappingProxyType({}),
) -> list[Todo]:
    waiting = still_waiting(session, rows)
    asking = {row.inbound_id for row in rows if row.id in waiting and row.inbound_id}
    decides = viewer is not None and sees_triage(viewer)
    held = held_by(session, viewer, asking) if viewer and asking and decides else {}
    names = _names(session, {row.taken_by_id for row in rows if row.taken_by_id})
    return [
        Todo.of(
            row,
            voice,
            by_deciding=row.id in waiting,
            held=row.inbound_id if row.inbound_id in held else None,
            taken_by=names[row.taken_by_id] if row.taken_by_id else "",
            covering=covered.get(row.assignee_id, "") if row.assignee_id else "",
        )
        for row in rows
    ]


def _names(session: Session, staff_ids: Collection[UUID]) -> Mapping[UUID, str]:
    if not staff_ids:
        return {}
    rows = session.scalars(select(Staff).where(Staff.id.in_(staff_ids)))
    return {staff.id: staff.name for staff in rows}


def in_order(
    session: Session,
    some: Select[Task],
    viewer: Viewer,
    order: Sequence[InstrumentedAttribute[Any]],
    limit: int,
) -> list[Task]:
    """The first of `some` tasks, those that `viewer` may see. Each part of them is read by itself,
    from an index that has its order."""
    parts = [
        session.scalars(some.where(part).order_by(*order).limit(limit)) for part in visible(viewer)
    ]
    merged = merge(*parts, key=lambda row: [getattr(row, column.key) for column in order])
    return list(islice(merged, limit))


def count_open(session: Session, viewer: Viewer, now: datetime, *, mine: bool) -> int:
    """A `web.tally`."""
    whose = {viewer.staff_id, *covered_by(session, viewer, now)} if mine else None
    return _tally(session, viewer, _open(whose))


def count_urgent(session: Session, viewer: Viewer) -> int:
    """A `web.tally`."""
    return _tally(session, viewer, _open().where(Task.urgent))


def alarm(session: Session, viewer: Viewer) -> Alarm | None:
    """What stands on every page until nobody needs to be told any more."""
    waiting = _open().where(Task.urgent, Task.taken_by_id.is_(None))
    rows = in_order(session, waiting, viewer, (Task.due_at, Task.id), tally.MOST + 1)
    if not rows:
        return None
    told = session.scalar(
        select(func.count()).where(Alert.agency_id == viewer.agency_id, Alert.task_id == rows[0].id)
    )
    return Alarm(len(rows), rows[0].opened_at, told or 0)


def seen_task(session: Session, viewer: Viewer, task_id: UUID) -> Task | None:
    """The task, open or done, if `viewer` may see it."""
    return session.scalar(select(Task).where(or_(*visible(viewer)), Task.id == task_id))


def urgent_titles(
    session: Session, viewer: Viewer, thread_ids: Collection[UUID], voice: Voice
) -> Mapping[UUID, str]:
    """By thread what is most urgent there, of what `viewer` may see; threads without such a task
    are left out."""
    rows = session.execute(
        select(Task.thread_id, Task.kind)
        .where(
            in_view(Task, viewer),
            Task.thread_id.in_(thread_ids),
            IS_OPEN,
            Task.urgent,
        )
        .order_by(Task.due_at.desc(), Task.id.desc())
    )
    return {row.thread_id: words(row.kind, voice.language).title for row in rows}


def visible(viewer: Viewer) -> Sequence[ColumnElement[bool]]:
    """Tasks that hang on no thread stand beside triage. In parts that share no task."""
    return in_view_or_triage(Task, viewer)


def _open(whose: Collection[UUID] | None = None) -> Select[Task]:
    some = select(Task).where(IS_OPEN)
    return some if whose is None else some.where(Task.assignee_id.in_(whose))


def _tally(session: Session, viewer: Viewer, some: Select[Task]) -> int:
    ids = some.with_only_columns(Task.id)
    return tally.tally(session, *(ids.where(part) for part in visible(viewer)))
