"""What the clock does for series: each of their days becomes a send of its own, once.

The day that is made and the day that is next stand in one transaction, and a unique key holds a
series to one send a day: two clocks, or one that was killed in between, make each day once.
"""

import asyncio
import json
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.exc import DBAPIError

from campaigns.models.series import RUNNING, SendSeries, SeriesState
from campaigns.sends import making
from campaigns.sends.audience import Audience
from campaigns.sends.deciding import Held, hold, is_late
from campaigns.sends.making import SendError, Wanted
from campaigns.sends.series import zone_of
from channels.values import ChannelKind
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 50


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """The next day of each series that is due one. Returns how many."""
    with runtime.reading() as session:
        due = session.scalars(
            select(SendSeries.id)
            .where(_due(runtime.clock()))
            .order_by(SendSeries.next_at, SendSeries.id)
            .limit(BATCH)
        ).all()
    return sum(_made(runtime, series_id) for series_id in due)


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(RUNNING, SendSeries.next_at <= now)


def _made(runtime: Runtime, series_id: UUID) -> bool:
    try:
        with runtime.unit() as unit:
            series = unit.session.scalar(
                select(SendSeries)
                .where(SendSeries.id == series_id, _due(unit.now))
                .with_for_update(skip_locked=True)
            )
            if series is None:
                return False  # another clock has it, or a person has just stopped it
            _make(unit, runtime, series)
            return True
    except DBAPIError:
        raise
    except Exception as error:  # one that cannot be made must not keep back the others
        log.error("series.left", series=str(series_id), error=type(error).__name__)
        return False


def _make(unit: Unit, runtime: Runtime, series: SendSeries) -> None:
    day, due_at = series.next_on, series.next_at
    assert day is not None  # noqa: S101 (it is due: a defect of ours)
    assert due_at is not None  # noqa: S101 (likewise)
    _advance(unit, series)
    wanted = _wanted(series)
    why = Held.MISSED if is_late(unit.now, due_at) else _refused(unit, runtime, series, wanted)
    send, new = making.begin(
        unit,
        series.agency_id,
        series.author_id,
        series.branch_id,
        f"series:{series.id}:{day.isoformat()}",
        wanted,
        series_id=series.id,
        occurs_on=day,
    )
    if new and why:
        hold(unit, send, why)
    unit.ring(Lane.JOURNEYS)
    unit.touch(series.agency_id, "sends")


def _advance(unit: Unit, series: SendSeries) -> None:
    day = series.next_on and series.rhythm.after(series.next_on)
    if day:
        series.next_on = day
        series.next_at = series.rhythm.at(day, zone_of(unit.session, series))
    else:
        series.state, series.ended_at = SeriesState.ENDED, unit.now
        series.next_on = series.next_at = None


def _wanted(series: SendSeries) -> Wanted:
    return Wanted(
        audience=Audience.model_validate(series.audience),
        template=series.template,
        words=json.loads(series.said) if series.said else {},
        ways=[ChannelKind(way) for way in series.ways],
    )


def _refused(unit: Unit, runtime: Runtime, series: SendSeries, wanted: Wanted) -> Held | None:
    """What it says is checked anew each time: tables of words and campaigns change."""
    try:
        making.check(unit, runtime, series.agency_id, wanted)
    except SendError:
        return Held.WORDING
    return None
