"""One list: what would happen, a button that says to how many, and how far it is."""

from collections.abc import Callable
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, Response

from campaigns.sends import acts, preview, trial
from campaigns.sends.numbers import may_confirm
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.acting import acted, or_gone
from web.staff.inbox_list import counts
from web.staff.sends.foreseen import foreseen
from web.staff.sends.words import GONE, SenderDep, held_back, state, what
from web.staff.sessions import SignedIn, WriterDep

router = APIRouter(prefix="/sends")


@router.get("/{send_id}")
def send(runtime: RuntimeDep, person: SenderDep, send_id: UUID) -> HTMLResponse:
    """What would happen, or what is happening."""
    return _page(runtime, person, send_id)


@router.post("/{send_id}/confirm")
def confirm(
    runtime: RuntimeDep, person: WriterDep, send_id: UUID, number: Annotated[int, Form()]
) -> Response:
    return _done(
        runtime, person, send_id, lambda unit: acts.confirm(unit, person.viewer, send_id, number)
    )


@router.post("/{send_id}/pause")
def pause(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.pause(unit, person.viewer, send_id))


@router.post("/{send_id}/resume")
def resume(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.resume(unit, person.viewer, send_id))


@router.post("/{send_id}/cancel")
def cancel(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    return _done(runtime, person, send_id, lambda unit: acts.cancel(unit, person.viewer, send_id))


@router.post("/{send_id}/test")
def test(runtime: RuntimeDep, person: WriterDep, send_id: UUID) -> Response:
    """To oneself, by mail, with sample values."""
    return _done(
        runtime,
        person,
        send_id,
        lambda unit: trial.write(unit, runtime, person.viewer, send_id),
        "?tested=1",
    )


def _done(
    runtime: Runtime,
    person: SignedIn,
    send_id: UUID,
    act: Callable[[Unit], object],
    query: str = "",
) -> Response:
    page = partial(_page, runtime, person, send_id)
    then = f"/staff/sends/{send_id}{query}"
    return acted(runtime, person, act, page=page, then=then, gone=GONE)


def _page(runtime: Runtime, person: SignedIn, send_id: UUID, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        with or_gone(GONE):
            row = acts.find(session, viewer, send_id)
        seen = foreseen(session, runtime, row, voice)
        return html(
            "staff/send.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            send=row,
            what=what(row, voice),
            state=state(session, row, voice),
            paused=acts.paused(session, row) is not None,
            starts=voice.within(row.starts_at) if row.starts_at else "",
            **seen,
            held_back=held_back(row, voice),
            progress=preview.progress(session, row),
            may_confirm=may_confirm(viewer, seen["seen"].to_go),
            too_many=voice.say(acts.TOO_MANY),
            problem=problem,
            place="sends",
        )  # fmt: skip
