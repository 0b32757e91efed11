"""Addresses on hold because a parent may have opted out, and a person's word on them."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field

from casework.holds import decide
from channels.values import ChannelKind
from messaging.directory import holds
from messaging.directory.holds import NotFoundError, NotHeldError, Verdict
from web.api.keys import ReaderDep, WriterDep
from web.api.messages import IdempotencyKey
from web.api.problems import Problem
from web.api.threads import seen
from web.dependencies import RuntimeDep
from web.masking import masked

router = APIRouter(prefix="/threads/{thread_id}/holds", tags=["holds"])


class HoldView(BaseModel):
    id: UUID = Field(description="of the phone or email, which is what is decided about")
    channel: ChannelKind
    to: str = Field(description="masked")
    since: datetime | None


class HoldList(BaseModel):
    items: list[HoldView]


class HoldWord(BaseModel):
    """What a person decided after reading the parent's words."""

    model_config = {"extra": "forbid"}

    verdict: Verdict = Field(
        description="wants: they still want messages. stop: they want to stop, which opts out"
    )


@router.get("")
def list_holds(runtime: RuntimeDep, caller: ReaderDep, thread_id: UUID) -> HoldList:
    """Nothing is sent there until a person, or the parent's own START, has decided."""
    with runtime.reading() as session:
        seen(session, caller.viewer, thread_id)
        rows = holds.held_of(session, caller.viewer, thread_id)
        return HoldList(
            items=[
                HoldView(
                    id=row.id,
                    channel=row.kind,
                    to=masked(row.kind, row.address),
                    since=row.held_for_review_at,
                )
                for row in rows
            ]
        )


@router.post(
    "/{contact_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"model": Problem, "description": "It has been decided meanwhile."}},
)
def settle(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    contact_id: UUID,
    word: HoldWord,
    idempotency_key: IdempotencyKey,  # every POST carries one; a hold is decided once anyway
) -> None:
    """Decide."""
    try:
        with runtime.unit() as unit:
            seen(unit.session, caller.viewer, thread_id)
            decide(unit, caller.viewer, caller.actor, thread_id, contact_id, word.verdict)
    except NotFoundError:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, "There is no such hold for this key."
        ) from None
    except NotHeldError:
        raise HTTPException(status.HTTP_409_CONFLICT, "It has been decided meanwhile.") from None
