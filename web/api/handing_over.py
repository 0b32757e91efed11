"""Giving cases to colleagues and branches, and putting conversations away."""

from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field
from sqlalchemy import select

from casework import handing_over
from messaging.directory import closing
from messaging.directory.access import Viewer
from messaging.models.agency import Branch
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.api.keys import Caller, WriterDep
from web.api.messages import IdempotencyKey
from web.api.problems import Problem
from web.api.threads import seen
from web.dependencies import RuntimeDep

router = APIRouter(prefix="/threads/{thread_id}", tags=["threads"])

NOT_THERE = "There is no such branch or worker for this key, or they could not have the case."


class Worker(BaseModel):
    """Who has the case from now on."""

    model_config = {"extra": "forbid"}

    worker_id: UUID | None = Field(description="a staff member; null: nobody yet")


class ToBranch(BaseModel):
    """Where the case goes."""

    model_config = {"extra": "forbid"}

    branch: str = Field(max_length=40, description="its code, as in the agency's events")


@router.post("/worker", status_code=status.HTTP_204_NO_CONTENT)
def give(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    to: Worker,
    idempotency_key: IdempotencyKey,  # every POST carries one; said again it changes nothing
) -> None:
    """The case's parents are told, each by themselves, if the agency wants it."""

    def act(unit: Unit) -> None:
        handing_over.hand_over(unit, runtime, caller.viewer, caller.actor, thread_id, to.worker_id)

    _do(runtime, caller, thread_id, act)


@router.post("/branch", status_code=status.HTTP_204_NO_CONTENT)
def move(
    runtime: RuntimeDep,
    caller: WriterDep,
    thread_id: UUID,
    to: ToBranch,
    idempotency_key: IdempotencyKey,
) -> None:
    """With everything that was ever said. For keys that act for supervisors and administrators."""

    def act(unit: Unit) -> None:
        branch_id = _branch(unit, caller.viewer, to.branch)
        handing_over.move(unit, caller.viewer, caller.actor, thread_id, branch_id)

    _do(runtime, caller, thread_id, act)


@router.post(
    "/close",
    status_code=status.HTTP_204_NO_CONTENT,
    responses={409: {"model": Problem, "description": "The parent waits for an answer."}},
)
def close(
    runtime: RuntimeDep, caller: WriterDep, thread_id: UUID, idempotency_key: IdempotencyKey
) -> None:
    """Put the conversation away; whatever is said next opens it again."""

    def act(unit: Unit) -> None:
        closing.close(unit, caller.viewer, caller.actor, thread_id)

    _do(runtime, caller, thread_id, act)


@router.post("/reopen", status_code=status.HTTP_204_NO_CONTENT)
def reopen(
    runtime: RuntimeDep, caller: WriterDep, thread_id: UUID, idempotency_key: IdempotencyKey
) -> None:
    """Bring the conversation back."""

    def act(unit: Unit) -> None:
        closing.reopen(unit, caller.viewer, caller.actor, thread_id)

    _do(runtime, caller, thread_id, act)


def _do(runtime: Runtime, caller: Caller, thread_id: UUID, act: Callable[[Unit], None]) -> None:
    try:
        with runtime.unit() as unit:
            seen(unit.session, caller.viewer, thread_id)
            act(unit)
    except (handing_over.NotFoundError, closing.NotFoundError):
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except closing.StillWaitingError:
        raise HTTPException(
            status.HTTP_409_CONFLICT, "The parent waits for an answer; answer them first."
        ) from None


def _branch(unit: Unit, viewer: Viewer, code: str) -> UUID:
    found = unit.session.scalar(
        select(Branch.id).where(Branch.agency_id == viewer.agency_id, Branch.code == code)
    )
    if found is None:
        raise handing_over.NotFoundError
    return found
