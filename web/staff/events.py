"""Events to the agency's own systems, for administrators: how each endpoint fares, what was told,
sending again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Query, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit
from outgoing import endpoints, replaying
from outgoing.addresses import host_of
from outgoing.models import Endpoint, EventDelivery
from outgoing.models.delivery import DeliveryState, is_in
from outgoing.models.endpoint import PauseReason
from outgoing.wording import pause_words, problem_words, unreadable_words
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import SignedIn, TellerDep, TellingDep
from web.voice import Voice

router = APIRouter(prefix="/events")

PAGE = 50
MOST = 400
HERE = "/staff/events"
GONE = N_("There is no such event or address any more.")
FAILING = N_("Failing since %(time)s. We keep trying.")
UNREADABLE = N_("An address that cannot be read")
WELL = N_("It takes our events.")
SAID: Mapping[str, str] = MappingProxyType({"removed": N_("The address is removed.")})

STATE: Mapping[DeliveryState, str] = MappingProxyType(
    {
        DeliveryState.WAITING: N_("Waiting"),
        DeliveryState.DELIVERED: N_("Taken"),
        DeliveryState.GIVEN_UP: N_("Given up"),
    }
)
TONE: Mapping[DeliveryState, str] = MappingProxyType(
    {
        DeliveryState.WAITING: "moving",
        DeliveryState.DELIVERED: "done",
        DeliveryState.GIVEN_UP: "wrong",
    }
)
TYPE: Mapping[FactType, str] = MappingProxyType(
    {
        FactType.MESSAGE_DELIVERED: N_("A message was delivered"),
        FactType.MESSAGE_FAILED: N_("A message was not delivered"),
        FactType.MESSAGE_REFUSED: N_("A message was not sent"),
        FactType.REPLY_RECEIVED: N_("A parent wrote"),
        FactType.CAMPAIGN_ANSWERED: N_("A parent answered a campaign"),
        FactType.CONSENT_CHANGED: N_("A consent changed"),
        FactType.TASK_OPENED: N_("A task was opened"),
        FactType.TASK_CLOSED: N_("A task was done"),
        FactType.CAMPAIGN_FINISHED: N_("A campaign ended for a parent"),
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """One endpoint, as the page shows it."""

    id: UUID
    host: str
    """Of its address only: the rest may hold a password."""
    paused: bool
    wrong: bool
    words: str
    waiting: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Line:
    """One event on its way to one endpoint."""

    id: UUID
    what: str
    type: str
    host: str
    state: str
    tone: str
    why: str
    moment: str
    exact: str
    iso: str
    settled: bool
    again: str
    """The same for every press of one button, so that it goes again once."""


Chosen = Annotated[DeliveryState | None, Query(alias="in")]
Limit = Annotated[int, Query(ge=1, le=MOST)]


@router.get("")
def show(
    runtime: RuntimeDep,
    person: TellerDep,
    chosen: Chosen = None,
    limit: Limit = PAGE,
    told: str = "",
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        rows = session.scalars(
            select(Endpoint).where(Endpoint.agency_id == viewer.agency_id).order_by(Endpoint.id)
        ).all()
        hosts = {row.id: _host(row, voice) for row in rows}
        lines = _lines(session, viewer.agency_id, chosen, limit + 1)
        return html(
            "staff/events.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, person.voice.now),
            endpoints=[place_of(session, row, voice) for row in rows if row.removed_at is None],
            lines=[_line(row, hosts[row.endpoint_id], voice) for row in lines[:limit]],
            more=len(lines) > limit and limit < MOST,
            states={state: voice.say(words) for state, words in STATE.items()},
            chosen=chosen,
            limit=limit,
            told=voice.say(SAID[told]) if told in SAID else "",
            place="events",
        )


@router.post("/endpoints/{endpoint_id}/pause")
def pause(runtime: RuntimeDep, person: TellingDep, endpoint_id: UUID) -> RedirectResponse:
    with runtime.unit() as unit:
        found = found_in(unit, person, endpoint_id)
        endpoints.pause(unit, found, PauseReason.BY_HAND, actor=person.viewer.actor)
    return _back()


@router.post("/endpoints/{endpoint_id}/resume")
def resume(runtime: RuntimeDep, person: TellingDep, endpoint_id: UUID) -> RedirectResponse:
    with runtime.unit() as unit:
        found = found_in(unit, person, endpoint_id)
        endpoints.resume(unit, found, actor=person.viewer.actor, by=person.viewer.staff_id)
    return _back()


@router.post("/endpoints/{endpoint_id}/replay")
def replay_given_up(runtime: RuntimeDep, person: TellingDep, endpoint_id: UUID) -> RedirectResponse:
    """All that were given up. Pressed twice, there is nothing left to send again."""
    with runtime.unit() as unit:
        found = found_in(unit, person, endpoint_id)
        replaying.replay_since(
            unit, found, found.created_at, actor=person.viewer.actor, key=unit.now.isoformat()
        )
    return _back()


@router.post("/{delivery_id}/replay")
def replay(
    runtime: RuntimeDep,
    person: TellingDep,
    delivery_id: UUID,
    again: Annotated[str, Form(max_length=80)],
) -> RedirectResponse:
    with runtime.unit() as unit:
        endpoint_id = unit.session.scalar(
            select(EventDelivery.endpoint_id).where(
                EventDelivery.agency_id == person.viewer.agency_id,
                EventDelivery.id == delivery_id,
            )
        )
        found = found_in(unit, person, endpoint_id)
        replaying.replay(unit, found, delivery_id, actor=person.viewer.actor, key=again)
        note(
            unit, person.viewer.agency_id, person.viewer.actor, "event.resent", "event_delivery",
            delivery_id,
        )  # fmt: skip
    return _back()


def found_in(unit: Unit, person: SignedIn, endpoint_id: UUID | None) -> Endpoint:
    """Locked. Answers 404 where their agency has none of that id."""
    found = endpoint_id and endpoints.found(unit, person.viewer.agency_id, endpoint_id)
    if not found:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return found


def _back() -> RedirectResponse:
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


def _lines(
    session: Session, agency_id: UUID, chosen: DeliveryState | None, limit: int
) -> Sequence[EventDelivery]:
    """The newest first."""
    wanted = [is_in(chosen)] if chosen else []
    return session.scalars(
        select(EventDelivery)
        .where(EventDelivery.agency_id == agency_id, *wanted)
        .order_by(EventDelivery.id.desc())
        .limit(limit)
    ).all()


def place_of(session: Session, row: Endpoint, voice: Voice) -> Place:
    """As the pages show it."""
    by_hand = row.paused_because is PauseReason.BY_HAND
    return Place(
        id=row.id,
        host=_host(row, voice),
        paused=row.paused_at is not None,
        wrong=row.readable_url is None or (row.failing_since is not None and not by_hand),
        words=_state(row, voice),
        waiting=endpoints.count(session, row, DeliveryState.WAITING),
        given_up=endpoints.count(session, row, DeliveryState.GIVEN_UP),
    )


def _host(row: Endpoint, voice: Voice) -> str:
    return host_of(row.readable_url) or voice.say(UNREADABLE)


def _state(row: Endpoint, voice: Voice) -> str:
    if row.readable_url is None:
        return unreadable_words(voice.language)
    if row.paused_because is not None:
        return pause_words(row.paused_because, voice.language)
    if row.failing_since is not None:
        return voice.say(FAILING, time=voice.within(row.failing_since))
    return voice.say(WELL)


def _line(row: EventDelivery, host: str, voice: Voice) -> Line:
    at: datetime = row.created_at
    return Line(
        id=row.id,
        what=voice.say(TYPE.get(row.type, row.type.value)),
        type=row.type.value,
        host=host,
        state=voice.say(STATE[row.state]),
        tone=TONE[row.state],
        why=problem_words(row.problem, voice.language) if row.problem else "",
        moment=voice.moment(at),
        exact=voice.exact(at),
        iso=at.isoformat(),
        settled=row.state in replaying.SETTLED,
        again=f"{row.id}:{row.claims}",
    )
