"""One list: what would happen, a button that says to how many, and how far it is."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaigns.models.send import SendState
from campaigns.sends import acts, preview, trial
from campaigns.sends.acts import NotFoundError
from campaigns.sends.making import SendError
from messaging.directory.access import Act, may
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sends.words import GONE, SenderDep, state, what, why
from web.staff.sessions import SignedIn, WriterDep
from web.wording import CHANNEL, language_name

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
    try:
        with runtime.unit() as unit:
            act(unit)
    except NotFoundError:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
    except SendError as error:
        return _page(runtime, person, send_id, problem=person.voice.say(str(error)))
    return RedirectResponse(f"/staff/sends/{send_id}{query}", status.HTTP_303_SEE_OTHER)


def _page(runtime: Runtime, person: SignedIn, send_id: UUID, *, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        try:
            row = acts.find(session, viewer, send_id)
        except NotFoundError:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE) from None
        seen = preview.preview(session, row)
        ready = row.state is SendState.READY
        shown = preview.examples(Unit(session, voice.now), runtime, row) if ready else []
        price = runtime.settings.segment_price
        alone = seen.to_go <= acts.MOST_ALONE or may(viewer, Act.RUN)
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
            seen=seen,
            cost=f"{seen.segments * price:,.2f}" if price else "",
            channels=[(voice.say(CHANNEL[one]), n) for one, n in seen.by_channel.most_common()],
            tongues=[
                (language_name(one, voice.language), n)
                for one, n in seen.by_language.most_common()
            ],
            held=[(why(one, voice), n) for one, n in seen.held.most_common()],
            left_out=[(why(one, voice), n) for one, n in seen.left_out.most_common()],
            names=[(one.name, one.thread_id, why(one.reason, voice))
                   for one in preview.left_out(session, row)],
            examples=[
                (one, voice.say(CHANNEL[one.channel]), language_name(one.language, voice.language))
                for one in shown
            ],
            progress=preview.progress(session, row),
            may_confirm=alone,
            too_many=voice.say(acts.TOO_MANY),
            problem=problem,
            place="sends",
        )  # fmt: skip
