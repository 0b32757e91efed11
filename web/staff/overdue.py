"""Who has waited longer for an answer than the agency promised, and saying that none is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import AwareDatetime
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from casework.models.task import Task
from messaging.compliance.office_hours import OfficeHours, worked
from messaging.directory import dispositions
from messaging.directory.access import Viewer, in_view, sees_triage, visible_threads
from messaging.directory.audit import note
from messaging.directory.office import office_hours
from messaging.models.agency import Agency, Branch
from messaging.models.case import Case
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from web import tally
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.desk import opened
from web.staff.frame import thread_again
from web.staff.inbox_list import counts, of_threads
from web.staff.people import Who
from web.staff.sessions import ReaderDep, WriterDep
from web.staff.todos import IS_OPEN, visible
from web.voice import Voice

router = APIRouter()

PAGE = 40
MOST = 400
LATELY = timedelta(days=30)
MOST_COUNTED = 2_000
ANSWERED = InboundMessage.disposition == literal(
    Disposition.ANSWERED, InboundMessage.disposition.type, literal_execute=True
)
"""In the words of the partial index, which is not used for a bound value."""


Limit = Annotated[int, Query(ge=1, le=MOST)]


@dataclass(frozen=True, slots=True, repr=False)
class Waiting:
    """One parent who waits, or everything in triage that does."""

    thread_id: UUID | None
    who: Who | None
    worker: str
    """Whose case it is, or empty."""
    messages: int
    """Of triage a `web.tally`."""
    since: str
    exact: str
    iso: str
    late: str
    """By how much, in hours that the office works."""


@router.get("/overdue")
def overdue(runtime: RuntimeDep, person: ReaderDep, limit: Limit = PAGE) -> HTMLResponse:
    """Who has waited longest comes first."""
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        note(unit, viewer.agency_id, viewer.actor, "overdue.listed", "inbound", None)
        by_branch = _hours(session, viewer)
        hours = by_branch[viewer.branch_id]
        late = _in_threads(session, viewer, voice, by_branch, limit + 1)
        return html(
            "staff/overdue.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            waiting=[*_in_triage(session, viewer, voice, hours), *late[:limit]],
            more=len(late) > limit,
            further=min(limit * 2, MOST),
            late_tasks=_late_tasks(session, viewer, voice.now),
            usual=_usual(session, viewer, voice, hours),
            place="overdue",
        )


@router.post("/threads/{thread_id}/no-answer-needed")
def no_answer_needed(
    request: Request,
    runtime: RuntimeDep,
    person: WriterDep,
    thread_id: UUID,
    until: Annotated[AwareDatetime, Form()],
) -> Response:
    """Of what the page has shown; what came `until` then."""
    viewer = person.viewer
    with runtime.unit() as unit:
        rows = opened(unit.session, viewer, thread_id)
        dispositions.no_answer_needed(unit, viewer, viewer.actor, thread_id, until)
        return thread_again(request, unit.session, rows, person)


def _hours(session: Session, viewer: Viewer) -> Mapping[UUID | None, OfficeHours]:
    """By branch; None for what stands in none."""
    agency = session.get_one(Agency, viewer.agency_id)
    branches = session.scalars(select(Branch).where(Branch.agency_id == agency.id))
    return {None: office_hours(agency)} | {
        branch.id: office_hours(agency, branch) for branch in branches
    }


def _in_threads(
    session: Session,
    viewer: Viewer,
    voice: Voice,
    hours: Mapping[UUID | None, OfficeHours],
    limit: int,
) -> Sequence[Waiting]:
    rows = session.execute(
        visible_threads(viewer)
        .join(InboundMessage, InboundMessage.thread_id == Thread.id)
        .outerjoin(Staff, Staff.id == Case.caseworker_id)
        .where(
            InboundMessage.agency_id == viewer.agency_id,
            dispositions.late(voice.now),
            dispositions.first_in_line(),
        )
        .order_by(InboundMessage.answer_due_at, Thread.id)
        .limit(limit)
        .with_only_columns(Thread.id, Thread.branch_id, Staff.name, InboundMessage.answer_due_at)
    ).all()
    ids = [row[0] for row in rows]
    came = _came(session, viewer, voice.now, ids)
    whose = of_threads(session, viewer, voice, ids)
    return [
        _shown(
            voice,
            hours[branch],
            thread_id,
            whose.get(thread_id),
            worker or "",
            came[thread_id][0],
            due_at,
            came[thread_id][1],
        )
        for thread_id, branch, worker, due_at in rows
        if due_at is not None
    ]


def _came(
    session: Session, viewer: Viewer, now: datetime, thread_ids: Sequence[UUID]
) -> Mapping[UUID | None, tuple[datetime, int]]:
    """Of each conversation when the first late message came, and how many there are."""
    rows = session.execute(
        select(
            InboundMessage.thread_id,
            func.min(InboundMessage.received_at),
            func.count(InboundMessage.id),
        )
        .where(
            InboundMessage.agency_id == viewer.agency_id,
            InboundMessage.thread_id.in_(thread_ids),
            dispositions.late(now),
        )
        .group_by(InboundMessage.thread_id)
    )
    return {thread_id: (since, number) for thread_id, since, number in rows}


def _in_triage(
    session: Session, viewer: Viewer, voice: Voice, hours: OfficeHours
) -> Sequence[Waiting]:
    if not sees_triage(viewer):
        return []
    late = select(InboundMessage.id).where(
        InboundMessage.agency_id == viewer.agency_id,
        InboundMessage.thread_id.is_(None),
        dispositions.late(voice.now),
    )
    times = late.with_only_columns(InboundMessage.answer_due_at, InboundMessage.received_at)
    first = session.execute(times.order_by(InboundMessage.answer_due_at).limit(1)).first()
    due_at, since = first or (None, None)
    if due_at is None or since is None:
        return []
    return [_shown(voice, hours, None, None, "", since, due_at, tally.tally(session, late))]


def _shown(
    voice: Voice,
    hours: OfficeHours,
    thread_id: UUID | None,
    who: Who | None,
    worker: str,
    since: datetime,
    due_at: datetime,
    number: int,
) -> Waiting:
    return Waiting(
        thread_id=thread_id,
        who=who,
        worker=worker,
        messages=number,
        since=voice.within(since),
        exact=voice.exact(since),
        iso=since.isoformat(),
        late=_long(voice, hours, worked(hours, due_at, voice.now)),
    )


def _long(voice: Voice, hours: OfficeHours, time: timedelta) -> str:
    """In whole working days, or in hours while it is less than one."""
    days = int(time / hours.day)
    if days:
        return voice.count("%(number)s working day", "%(number)s working days", days)
    whole = int(time / timedelta(hours=1))
    return voice.count("%(number)s working hour", "%(number)s working hours", whole)


def _late_tasks(session: Session, viewer: Viewer, now: datetime) -> int:
    """A `web.tally`."""
    late = select(Task.id).where(IS_OPEN, Task.due_at <= now)
    return tally.tally(session, *(late.where(part) for part in visible(viewer)))


def _usual(session: Session, viewer: Viewer, voice: Voice, hours: OfficeHours) -> str:
    """How long half of the answers took of late, or empty where there are none."""
    rows = session.execute(
        select(InboundMessage.received_at, InboundMessage.disposed_at)
        .join(Thread, Thread.id == InboundMessage.thread_id)
        .where(
            in_view(Thread, viewer),
            InboundMessage.agency_id == viewer.agency_id,
            ANSWERED,
            InboundMessage.received_at >= voice.now - LATELY,
        )
        .order_by(InboundMessage.received_at.desc())
        .limit(MOST_COUNTED)
    ).all()
    took = [
        worked(hours, came, answered) / hours.day for came, answered in rows if answered is not None
    ]
    return _long(voice, hours, hours.day * median(took)) if took else ""
