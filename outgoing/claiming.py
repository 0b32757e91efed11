"""Taking deliveries in hand: whose turn it is, and the signed request for each.

A claim puts `next_try_at` off by `LEASE` and nothing else. While the request runs no database
connection is held; if the worker dies, the delivery is simply due again. The receiver knows a
repeat by its `webhook-id`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import aliased

from messaging.platform.columns import literally
from messaging.platform.signing import signature
from messaging.platform.unit_of_work import Unit
from outgoing.finding import known
from outgoing.models.delivery import DeliveryState, EventDelivery, Problem, is_in
from outgoing.models.endpoint import Endpoint, EndpointSecret
from outgoing.telling import Known, body

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
"""Well above what a request may take (`sending.PATIENCE_SECONDS`) and its recording after it."""
AT_ONCE = 200
"""Requests under way at the same time, per worker."""
AT_ONCE_EACH = 10
"""To one endpoint: one that is slow takes up no more. A failing one gets a single probe."""

WAITING = literally(EventDelivery.state, DeliveryState.WAITING)
"""As in `is_in`, for other names of the table."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """Ready to be posted."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery in hand. `claim` proves it is still ours when the answer is recorded."""

    delivery_id: UUID
    endpoint_id: UUID
    claim: int
    ready: Request | Problem
    """A problem: it cannot be sent as things are here."""


def due(now: datetime) -> ColumnElement[bool]:
    """Something is to be done about it: send it, or see that its time is over."""
    return and_(is_in(DeliveryState.WAITING), EventDelivery.next_try_at <= now)


def claim(unit: Unit, in_hand: Mapping[UUID, int]) -> list[Claimed]:
    """What goes next, with its lease begun. `in_hand` counts what this worker has under way, by
    endpoint."""
    _give_up(unit)
    room = AT_ONCE - sum(in_hand.values())
    rows: list[EventDelivery] = []
    endpoints = _with_work(unit)
    for endpoint in sorted(endpoints, key=lambda one: in_hand.get(one.id, 0)):
        most = min(room, _most(endpoint) - in_hand.get(endpoint.id, 0))
        if most > 0:
            found = _next(unit, endpoint, most)
            rows += found
            room -= len(found)
    return _begun(unit, rows, {endpoint.id: endpoint for endpoint in endpoints})


def secrets_of(unit: Unit, endpoint_ids: Iterable[UUID]) -> Mapping[UUID, list[EndpointSecret]]:
    """Valid ones, the newest first."""
    found: dict[UUID, list[EndpointSecret]] = {endpoint_id: [] for endpoint_id in endpoint_ids}
    rows = unit.session.scalars(
        select(EndpointSecret)
        .where(
            EndpointSecret.endpoint_id.in_(found),
            or_(EndpointSecret.expires_at.is_(None), EndpointSecret.expires_at > unit.now),
        )
        .order_by(EndpointSecret.id.desc())
    )
    for row in rows:
        found[row.endpoint_id].append(row)
    return found


def _give_up(unit: Unit) -> None:
    """Those whose three days are over; they can be replayed."""
    unit.session.execute(
        update(EventDelivery)
        .where(due(unit.now), EventDelivery.give_up_at <= unit.now)
        .values(state=DeliveryState.GIVEN_UP, settled_at=unit.now),
        execution_options={"synchronize_session": False},
    )


def _with_work(unit: Unit) -> Sequence[Endpoint]:
    return unit.session.scalars(
        select(Endpoint).where(
            Endpoint.paused_at.is_(None),
            Endpoint.removed_at.is_(None),
            or_(Endpoint.rests_until.is_(None), Endpoint.rests_until <= unit.now),
            exists().where(EventDelivery.endpoint_id == Endpoint.id, due(unit.now)),
        )
    ).all()


def _most(endpoint: Endpoint) -> int:
    return AT_ONCE_EACH if endpoint.rests_until is None else 1


def _next(unit: Unit, endpoint: Endpoint, most: int) -> Sequence[EventDelivery]:
    return unit.session.scalars(
        select(EventDelivery)
        .where(EventDelivery.endpoint_id == endpoint.id, due(unit.now), _its_turn())
        .order_by(EventDelivery.next_try_at, EventDelivery.event_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _its_turn() -> ColumnElement[bool]:
    """Nothing earlier about the same object is still to go there, or under way."""
    earlier = aliased(EventDelivery)
    return ~exists().where(
        earlier.endpoint_id == EventDelivery.endpoint_id,
        earlier.object_id == EventDelivery.object_id,
        # Ids are in the order of their making.
        earlier.event_id < EventDelivery.event_id,
        earlier.state == WAITING,
    )


def _begun(
    unit: Unit, rows: Sequence[EventDelivery], endpoints: Mapping[UUID, Endpoint]
) -> list[Claimed]:
    said = known(unit.session, {row.event_id for row in rows})
    secrets = secrets_of(unit, {row.endpoint_id for row in rows})
    claimed = []
    for row in rows:
        row.claims += 1
        row.next_try_at = unit.now + LEASE
        ready = _ready(
            unit, row, endpoints[row.endpoint_id], secrets[row.endpoint_id], said.get(row.event_id)
        )
        claimed.append(Claimed(row.id, row.endpoint_id, row.claims, ready))
    return claimed


def _ready(
    unit: Unit,
    row: EventDelivery,
    endpoint: Endpoint,
    secrets: Sequence[EndpointSecret],
    said: Known | None,
) -> Request | Problem:
    """One that cannot be made ready (a key is gone) must not hold up the others."""
    try:
        text = body(said) if said else None
        if text is None:
            return Problem.WITHHELD
        return signed(endpoint.url, str(row.event_id), text, [s.secret for s in secrets], unit.now)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("outgoing.unreadable", delivery=str(row.id), error=type(error).__name__)
        return Problem.UNREADABLE


def signed(
    url: str, message_id: str, text: bytes, secrets: Iterable[str], now: datetime
) -> Request:
    """With one signature for each secret, so that a receiver can change over in its own time."""
    stamp = str(int(now.timestamp()))
    signatures = [signature(secret, message_id, stamp, text) for secret in secrets]
    headers = {
        "content-type": "application/json",
        "user-agent": "Kinline",
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }
    return Request(url, headers, text)
