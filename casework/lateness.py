"""Supervisors hear, once, of what waits longer than their agency promised: messages from parents
that nobody has answered, and tasks past their date. Urgent tasks have a ladder of their own."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import and_, select, update

from casework.audience import supervisors
from casework.models.task import Task, TaskState
from messaging.directory import dispositions
from messaging.models.inbound import InboundMessage
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.outbound import staff_mail
from messaging.outbound.staff_mail import Letter
from messaging.platform.columns import literally
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

BATCH = 500
PAGE = "/staff/overdue"
Place = tuple[UUID, UUID | None, UUID | None]
"""Agency, thread and its branch; None for what stands beside triage."""

_OPEN = literally(Task.state, TaskState.OPEN)

WORDS: Mapping[str, Letter] = MappingProxyType(
    {
        "en": Letter(
            "Kinline: parents wait for an answer",
            "More has come to wait longer than your agency promised: {count}. See what, and who "
            "has it:\n\n{link}\n",
        ),
        "es": Letter(
            "Kinline: hay personas que esperan respuesta",
            "Hay más asuntos que esperan más de lo que su oficina promete: {count}. Vea cuáles y "
            "quién los tiene:\n\n{link}\n",
        ),
    }
)


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Tell supervisors of what has become late. Returns how much that was."""
    with runtime.unit() as unit:
        found = [*_messages(unit), *_tasks(unit)]
        for agency_id in sorted({place[0] for place in found}):
            ours = Counter(place for place in found if place[0] == agency_id)
            _tell(unit, agency_id, ours, runtime.settings.public_url + PAGE)
    return len(found)


def _messages(unit: Unit) -> Iterable[Place]:
    """Where those stand that are told of now; from now on they count as told."""
    untold = and_(dispositions.late(unit.now), InboundMessage.late_told_at.is_(None))
    rows = unit.session.execute(
        select(
            InboundMessage.id, InboundMessage.agency_id, InboundMessage.thread_id, Thread.branch_id
        )
        .outerjoin(Thread, Thread.id == InboundMessage.thread_id)
        .where(untold)
        .order_by(InboundMessage.answer_due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=InboundMessage)
    ).all()
    unit.session.execute(
        update(InboundMessage)
        .where(InboundMessage.id.in_([row.id for row in rows]))
        .values(late_told_at=unit.now),
        execution_options={"synchronize_session": False},
    )
    return [(row.agency_id, row.thread_id, row.branch_id) for row in rows]


def _tasks(unit: Unit) -> Iterable[Place]:
    rows = unit.session.execute(
        select(Task.id, Task.agency_id, Task.thread_id, Task.branch_id)
        .where(
            Task.state == _OPEN,
            Task.due_at <= unit.now,
            Task.late_told_at.is_(None),
            ~Task.urgent,
        )
        .order_by(Task.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    unit.session.execute(
        update(Task).where(Task.id.in_([row.id for row in rows])).values(late_told_at=unit.now),
        execution_options={"synchronize_session": False},
    )
    return [(row.agency_id, row.thread_id, row.branch_id) for row in rows]


def _tell(unit: Unit, agency_id: UUID, places: Counter[Place], link: str) -> None:
    """Each supervisor of what they may see."""
    people: dict[UUID, Staff] = {}
    counts: Counter[UUID] = Counter()
    for place, count in places.items():
        for staff in supervisors(unit.session, *place, unit.now):
            people[staff.id] = staff
            counts[staff.id] += count
    letters = [
        (staff, _letter(staff.language, counts[staff.id], link))
        for staff in sorted(people.values(), key=lambda staff: staff.id)
    ]
    # What was told stands in the rows themselves; this only has to be another one each time.
    staff_mail.write(unit, f"late:{new_id()}", letters)
    unit.touch(agency_id, "inbox")


def _letter(language: str, count: int, link: str) -> Letter:
    words = WORDS.get(language, WORDS["en"])
    return Letter(words.subject, words.text.format(count=count, link=link))
