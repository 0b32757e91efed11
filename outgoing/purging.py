"""What is over is not kept for ever: events taken or given up long ago, and the facts behind them.

Nothing here is the only record of anything: messages, tasks, consents and the audit have rows of
their own. Rows lie in the order of their making, so the oldest stand first: no index is kept for
this, and a look that finds nothing to do reads one stretch.
"""

import asyncio
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, delete, exists, select

from messaging.platform.events import Event
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing.models.delivery import DeliveryState, EventDelivery
from outgoing.models.endpoint import Endpoint

log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=10)
STRETCH = 1000
"""Rows of a table looked at in one transaction: the oldest."""


class Purge:
    """A sweep for the clock: a stretch at a time while there is something, then a look now and
    then."""

    def __init__(self) -> None:
        self._rests_until: datetime | None = None

    def __call__(self, runtime: Runtime, _runner: asyncio.Runner) -> int:
        """How many rows went."""
        now = runtime.clock()
        if self._rests_until is not None and now < self._rests_until:
            return 0
        with runtime.unit() as unit:
            gone = purge(unit, now - timedelta(days=runtime.settings.events_kept_days))
        if gone:
            log.info("outgoing.purged", rows=gone)
        else:
            self._rests_until = now + EVERY
        return gone


def purge(unit: Unit, before: datetime) -> int:
    """Delete, of the oldest stretch, what was settled before then. A fact stays as long as one of
    its deliveries: that can still be sent again."""
    return _oldest(
        unit,
        EventDelivery,
        and_(EventDelivery.state != DeliveryState.WAITING, EventDelivery.settled_at < before),
    ) + _oldest(unit, Event, and_(Event.handled_at < before, ~_may_be_told_again()))


def _oldest(unit: Unit, table: type[Event] | type[EventDelivery], over: ColumnElement[bool]) -> int:
    stretch = select(table.id).order_by(table.id).limit(STRETCH)
    gone = unit.session.scalars(
        delete(table)
        .where(table.id.in_(stretch), over)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _may_be_told_again() -> ColumnElement[bool]:
    # By way of the endpoints, of which there are few: the index begins with them.
    return exists().where(
        Endpoint.agency_id == Event.agency_id,
        EventDelivery.agency_id == Endpoint.agency_id,
        EventDelivery.endpoint_id == Endpoint.id,
        EventDelivery.event_id == Event.id,
    )
