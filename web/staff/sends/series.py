"""What repeats: whom it would reach, a button that says to how many, its days, what they did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from campaigns.models.send import Send
from campaigns.models.series import SendSeries, SeriesState
from campaigns.sends import acts, series
from campaigns.sends.audience import Audience
from campaigns.sends.numbers import may_confirm
from messaging.directory import own_fields
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.acting import acted, or_gone
from web.staff.inbox_list import counts
from web.staff.sends.asked import said
from web.staff.sends.foreseen import foreseen
from web.staff.sends.repeating import in_words
from web.staff.sends.words import GONE, SERIES_STATE, SenderDep, held_back, state, what
from web.staff.sessions import SignedIn, WriterDep
from web.voice import Voice

router = APIRouter(prefix="/sends/series")

COMING = 6
SO_FAR = 30


@dataclass(frozen=True, slots=True)
class Day:
    """One that it came to."""

    id: UUID
    when: str
    state: str
    number: int | None
    why: str


@router.get("/{series_id}")
def show(runtime: RuntimeDep, person: SenderDep, series_id: UUID) -> HTMLResponse:
    return _page(runtime, person, series_id)


@router.post("/{series_id}/confirm")
def confirm(
    runtime: RuntimeDep, person: WriterDep, series_id: UUID, number: Annotated[int, Form()]
) -> Response:
    return _done(
        runtime, person, series_id,
        lambda unit: series.confirm(unit, person.viewer, series_id, number),
    )  # fmt: skip


@router.post("/{series_id}/pause")
def pause(runtime: RuntimeDep, person: WriterDep, series_id: UUID) -> Response:
    return _done(
        runtime, person, series_id, lambda unit: series.pause(unit, person.viewer, series_id)
    )


@router.post("/{series_id}/resume")
def resume(runtime: RuntimeDep, person: WriterDep, series_id: UUID) -> Response:
    return _done(
        runtime, person, series_id, lambda unit: series.resume(unit, person.viewer, series_id)
    )


@router.post("/{series_id}/end")
def end(runtime: RuntimeDep, person: WriterDep, series_id: UUID) -> Response:
    """One that nobody confirmed is gone then."""
    answer = _done(
        runtime, person, series_id, lambda unit: series.end(unit, person.viewer, series_id)
    )
    with runtime.reading() as session:
        if session.get(SendSeries, series_id) is None:
            return RedirectResponse("/staff/sends", status.HTTP_303_SEE_OTHER)
    return answer


def _done(
    runtime: Runtime, person: SignedIn, series_id: UUID, act: Callable[[Unit], object]
) -> Response:
    page = partial(_page, runtime, person, series_id)
    then = f"/staff/sends/series/{series_id}"
    return acted(runtime, person, act, page=page, then=then, gone=GONE)


def _page(runtime: Runtime, person: SignedIn, series_id: UUID, problem: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        with or_gone(GONE):
            row = series.find(session, viewer, series_id)
        shown = series.preview(session, row)
        more: dict[str, Any] = foreseen(session, runtime, shown, voice) if shown else {}
        return html(
            "staff/series.html",
            voice.language,
            status_code=409 if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            series=row,
            what=what(row, voice),
            state=voice.say(SERIES_STATE[row.state]),
            rhythm=in_words(row.rhythm, voice),
            asks=said(
                session,
                Audience.model_validate(row.audience),
                own_fields.of_agency(session, viewer.agency_id),
                voice,
            ),
            shown=shown,
            **more,
            may_confirm=may_confirm(viewer, more["seen"].to_go) if more else False,
            too_many=voice.say(acts.TOO_MANY),
            coming=[voice.day(_noon(day, voice)) for day in _coming(session, row, voice)],
            lines=[_day(session, one, voice)
                   for one in series.occurrences(session, row, SO_FAR)],
            problem=problem,
            place="sends",
        )  # fmt: skip


def _coming(session: Session, row: SendSeries, voice: Voice) -> list[Any]:
    if row.state is SeriesState.PAUSED:
        return []
    return series.coming(session, row, voice.now, COMING)


def _day(session: Session, row: Send, voice: Voice) -> Day:
    when = voice.on(row.occurs_on) if row.occurs_on else ""
    return Day(row.id, when, state(session, row, voice), row.number, held_back(row, voice))


def _noon(day: Any, voice: Voice) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(voice.zone))
