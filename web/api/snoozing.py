"""Laying a conversation aside until a time, and bringing it back."""

from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import AwareDatetime, BaseModel, Field

from messaging.directory import closing, snoozing
from web.api.handing_over import NOT_THERE
from web.api.keys import WriterDep
from web.api.messages import IdempotencyKey
from web.api.problems import Problem
from web.dependencies import RuntimeDep

router = APIRouter(prefix="/threads/{thread_id}", tags=["threads"])

UNREAD = "The parent wrote something in it that nobody has read."
NO_TIME = f"until: give a time to come, at most {snoozing.FARTHEST.days} days from now."


class Until(BaseModel):
    model_config = {"extra": "forbid"}

    until: AwareDatetime = Field(description="when it comes back by itself")


@router.post(
    "/snooze",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"model": Problem, "description": UNREAD}},
)
def snooze(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    to: Until,
    idempotency_key: IdempotencyKey,  # every POST carries one; said again it changes nothing
) -> None:
    """For everybody who sees it. It comes back at once when the parent writes."""
    try:
        with runtime.unit() as unit:
            snoozing.snooze(unit, caller.viewer, caller.actor, thread_id, to.until)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except snoozing.NoTimeError:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, NO_TIME) from None
    except snoozing.UnreadError:
        raise HTTPException(status.HTTP_409_CONFLICT, UNREAD) from None


@router.post("/wake", status_code=status.HTTP_204_NO_CONTENT)
def wake(
    runtime: RuntimeDep, caller: WriterDep, thread_id: UUID, idempotency_key: IdempotencyKey
) -> None:
    """Before its time. One that is not laid aside stays as it is."""
    try:
        with runtime.unit() as unit:
            snoozing.bring_back(unit, caller.viewer, caller.actor, thread_id)
    except closing.NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
