"""Sending to many at once: who, what and when; then what would happen, and a button that says to
how many. Words must not stand in addresses, so a list is made by a post."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import own
from campaigns.loading import Campaigns
from campaigns.models.send import Send, SendState
from campaigns.refusals import UNREACHABLE
from campaigns.schedule import Skip
from campaigns.sends import acts, preview, trial
from campaigns.sends.acts import NotFoundError, SendError, Wanted
from campaigns.sends.audience import About, Audience, per_day, programs
from campaigns.sends.wording import offered
from campaigns.steps import COULD_NOT_COMPOSE
from channels.values import ChannelKind
from messaging.directory.access import Act, may
from messaging.models.agency import Branch
from messaging.models.staff import Staff
from messaging.outbound.context import recipient_seen_by
from messaging.outbound.reasons import sentence
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import SignedIn, WriterDep, acting
from web.voice import Voice
from web.wording import CHANNEL, ROLE, language_name

router = APIRouter(prefix="/sends")

GONE = N_("There is no such list, or it is not yours to see.")
DAYS = 7
"""So many days are offered at one press."""
LATELY = 30
REMINDER = "appointment_reminder"

ABOUT: Mapping[About, str] = MappingProxyType(
    {
        About.APPOINTMENT: N_("An appointment"),
        About.RENEWAL: N_("A renewal that is due"),
        About.PAYMENT: N_("A payment that is due"),
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "appointment_reminder": N_("Reminder of an appointment"),
        "appointment_scheduled": N_("There is an appointment"),
        "appointment_rescheduled": N_("The appointment is at another time"),
        "renewal_reminder": N_("Reminder of a renewal"),
        "payment_due": N_("Reminder of a payment"),
        "payment_due_talk": N_("Reminder of a payment, with an offer to talk"),
    }
)
"""The wordings that staff can send, by their key in the library."""
WAYS: Mapping[str, tuple[str, tuple[ChannelKind, ...]]] = MappingProxyType(
    {
        "both": (
            N_("Text, and email where no text can go"),
            (ChannelKind.SMS, ChannelKind.EMAIL),
        ),
        "sms": (N_("Text only"), (ChannelKind.SMS,)),
        "email": (N_("Email only"), (ChannelKind.EMAIL,)),
    }
)
STATE: Mapping[SendState, str] = MappingProxyType(
    {
        SendState.LISTING: N_("The list is being made"),
        SendState.READY: N_("Not confirmed yet"),
        SendState.RUNNING: N_("Goes out"),
        SendState.DONE: N_("Done"),
        SendState.CANCELLING: N_("Cancelled"),
        SendState.CANCELLED: N_("Cancelled"),
    }
)
PAUSED = N_("Paused")
LATER = N_("Waits for its time")
OWN_WORDS = N_("Your own words")
WHY: Mapping[str, str] = MappingProxyType(
    {
        Skip.HELD_OUT: N_(
            "They are in the comparison group of an experiment, and hear nothing of this. Write to "
            "one of them yourself if need be."
        ),
        COULD_NOT_COMPOSE: N_("Something about them could not be read. Write to them yourself."),
        UNREACHABLE: N_("No way reached them. Ask them for another number or address."),
    }
)
"""What the gate has no sentence for."""

SenderDep = Annotated[SignedIn, Depends(acting(Act.WRITE))]
Text = Annotated[str, Form(max_length=4_000)]
Word = Annotated[str, Form(max_length=40)]


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
def sends(runtime: RuntimeDep, person: SenderDep, thread: UUID | None = None) -> HTMLResponse:
    return _form(runtime, person, {"thread": str(thread) if thread else ""})


@router.post("")
def make(
    runtime: RuntimeDep,
    person: WriterDep,
    key: Annotated[str, Form(min_length=8, max_length=40)],
    template: Word = "",
    en: Text = "",
    es: Text = "",
    thread: Word = "",
    branch: Word = "",
    program: Word = "",
    role: Word = "",
    language: Word = "",
    about: Word = "",
    first: Word = "",
    last: Word = "",
    answered: Word = "",
    ways: Word = "both",
    later: Word = "",
) -> Response:
    """Idempotent by `key`, which the page made with the form."""
    given = {
        "template": template, "en": en, "es": es, "thread": thread, "branch": branch,
        "program": program, "role": role, "language": language, "about": about, "first": first,
        "last": last, "answered": answered, "ways": ways, "later": later,
    }  # fmt: skip
    try:
        wanted = Wanted(
            audience=_audience(given),
            template=template or None,
            words={"en": en, "es": es},
            ways=WAYS.get(ways, WAYS["both"])[1],
            starts_at=_own_time(later, person.voice) if later else None,
        )
        with runtime.unit() as unit:
            send = acts.make(unit, runtime, person.viewer, key, wanted)
    except SendError as error:
        findings = [
            (code, one.what, one.mend)
            for code, found in error.findings.items()
            for one in found
            if one.severity == "error"
        ]
        return _form(
            runtime, person, given, problem=person.voice.say(str(error)), findings=findings
        )
    return RedirectResponse(f"/staff/sends/{send.id}", status.HTTP_303_SEE_OTHER)


@router.get("/{send_id}")
def send(runtime: RuntimeDep, person: SenderDep, send_id: UUID) -> HTMLResponse:
    """What would happen, or what is happening."""
    return _page(runtime, person, send_id)


@router.post("/{send_id}/confirm")
def confirm(
    runtime: RuntimeDep, person: WriterDep, send_id: UUID, number: Annotated[int, Form()]
) -> Response:
    return _done(
        runtime, person, send_id, lambda unit: acts.confirm(unit, person.viewer, send_id, number)
    )


@router.post("/{send_id}/pause")
def pause(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.pause(unit, person.viewer, send_id))


@router.post("/{send_id}/resume")
def resume(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.resume(unit, person.viewer, send_id))


@router.post("/{send_id}/cancel")
def cancel(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.cancel(unit, person.viewer, send_id))


@router.post("/{send_id}/test")
def test(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    """To oneself, by mail, with sample values."""
    return _done(
        runtime,
        person,
        send_id,
        lambda unit: trial.write(unit, runtime, person.viewer, send_id),
        "?tested=1",
    )


def _audience(given: Mapping[str, str]) -> Audience:
    """Raises `SendError`."""
    try:
        return Audience.model_validate(
            {
                "thread_id": given["thread"] or None,
                "branch_id": given["branch"] or None,
                "program": given["program"],
                "role": given["role"] or None,
                "language": given["language"],
                "about": given["about"] or None,
                "first": given["first"] or None,
                "last": given["last"] or given["first"] or None,
                "answered": given["answered"] or None,
            }
        )
    except ValidationError:
        raise SendError(acts.NOT_A_LIST) from None


def _own_time(written: str, voice: Voice) -> datetime:
    """Raises `SendError`."""
    try:
        return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(voice.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise SendError(acts.TOO_FAR) from None


def _done(
    runtime: Runtime,
    person: SignedIn,
    send_id: UUID,
    act: Callable[[Unit], object],
    query: str = "",
) -> Response:
    try:
        with runtime.unit() as unit:
            act(unit)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except SendError as error:
        return _page(runtime, person, send_id, problem=person.voice.say(str(error)))
    return RedirectResponse(f"/staff/sends/{send_id}{query}", status.HTTP_303_SEE_OTHER)


def _form(
    runtime: Runtime,
    person: SignedIn,
    given: Mapping[str, str],
    *,
    problem: str = "",
    findings: Sequence[tuple[str, str, str]] = (),
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    zone = ZoneInfo(voice.zone)
    with runtime.reading() as session:
        days = per_day(session, viewer, About.APPOINTMENT, zone, voice.now, DAYS)
        branches = session.execute(
            select(Branch.id, Branch.name)
            .where(Branch.agency_id == viewer.agency_id)
            .order_by(Branch.name)
        ).all()
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
            programs=programs(session, viewer),
            branches=[] if viewer.branch_id else [(str(i), name) for i, name in branches],
            lines=_lines(session, person),
            place="sends",
        )


def _page(runtime: Runtime, person: SignedIn, send_id: UUID, *, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        try:
            row = acts.find(session, viewer, send_id)
        except NotFoundError:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
        seen = preview.preview(session, row)
        ready = row.state is SendState.READY
        shown = preview.examples(Unit(session, voice.now), runtime, row) if ready else []
        price = runtime.settings.segment_price
        alone = seen.to_go <= acts.MOST_ALONE or may(viewer, Act.RUN)
        return html(
            "staff/send.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            send=row,
            what=_what(row, voice),
            state=_state(session, row, voice),
            paused=acts.paused(session, row) is not None,
            starts=voice.within(row.starts_at) if row.starts_at else "",
            seen=seen,
            cost=f"{seen.segments * price:,.2f}" if price else "",
            channels=[(voice.say(CHANNEL[one]), n) for one, n in seen.by_channel.most_common()],
            tongues=[
                (language_name(one, voice.language), n)
                for one, n in seen.by_language.most_common()
            ],
            held=[(_why(one, voice), n) for one, n in seen.held.most_common()],
            left_out=[(_why(one, voice), n) for one, n in seen.left_out.most_common()],
            names=[(one.name, one.thread_id, _why(one.reason, voice))
                   for one in preview.left_out(session, row)],
            examples=[
                (one, voice.say(CHANNEL[one.channel]), language_name(one.language, voice.language))
                for one in shown
            ],
            progress=preview.progress(session, row),
            may_confirm=alone,
            too_many=voice.say(acts.TOO_MANY),
            problem=problem,
            place="sends",
        )  # fmt: skip


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
            _what(row, voice),
            _state(session, row, voice),
            row.number,
            by,
            voice.within(row.created_at),
        )
        for row, by in rows
    ]


def _state(session: Session, row: Send, voice: Voice) -> str:
    if row.state in (SendState.RUNNING, SendState.DONE) and acts.paused(session, row):
        return voice.say(PAUSED)
    waits = row.starts_at is not None and row.starts_at > voice.now
    return voice.say(LATER if row.state is SendState.RUNNING and waits else STATE[row.state])


def _what(row: Send, voice: Voice) -> str:
    return voice.say(NAMES.get(row.template, OWN_WORDS) if row.template else OWN_WORDS)


def _why(reason: str, voice: Voice) -> str:
    return voice.say(WHY[reason]) if reason in WHY else sentence(reason, voice.language)


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
        ("thread", "branch", "program", "role", "language", "about", "first", "last", "answered",
         "later", "template", "es"), "",
    )  # fmt: skip
    return {**empty, "ways": "both", "en": "{{ agency_name }}: ", **given}


def _day(day: date, voice: Voice) -> str:
    return voice.day(datetime.combine(day, time(12), ZoneInfo(voice.zone)))
