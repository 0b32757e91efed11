"""Parents who have had no answer in the time the agency promises."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import ColumnElement, or_, select

from channels.values import ChannelKind
from messaging.directory import dispositions
from messaging.directory.access import sees_triage, visible_threads
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from web.api.keys import ReaderDep, WriterDep
from web.api.messages import IdempotencyKey
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.threads import seen
from web.dependencies import RuntimeDep

router = APIRouter(tags=["overdue"])


class OverdueView(BaseModel):
    """One message that waits too long."""

    id: UUID
    thread_id: UUID | None = Field(description="null in triage")
    channel: ChannelKind
    received_at: datetime
    answer_due_at: datetime = Field(description="counted in hours that the office works")


class Seen(BaseModel):
    """What a person has read."""

    model_config = {"extra": "forbid"}

    until: AwareDatetime = Field(description="what came later still waits for an answer")


class Settled(BaseModel):
    messages: int = Field(description="how many needed no answer")


@router.get("/overdue")
def list_overdue(
    runtime: RuntimeDep, caller: ReaderDep, cursor: Cursor = None, limit: Size = USUAL
) -> Page[OverdueView]:
    """In the order of their coming. Those in triage are for keys whose staff member sorts it."""
    last, viewer = after(cursor), caller.viewer
    seen_threads = visible_threads(viewer).with_only_columns(Thread.id)
    within: ColumnElement[bool] = InboundMessage.thread_id.in_(seen_threads)
    if sees_triage(viewer):
        within = or_(within, InboundMessage.thread_id.is_(None))
    statement = select(InboundMessage).where(
        InboundMessage.agency_id == viewer.agency_id, dispositions.late(runtime.clock()), within
    )
    if last is not None:
        statement = statement.where(InboundMessage.id > last)
    with runtime.reading() as session:
        rows = session.scalars(statement.order_by(InboundMessage.id).limit(limit + 1)).all()
        views = [OverdueView.model_validate(row, from_attributes=True) for row in rows]
        return page_of(views, [view.id for view in views], limit)


@router.post("/threads/{thread_id}/no-answer-needed")
def no_answer_needed(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    read: Seen,
    idempotency_key: IdempotencyKey,  # every POST carries one; said again it changes nothing
) -> Settled:
    """Nobody has to answer what came until then."""
    with runtime.unit() as unit:
        seen(unit.session, caller.viewer, thread_id)
        return Settled(
            messages=dispositions.no_answer_needed(
                unit, caller.viewer, caller.actor, thread_id, read.until
            )
        )
