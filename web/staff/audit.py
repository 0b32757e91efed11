"""The audit, for auditors and administrators: who did or read what, and when. No conversations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, StreamingResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.models.task import Task
from messaging.directory import audit_reading
from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.directory.audit_reading import Wanted
from messaging.models.audit import Audit, AuditHead, Why
from messaging.models.secret import ApiKey
from messaging.models.staff import Staff
from web import csv_file
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.audit_words import ACTION, ACTOR, SUBJECT, WHY
from web.staff.inbox_list import counts
from web.staff.sessions import AuditingDep, AuditorDep
from web.voice import Voice

router = APIRouter(prefix="/audit")

PAGE = 50
MOST = 400
MOST_IN_A_FILE = 100_000
COLUMNS = ("at", "actor", "who", "action", "subject_type", "subject_id", "why", "detail", "place")


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter as it was asked for."""

    staff: UUID | None
    case: str
    person: str
    why: Why | None
    since: date | None
    until: date | None

    def wanted(self, zone: str) -> Wanted:
        """Days are the agency's; the last one is part of it."""
        after = self.until + timedelta(days=1) if self.until else None
        return Wanted(
            actor=f"staff:{self.staff}" if self.staff else None,
            case_number=self.case.strip() or None,
            person=self.person.strip() or None,
            why=self.why,
            since=_midnight(self.since, zone),
            until=_midnight(after, zone),
        )


@dataclass(frozen=True, slots=True)
class Line:
    id: UUID
    who: str
    what: str
    about: str
    why: str
    moment: str
    exact: str
    iso: str


def in_address(
    staff: UUID | Literal[""] = "",
    case: Annotated[str, Query(max_length=40)] = "",
    person: Annotated[str, Query(max_length=80)] = "",
    why: Why | Literal[""] = "",
    since: date | Literal[""] = "",
    until: date | Literal[""] = "",
) -> Asked:
    """A form sends what was left empty; it asks for nothing."""
    return Asked(staff or None, case, person, why or None, since or None, until or None)


AskedDep = Annotated[Asked, Depends(in_address)]


@router.get("")
def show(
    runtime: RuntimeDep,
    person: AuditorDep,
    asked: AskedDep,
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        found = _rows(session, viewer, asked.wanted(voice.zone), limit + 1)
        names = _names(session, viewer.agency_id)
        note(unit, viewer.agency_id, viewer.actor, "audit.read", "audit", None)
        return html(
            "staff/audit.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            lines=[_line(row, names, voice) for row in found[:limit]],
            more=len(found) > limit and limit < MOST,
            limit=limit,
            asked=asked,
            chained=session.get(AuditHead, viewer.agency_id),
            staff=sorted(
                ((each, name) for each, name in names.items() if each.startswith("staff:")),
                key=lambda pair: pair[1],
            ),
            whys={why: voice.say(words) for why, words in WHY.items()},
            place="audit",
        )


@router.post("/export")
def export(
    runtime: RuntimeDep,
    person: AuditingDep,
    asked: AskedDep,
    purpose: Annotated[Why, Form()],
) -> StreamingResponse:
    """As CSV. What it is for goes on record with it."""
    viewer = person.viewer
    with runtime.unit() as unit:
        found = _rows(unit.session, viewer, asked.wanted(person.voice.zone), MOST_IN_A_FILE)
        names = _names(unit.session, viewer.agency_id)
        note(
            unit, viewer.agency_id, viewer.actor, "audit.exported", "audit", None,
            why=purpose, rows=len(found),
        )  # fmt: skip
    return StreamingResponse(
        csv_file.lines(COLUMNS, (_cells(row, names) for row in found)),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _rows(session: Session, viewer: Viewer, wanted: Wanted, limit: int) -> Sequence[Audit]:
    about = audit_reading.subjects(session, viewer, wanted, [Task.thread_id])
    return audit_reading.rows(session, viewer, wanted, limit, about=about)


def _names(session: Session, agency_id: UUID) -> Mapping[str, str]:
    """By actor. Of the agency's own people and systems alone."""
    staff = session.execute(select(Staff.id, Staff.name).where(Staff.agency_id == agency_id))
    keys = session.execute(select(ApiKey.id, ApiKey.name).where(ApiKey.agency_id == agency_id))
    return {f"staff:{row.id}": row.name for row in staff} | {
        f"key:{row.id}": row.name for row in keys
    }


def _line(row: Audit, names: Mapping[str, str], voice: Voice) -> Line:
    kind = row.actor.partition(":")[0]
    return Line(
        id=row.id,
        who=names.get(row.actor) or voice.say(ACTOR.get(kind, row.actor)),
        what=voice.say(ACTION.get(row.action, row.action)),
        about=_about(row, voice),
        why=voice.say(WHY[row.why]) if row.why else "",
        moment=voice.moment(row.at),
        exact=voice.exact(row.at),
        iso=row.at.isoformat(),
    )


def _about(row: Audit, voice: Voice) -> str:
    words = voice.say(SUBJECT.get(row.subject_type, row.subject_type))
    return f"{words} {row.subject_id}" if row.subject_id else words


def _cells(row: Audit, names: Mapping[str, str]) -> Sequence[str]:
    detail = "; ".join(f"{name}: {value}" for name, value in sorted(row.detail.items()))
    return (
        row.at.astimezone(UTC).isoformat(),
        row.actor,
        names.get(row.actor, ""),
        row.action,
        row.subject_type,
        str(row.subject_id or ""),
        row.why.value if row.why else "",
        detail,
        str(row.position or ""),
    )


def _midnight(day: date | None, zone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))
