"""Status: what sends, what rests and why, what is in doubt; for supervisors and administrators."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns import pausing
from campaigns.loading import load_campaigns
from campaigns.models.pause import CampaignPause
from channels.values import ChannelKind
from messaging.inbound.spooled import Spools
from messaging.models.agency import Agency
from messaging.models.message import Message, MessageStatus
from messaging.models.sender import ACCOUNT, Sender
from messaging.outbound import parked, senders
from messaging.platform.columns import literally
from messaging.platform.settings import Settings
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import RunnerDep, RunningDep
from web.tally import tally
from web.voice import Voice
from web.wording import CHANNEL

router = APIRouter(prefix="/status")

NO_SENDER = N_("Your agency does not write from this number or address.")
SHARED = N_(
    "Other agencies write from it too, so whoever runs Kinline resumes it: kinline sender resume"
)
BY_A_PERSON = N_("A person paused it.")
EVERY = {
    ChannelKind.SMS: N_("All our texts"),
    ChannelKind.EMAIL: N_("All our email"),
    ChannelKind.CHAT: N_("All our web chat"),
}


@dataclass(frozen=True, slots=True)
class SenderLine:
    channel: str
    channel_key: str
    address: str
    name: str
    paused: bool
    since: str
    because: str
    next_try: str
    """When it is tried again by itself, or empty."""
    rate: str
    waiting: int
    """Due messages of this agency that it has to send."""
    shared: str
    """Why this agency cannot resume it, or empty."""


@dataclass(frozen=True, slots=True)
class CampaignLine:
    key: str
    name: str
    paused: bool
    since: str
    because: str
    waiting: int


@router.get("")
def standing(runtime: RuntimeDep, person: RunnerDep) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    spools = Spools.of(runtime.settings).every
    with runtime.reading() as session:
        return html(
            "staff/status.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            senders=_senders(session, runtime.settings, viewer.agency_id, voice),
            campaigns=_campaigns(session, viewer.agency_id, voice),
            doubtful=_in_doubt(session, viewer.agency_id),
            parked=tally(session, parked.every(viewer)),
            spooled=sum(len(spool.waiting()) for spool in spools),
            set_aside=sum(len(spool.set_aside()) for spool in spools),
            place="status",
        )


@router.post("/senders")
def resume_sender(
    runtime: RuntimeDep,
    person: RunningDep,
    channel: Annotated[ChannelKind, Form()],
    address: Annotated[str, Form(max_length=320)],
) -> RedirectResponse:
    viewer = person.viewer
    with runtime.unit() as unit:
        agency = unit.session.get_one(Agency, viewer.agency_id)
        own = senders.sender_of(runtime.settings, agency, channel)
        if address != ACCOUNT and own != (channel, address):
            raise HTTPException(status.HTTP_404_NOT_FOUND, NO_SENDER)
        if senders.is_shared(unit.session, runtime.settings, (channel, address)):
            raise HTTPException(status.HTTP_403_FORBIDDEN, SHARED)
        senders.resume(unit, channel, address, viewer.actor)
    return RedirectResponse("/staff/status", status.HTTP_303_SEE_OTHER)


class Press(StrEnum):
    PAUSE = "pause"
    RESUME = "resume"


ACTS: Mapping[Press, Callable[[Unit, UUID, str, str], bool]] = MappingProxyType(
    {Press.PAUSE: pausing.pause, Press.RESUME: pausing.resume}
)


@router.post("/campaigns/{campaign}")
def press(
    runtime: RuntimeDep,
    person: RunningDep,
    campaign: str,
    act: Annotated[Press, Form()] = Press.RESUME,
) -> RedirectResponse:
    """Pressed again, it stays as it is."""
    if campaign not in load_campaigns():
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    with runtime.unit() as unit:
        ACTS[act](unit, person.viewer.agency_id, campaign, person.viewer.actor)
    return RedirectResponse("/staff/status", status.HTTP_303_SEE_OTHER)


def _senders(
    session: Session, settings: Settings, agency_id: UUID, voice: Voice
) -> Sequence[SenderLine]:
    """Those the agency writes from, and pauses of a whole account."""
    agency = session.get_one(Agency, agency_id)
    own = {senders.sender_of(settings, agency, channel) for channel in ChannelKind}
    return [
        _sender(session, settings, row, agency_id, voice)
        for row in senders.every(session, settings)
        if (row.channel, row.address) in own
        or (row.address == ACCOUNT and row.paused_at is not None)
    ]


def _sender(
    session: Session, settings: Settings, row: Sender, agency_id: UUID, voice: Voice
) -> SenderLine:
    key = (row.channel, row.address)
    waiting = session.scalar(
        select(func.count()).where(
            Message.agency_id == agency_id,
            Message.status == MessageStatus.QUEUED,
            Message.due_at <= voice.now,
            senders.goes_from(settings, key),
        )
    )
    by_itself = row.probe_at is not None
    rate = row.segments_per_second
    return SenderLine(
        channel=voice.say(CHANNEL[row.channel]),
        channel_key=row.channel.value,
        address=row.address,
        name=voice.say(EVERY[row.channel]) if row.address == ACCOUNT else row.address,
        paused=row.paused_at is not None,
        since=voice.within(row.paused_at) if row.paused_at else "",
        because=(row.paused_reason or "") if by_itself else voice.say(BY_A_PERSON),
        next_try=voice.clock(row.probe_at) if row.probe_at else "",
        rate=f"{rate:g}" if rate is not None else "",
        waiting=waiting or 0,
        shared=voice.say(SHARED) if senders.is_shared(session, settings, key) else "",
    )


def _campaigns(session: Session, agency_id: UUID, voice: Voice) -> Sequence[CampaignLine]:
    """Those that rest first."""
    rows = {row.campaign: row for row in pausing.rows(session, agency_id) if row.paused_at}
    known = load_campaigns()
    return [
        _campaign(session, key, known[key].name, rows.get(key), voice)
        for key in sorted(known, key=lambda key: (key not in rows, key))
    ]


def _campaign(
    session: Session, key: str, name: str, row: CampaignPause | None, voice: Voice
) -> CampaignLine:
    if row is None or row.paused_at is None:
        return CampaignLine(key, name, paused=False, since="", because="", waiting=0)
    return CampaignLine(
        key=key,
        name=name,
        paused=True,
        since=voice.within(row.paused_at),
        because=_why(row, voice),
        waiting=_held(session, row),
    )


def _why(row: CampaignPause, voice: Voice) -> str:
    if not row.tried:
        return voice.say(BY_A_PERSON)
    return voice.say(
        N_("%(failed)s of its last %(tried)s messages did not arrive."),
        failed=row.failed,
        tried=row.tried,
    )


def _held(session: Session, row: CampaignPause) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Message.agency_id == row.agency_id,
                Message.campaign == row.campaign,
                Message.status == MessageStatus.QUEUED,
            )
        )
        or 0
    )


def _in_doubt(session: Session, agency_id: UUID) -> int:
    """What is being looked into by itself."""
    uncertain = literally(Message.status, MessageStatus.UNCERTAIN)
    return tally(
        session,
        select(Message.id).where(
            Message.agency_id == agency_id,
            # In the words of the partial index, which is not used for a bound value.
            Message.status == uncertain,
            Message.settled_at.is_(None),
        ),
    )
