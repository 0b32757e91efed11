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


def announce(unit: Unit) -> Sequence[UUID]:
    """Lay out deliveries for the oldest facts that have none yet: for every endpoint that wants
    them, or for none. The facts that were laid out."""
    if unit.session.scalar(select(Subscription.id).limit(1)) is None:
        return []
    paused = _endpoints(unit)
    facts = unit.session.scalars(
        select(Event)
        .where(Event.handled_at.is_(None), untold())
        # In the order of their making, which for a fact that is new is also the order of the index:
        # a long backlog is not sorted for every batch.
        .order_by(Event.next_try_at, Event.id)
        .limit(BATCH)
    ).all()
    if not facts:
        return []
    unit.session.execute(
        insert(EventDelivery),
        [_row(unit, paused, *found) for found in _wishes(unit, facts)],
    )
    unit.ring(Lane.OUTGOING)
    return [fact.id for fact in facts]


def wanted() -> ColumnElement[bool]:
    """Whether anyone wants a fact: then it must not be settled before it is laid out."""
    return exists(select(Subscription.id).where(_wants())).correlate(Event)


def untold() -> ColumnElement[bool]:
    """Whether somebody still waits for a fact to be laid out."""
    return exists(select(Subscription.id).where(_wants(), _not_laid_out())).correlate(Event)


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


def _wishes(unit: Unit, facts: Sequence[Event]) -> Sequence[Any]:
    """Each fact with each endpoint that waits for it, in the order of the facts."""
    return unit.session.execute(
        select(Event, Subscription.endpoint_id)
        .join(Subscription, _wants())
        .where(Event.id.in_([fact.id for fact in facts]), _not_laid_out())
        .order_by(Event.id)
    ).all()


def _wants() -> ColumnElement[bool]:
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
    known_already = exists().where(
        known.agency_id == Event.agency_id,
        known.endpoint_id == Subscription.endpoint_id,
        known.event_id == Event.id,
    )
    return ~known_already.correlate(Event, Subscription)


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
