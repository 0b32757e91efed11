"""Sending to many at once: who, what and when. Words must not stand in addresses, so a list is made
by a post."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import own
from campaigns.in_view import made_in_view
from campaigns.loading import Campaigns
from campaigns.models.audience import SavedAudience
from campaigns.models.send import Send
from campaigns.models.series import SendSeries
from campaigns.sends import acts, making, preview, series
from campaigns.sends import saved as audiences
from campaigns.sends.audience import About, per_day, programs
from campaigns.sends.making import SendError, Wanted
from campaigns.sends.wording import offered
from messaging.directory import own_fields
from messaging.models.agency import Branch
from messaging.models.staff import Staff
from messaging.outbound.context import recipient_seen_by
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.acting import or_gone
from web.staff.inbox_list import counts
from web.staff.sends import own_asked
from web.staff.sends.asked import Asked, Word, audience, given_of, said
from web.staff.sends.repeating import EVERY, Repeat, hours, in_words, rhythm, weekdays
from web.staff.sends.words import ABOUT, GONE, NAMES, SERIES_STATE, WAYS, SenderDep, state, what
from web.staff.sessions import SignedIn, WriterDep
from web.voice import Voice
from web.wording import ROLE, language_name

router = APIRouter(prefix="/sends")

DAYS = 7
"""So many days are offered at one press."""
LATELY = 30
REMINDER = "appointment_reminder"

Text = Annotated[str, Form(max_length=4_000)]


@dataclass(frozen=True, slots=True)
class Line:
    """A send in a list of them."""

    id: UUID
    what: str
    state: str
    number: int | None
    by: str
    when: str


@router.get("")
def sends(
    runtime: RuntimeDep, person: SenderDep, thread: UUID | None = None, saved: UUID | None = None
) -> HTMLResponse:
    """`saved`: a kept list that the form begins with."""
    given = {"thread": str(thread) if thread else ""}
    if saved is None:
        return form(runtime, person, given)
    with runtime.reading() as session:
        row = kept(session, person, saved)
    return form(runtime, person, given_of(audiences.asked(row)), opened=row)


@router.post("")
def make(
    runtime: RuntimeDep,
    person: WriterDep,
    asked: Asked,
    repeat: Repeat,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    template: Word = "",
    en: Text = "",
    es: Text = "",
    ways: Word = "both",
    later: Word = "",
    again: Annotated[bool, Form()] = False,
) -> Response:
    """Idempotent by `key`, which the page made with the form."""
    given = {
        **asked, **repeat, "template": template, "en": en, "es": es, "ways": ways, "later": later
    }  # fmt: skip
    given["again"] = "true" if again else ""
    try:
        wanted = Wanted(
            audience=audience(given),
            template=template or None,
            words={"en": en, "es": es},
            ways=WAYS.get(ways, WAYS["both"])[1],
            starts_at=_own_time(later, person.voice) if later else None,
            again=again,
        )
        with runtime.unit() as unit:
            if repeat["every"]:
                row = series.draft(unit, runtime, person.viewer, key, wanted, rhythm(repeat))
                return _to(f"series/{row.id}")
            return _to(str(making.make(unit, runtime, person.viewer, key, wanted).id))
    except SendError as error:
        return form(
            runtime, person, given, problem=person.voice.say(str(error)), findings=_wrong(error)
        )


def _to(place: str) -> RedirectResponse:
    return RedirectResponse(f"/staff/sends/{place}", status.HTTP_303_SEE_OTHER)


def _wrong(error: SendError) -> list[tuple[str, str, str]]:
    return [
        (code, one.what, one.mend)
        for code, found in error.findings.items()
        for one in found
        if one.severity == "error"
    ]


def kept(session: Session, person: SignedIn, audience_id: UUID) -> SavedAudience:
    with or_gone(GONE):
        return audiences.find(session, person.viewer, audience_id)


def _own_time(written: str, voice: Voice) -> datetime:
    """Raises `SendError`."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(voice.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SendError(making.TOO_FAR) from None


def form(
    runtime: Runtime,
    person: SignedIn,
    given: Mapping[str, str],
    *,
    problem: str = "",
    findings: Sequence[tuple[str, str, str]] = (),
    opened: SavedAudience | None = None,
) -> HTMLResponse:
    """`opened`: the kept list it begins with."""
    viewer, voice = person.viewer, person.voice
    zone = ZoneInfo(voice.zone)
    with runtime.reading() as session:
        days = per_day(session, viewer, About.APPOINTMENT, zone, voice.now, DAYS)
        branches = session.execute(
            select(Branch.id, Branch.name)
            .where(Branch.agency_id == viewer.agency_id)
            .order_by(Branch.name)
        ).all()
        fields = own_fields.of_agency(session, viewer.agency_id)
        to_one = _to_one(session, person, given.get("thread", ""))
        return html(
            "staff/sends.html",
            voice.language,
            status_code=422 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            key=new_id(),
            days=[(day.isoformat(), _day(day, voice), number) for day, number in days],
            reminder=REMINDER,
            to_one=to_one,
            given=_filled(given),
            problem=problem,
            findings=findings,
            templates=_templates(runtime, own.of_agency(session, viewer.agency_id).in_force, voice),
            about=[(one.value, voice.say(text)) for one, text in ABOUT.items()],
            roles=[(one.value, voice.say(text)) for one, text in ROLE.items()],
            ways=[(one, voice.say(text)) for one, (text, _) in WAYS.items()],
            languages=[(code, language_name(code, voice.language)) for code in ("en", "es")],
            programs=sorted({*programs(session, viewer), given.get("program", "")} - {""}),
            branches=[
                (str(one), name)
                for one, name in branches
                # What a kept list asks for stays asked for, also where nobody of it is in view.
                if viewer.branch_id is None or str(one) == given.get("branch")
            ],
            own=own_asked.choices(fields, given, voice),
            opened=opened,
            kept=[(row.id, row.name, said(session, audiences.asked(row), fields, voice))
                  for row in audiences.of_agency(session, viewer)],
            every=[(one.value, voice.say(text)) for one, text in EVERY.items()],
            weekdays=weekdays(voice),
            monthdays=[(str(day), str(day)) for day in range(1, 32)],
            hours=hours(voice),
            repeating=_repeating(session, person),
            lines=_lines(session, person),
            place="sends",
        )  # fmt: skip


def _repeating(session: Session, person: SignedIn) -> list[Line]:
    voice = person.voice
    rows = session.execute(
        select(SendSeries, Staff.name)
        .join(Staff, Staff.id == SendSeries.author_id)
        .where(made_in_view(SendSeries, person.viewer))
        .order_by(SendSeries.created_at.desc(), SendSeries.id.desc())
        .limit(LATELY)
    )
    return [
        Line(row.id, what(row, voice), voice.say(SERIES_STATE[row.state]), row.number, by,
             in_words(row.rhythm, voice))
        for row, by in rows
    ]  # fmt: skip


def _lines(session: Session, person: SignedIn) -> list[Line]:
    voice = person.voice
    rows = session.execute(
        select(Send, Staff.name)
        .join(Staff, Staff.id == Send.author_id)
        .where(acts.seen_by(person.viewer))
        .order_by(Send.created_at.desc(), Send.id.desc())
        .limit(LATELY)
    )
    return [
        Line(
            row.id,
            what(row, voice),
            state(session, row, voice),
            row.number,
            by,
            voice.within(row.created_at),
        )
        for row, by in rows
    ]


def _templates(
    runtime: Runtime, campaigns: Campaigns, voice: Voice
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """By what people have before them: the wordings that can be sent then."""
    return [
        (
            about.value,
            voice.say(text),
            [(one.key, voice.say(NAMES[one.key]))
             for one in offered(runtime.library, about, campaigns) if one.key in NAMES],
        )
        for about, text in ABOUT.items()
    ]  # fmt: skip


def _to_one(session: Session, person: SignedIn, thread: str) -> str:
    """Whom a list of one is for; empty where it is for many."""
    if not thread:
        return ""
    try:
        to = recipient_seen_by(session, person.viewer, UUID(thread))
    except ValueError:
        to = None
    if to is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return preview.name_of(to.person)


def _filled(given: Mapping[str, str]) -> dict[str, str]:
    """What the form begins with."""
    empty = dict.fromkeys(
        ("thread", "branch", "program", "role", "language", "about", "first", "last", "first_in",
         "last_in", "answered", "again", "later", "template", "es", "every", "weekday", "monthday",
         "hour", "until"), "",
    )  # fmt: skip
    return {**empty, "ways": "both", "en": "{{ agency_name }}: ", **given}


def _day(day: date, voice: Voice) -> str:
    return voice.day(datetime.combine(day, time(12), ZoneInfo(voice.zone)))
