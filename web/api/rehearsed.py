"""What test keys would have sent, and which key this is."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory.access import visible_threads
from messaging.directory.audit import note
from messaging.models.message import MessageStatus
from messaging.models.rehearsal import RehearsedMessage
from messaging.models.thread import Thread
from messaging.outbound.reasons import sentence
from web.api.keys import ReaderDep
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.dependencies import RuntimeDep
from web.masking import without_their_links

router = APIRouter(tags=["test keys"])


class RehearsedView(BaseModel):
    """A message that a test key would have sent. It reached nobody."""

    id: UUID
    thread_id: UUID
    channel: ChannelKind
    status: MessageStatus = Field(description="as it would stand in the outbox")
    reason: str = Field(description="why it would wait or be refused; empty otherwise")
    text: str
    template: str | None
    due_at: datetime
    rehearsed_at: datetime


@router.get("/rehearsed-messages")
def list_rehearsed(
    runtime: RuntimeDep, caller: ReaderDep, cursor: Cursor = None, limit: Size = USUAL
) -> Page[RehearsedView]:
    """What was tried out with test keys in the last 30 days, in the order of its trying."""
    last = after(cursor)
    mine = visible_threads(caller.viewer).with_only_columns(Thread.id)
    statement = select(RehearsedMessage).where(
        RehearsedMessage.agency_id == caller.viewer.agency_id,
        RehearsedMessage.thread_id.in_(mine),
    )
    if last is not None:
        statement = statement.where(RehearsedMessage.id > last)
    with runtime.unit() as unit:
        rows = unit.session.scalars(statement.order_by(RehearsedMessage.id).limit(limit + 1)).all()
        note(unit, caller.viewer.agency_id, caller.actor, "rehearsed.listed", "threads", None)
        views = [_view(row, caller.language) for row in rows]
        return page_of(views, [view.id for view in views], limit)


def _view(row: RehearsedMessage, language: str) -> RehearsedView:
    assert row.thread_id is not None  # noqa: S101 (asked for above)
    return RehearsedView(
        id=row.id,
        thread_id=row.thread_id,
        channel=row.channel,
        status=row.status,
        reason=sentence(row.reason, language),
        text=without_their_links(row.text, language),
        template=row.template_key,
        due_at=row.due_at,
        rehearsed_at=row.rehearsed_at,
    )
