"""What the clock has done about failing and paused campaigns."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from campaigns import pausing
from campaigns.definition import Campaign
from campaigns.failing import Tally, too_many
from campaigns.loading import load_campaigns
from campaigns.models.pause import CampaignPause
from messaging.models.attempt import Attempt
from messaging.models.message import Message, MessageStatus
from messaging.platform.columns import literally
from messaging.runtime import Runtime

LONGEST_BACK = timedelta(days=1)
"""The most that a campaign's rule may look back (`PauseRule.within_minutes`), and for how long
after a pause it is seen to it that nothing is still held."""
EVERY = timedelta(seconds=30)
LATEST = 200_000
"""Attempts looked through, at most, to see how a campaign fares."""

TRIED = (
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
    MessageStatus.FAILED,
)

_FAILED = literally(Message.status, MessageStatus.FAILED)
"""In the words of the partial index, which is not used for a bound value."""


class Watch:
    """Pauses those that fail too often, looking every `EVERY`."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None

    def __call__(self, runtime: Runtime, _runner: asyncio.Runner) -> int:
        """How many were paused."""
        now = runtime.clock()
        if self._looked_at is not None and now - self._looked_at < EVERY:
            return 0
        self._looked_at = now
        return pause_failing(runtime, now)


def pause_failing(runtime: Runtime, now: datetime) -> int:
    with runtime.reading() as session:
        failing = [
            (agency_id, campaign, tally)
            for agency_id, campaign in _with_failures(session, now)
            if too_many(tally := count(session, agency_id, campaign, now), campaign.pause)
        ]
    paused = 0
    for agency_id, campaign, tally in failing:
        with runtime.unit() as unit:
            paused += pausing.pause(unit, agency_id, campaign.key, tally=tally)
    return paused


def carry_on(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Hold and let go what was not yet. Returns how many messages."""
    with runtime.reading() as session:
        rows = session.scalars(
            select(CampaignPause).where(
                or_(
                    CampaignPause.paused_at.is_not(None),
                    CampaignPause.resumed_at >= runtime.clock() - LONGEST_BACK,
                )
            )
        ).all()
    return sum(_carry_on(runtime, row.id) for row in rows)


def count(session: Session, agency_id: UUID, campaign: Campaign, now: datetime) -> Tally:
    """How its messages fared of late; what was before its last pause does not count."""
    resumed_at = session.scalar(
        select(CampaignPause.resumed_at).where(
            CampaignPause.agency_id == agency_id, CampaignPause.campaign == campaign.key
        )
    )
    since = now - timedelta(minutes=campaign.pause.within_minutes)
    latest = (
        select(Attempt.message_id, Attempt.started_at)
        .order_by(Attempt.id.desc())
        .limit(LATEST)
        .subquery()
    )
    of_late = (
        select(Message.id, Message.status)
        .join(latest, latest.c.message_id == Message.id)
        .where(
            Message.agency_id == agency_id,
            Message.campaign == campaign.key,
            Message.status.in_(TRIED),
            latest.c.started_at >= max(since, resumed_at or since),
        )
        .distinct()
        .subquery()
    )
    failed = func.count().filter(of_late.c.status == MessageStatus.FAILED)
    return Tally(*session.execute(select(func.count(), failed).select_from(of_late)).one())


def _with_failures(session: Session, now: datetime) -> Sequence[tuple[UUID, Campaign]]:
    """Running campaigns of which enough failed of late to be worth counting."""
    rows = session.execute(
        select(Message.agency_id, Message.campaign, func.count())
        .where(
            Message.status == _FAILED,
            Message.campaign.is_not(None),
            Message.settled_at >= now - LONGEST_BACK,
            ~pausing.is_paused(Message.agency_id, Message.campaign),
        )
        .group_by(Message.agency_id, Message.campaign)
    )
    known = load_campaigns()
    found = ((agency_id, known.get(str(key)), failed) for agency_id, key, failed in rows)
    return [
        (agency_id, campaign)
        for agency_id, campaign, failed in found
        if campaign and failed > campaign.pause.tried_at_least * campaign.pause.failed_share
    ]


def _carry_on(runtime: Runtime, row_id: UUID) -> int:
    with runtime.unit() as unit:
        row = unit.session.get_one(CampaignPause, row_id, with_for_update=True)
        if row.paused_at is None:
            return pausing.let_go(unit, row)
        return pausing.hold(unit, row) + pausing.let_go(unit, row, expired=True)
