"""Campaigns on pages: what each says in plain sentences, its versions, a draft in a form, a time
line for a sample parent, and a second person's word."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, HTTPException, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from campaigns import own, pausing, schedule, sound, versions
from campaigns.definition import Campaign
from campaigns.findings import Finding
from campaigns.models.version import CampaignVersion
from campaigns.versions import NotFoundError
from channels.values import ChannelKind
from messaging.directory.access import Act, may
from messaging.directory.approving import OPEN, REASON_LENGTH, ApprovalError, Stage
from messaging.directory.office import office_hours
from messaging.models.agency import Agency
from messaging.models.case import PartyRole
from messaging.models.staff import Staff
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from templates.errors import RenderError
from templates.library import Library
from web.campaign_words import BY, HELP, SKIPPED, how, sentences, stage_of, when
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff import campaign_form
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep, SignedIn
from web.voice import Voice
from web.wording import ROLE, STAGE, language_name

router = APIRouter(prefix="/campaigns")

SAMPLE_AHEAD = timedelta(days=45)
"""How far off the sample parent's date is, where none is asked for: before every first step."""
RUNS = N_("Runs")
PAUSED = N_("Paused")
SHIPPED = N_("As it is shipped")
Seen = Annotated[int, Form(ge=1)]
"""The revision that stood before whoever acts."""


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    name: str
    purpose: str
    state: str
    version: str
    waits: str
    """Where the draft of the next version stands, or empty."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: int
    state: str
    by: str
    decided: str
    reason: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One step for the sample parent."""

    at: str
    skipped: str
    how: str
    wording: str
    texts: list[tuple[str, str, str]]
    """What it would say: the language, how it is called, the words."""


@router.get("")
def every(runtime: RuntimeDep, person: RunnerDep) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        mine = own.of_agency(session, viewer.agency_id).in_force
        paused = {row.campaign for row in pausing.rows(session, viewer.agency_id) if row.paused_at}
        waiting = {row.campaign: row.stage for row in versions.open_ones(session, viewer.agency_id)}
        lines = [
            Line(
                key,
                one.name,
                one.purpose,
                voice.say(PAUSED if key in paused else RUNS),
                _version(one.version, voice),
                voice.say(STAGE[waiting[key]]) if key in waiting else "",
            )
            for key, one in mine.items()
        ]
        return html(
            "staff/campaigns.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            lines=lines,
            place="campaigns",
        )


@router.get("/{campaign}")
def show(
    runtime: RuntimeDep,
    person: RunnerDep,
    campaign: str,
    version: int | None = None,
    on: date | None = None,
) -> HTMLResponse:
    return _page(runtime, person, campaign, version=version, on=on)


@router.get("/{campaign}/edit")
def edit(runtime: RuntimeDep, person: RunnerDep, campaign: str) -> HTMLResponse:
    with runtime.reading() as session:
        base = _base(campaign)
        row = versions.open_one(session, person.viewer.agency_id, campaign)
        table = row.definition if row else _in_force(session, person, campaign)
        return _form(session, runtime, person, base, table, row.revision if row else None)


@router.post("/{campaign}")
async def save(
    request: Request, runtime: RuntimeDep, person: RunningDep, campaign: str
) -> Response:
    """A field for each thing that may be another one; see `campaign_form`."""
    given = await request.form()
    said = {name: value for name, value in given.items() if isinstance(value, str)}
    return await run_in_threadpool(_save, runtime, person, campaign, said)


@router.post("/{campaign}/versions/{version}/propose")
def propose(
    runtime: RuntimeDep, person: RunningDep, campaign: str, version: int, seen: Seen
) -> Response:
    return _done(
        runtime, person, campaign,
        lambda unit: versions.propose(
            unit, runtime, person.viewer, campaign, version, seen=seen
        ),
    )  # fmt: skip


@router.post("/{campaign}/versions/{version}/approve")
def approve(
    runtime: RuntimeDep, person: RunningDep, campaign: str, version: int, seen: Seen
) -> Response:
    return _done(
        runtime, person, campaign,
        lambda unit: versions.approve(
            unit, runtime, person.viewer, campaign, version, seen=seen
        ),
    )  # fmt: skip


@router.post("/{campaign}/versions/{version}/refuse")
def refuse(
    runtime: RuntimeDep,
    person: RunningDep,
    campaign: str,
    version: int,
    seen: Seen,
    reason: Annotated[str, Form(max_length=REASON_LENGTH)] = "",
) -> Response:
    return _done(
        runtime, person, campaign,
        lambda unit: versions.refuse(unit, person.viewer, campaign, version, reason, seen=seen),
    )  # fmt: skip


@router.post("/{campaign}/versions/{version}/discard")
def discard(runtime: RuntimeDep, person: RunningDep, campaign: str, version: int) -> Response:
    return _done(
        runtime, person, campaign,
        lambda unit: versions.discard(unit, person.viewer, campaign, version),
    )  # fmt: skip


@router.post("/{campaign}/versions/{version}/retire")
def retire(runtime: RuntimeDep, person: RunningDep, campaign: str, version: int) -> Response:
    return _done(
        runtime, person, campaign,
        lambda unit: versions.retire(unit, person.viewer, campaign, version),
    )  # fmt: skip


def _save(runtime: Runtime, person: SignedIn, campaign: str, said: Mapping[str, str]) -> Response:
    base, viewer = _base(campaign), person.viewer
    seen = int(said["seen"]) if said.get("seen", "").isdigit() else None
    with runtime.reading() as session:
        row = versions.open_one(session, viewer.agency_id, campaign)
        before = row.definition if row else _in_force(session, person, campaign)
    table = campaign_form.read(before, base, said)
    problem = ""
    findings: tuple[Finding, ...] = ()
    try:
        with runtime.unit() as unit:
            versions.save(unit, runtime, viewer, campaign, table, seen=seen)
        return _back(campaign)
    except ApprovalError as error:
        problem, code = person.voice.say(str(error)), status.HTTP_409_CONFLICT
    except sound.DefinitionError as error:
        findings, code = error.findings, status.HTTP_422_UNPROCESSABLE_CONTENT
    with runtime.reading() as session:
        return _form(
            session, runtime, person, base, table, seen,
            problem=problem, findings=findings, code=code,
        )  # fmt: skip


def _done(
    runtime: Runtime, person: SignedIn, campaign: str, act: Callable[[Unit], object]
) -> Response:
    try:
        with runtime.unit() as unit:
            act(unit)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND) from None
    except ApprovalError as error:
        return _page(
            runtime, person, campaign,
            problem=person.voice.say(str(error)), code=status.HTTP_409_CONFLICT,
        )  # fmt: skip
    except sound.DefinitionError as error:
        return _page(
            runtime, person, campaign,
            findings=error.findings, code=status.HTTP_422_UNPROCESSABLE_CONTENT,
        )  # fmt: skip
    return _back(campaign)


def _back(campaign: str) -> RedirectResponse:
    return RedirectResponse(f"/staff/campaigns/{campaign}", status.HTTP_303_SEE_OTHER)


def _page(
    runtime: Runtime,
    person: SignedIn,
    key: str,
    *,
    version: int | None = None,
    on: date | None = None,
    problem: str = "",
    findings: tuple[Finding, ...] = (),
    code: int = 200,
) -> HTMLResponse:
    """Shown is `version`, else what waits for somebody, else what is in force."""
    base, viewer, voice = _base(key), person.viewer, person.voice
    with runtime.reading() as session:
        rows = versions.of_campaign(session, viewer.agency_id, key)
        mine = own.of_agency(session, viewer.agency_id).in_force[key]
        open_row = next((row for row in rows if row.stage in OPEN), None)
        shown, row = _shown(base, mine, rows, open_row, version)
        day = on or (voice.now + SAMPLE_AHEAD).date()
        return html(
            "staff/campaign.html",
            voice.language,
            status_code=code,
            person=person,
            counts=counts(session, viewer, voice.now),
            campaign=shown,
            state=_state(shown, mine, row, voice),
            row=row,
            sentences=sentences(shown, voice),
            before=sentences(mine, voice) if shown.version != mine.version else [],
            day=day,
            moments=_moments(session, runtime, person, shown, day),
            versions=_lines(session, rows, voice),
            open_row=open_row,
            in_force=mine,
            mine=row is not None and row.author_id == viewer.staff_id,
            approves=may(viewer, Act.APPROVE),
            problem=problem,
            findings=findings,
            place="campaigns",
        )


def _shown(
    base: Campaign,
    mine: Campaign,
    rows: Sequence[CampaignVersion],
    open_row: CampaignVersion | None,
    version: int | None,
) -> tuple[Campaign, CampaignVersion | None]:
    """With its row; the file has none."""
    if version == 0:
        return base, None
    wanted = open_row.version if version is None and open_row else version
    row = next((r for r in rows if r.version == (wanted or mine.version)), None)
    if row is None:
        if version is not None:
            raise HTTPException(status.HTTP_404_NOT_FOUND)
        return mine, None
    try:
        return versions.as_campaign(row), row
    except ValidationError:
        # Of a release that knew other words.
        return mine, None


def _form(
    session: Session,
    runtime: Runtime,
    person: SignedIn,
    base: Campaign,
    table: Mapping[str, Any],
    seen: int | None,
    *,
    problem: str = "",
    findings: tuple[Finding, ...] = (),
    code: int = 200,
) -> HTMLResponse:
    voice, library = person.voice, _library(session, runtime, person)
    audience = table.get("audience", {})
    return html(
        "staff/campaign_edit.html",
        voice.language,
        status_code=code,
        person=person,
        counts=counts(session, person.viewer, voice.now),
        campaign=base,
        table=table,
        seen=seen or "",
        steps=campaign_form.steps(table, base),
        stops=campaign_form.stops(table, base),
        roles=[(role.value, voice.say(ROLE[role]), role in audience.get("roles", ()))
               for role in PartyRole],
        languages=[(code_, language_name(code_, voice.language),
                    code_ in audience.get("languages", ())) for code_ in sorted(library.languages)],
        programs=", ".join(audience.get("programs", ())),
        hours=campaign_form.HOURS,
        ways=[(way, voice.say(N_(" and ")).join(voice.say(BY[ChannelKind(w)]) for w in way.split()))
              for way in campaign_form.WAYS],
        others=[(way.value, voice.say(words)) for way, words in BY.items()],
        wordings=campaign_form.step_wordings(base, library),
        replies=campaign_form.answer_wordings(base, library),
        help=[(each.value, voice.say(HELP[each])) for each in campaign_form.TASKS],
        events=campaign_form.ending_events(base),
        problem=problem,
        findings=findings,
        place="campaigns",
    )  # fmt: skip


def _moments(
    session: Session, runtime: Runtime, person: SignedIn, campaign: Campaign, day: date
) -> list[Moment]:
    """For a parent in the agency's own zone, whose date we hear of now."""
    voice = person.voice
    agency = session.get_one(Agency, person.viewer.agency_id)
    library, office = runtime.library_of(session, agency), office_hours(agency)
    zone = ZoneInfo(voice.zone)
    anchor = datetime.combine(day, time(14), zone) if _has_hour(campaign) else day
    planned = schedule.plan(campaign, anchor, zone, voice.now, office)
    return [
        Moment(
            at=when(step, voice) if step.after_answer else voice.exact(one.due_at),
            skipped=voice.say(SKIPPED[one.skip]) if one.skip else "",
            how=how(step, voice),
            wording=step.template,
            texts=_texts(library, step.template, step.send_by[0], voice),
        )
        for one in planned
        if (step := campaign.step(one.step)) is not None
    ]


def _has_hour(campaign: Campaign) -> bool:
    """Whether what it is about is at an hour of its day."""
    return campaign.starts_on[0].startswith("appointment.")


def _texts(
    library: Library, template: str, channel: ChannelKind, voice: Voice
) -> list[tuple[str, str, str]]:
    found = []
    for code in sorted(library.get(template).languages):
        try:
            said = library.preview(template, channel=channel.value, language=code)
        except RenderError:
            continue
        found.append((code, language_name(code, voice.language), said.text))
    return found


def _library(session: Session, runtime: Runtime, person: SignedIn) -> Library:
    """With the words of the agency."""
    return runtime.library_of(session, session.get_one(Agency, person.viewer.agency_id))


def _lines(session: Session, rows: Sequence[CampaignVersion], voice: Voice) -> list[VersionLine]:
    ids = {each for row in rows for each in (row.author_id, row.decided_by_id) if each}
    names: dict[UUID | None, str] = {
        row.id: row.name
        for row in session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(sorted(ids))))
    }
    return [
        VersionLine(
            row.version,
            voice.say(stage_of(row)),
            voice.say(N_("%(name)s, %(time)s"), name=names.get(row.author_id, ""),
                      time=voice.within(row.changed_at)),
            voice.say(N_("%(name)s, %(time)s"), name=names.get(row.decided_by_id, ""),
                      time=voice.within(row.decided_at)) if row.decided_at else "",
            row.reason or "",
        )
        for row in rows
    ]  # fmt: skip


def _state(shown: Campaign, mine: Campaign, row: CampaignVersion | None, voice: Voice) -> str:
    name = _version(shown.version, voice)
    if row is None:
        stage = STAGE[Stage.APPROVED if mine.version == 0 else Stage.RETIRED]
    else:
        stage = stage_of(row)
    return f"{name} · {voice.say(stage)}"


def _version(number: int, voice: Voice) -> str:
    if not number:
        return voice.say(SHIPPED)
    return voice.say(N_("Your version %(number)s"), number=number)


def _in_force(session: Session, person: SignedIn, campaign: str) -> dict[str, Any]:
    return sound.stored(own.of_agency(session, person.viewer.agency_id).in_force[campaign])


def _base(key: str) -> Campaign:
    try:
        return versions.base(key)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND) from None
