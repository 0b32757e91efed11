"""The audit, for auditors and administrators: who did or read what, and when. No conversations."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal
from fastapi import APIRouter, Depends, Form, Query, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from casework.models.task import Task
from messaging.directory import audit_reading
from messaging.directory.audit import note
from messaging.directory.audit_reading import Wanted
from messaging.models.audit import AuditHead, Why
from messaging.platform.unit_of_work import Unit
from web import csv_file
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff import audit_accounts, audit_lines
from web.staff.audit_accounts import Account
from web.staff.audit_lines import COLUMNS
from web.staff.audit_words import WHY
from web.staff.inbox_list import counts
from web.staff.sessions import AuditingDep, AuditorDep, SignedIn

router = APIRouter(prefix="/audit")

PAGE = 50
MOST_IN_A_FILE = 100_000
NO_CASE = N_("No case has that number.")
NO_PERSON = N_("Nobody has that number.")
NOT_ON_IT = N_("There is no such case, no such person, or that person is not on that case.")
BACKWARDS = N_("The first day is after the last one: nothing can lie between them.")
NO_OLDER = N_("There are no older rows.")
NOTHING = N_("Nothing here that fits. Widen the dates, or leave a field empty.")


class Asked(BaseModel):
    """The filter as it was asked for. A form sends what was left empty; it asks for nothing."""

    model_config = ConfigDict(frozen=True)

    staff: UUID | Literal[""] = ""
    case: str = Field("", max_length=40)
    person: str = Field("", max_length=80)
    why: Why | Literal[""] = ""
    since: date | Literal[""] = ""
    until: date | Literal[""] = ""

    def wanted(self, zone: str) -> Wanted:
        """Days are the agency's; the last one is part of it."""
        after = self.until + timedelta(days=1) if self.until else None
        return Wanted(
            actor=f"staff:{self.staff}" if self.staff else None,
            case_number=self.case.strip() or None,
            person=self.person.strip() or None,
            why=self.why or None,
            since=_midnight(self.since or None, zone),
            until=_midnight(after, zone),
        )

    def query(self, **other: object) -> str:
        """The address of the same with something else; `staff=""` is anybody."""
        return urlencode(
            {
                name: value
                for name, value in {**self.model_dump(mode="json"), **other}.items()
                if value
            }
        )

    def backwards(self) -> bool:
        return bool(self.since and self.until and self.since > self.until)


class Typed(Asked):
    """The same out of the form, where an account is a name or an email: names must not stand in
    addresses."""

    who: str = Field("", max_length=254)


def in_address(asked: Annotated[Asked, Query()]) -> Asked:
    return asked


AskedDep = Annotated[Asked, Depends(in_address)]


@router.get("")
def show(
    runtime: RuntimeDep,
    person: AuditorDep,
    asked: AskedDep,
    before: Annotated[UUID | Literal[""], Query()] = "",
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.unit() as unit:
        session = unit.session
        wanted = asked.wanted(voice.zone)
        about = audit_reading.subjects(session, viewer, wanted, [Task.thread_id])
        found = audit_reading.rows(
            session, viewer, wanted, PAGE + 1, about=about, before=before or None
        )
        note(unit, viewer.agency_id, viewer.actor, "audit.read", "audit", None)
        who = audit_accounts.email_of(session, viewer.agency_id, asked.staff) if asked.staff else ""
        return _page(
            unit,
            person,
            asked,
            who=who or str(asked.staff),
            lines=audit_lines.lines(session, viewer.agency_id, found[:PAGE], voice),
            further=found[PAGE - 1].id if len(found) > PAGE else None,
            begun=bool(before),
            empty=NO_OLDER if before else _empty(asked, about is not None and not about),
        )


@router.post("")
def find(runtime: RuntimeDep, person: AuditingDep, typed: Annotated[Typed, Form()]) -> Response:
    """Leads to the rows of whom the form names; where several have the name, asks which."""
    found: Sequence[Account] = ()
    with runtime.unit() as unit:
        if who := typed.who.strip():
            found = audit_accounts.find(unit.session, person.viewer.agency_id, who)
        if not who or len(found) == 1:
            staff = found[0].id if found else ""
            to = f"/staff/audit?{typed.query(who='', staff=staff)}".rstrip("?")
            return RedirectResponse(to, status.HTTP_303_SEE_OTHER)
        return _page(unit, person, typed, who=who, accounts=found)


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
        wanted = asked.wanted(person.voice.zone)
        about = audit_reading.subjects(unit.session, viewer, wanted, [Task.thread_id])
        found = audit_reading.rows(unit.session, viewer, wanted, MOST_IN_A_FILE + 1, about=about)
        whole, found = len(found) <= MOST_IN_A_FILE, found[:MOST_IN_A_FILE]
        actors = audit_lines.actors_of(unit.session, viewer.agency_id, found)
        note(
            unit, viewer.agency_id, viewer.actor, "audit.exported", "audit", None,
            why=purpose, rows=len(found),
        )  # fmt: skip
    name = "audit" if whole else f"audit-newest-{MOST_IN_A_FILE}"
    return StreamingResponse(
        csv_file.lines(COLUMNS, (audit_lines.cells(row, actors) for row in found)),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _page(
    unit: Unit,
    person: SignedIn,
    asked: Asked,
    *,
    who: str,
    lines: Sequence[audit_lines.Line] = (),
    accounts: Sequence[Account] | None = None,
    further: UUID | None = None,
    begun: bool = False,
    empty: str = "",
) -> HTMLResponse:
    """`accounts` are those to choose from, where `who` is not the name of one alone."""
    viewer, voice = person.viewer, person.voice
    chained = unit.session.get(AuditHead, viewer.agency_id)
    return html(
        "staff/audit.html",
        voice.language,
        person=person,
        counts=counts(unit.session, viewer, voice.now),
        lines=lines,
        further=further,
        begun=begun,
        empty=empty,
        asked=asked,
        who=who,
        accounts=accounts,
        most=audit_accounts.MOST,
        most_in_a_file=format_decimal(MOST_IN_A_FILE, locale=voice.locale),
        chained=chained,
        chained_rows=format_decimal(chained.position if chained else 0, locale=voice.locale),
        whys={why: voice.say(words) for why, words in WHY.items()},
        place="audit",
    )


def _empty(asked: Asked, nobody: bool) -> str:
    """Why nothing is here."""
    if nobody:
        one = NO_CASE if asked.case.strip() else NO_PERSON
        return NOT_ON_IT if asked.case.strip() and asked.person.strip() else one
    return BACKWARDS if asked.backwards() else NOTHING


def _midnight(day: date | None, zone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo(zone))
