"""Sending again what was given up, or what the other side lost."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from messaging.directory.audit import note
from messaging.models.audit import Audit
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from outgoing.endpoints import TOPIC
from outgoing.models.delivery import DeliveryState, EventDelivery
from outgoing.models.endpoint import Endpoint
from outgoing.waits import TRIED_FOR

SETTLED = frozenset({DeliveryState.GIVEN_UP, DeliveryState.DELIVERED})
ONCE = "event.replayed"


def replay(unit: Unit, endpoint: Endpoint, delivery_id: UUID, *, actor: str, key: str) -> int:
    """One delivery, whether it was given up or taken: 1, or 0 when it waits anyway. With a `key`
    used before, nothing happens twice."""
    return _replay(unit, endpoint, EventDelivery.id == delivery_id, SETTLED, actor, key)


def replay_since(
    unit: Unit,
    endpoint: Endpoint,
    since: datetime,
    states: Collection[DeliveryState] = (DeliveryState.GIVEN_UP,),
    *,
    actor: str,
    key: str,
) -> int:
    """All that were laid out since then and are in one of `states`; how many go again. They go in
    the order of their facts, under the `webhook-id` they had. With a `key` used before: the number
    of the first time, and nothing happens."""
    chosen = EventDelivery.created_at >= since
    return _replay(unit, endpoint, chosen, SETTLED & set(states), actor, key)


def _replay(
    unit: Unit,
    endpoint: Endpoint,
    chosen: ColumnElement[bool],
    states: Collection[DeliveryState],
    actor: str,
    key: str,
) -> int:
    """`endpoint` is locked: of two requests with one key, the second finds what the first noted."""
    before = _noted(unit, endpoint, key)
    if before is not None:
        return before
    give_up_at = unit.now + TRIED_FOR
    paused = endpoint.paused_at is not None
    moved = unit.session.scalars(
        update(EventDelivery)
        .where(
            EventDelivery.agency_id == endpoint.agency_id,
            EventDelivery.endpoint_id == endpoint.id,
            EventDelivery.state.in_(states),
            chosen,
        )
        .values(
            state=DeliveryState.WAITING,
            next_try_at=give_up_at if paused else unit.now,
            give_up_at=give_up_at,
            tries=0,
            settled_at=None,
        )
        .returning(EventDelivery.id),
        execution_options={"synchronize_session": False},
    ).all()
    note(unit, endpoint.agency_id, actor, ONCE, "endpoint", endpoint.id, key=key, number=len(moved))
    unit.ring(Lane.OUTGOING)
    unit.touch(endpoint.agency_id, TOPIC)
    return len(moved)


def _noted(unit: Unit, endpoint: Endpoint, key: str) -> int | None:
    """How many were replayed under that key."""
    unit.session.flush()
    return unit.session.scalar(
        select(func.max(Audit.detail["number"].as_integer())).where(
            Audit.agency_id == endpoint.agency_id,
            Audit.subject_id == endpoint.id,
            Audit.action == ONCE,
            Audit.detail["key"].as_string() == key,
        )
    )
