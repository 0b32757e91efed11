"""One act on several conversations at once: each for itself, and refused for itself."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, Field

from casework import handing_over
from messaging.directory import closing, snoozing
from messaging.outbound import replies
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.api.keys import Caller, WriterDep
from web.api.messages import IdempotencyKey
from web.api.snoozing import NO_TIME, UNREAD
from web.dependencies import RuntimeDep

router = APIRouter(prefix="/threads/several", tags=["threads"])

MOST = 200
NO_THREAD = "There is no such thread for this key."
NOT_ABLE = "There is no such worker for this key, or they could not have the case."
WAITING = "The parent waits for an answer; answer them first."
NEWER = "The parent has written since."


class NewerError(Exception):
    """What came after the time that was read up to would be lost from sight."""


class _Act(BaseModel):
    model_config = {"extra": "forbid"}


class HandOver(_Act):
    """Their cases go to a colleague."""

    act: Literal["hand_over"]
    worker_id: UUID | None = Field(description="a staff member; null: nobody yet")

    def do(self, unit: Unit, runtime: Runtime, caller: Caller, thread_id: UUID) -> None:
        handing_over.hand_over(
            unit, runtime, caller.viewer, caller.actor, thread_id, self.worker_id
        )


class Snooze(_Act):
    """They are laid aside until a time."""

    act: Literal["snooze"]
    until: AwareDatetime

    def do(self, unit: Unit, _runtime: Runtime, caller: Caller, thread_id: UUID) -> None:
        snoozing.snooze(unit, caller.viewer, caller.actor, thread_id, self.until)


class Wake(_Act):
    """They come back before their time."""

    act: Literal["wake"]

    def do(self, unit: Unit, _runtime: Runtime, caller: Caller, thread_id: UUID) -> None:
        snoozing.bring_back(unit, caller.viewer, caller.actor, thread_id)


class PutAway(_Act):
    """Nothing is left to be said; whatever is said next opens them again."""

    act: Literal["put_away"]

    def do(self, unit: Unit, _runtime: Runtime, caller: Caller, thread_id: UUID) -> None:
        closing.close(unit, caller.viewer, caller.actor, thread_id)


class MarkRead(_Act):
    """Somebody has read them. It answers nobody: who waits goes on waiting."""

    act: Literal["mark_read"]
    until: AwareDatetime = Field(
        description="up to when they were read; one in which the parent wrote later stays unread"
    )

    def do(self, unit: Unit, _runtime: Runtime, caller: Caller, thread_id: UUID) -> None:
        wrote = closing.seen(unit, caller.viewer, thread_id).last_inbound_at
        if wrote is not None and wrote > self.until:
            raise NewerError
        replies.mark_read(unit, caller.viewer, thread_id, caller.actor)


class Several(BaseModel):
    model_config = {"extra": "forbid"}

    threads: list[UUID] = Field(min_length=1, max_length=MOST)
    do: Annotated[HandOver | Snooze | Wake | PutAway | MarkRead, Field(discriminator="act")]


class Outcome(BaseModel):
    thread_id: UUID
    done: bool
    why_not: str | None


class Outcomes(BaseModel):
    items: list[Outcome] = Field(description="one for each thread, in the order they were named")


REFUSED: Mapping[type[Exception], str] = MappingProxyType(
    {
        handing_over.NotFoundError: NOT_ABLE,
        closing.NotFoundError: NO_THREAD,
        closing.StillWaitingError: WAITING,
        snoozing.UnreadError: UNREAD,
        snoozing.NoTimeError: NO_TIME,
        NewerError: NEWER,
    }
)

Do = Callable[[Unit, Runtime, Caller, UUID], None]


@router.post("")
def act_on_several(
    runtime: RuntimeDep,
    caller: WriterDep,
    asked: Several,
    idempotency_key: IdempotencyKey,  # every POST carries one; said again it changes nothing
) -> Outcomes:
    """A refusal takes nothing back of the others. A thread that is named twice counts once."""
    chosen = dict.fromkeys(asked.threads)
    why = {each: _tried(runtime, caller, asked.do.do, each) for each in chosen}
    return Outcomes(
        items=[
            Outcome(thread_id=each, done=not words, why_not=words) for each, words in why.items()
        ]
    )


def _tried(runtime: Runtime, caller: Caller, do: Do, thread_id: UUID) -> str | None:
    """Why not, or None. Each has a unit of work of its own."""
    try:
        with runtime.unit() as unit:
            closing.seen(unit, caller.viewer, thread_id)
            do(unit, runtime, caller, thread_id)
    except tuple(REFUSED) as error:
        return REFUSED[type(error)]
    return None
