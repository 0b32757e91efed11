"""Sending to many: a list, what would become of it, and a confirmation that states the number."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, status
from pydantic import AwareDatetime, BaseModel, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.in_view import NotFoundError
from campaigns.models.send import Send, SendState
from campaigns.sends import acts, making, preview
from campaigns.sends.audience import Audience
from campaigns.sends.making import SendError, Wanted
from channels.values import ChannelKind
from messaging.directory.access import Viewer
from messaging.platform.unit_of_work import Unit
from web.api.keys import Caller, Scope, WriterDep, allowed
from web.api.messages import IdempotencyKey
from web.api.pages import USUAL, Cursor, Page, Size, after, page_of
from web.api.problems import Problem
from web.dependencies import RuntimeDep

router = APIRouter(tags=["sends"], prefix="/sends")

NOT_THERE = "There is no such list for this key."
ReaderDep = Annotated[Caller, Depends(allowed(Scope.MESSAGES_WRITE))]
"""Who may send sees what is sent."""
Way = Literal[ChannelKind.SMS, ChannelKind.EMAIL]


class NewSend(BaseModel):
    """Who gets what, and when. Nothing goes before the number is confirmed."""

    model_config = {"extra": "forbid"}

    audience: Audience
    template: str | None = Field(None, max_length=60, description="or `words`")
    words: dict[str, Annotated[str, Field(max_length=2_000)]] = Field(
        {}, max_length=20, description="your own words by language; English is needed"
    )
    ways: list[Way] = Field(
        [ChannelKind.SMS, ChannelKind.EMAIL],
        max_length=2,
        description="the first that may be used is",
    )
    starts_at: AwareDatetime | None = None
    again: bool = Field(
        False, description="also to who was asked for the same in the last seven days"
    )


class Confirmation(BaseModel):
    model_config = {"extra": "forbid"}

    number: int = Field(ge=0, description="`to_go` of the list as it was seen")


class SendView(BaseModel):
    """A list, and how far it is. Counts are of people."""

    id: UUID
    state: SendState
    paused: bool
    created_at: datetime
    starts_at: datetime | None
    number: int | None = Field(description="to how many, as it was confirmed")
    series_id: UUID | None = Field(description="of what repeats; each of its days is one send")
    occurs_on: date | None
    reason: str | None = Field(description="why a day of what repeats waits, or was left out")
    listed: int
    to_go: int = Field(description="who would get it when the list was made")
    segments: int
    by_channel: dict[str, int]
    by_language: dict[str, int]
    left_out: dict[str, int] = Field(description="who gets nothing, by reason")
    held: dict[str, int] = Field(description="who would wait, by reason")
    waiting: int
    queued: int
    sent: int
    failed: int
    cancelled: int

    @classmethod
    def of(cls, session: Session, row: Send) -> "SendView":
        seen, far = preview.preview(session, row), preview.progress(session, row)
        return cls(
            id=row.id, state=row.state, paused=acts.paused(session, row) is not None,
            created_at=row.created_at, starts_at=row.starts_at, number=row.number,
            series_id=row.series_id, occurs_on=row.occurs_on, reason=row.reason,
            listed=seen.listed, to_go=seen.to_go, segments=seen.segments,
            by_channel={one.value: n for one, n in seen.by_channel.items()},
            by_language=dict(seen.by_language), left_out=dict(seen.left_out),
            held=dict(seen.held), waiting=far.waiting, queued=far.queued, sent=far.sent,
            failed=far.failed, cancelled=far.cancelled,
        )  # fmt: skip


@router.get("")
def list_sends(
    runtime: RuntimeDep, caller: ReaderDep, cursor: Cursor = None, limit: Size = USUAL
) -> Page[SendView]:
    """In the order of their making."""
    last = after(cursor)
    statement = select(Send).where(acts.seen_by(caller.viewer))
    if last is not None:
        statement = statement.where(Send.id > last)
    with runtime.reading() as session:
        rows = session.scalars(statement.order_by(Send.id).limit(limit + 1)).all()
        views = [SendView.of(session, row) for row in rows]
        return page_of(views, [view.id for view in views], limit)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    responses={409: {"model": Problem, "description": "It cannot go out as it is."}},
)
def make_send(
    runtime: RuntimeDep, caller: WriterDep, new: NewSend, idempotency_key: IdempotencyKey
) -> SendView:
    """Begin the list. While its `state` is `listing` it grows; `ready`, it can be confirmed."""
    key = hashlib.sha256(f"{caller.key_id} {idempotency_key}".encode()).hexdigest()
    wanted = Wanted(
        audience=new.audience,
        template=new.template,
        words=new.words,
        ways=new.ways,
        starts_at=new.starts_at,
        again=new.again,
    )
    try:
        with runtime.unit() as unit:
            return SendView.of(
                unit.session, making.make(unit, runtime, caller.viewer, f"api{key}", wanted)
            )
    except SendError as error:
        said = "; ".join(
            f"{language}: {one.what} → {one.mend}"
            for language, found in error.findings.items()
            for one in found
            if one.severity == "error"
        )
        detail = f"{error} {said}".strip()
        raise HTTPException(status.HTTP_409_CONFLICT, detail) from None


@router.get("/{send_id}")
def show_send(runtime: RuntimeDep, caller: ReaderDep, send_id: UUID) -> SendView:
    with runtime.reading() as session:
        try:
            return SendView.of(session, acts.find(session, caller.viewer, send_id))
        except NotFoundError:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None


@router.post(
    "/{send_id}/confirm",
    responses={409: {"model": Problem, "description": "Not this number, or not any more."}},
)
def confirm_send(
    runtime: RuntimeDep,
    caller: WriterDep,
    send_id: UUID,
    confirmed: Confirmation,
    idempotency_key: IdempotencyKey,  # every POST carries one; said again it changes nothing
) -> SendView:
    """It goes to those on the list, who are `number`."""
    return _done(
        runtime, send_id, lambda unit: acts.confirm(unit, caller.viewer, send_id, confirmed.number)
    )


Act = Callable[[Unit, Viewer, UUID], Send]
ACTS: dict[str, Act] = {"pause": acts.pause, "resume": acts.resume, "cancel": acts.cancel}


@router.post(
    "/{send_id}/{verb}",
    responses={409: {"model": Problem, "description": "It is not under way."}},
)
def act_on_send(
    runtime: RuntimeDep,
    caller: WriterDep,
    send_id: UUID,
    verb: Annotated[Literal["pause", "resume", "cancel"], Path()],
    idempotency_key: IdempotencyKey,  # likewise
) -> SendView:
    """Paused, nothing more goes but what a worker has in hand; resumed, it skips nobody and
    repeats nothing; cancelled, what has not left is taken back."""
    return _done(runtime, send_id, lambda unit: ACTS[verb](unit, caller.viewer, send_id))


def _done(runtime: RuntimeDep, send_id: UUID, act: Callable[[Unit], Send]) -> SendView:
    try:
        with runtime.unit() as unit:
            return SendView.of(unit.session, act(unit))
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, NOT_THERE) from None
    except SendError as error:
        raise HTTPException(status.HTTP_409_CONFLICT, str(error)) from None
