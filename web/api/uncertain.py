"""Messages of which nobody knows whether they went, and a person's word on them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, status
from pydantic import BaseModel, Field

from channels.values import ChannelKind
from messaging.directory.audit import note
from messaging.models.message import MessageStatus
from messaging.outbound import parked
from messaging.outbound.parked import NotFoundError, Parked, SettledError, Verdict
from web.api.keys import ReaderDep, WriterDep
from web.api.messages import IdempotencyKey
from web.api.problems import Problem
from web.dependencies import RuntimeDep
from web.masking import masked

router = APIRouter(prefix="/uncertain", tags=["uncertain"])

MOST = 200


class UncertainView(BaseModel):
    id: UUID = Field(description="of the attempt, which is what is decided about")
    message_id: UUID
    thread_id: UUID | None
    channel: ChannelKind
    to: str = Field(description="masked; empty for web chat")
    provider: str
    attempted_at: datetime
    attempts_before: int = Field(description="earlier attempts at the same message")
    error: str = Field(description="what went wrong, in words; empty when no answer came at all")
    asked_in_vain: int = Field(description="how often in a row the provider could not be asked")
    last_asked_at: datetime | None

    @classmethod
    def of(cls, row: Parked) -> "UncertainView":
        contact = row.contact
        return cls(
            id=row.attempt.id,
            message_id=row.message.id,
            thread_id=row.message.thread_id,
            channel=row.message.channel,
            to=masked(contact.kind, contact.address) if contact else "",
            provider=row.attempt.provider,
            attempted_at=row.attempt.started_at,
            attempts_before=row.times_before,
            error=row.attempt.error_reason or "",
            asked_in_vain=row.attempt.unanswered,
            last_asked_at=row.attempt.checked_at,
        )


class UncertainList(BaseModel):
    items: list[UncertainView]


class Word(BaseModel):
    """What a person says."""

    model_config = {"extra": "forbid"}

    verdict: Verdict = Field(description="went: nothing is sent. again: it is sent once more")


class Settled(BaseModel):
    message_id: UUID
    status: MessageStatus = Field(description="of the message, now")


@router.get("")
def list_uncertain(
    runtime: RuntimeDep,
    caller: ReaderDep,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> UncertainList:
    """The oldest first. What is decided, or settles by itself, is no longer among them."""
    with runtime.unit() as unit:
        note(unit, caller.viewer.agency_id, caller.actor, "uncertain.listed", "attempts", None)
        rows = parked.waiting(unit.session, caller.viewer, limit=limit)
        return UncertainList(items=[UncertainView.of(row) for row in rows])


@router.post(
    "/{attempt_id}",
    responses={409: {"model": Problem, "description": "It has been settled otherwise meanwhile."}},
)
def settle(
    runtime: RuntimeDep,
    caller: WriterDep,
    attempt_id: UUID,
    word: Word,
    idempotency_key: IdempotencyKey,  # every POST carries one; an attempt is settled once anyway
) -> Settled:
    """Say whether it went. The same word said again changes nothing."""
    try:
        with runtime.unit() as unit:
            row = parked.settle(unit, caller.viewer, caller.actor, attempt_id, word.verdict)
            return Settled(message_id=row.id, status=row.status)
    except NotFoundError:
        raise HTTPException(
            status.HTTP_404_NOT_FOUND, "There is no such attempt for this key."
        ) from None
    except SettledError as settled:
        raise HTTPException(status.HTTP_409_CONFLICT, str(settled)) from None
