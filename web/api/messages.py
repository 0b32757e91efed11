"""Messages of a thread, and answering a parent."""

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, HTTPException, Response, status
from sqlalchemy import select

from messaging.directory.access import visible_threads
from messaging.directory.audit import note
from messaging.models.message import Message
from messaging.models.thread import Thread
from messaging.outbound import replies
from web.api.keys import ReaderDep, WriterDep
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.problems import Problem
from web.api.threads import seen
from web.api.values import MessageView, NewMessage
from web.dependencies import RuntimeDep

router = APIRouter(tags=["messages"])

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="yours; the same for every try of one act",
    ),
]


@router.get("/threads/{thread_id}/messages")
def list_messages(
    runtime: RuntimeDep,
    caller: ReaderDep,
    thread_id: UUID,
    cursor: Cursor = None,
    limit: Size = USUAL,
) -> Page[MessageView]:
    """Oldest first. The reading goes on record; the thread stays unread for caseworkers."""
    last = after(cursor)
    with runtime.unit() as unit:
        seen(unit.session, caller.viewer, thread_id)
        statement = select(Message).where(
            Message.agency_id == caller.viewer.agency_id, Message.thread_id == thread_id
        )
        if last is not None:
            statement = statement.where(Message.id > last)
        rows = unit.session.scalars(statement.order_by(Message.id).limit(limit + 1)).all()
        note(unit, caller.viewer.agency_id, caller.actor, "read", "thread", thread_id)
        views = [MessageView.of(row, thread_id, caller.language) for row in rows]
        return page_of(views, [view.id for view in views], limit)


@router.post(
    "/threads/{thread_id}/messages",
    status_code=status.HTTP_201_CREATED,
    responses={
        200: {"model": MessageView, "description": "This key was used before: what it made."},
        409: {"model": Problem, "description": "The parent cannot be written to this way now."},
    },
)
def reply(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    new: NewMessage,
    idempotency_key: IdempotencyKey,
    response: Response,
) -> MessageView:
    """Put a reply into the urgent lane; its own `status` tells how it fares."""
    key = "api" + hashlib.sha256(f"{caller.root_id} {idempotency_key}".encode()).hexdigest()[:32]
    try:
        with runtime.unit() as unit:
            seen(unit.session, caller.viewer, thread_id)
            row = replies.reply(unit, runtime, caller.viewer, thread_id, new.text, new.channel, key)
            if row.created_at < unit.now or row.text != new.text.strip():
                response.status_code = status.HTTP_200_OK
            same = (row.text, row.channel) == (new.text.strip(), new.channel)
            view = MessageView.of(row, thread_id, caller.language)
    except replies.ReplyError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
    if not same:
        raise HTTPException(
            status.HTTP_422_UNPROCESSABLE_CONTENT,
            "This Idempotency-Key was used for another message. Use a new one for a new message.",
        )
    return view


@router.get("/messages/{message_id}")
def show_message(runtime: RuntimeDep, caller: ReaderDep, message_id: UUID) -> MessageView:
    with runtime.unit() as unit:
        row = unit.session.scalar(
            visible_threads(caller.viewer)
            .join(Message, Message.thread_id == Thread.id)
            .where(Message.id == message_id)
            .with_only_columns(Message)
        )
        if row is None or row.thread_id is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such message for this key.")
        note(unit, caller.viewer.agency_id, caller.actor, "read", "message", message_id)
        return MessageView.of(row, row.thread_id, caller.language)
