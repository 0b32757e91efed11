"""Keys and secrets of the agency's own systems, for administrators: made, rotated, ended.

What is new is shown once, on the page that answers; nothing can show it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory import api_keys, webhook_secrets
from messaging.models.secret import ApiKey, KeyKind
from messaging.models.staff import Staff
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.addresses import host_of
from outgoing.models import Endpoint
from web.api.keys import Scope
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.sessions import ConnectingDep, ConnectorDep, SignedIn
from web.voice import Voice

router = APIRouter(prefix="/api-keys")

HERE = "/staff/api-keys"
GONE = N_("There is no such key any more.")
ENDED = N_("That key has ended. Make a new one.")
NOBODY = N_("Choose whom the key acts for.")
NEVER = N_("never used")
UNREADABLE = N_("An address that cannot be read")

KIND: Mapping[KeyKind, str] = MappingProxyType(
    {KeyKind.LIVE: N_("Live"), KeyKind.TEST: N_("Test: reaches nobody")}
)
OVERLAPS: Mapping[int, str] = MappingProxyType(
    {
        0: N_("at once"),
        24: N_("after a day"),
        72: N_("after three days"),
        168: N_("after a week"),
    }
)
"""When the old one ends, in hours."""
LIVES: Mapping[int, str] = MappingProxyType(
    {30: N_("in 30 days"), 90: N_("in 90 days"), 365: N_("in a year"), 0: N_("never")}
)
"""When a new key ends, in days; 0: it has no end."""

Overlap = Annotated[int, Form(ge=0, le=max(OVERLAPS))]


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key, as the page shows it."""

    id: UUID
    name: str
    kind: str
    test: bool
    acts_for: str
    scopes: str
    used: str
    ends: str
    over: bool


@dataclass(frozen=True, slots=True)
class SecretLine:
    """One of the agency's systems and what events are signed with."""

    id: UUID | None
    """None: what the agency signs its own events with."""
    host: str
    ends: tuple[str, ...]
    """Of each that is good now."""


@router.get("")
def show(runtime: RuntimeDep, person: ConnectorDep) -> HTMLResponse:
    return _page(runtime, person)


@router.post("")
def add(
    runtime: RuntimeDep,
    person: ConnectingDep,
    name: Annotated[str, Form(min_length=1, max_length=80)],
    acts_for: Annotated[UUID, Form()],
    scope: Annotated[list[Scope], Form()],
    kind: Annotated[KeyKind, Form()] = KeyKind.LIVE,
    days: Annotated[int, Form(ge=0, le=max(LIVES))] = 90,
) -> HTMLResponse:
    with runtime.unit() as unit:
        staff = unit.session.scalar(
            select(Staff).where(
                Staff.agency_id == person.viewer.agency_id, Staff.id == acts_for, Staff.active
            )
        )
        if staff is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, NOBODY)
        made = api_keys.add(
            unit, person.viewer.agency_id, name.strip() or kind.value,
            scopes=sorted({one.value for one in scope}), staff_id=staff.id,
            actor=person.viewer.actor, kind=kind,
            expires_at=unit.now + timedelta(days=days) if days else None,
        )  # fmt: skip
    return _page(runtime, person, made)


@router.post("/{key_id}/rotate")
def rotate(
    runtime: RuntimeDep, person: ConnectingDep, key_id: UUID, overlap: Overlap = 72
) -> HTMLResponse:
    with runtime.unit() as unit:
        old = _found(unit, person, key_id)
        try:
            made = api_keys.rotate(unit, old, timedelta(hours=overlap), actor=person.viewer.actor)
        except api_keys.KeyEndedError:
            raise HTTPException(status.HTTP_409_CONFLICT, ENDED) from None
    return _page(runtime, person, made)


@router.post("/{key_id}/end")
def end(runtime: RuntimeDep, person: ConnectingDep, key_id: UUID) -> RedirectResponse:
    with runtime.unit() as unit:
        api_keys.end(unit, _found(unit, person, key_id), actor=person.viewer.actor)
    return RedirectResponse(HERE, status.HTTP_303_SEE_OTHER)


@router.post("/secrets")
def rotate_own(runtime: RuntimeDep, person: ConnectingDep, overlap: Overlap = 72) -> HTMLResponse:
    """What the agency signs its own events with."""
    with runtime.unit() as unit:
        made = webhook_secrets.add(
            unit, person.viewer.agency_id, keep_old_for=timedelta(hours=overlap),
            actor=person.viewer.actor,
        )  # fmt: skip
    return _page(runtime, person, made)


@router.post("/endpoints/{endpoint_id}")
def rotate_endpoint(
    runtime: RuntimeDep, person: ConnectingDep, endpoint_id: UUID, overlap: Overlap = 72
) -> HTMLResponse:
    """What we sign with there. Until the old one ends, both sign."""
    with runtime.unit() as unit:
        found = endpoints.found(unit, person.viewer.agency_id, endpoint_id)
        if found is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        made = endpoints.add_secret(
            unit, found, keep_old_for=timedelta(hours=overlap), actor=person.viewer.actor
        )
    return _page(runtime, person, made)


def _found(unit: Unit, person: SignedIn, key_id: UUID) -> ApiKey:
    row = api_keys.found(unit, person.viewer.agency_id, key_id)
    if row is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
    return row


def _page(runtime: Runtime, person: SignedIn, made: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        staff = session.execute(
            select(Staff.id, Staff.name, Staff.email)
            .where(Staff.agency_id == viewer.agency_id, Staff.active)
            .order_by(Staff.name, Staff.email)
        ).all()
        names = {each.id: each.name for each in staff}
        return html(
            "staff/api_keys.html",
            voice.language,
            person=person,
            counts=counts(session, viewer, voice.now),
            made=made,
            keys=[_key(row, names, voice) for row in api_keys.of_agency(session, viewer.agency_id)],
            secrets=[_own(session, viewer.agency_id, voice), *_theirs(session, person)],
            staff=staff,
            scopes=list(Scope),
            kinds={kind: voice.say(words) for kind, words in KIND.items()},
            overlaps={hours: voice.say(words) for hours, words in OVERLAPS.items()},
            lives={days: voice.say(words) for days, words in LIVES.items()},
            place="api-keys",
        )


def _key(row: ApiKey, names: Mapping[UUID, str], voice: Voice) -> KeyLine:
    used = row.last_used_at
    return KeyLine(
        id=row.id,
        name=row.name,
        kind=voice.say(KIND[row.kind]),
        test=row.kind is KeyKind.TEST,
        acts_for=names.get(row.staff_id, "") if row.staff_id else "",
        scopes=", ".join(row.scopes),
        used=voice.moment(used) if used else voice.say(NEVER),
        ends=_ends(row.expires_at, voice),
        over=api_keys.over(row, voice.now),
    )


def _own(session: Session, agency_id: UUID, voice: Voice) -> SecretLine:
    rows = webhook_secrets.valid(session, agency_id, voice.now)
    return SecretLine(None, "", tuple(_ends(row.expires_at, voice) for row in rows))


def _theirs(session: Session, person: SignedIn) -> list[SecretLine]:
    voice = person.voice
    rows = session.scalars(
        select(Endpoint).where(endpoints.of_agency(person.viewer.agency_id)).order_by(Endpoint.id)
    ).all()
    return [signed_with(session, row, voice) for row in rows]


def signed_with(session: Session, row: Endpoint, voice: Voice) -> SecretLine:
    """How many secrets its events are signed with now, and when each ends."""
    return SecretLine(
        row.id,
        host_of(row.readable_url) or voice.say(UNREADABLE),
        tuple(
            _ends(each.expires_at, voice)
            for each in endpoints.valid_secrets(session, row, voice.now)
        ),
    )


def _ends(at: datetime | None, voice: Voice) -> str:
    return voice.moment(at) if at else ""
