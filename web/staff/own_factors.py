"""Your second factors: an app, passkeys, recovery codes, single sign-on; added and removed."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from messaging.models.staff import Way
from messaging.platform.unit_of_work import Unit
from outgoing.addresses import host_of
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import authenticators, letters, passkeys, recovery
from web.identity.factors import factors, gained, lost, required
from web.identity.letters import Change
from web.identity.passkeys import LONGEST_NAME, PasskeyError
from web.identity.provider import ProviderError
from web.identity.sign_on import begin, untie
from web.rendering import html
from web.staff.own import GONE, back, note_own, staff_of
from web.staff.sessions import ACCOUNT, OwnDep, ProvingDep, SignedIn
from web.staff.sign_on import away, remember, terms_of

router = APIRouter(prefix="/account")

UNNAMED = N_("A passkey")


@router.post("/authenticator")
def offer_authenticator(runtime: RuntimeDep, person: ProvingDep) -> Response:
    with runtime.unit() as unit:
        authenticators.offer(unit, person.viewer.agency_id, person.viewer.staff_id)
    return back(fragment="second")


@router.post("/authenticator/confirm")
def confirm_authenticator(
    runtime: RuntimeDep, person: OwnDep, code: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not authenticators.confirm(unit, viewer.agency_id, viewer.staff_id, code):
            return back("wrong_code")
        note_own(unit, person, "staff.authenticator_added")
        codes = _gained(unit, person, Way.CODE, Change.AUTHENTICATOR_ADDED)
    return _codes(person, codes) if codes else back()


@router.post("/authenticator/remove")
def remove_authenticator(runtime: RuntimeDep, person: ProvingDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if _is_last(unit.session, person):
            return back("last_one")
        if authenticators.remove(unit, viewer.agency_id, viewer.staff_id):
            note_own(unit, person, "staff.authenticator_removed")
            lost(unit, staff_of(unit.session, person), Change.AUTHENTICATOR_REMOVED)
    return back("removed")


@router.post("/recovery")
def renew_recovery(runtime: RuntimeDep, person: ProvingDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not factors(unit.session, viewer.agency_id, viewer.staff_id).some:
            return back()
        codes = recovery.renew(unit, viewer.agency_id, viewer.staff_id)
        note_own(unit, person, "staff.recovery_renewed")
        letters.tell(unit, staff_of(unit.session, person), Change.CODES_RENEWED)
    return _codes(person, codes)


@router.post("/passkeys/options")
def offer_passkey(runtime: RuntimeDep, person: ProvingDep) -> Response:
    if not passkeys.host(runtime.settings.public_url) or person.session_id is None:
        raise HTTPException(status.HTTP_409_CONFLICT)
    with runtime.reading() as session:
        staff = staff_of(session, person)
        options = passkeys.offer(runtime, session, staff, person.session_id)
    return Response(options, media_type="application/json")


@router.post("/passkeys")
def add_passkey(
    runtime: RuntimeDep,
    person: ProvingDep,
    credential: Annotated[str, Form(max_length=passkeys.LONGEST)] = "",
    name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
) -> Response:
    if person.session_id is None:
        return back("no_passkey")
    try:
        with runtime.unit() as unit:
            called = name.strip() or person.voice.say(UNNAMED)
            passkeys.register(
                unit, runtime, staff_of(unit.session, person), person.session_id, credential, called
            )
            note_own(unit, person, "staff.passkey_added")
            codes = _gained(unit, person, Way.PASSKEY, Change.PASSKEY_ADDED)
    except PasskeyError:
        return back("no_passkey")
    return _codes(person, codes) if codes else back("passkey")


@router.post("/passkeys/{passkey_id}")
def rename_passkey(
    runtime: RuntimeDep,
    person: OwnDep,
    passkey_id: UUID,
    name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
) -> Response:
    viewer = person.viewer
    called = name.strip() or person.voice.say(UNNAMED)
    with runtime.unit() as unit:
        if not passkeys.rename(unit, viewer.agency_id, viewer.staff_id, passkey_id, called):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        note_own(unit, person, "staff.passkey_renamed")
    return back(fragment="second")


@router.post("/passkeys/{passkey_id}/remove")
def remove_passkey(runtime: RuntimeDep, person: ProvingDep, passkey_id: UUID) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if _is_last(unit.session, person):
            return back("last_one")
        if not passkeys.remove(unit, viewer.agency_id, viewer.staff_id, passkey_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        note_own(unit, person, "staff.passkey_removed")
        lost(unit, staff_of(unit.session, person), Change.PASSKEY_REMOVED)
    return back("removed")


@router.post("/sign-on")
async def tie(runtime: RuntimeDep, person: ProvingDep) -> Response:
    """A page with a link, and no redirect: a browser follows no form to another site. So one also
    sees where one goes."""
    viewer = person.viewer
    terms = await run_in_threadpool(terms_of, runtime, viewer.agency_id)
    if terms is None:
        return back("no_provider")
    trip = begin(ACCOUNT, runtime.clock(), ties=viewer.staff_id)
    try:
        address = await away(terms, trip)
    except ProviderError:
        return back("no_provider")
    response = html(
        "staff/leaving.html",
        person.voice.language,
        address=address,
        host=host_of(address),
        called=terms.name,
    )
    remember(response, runtime, terms, trip)
    return response


@router.post("/sign-on/remove")
def untie_sign_on(runtime: RuntimeDep, person: ProvingDep) -> Response:
    with runtime.unit() as unit:
        untie(unit, staff_of(unit.session, person))
    return back("removed")


def _codes(person: SignedIn, codes: Sequence[str]) -> HTMLResponse:
    """They stand on this one page and nowhere else."""
    return html("staff/recovery.html", person.voice.language, person=person, codes=codes)


def _gained(unit: Unit, person: SignedIn, way: Way, change: Change) -> Sequence[str]:
    assert person.session_id is not None  # noqa: S101 (whoever posts has one)
    return gained(unit, staff_of(unit.session, person), person.session_id, way, change)


def _is_last(session: Session, person: SignedIn) -> bool:
    """Whether the agency wants a second factor and this is the only one."""
    viewer = person.viewer
    has = factors(session, viewer.agency_id, viewer.staff_id)
    return has.number == 1 and required(session, viewer.agency_id)
