"""Facts become deliveries: one for each endpoint that wants that type.

It runs in the facts lane, before a fact counts as handled. Where no endpoint wants anything, it
costs one look at an empty table.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, insert, select
from sqlalchemy.orm import aliased

from messaging.platform.events import Event
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from outgoing.catalogue import TOLD, may_be_told
from outgoing.models.delivery import DeliveryState, EventDelivery
from outgoing.models.endpoint import Endpoint, Subscription
from outgoing.waits import TRIED_FOR

BATCH = 1000
"""Facts in one transaction."""


def announce(unit: Unit) -> int:
    """Lay out deliveries for the oldest facts that have none yet. How many were laid out."""
    if unit.session.scalar(select(Subscription.id).limit(1)) is None:
        return 0
    paused = _endpoints(unit)
    rows = [_row(unit, paused, *found) for found in _found(unit)]
    if rows:
        unit.session.execute(insert(EventDelivery), rows)
        unit.ring(Lane.OUTGOING)
    return len(rows)


def untold() -> ColumnElement[bool]:
    """Whether a fact still has to be announced to someone: it must not be settled before."""
    return exists(select(Subscription.id).where(_wanted(), _not_laid_out())).correlate(Event)


def _endpoints(unit: Unit) -> set[UUID]:
    """The paused ones. All are locked: two workers that announced at once could lay out facts of
    one object in the wrong order."""
    rows = unit.session.execute(
        select(Endpoint.id, Endpoint.paused_at)
        .where(Endpoint.removed_at.is_(None))
        .order_by(Endpoint.id)
        .with_for_update(key_share=True)
    )
    return {endpoint_id for endpoint_id, paused_at in rows if paused_at is not None}


def _found(unit: Unit) -> Sequence[Any]:
    return unit.session.execute(
        select(Event, Subscription.endpoint_id)
        .join(Subscription, _wanted())
        .where(Event.handled_at.is_(None), _not_laid_out())
        # In the order of their making, which for a fact that is new is also the order of the index:
        # a long backlog is not sorted for every batch.
        .order_by(Event.next_try_at, Event.id)
        .limit(BATCH)
    ).all()


def _wanted() -> ColumnElement[bool]:
    return and_(
        Subscription.agency_id == Event.agency_id,
        Subscription.type == Event.type,
        Subscription.since <= Event.at,
        may_be_told(),
    )


def _not_laid_out() -> ColumnElement[bool]:
    """Of the fact and the subscription of the statement around it. Named, since the fact may stand
    two statements further out."""
    known = aliased(EventDelivery)
    laid_out = exists().where(
        known.agency_id == Event.agency_id,
        known.endpoint_id == Subscription.endpoint_id,
        known.event_id == Event.id,
    )
    return ~laid_out.correlate(Event, Subscription)


def _row(unit: Unit, paused: set[UUID], event: Event, endpoint_id: UUID) -> dict[str, Any]:
    give_up_at = unit.now + TRIED_FOR
    return {
        "id": new_id(),
        "agency_id": event.agency_id,
        "endpoint_id": endpoint_id,
        "event_id": event.id,
        "type": event.type,
        "object_id": TOLD[event.type](event.thread_id, event.subject_id or event.id),
        "state": DeliveryState.WAITING,
        "created_at": unit.now,
        # Where nothing is sent, the next thing that happens to it is that its time is over.
        "next_try_at": give_up_at if endpoint_id in paused else unit.now,
        "give_up_at": give_up_at,
        "claims": 0,
        "tries": 0,
    }
