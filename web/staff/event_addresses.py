"""One address for events, for administrators: adding it, what it hears of, trying it, another
secret, removing it."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, HTTPException, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from messaging.platform.events import FactType
from messaging.platform.sealing import SealError
from messaging.runtime import Runtime
from outgoing import endpoints, registering
from outgoing.addresses import AddressError
from outgoing.catalogue import TOLD
from outgoing.connecting import resolve
from outgoing.endpoints import NothingToldError
from outgoing.models import Endpoint
from outgoing.registering import Lookup
from outgoing.sending import HttpSender, Sender
from outgoing.wording import problem_words, unreadable_words
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.api_keys import OVERLAPS, Overlap, signed_with
from web.staff.events import GONE, HERE, TYPE, found_in, place_of
from web.staff.inbox_list import counts
from web.staff.sessions import ConnectingDep, ConnectorDep, SignedIn, TellerDep, TellingDep

router = APIRouter(prefix="/events")

NOTHING = N_("Tick at least one thing it hears of.")
TOOK_IT = N_("It took the test event (%(status)s).")
SAID: Mapping[str, str] = MappingProxyType({"changed": N_("Changed. It holds from now on.")})


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """Why nothing was kept, in the reader's language, and at which field."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a test event."""

    well: bool
    words: str


def looker() -> Lookup:
    """Asks the name server."""
    return resolve


async def sender_of(runtime: RuntimeDep) -> AsyncIterator[Sender]:
    """For one event; what checks addresses is the same as for all others."""
    sender = HttpSender(local=runtime.settings.local_endpoints)
    try:
        yield sender
    finally:
        await sender.aclose()


Types = Annotated[list[FactType], Form(max_length=len(FactType))]


@router.get("/new")
def fresh(runtime: RuntimeDep, person: ConnectorDep) -> HTMLResponse:
    return _form(runtime, person, "", TOLD)


@router.post("/new")
def add(
    runtime: RuntimeDep,
    person: ConnectingDep,
    look_up: Annotated[Lookup, Depends(looker)],
    url: Annotated[str, Form(max_length=2000)] = "",
    types: Types = [],  # noqa: B006 (FastAPI copies it)
) -> HTMLResponse:
    try:
        kept = registering.allowed(url, local=runtime.settings.local_endpoints, look_up=look_up)
        with runtime.unit() as unit:
            made, secret = endpoints.add(
                unit, person.viewer.agency_id, kept, types, actor=person.viewer.actor
            )
    except AddressError as error:
        problem = Problem("url", error.words(person.voice.language))
        return _form(runtime, person, url, types, problem)
    except NothingToldError:
        return _form(runtime, person, url, types, Problem("types", person.voice.say(NOTHING)))
    return _page(runtime, person, made.id, made=secret)


@router.get("/endpoints/{endpoint_id}")
def show(runtime: RuntimeDep, person: TellerDep, endpoint_id: UUID, told: str = "") -> HTMLResponse:
    return _page(runtime, person, endpoint_id, told=SAID.get(told, ""))


@router.post("/endpoints/{endpoint_id}/types")
def change_types(
    runtime: RuntimeDep,
    person: TellingDep,
    endpoint_id: UUID,
    types: Types = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    try:
        with runtime.unit() as unit:
            found = found_in(unit, person, endpoint_id)
            endpoints.change_types(unit, found, types, actor=person.viewer.actor)
    except NothingToldError:
        problem = Problem("types", person.voice.say(NOTHING))
        return _page(runtime, person, endpoint_id, types=types, problem=problem)
    return _away(f"{HERE}/endpoints/{endpoint_id}?told=changed")


@router.post("/endpoints/{endpoint_id}/secret")
def rotate(
    runtime: RuntimeDep, person: ConnectingDep, endpoint_id: UUID, overlap: Overlap = 72
) -> HTMLResponse:
    """Until the old one ends, both sign."""
    with runtime.unit() as unit:
        found = found_in(unit, person, endpoint_id)
        made = endpoints.add_secret(
            unit, found, keep_old_for=timedelta(hours=overlap), actor=person.viewer.actor
        )
    return _page(runtime, person, endpoint_id, made=made)


@router.post("/endpoints/{endpoint_id}/test")
async def ask(
    runtime: RuntimeDep,
    person: TellingDep,
    sender: Annotated[Sender, Depends(sender_of)],
    endpoint_id: UUID,
) -> HTMLResponse:
    """Waits for the answer on no thread, and with no transaction open."""
    try:
        url, secrets = await run_in_threadpool(_ready, runtime, person, endpoint_id)
    except SealError:
        came = Came(well=False, words=unreadable_words(person.voice.language))
    else:
        answer = await registering.ping(sender, url, secrets, runtime.clock())
        well = answer.problem is None
        came = Came(
            well,
            person.voice.say(TOOK_IT, status=answer.http_status)
            if answer.problem is None
            else problem_words(answer.problem, person.voice.language),
        )
    return await run_in_threadpool(_page, runtime, person, endpoint_id, came=came)


@router.post("/endpoints/{endpoint_id}/remove")
def remove(runtime: RuntimeDep, person: TellingDep, endpoint_id: UUID) -> Response:
    with runtime.unit() as unit:
        endpoints.remove(
            unit, found_in(unit, person, endpoint_id), actor=person.viewer.actor,
            by=person.viewer.staff_id,
        )  # fmt: skip
    return _away(f"{HERE}?told=removed")


def _ready(runtime: Runtime, person: SignedIn, endpoint_id: UUID) -> tuple[str, Sequence[str]]:
    with runtime.unit() as unit:
        found = found_in(unit, person, endpoint_id)
        return endpoints.ready_to_test(unit, found, actor=person.viewer.actor)


def _away(path: str) -> RedirectResponse:
    return RedirectResponse(path, status.HTTP_303_SEE_OTHER)


def _form(
    runtime: Runtime,
    person: SignedIn,
    url: str,
    types: Collection[FactType],
    problem: Problem | None = None,
) -> HTMLResponse:
    voice = person.voice
    with runtime.reading() as session:
        return html(
            "staff/event_address_new.html",
            voice.language,
            status_code=_status(problem),
            person=person,
            counts=counts(session, person.viewer, voice.now),
            url=url,
            kinds={one: voice.say(TYPE[one]) for one in TOLD},
            types=types,
            problem=problem,
            place="events",
        )


def _page(
    runtime: Runtime,
    person: SignedIn,
    endpoint_id: UUID,
    *,
    types: Collection[FactType] | None = None,
    problem: Problem | None = None,
    made: str = "",
    came: Came | None = None,
    told: str = "",
) -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        row = session.scalar(
            select(Endpoint).where(
                endpoints.of_agency(viewer.agency_id), Endpoint.id == endpoint_id
            )
        )
        if row is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        if types is None:
            types = endpoints.types_of(session, [row.id])[row.id]
        return html(
            "staff/event_address.html",
            voice.language,
            status_code=_status(problem),
            person=person,
            counts=counts(session, viewer, voice.now),
            address=place_of(session, row, voice),
            kinds={one: voice.say(TYPE[one]) for one in TOLD},
            types=types,
            signs=signed_with(session, row, voice),
            overlaps={hours: voice.say(words) for hours, words in OVERLAPS.items()},
            problem=problem,
            made=made,
            came=came,
            told=voice.say(told) if told else "",
            place="events",
        )


def _status(problem: Problem | None) -> int:
    return status.HTTP_200_OK if problem is None else status.HTTP_422_UNPROCESSABLE_CONTENT
