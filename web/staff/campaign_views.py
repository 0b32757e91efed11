"""What pages show of a campaign: which version it is and where that stands, the versions it had,
and what a sample parent would get when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import HTTPException, status
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import schedule, versions
from campaigns.approval import NotFoundError
from campaigns.definition import Campaign
from campaigns.models.version import CampaignVersion
from channels.values import ChannelKind
from messaging.directory.approving import Stage
from messaging.directory.office import office_hours
from messaging.models.agency import Agency
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from templates.errors import RenderError
from templates.library import Library
from web.campaign_words import SKIPPED, how, stage_of, when
from web.catalogue import N_
from web.staff.sessions import SignedIn
from web.voice import Voice
from web.wording import STAGE, language_name

HERE = "/staff/campaigns"
SHIPPED = N_("As it is shipped")


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


def shown(
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


def moments(
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
            at=when(step, campaign, voice) if step.after_answer else voice.exact(one.due_at),
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


def version_lines(
    session: Session, rows: Sequence[CampaignVersion], voice: Voice
) -> list[VersionLine]:
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


def state_of(shown: Campaign, mine: Campaign, row: CampaignVersion | None, voice: Voice) -> str:
    name = version_name(shown.version, voice)
    if row is None:
        stage = STAGE[Stage.APPROVED if mine.version == 0 else Stage.RETIRED]
    else:
        stage = stage_of(row)
    return f"{name} · {voice.say(stage)}"


def version_name(number: int, voice: Voice) -> str:
    if not number:
        return voice.say(SHIPPED)
    return voice.say(N_("Your version %(number)s"), number=number)


def shipped(key: str) -> Campaign:
    """The file; an unknown key is a 404."""
    try:
        return versions.base(key)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND) from None
