"""Addresses on hold whose messages lead to no thread, and a person's word on them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from casework.holds import decide_about
from channels.values import ChannelKind
from messaging.directory import holds
from messaging.directory.audit import note
from messaging.directory.holds import NotFoundError, NotHeldError
from web.api.holds import HoldWord
from web.api.keys import ReaderDep, WriterDep
from web.api.messages import IdempotencyKey
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.problems import Problem
from web.dependencies import RuntimeDep
from web.masking import masked, without_their_links

router = APIRouter(prefix="/triage", tags=["holds"])


class StrayHoldView(BaseModel):
    """One message in triage that may be an opt-out."""

    inbound_id: UUID = Field(description="the message, by which its sender is decided about")
    channel: ChannelKind
    sender: str = Field(description="masked")
    text: str
    received_at: datetime
    since: datetime | None = Field(description="nothing is sent there since then")


@router.get("/holds")
def list_holds(
    runtime: RuntimeDep, caller: ReaderDep, cursor: Cursor = None, limit: Size = USUAL
) -> Page[StrayHoldView]:
    """In the order of their coming; the reading goes on record. For keys whose staff member sorts
    triage. One that was put aside stands with its task, which names the message."""
    viewer = caller.viewer
    with runtime.unit() as unit:
        rows = holds.in_triage(unit.session, viewer, after(cursor), limit + 1)
        note(unit, viewer.agency_id, caller.actor, "triage.listed", "triage", None)
        views = [
            StrayHoldView(
                inbound_id=inbound.id,
                channel=inbound.channel,
                sender=masked(inbound.channel, inbound.sender),
                text=without_their_links(inbound.text, caller.language),
                received_at=inbound.received_at,
                since=contact.held_for_review_at,
            )
            for inbound, contact in rows
        ]
        return page_of(views, [view.inbound_id for view in views], limit)


@router.post(
    "/{inbound_id}/hold",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"model": Problem, "description": "It has been decided meanwhile."}},
)
def settle(
    runtime: RuntimeDep,
    caller: WriterDep,
    inbound_id: UUID,
    word: HoldWord,
    idempotency_key: IdempotencyKey,  # every POST carries one; a hold is decided once anyway
) -> None:
    """Does its sender still want messages? Also once it is put aside, or stands in a thread."""
    try:
        with runtime.unit() as unit:
            decide_about(unit, caller.viewer, caller.actor, inbound_id, word.verdict)
            unit.touch(caller.viewer.agency_id, "triage")
    except NotFoundError:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, "There is no such hold for this key."
        ) from None
    except NotHeldError:
        raise HTTPException(status.HTTP_409_CONFLICT, "It has been decided meanwhile.") from None
