"""Where the agency's own systems hear of what happens: how each fares, and sending again."""

import hashlib
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, status
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit
from outgoing import endpoints, replaying
from outgoing.addresses import host_of
from outgoing.models import Endpoint, EventDelivery
from outgoing.models.delivery import DeliveryState, Problem, is_in
from outgoing.models.endpoint import PauseReason
from web.api.keys import Caller, EventReaderDep, EventReplayerDep
from web.api.messages import IdempotencyKey
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.dependencies import RuntimeDep

router = APIRouter(tags=["outgoing events"])

NO_ENDPOINT = "There is no such endpoint for this key."
NO_DELIVERY = "There is no such event for this key."


class EndpointView(BaseModel):
    id: UUID
    host: str = Field(
        description="of its address; the rest may hold a password. Empty when it cannot be read, "
        "since the key it was stored with is gone"
    )
    types: list[FactType] = Field(description="what it wants to hear of")
    created_at: datetime
    failing_since: datetime | None = Field(description="it has taken nothing since then")
    paused_at: datetime | None
    paused_because: PauseReason | None


class EventView(BaseModel):
    """One event on its way to one endpoint."""

    id: UUID
    endpoint_id: UUID
    webhook_id: UUID = Field(description="the same at every try and replay")
    type: FactType
    object_id: UUID = Field(description="events of one object go in order")
    state: DeliveryState
    created_at: datetime
    next_try_at: datetime | None = Field(description="while it waits")
    give_up_at: datetime
    tries: int = Field(description="that failed, since it was made or replayed")
    http_status: int | None = Field(description="of the last answer")
    problem: Problem | None = Field(description="of the last try")
    settled_at: datetime | None

    @classmethod
    def of(cls, row: EventDelivery) -> "EventView":
        return cls(
            id=row.id,
            endpoint_id=row.endpoint_id,
            webhook_id=row.event_id,
            type=row.type,
            object_id=row.object_id,
            state=row.state,
            created_at=row.created_at,
            next_try_at=row.next_try_at if row.state is DeliveryState.WAITING else None,
            give_up_at=row.give_up_at,
            tries=row.tries,
            http_status=row.http_status,
            problem=row.problem,
            settled_at=row.settled_at,
        )


class Again(BaseModel):
    """Which events go again."""

    model_config = {"extra": "forbid"}

    since: AwareDatetime
    states: list[DeliveryState] = Field(
        [DeliveryState.GIVEN_UP],
        description="`given_up`, `delivered`; those that wait go anyway",
        max_length=3,
    )


class Replayed(BaseModel):
    number: int = Field(description="how many go again")


@router.get("/endpoints")
def list_endpoints(
    runtime: RuntimeDep, caller: EventReaderDep, cursor: Cursor = None, limit: Size = USUAL
) -> Page[EndpointView]:
    """In the order of their making."""
    last = after(cursor)
    statement = select(Endpoint).where(endpoints.of_agency(caller.viewer.agency_id))
    if last is not None:
        statement = statement.where(Endpoint.id > last)
    with runtime.reading() as session:
        rows = session.scalars(statement.order_by(Endpoint.id).limit(limit + 1)).all()
        wanted = endpoints.types_of(session, [row.id for row in rows])
        views = [_view(row, wanted[row.id]) for row in rows]
        return page_of(views, [view.id for view in views], limit)


@router.get("/outgoing-events")
def list_events(
    runtime: RuntimeDep,
    caller: EventReaderDep,
    endpoint: Annotated[UUID | None, Query(description="only to this one")] = None,
    state: Annotated[DeliveryState | None, Query()] = None,
    type: Annotated[FactType | None, Query()] = None,  # noqa: A002 (the field's own name)
    cursor: Cursor = None,
    limit: Size = USUAL,
) -> Page[EventView]:
    """In the order in which they were laid out."""
    last = after(cursor)
    statement = select(EventDelivery).where(EventDelivery.agency_id == caller.viewer.agency_id)
    if endpoint is not None:
        statement = statement.where(EventDelivery.endpoint_id == endpoint)
    if state is not None:
        statement = statement.where(is_in(state))
    if type is not None:
        statement = statement.where(EventDelivery.type == type)
    if last is not None:
        statement = statement.where(EventDelivery.id > last)
    with runtime.reading() as session:
        rows = session.scalars(statement.order_by(EventDelivery.id).limit(limit + 1)).all()
        return page_of([EventView.of(row) for row in rows], [row.id for row in rows], limit)


@router.get("/outgoing-events/{event_id}")
def show_event(runtime: RuntimeDep, caller: EventReaderDep, event_id: UUID) -> EventView:
    with runtime.reading() as session:
        return EventView.of(_seen(session, caller, event_id))


@router.post("/outgoing-events/{event_id}/replay")
def replay_event(
    runtime: RuntimeDep, caller: EventReplayerDep, event_id: UUID, idempotency_key: IdempotencyKey
) -> EventView:
    """Send it again, under the same `webhook-id`. One that still waits is left to its turn."""
    with runtime.unit() as unit:
        endpoint = _locked(unit, caller, _seen(unit.session, caller, event_id).endpoint_id)
        replaying.replay(
            unit, endpoint, event_id, actor=caller.actor, key=_key(caller, idempotency_key)
        )
        unit.session.expire_all()
        return EventView.of(_seen(unit.session, caller, event_id))


@router.post("/endpoints/{endpoint_id}/replay")
def replay_endpoint(
    runtime: RuntimeDep,
    caller: EventReplayerDep,
    endpoint_id: UUID,
    again: Again,
    idempotency_key: IdempotencyKey,
) -> Replayed:
    """Send again what was laid out since a moment, in order, under the same `webhook-id`s."""
    with runtime.unit() as unit:
        endpoint = _locked(unit, caller, endpoint_id)
        number = replaying.replay_since(
            unit,
            endpoint,
            again.since,
            again.states,
            actor=caller.actor,
            key=_key(caller, idempotency_key),
        )
        return Replayed(number=number)


def _view(row: Endpoint, types: list[FactType]) -> EndpointView:
    return EndpointView(
        id=row.id,
        host=host_of(row.readable_url),
        types=types,
        created_at=row.created_at,
        failing_since=row.failing_since,
        paused_at=row.paused_at,
        paused_because=row.paused_because,
    )


def _seen(session: Session, caller: Caller, event_id: UUID) -> EventDelivery:
    row = session.scalar(
        select(EventDelivery).where(
            EventDelivery.agency_id == caller.viewer.agency_id, EventDelivery.id == event_id
        )
    )
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_DELIVERY)
    return row


def _locked(unit: Unit, caller: Caller, endpoint_id: UUID) -> Endpoint:
    found = endpoints.found(unit, caller.viewer.agency_id, endpoint_id)
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NO_ENDPOINT)
    return found


def _key(caller: Caller, key: str) -> str:
    return hashlib.sha256(f"{caller.root_id} {key}".encode()).hexdigest()[:32]
