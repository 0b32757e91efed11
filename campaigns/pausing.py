"""Pausing an agency's campaign, and letting it go on.

While it is paused its due steps wait, and its queued messages are held: moved to a day that never
comes, with the reason. So are mails that a worker has claimed and not begun; what it has begun, and
texts that it has claimed, go. Nothing is taken out or made anew, so going on neither skips nor
repeats; what lost its use meanwhile ends as expired.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from campaigns.failing import Tally
from campaigns.models.pause import CampaignPause
from messaging.directory import audit
from messaging.models.message import Message, MessageStatus
from messaging.outbound import beginning
from messaging.outbound.reasons import CAMPAIGN_PAUSED
from messaging.platform.columns import literally
from messaging.platform.database import insert_or_ignore
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import SENDING_LANES, Lane
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a held message is due. One moment for all, so that they are found by it."""
SOON = timedelta(minutes=1)
BATCH = 5_000
"""Held or let go in one transaction; the clock's sweep goes on with the rest."""

SYSTEM = "system"

_QUEUED = literally(Message.status, MessageStatus.QUEUED)


def is_paused(
    agency_id: InstrumentedAttribute[UUID], campaign: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Whether the campaign named by two columns rests; for any statement that selects them."""
    return exists().where(
        CampaignPause.agency_id == agency_id,
        CampaignPause.campaign == campaign,
        CampaignPause.paused_at.is_not(None),
    )


def pause(
    unit: Unit, agency_id: UUID, campaign: str, actor: str = SYSTEM, tally: Tally | None = None
) -> bool:
    """False when it was paused already. `tally` says why, when it pauses itself."""
    row = rest(unit, agency_id, campaign, actor, tally)
    if row is not None:
        _tell(unit, row, FactType.CAMPAIGN_PAUSED, actor)
    return row is not None


def rest(
    unit: Unit, agency_id: UUID, campaign: str, actor: str, tally: Tally | None = None
) -> CampaignPause | None:
    """As `pause`, telling nobody. None when it rested already."""
    row = _locked(unit, agency_id, campaign)
    if row.paused_at is not None:
        return None
    row.paused_at, row.paused_by = unit.now, actor
    row.tried, row.failed = (tally.tried, tally.failed) if tally else (0, 0)
    beginning.take_back(
        unit, and_(Message.agency_id == row.agency_id, Message.campaign == row.campaign)
    )
    hold(unit, row)
    return row


def resume(unit: Unit, agency_id: UUID, campaign: str, actor: str) -> bool:
    """False when it was not paused. Failures count anew from here on."""
    row = wake(unit, agency_id, campaign)
    if row is not None:
        _tell(unit, row, FactType.CAMPAIGN_RESUMED, actor)
    return row is not None


def wake(unit: Unit, agency_id: UUID, campaign: str) -> CampaignPause | None:
    """As `resume`, telling nobody. None when it did not rest."""
    row = _locked(unit, agency_id, campaign)
    if row.paused_at is None:
        return None
    row.paused_at, row.paused_by, row.resumed_at = None, None, unit.now
    let_go(unit, row)
    unit.ring(Lane.JOURNEYS)
    return row


def hold(unit: Unit, row: CampaignPause) -> int:
    """Hold what is due of a paused campaign, or will be soon. Returns how many, `BATCH` at most."""
    of_use = or_(Message.expires_at.is_(None), Message.expires_at > unit.now)
    soon = Message.due_at <= unit.now + SOON
    return _move(unit, row, and_(soon, of_use), NEVER, CAMPAIGN_PAUSED)


def let_go(unit: Unit, row: CampaignPause, *, expired: bool = False) -> int:
    """Make due what was held; the gate is asked at sending as always. `expired`: only what has lost
    its use, and so ends. Returns how many, `BATCH` at most."""
    held = Message.due_at == NEVER
    which = and_(held, Message.expires_at <= unit.now) if expired else held
    count = _move(unit, row, which, unit.now, None)
    if count:
        for lane in SENDING_LANES:
            unit.ring(lane)
    return count


def rows(session: Session, agency_id: UUID) -> Sequence[CampaignPause]:
    return session.scalars(
        select(CampaignPause)
        .where(CampaignPause.agency_id == agency_id)
        .order_by(CampaignPause.campaign)
    ).all()


def _move(
    unit: Unit, row: CampaignPause, which: ColumnElement[bool], due_at: datetime, reason: str | None
) -> int:
    """The oldest first. What a worker just now claims is passed over: it is on its way."""
    batch = unit.session.scalars(
        select(Message.id)
        .where(
            Message.lane.in_(SENDING_LANES),
            Message.status == _QUEUED,
            Message.agency_id == row.agency_id,
            Message.campaign == row.campaign,
            which,
        )
        .order_by(Message.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for start in range(0, len(batch), 500):
        unit.session.execute(
            update(Message)
            .where(Message.id.in_(batch[start : start + 500]))
            .values(due_at=due_at, reason=reason),
            execution_options={"synchronize_session": False},
        )
    return len(batch)


def _locked(unit: Unit, agency_id: UUID, campaign: str) -> CampaignPause:
    insert_or_ignore(
        unit.session,
        CampaignPause,
        id=new_id(),
        agency_id=agency_id,
        campaign=campaign,
        tried=0,
        failed=0,
    )
    return unit.session.scalars(
        select(CampaignPause)
        .where(CampaignPause.agency_id == agency_id, CampaignPause.campaign == campaign)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _tell(unit: Unit, row: CampaignPause, fact: FactType, actor: str) -> None:
    unit.record(
        fact,
        row.agency_id,
        subject_id=row.id,
        campaign=row.campaign,
        by="system" if actor == SYSTEM else "person",
    )
    audit.note(unit, row.agency_id, actor, fact.value, "campaign", row.id, campaign=row.campaign)
    log.info(fact.value, campaign=row.campaign, pause=str(row.id), failed=row.failed)
