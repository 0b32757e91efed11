"""A campaign in a form: a field for each thing that may be another one, kept as a draft."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from campaigns import own, sound, versions
from campaigns.definition import Campaign
from campaigns.findings import Finding
from channels.values import ChannelKind
from messaging.directory import own_fields
from messaging.directory.approving import ApprovalError
from messaging.models.agency import Agency, Branch
from messaging.models.case import PartyRole
from messaging.runtime import Runtime
from web import own_field_words
from web.campaign_words import BY, HELP
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff import campaign_form
from web.staff.campaign_views import HERE, shipped
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep, SignedIn
from web.wording import ROLE, language_name

router = APIRouter(prefix="/campaigns")


@router.get("/{campaign}/edit")
def edit(runtime: RuntimeDep, person: RunnerDep, campaign: str) -> HTMLResponse:
    with runtime.reading() as session:
        base = shipped(campaign)
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


def _save(runtime: Runtime, person: SignedIn, campaign: str, said: Mapping[str, str]) -> Response:
    base, viewer = shipped(campaign), person.viewer
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
        return RedirectResponse(f"{HERE}/{campaign}", status.HTTP_303_SEE_OTHER)
    except ApprovalError as error:
        problem, code = person.voice.say(str(error)), status.HTTP_409_CONFLICT
    except sound.DefinitionError as error:
        findings, code = error.findings, status.HTTP_422_UNPROCESSABLE_CONTENT
    with runtime.reading() as session:
        return _form(
            session, runtime, person, base, table, seen,
            problem=problem, findings=findings, code=code,
        )  # fmt: skip


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
    voice = person.voice
    library = runtime.library_of(session, session.get_one(Agency, person.viewer.agency_id))
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
        answers=campaign_form.answers(table, base),
        stops=campaign_form.stops(table, base),
        roles=[(role.value, voice.say(ROLE[role]), role in audience.get("roles", ()))
               for role in PartyRole],
        languages=[(code_, language_name(code_, voice.language),
                    code_ in audience.get("languages", ())) for code_ in sorted(library.languages)],
        branches=[(row.code, row.name, row.code in audience.get("branches", ()))
                  for row in session.scalars(
                      select(Branch).where(Branch.agency_id == person.viewer.agency_id)
                      .order_by(Branch.name))],
        programs=", ".join(audience.get("programs", ())),
        fields=_fields(session, person, audience.get("fields", {})),
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


def _fields(
    session: Session, person: SignedIn, asked: Mapping[str, Sequence[str]]
) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Of the agency's own fields that a campaign can ask for: the name, and of each word the name
    of its tick, what it is called, and whether it is asked for."""
    return [
        (
            one.label,
            [
                (f"{campaign_form.FIELD}{one.key}-{word}", name, word in asked.get(one.key, ()))
                for word, name in own_field_words.words(one, person.voice)
            ],
        )
        for one in own_fields.in_use(session, person.viewer.agency_id).values()
        if one.has_words
    ]


def _in_force(session: Session, person: SignedIn, campaign: str) -> dict[str, Any]:
    return sound.stored(own.of_agency(session, person.viewer.agency_id).in_force[campaign])
