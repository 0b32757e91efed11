"""Campaigns on pages: what each says in plain sentences, its versions, a time line for a sample
parent, and a second person's word."""

from datetime import date, timedelta

from fastapi import APIRouter, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaigns import own, pausing, sound, versions
from campaigns.approval import NotFoundError
from campaigns.findings import Finding
from messaging.directory import own_fields
from messaging.directory.access import Act, may
from messaging.directory.approving import OPEN, ApprovalError
from messaging.runtime import Runtime
from web.campaign_words import sentences
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.campaign_views import (
    HERE,
    Line,
    moments,
    shipped,
    shown,
    state_of,
    version_lines,
    version_name,
)
from web.staff.deeds import AskedDep
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep, SignedIn
from web.wording import STAGE

router = APIRouter(prefix="/campaigns")

SAMPLE_AHEAD = timedelta(days=45)
"""How far off the sample parent's date is, where none is asked for: before every first step."""
RUNS = N_("Runs")
PAUSED = N_("Paused")


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
                version_name(one.version, voice),
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


@router.post("/{campaign}/versions/{version}/{move}")
def act(
    runtime: RuntimeDep, person: RunningDep, campaign: str, version: int, asked: AskedDep
) -> Response:
    """What is done to one version."""
    try:
        with runtime.unit() as unit:
            versions.act(
                unit, runtime, person.viewer, asked.move, campaign, version,
                seen=asked.seen, said=asked.said,
            )  # fmt: skip
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
    return RedirectResponse(f"{HERE}/{campaign}", status.HTTP_303_SEE_OTHER)


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
    base, viewer, voice = shipped(key), person.viewer, person.voice
    with runtime.reading() as session:
        rows = versions.of_campaign(session, viewer.agency_id, key)
        mine = own.of_agency(session, viewer.agency_id).in_force[key]
        fields = own_fields.of_agency(session, viewer.agency_id)
        open_row = next((row for row in rows if row.stage in OPEN), None)
        said, row = shown(base, mine, rows, open_row, version)
        day = on or (voice.now + SAMPLE_AHEAD).date()
        return html(
            "staff/campaign.html",
            voice.language,
            status_code=code,
            person=person,
            counts=counts(session, viewer, voice.now),
            campaign=said,
            state=state_of(said, mine, row, voice),
            row=row,
            sentences=sentences(said, fields, voice),
            before=sentences(mine, fields, voice) if said.version != mine.version else [],
            day=day,
            moments=moments(session, runtime, person, said, day),
            versions=version_lines(session, rows, voice),
            open_row=open_row,
            in_force=mine,
            mine=row is not None and row.author_id == viewer.staff_id,
            approves=may(viewer, Act.APPROVE),
            problem=problem,
            findings=findings,
            place="campaigns",
        )
