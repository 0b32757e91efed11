"""Your account: what logging in asks of you, and where you are logged in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, HTTPException, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from messaging.directory.audit import note
from messaging.models.staff import Staff, StaffSession, Way
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing.addresses import host_of
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import authenticators, letters, passkeys, passwords, providers, recovery
from web.identity import sessions as kept
from web.identity.factors import Factors, factors, gained, lost, required
from web.identity.letters import Change
from web.identity.passkeys import LONGEST_NAME, PasskeyError
from web.identity.provider import ProviderError
from web.identity.sign_on import begin, tied, untie
from web.identity.strength import EASY, SHORT, WeakPasswordError, refuse_weak
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.new_password import TOO_MANY
from web.staff.sessions import ACCOUNT, EnteredDep, OwnDep, ProvingDep, SignedIn
from web.staff.sign_on import away, remember, terms_of
from web.staff.throttle import Throttle
from web.voice import Voice

router = APIRouter(prefix="/account")

UNNAMED = N_("A passkey")
GONE = N_("That is not there any more.")
TOLD: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "wrong_code": (N_("That code is not right. Wait for the next one and type it."), False),
        "no_passkey": (
            N_("That passkey could not be added. Try again, or use another."),
            False,
        ),
        "last_one": (
            N_("Your agency asks for a second factor. Add another one before you remove this."),
            False,
        ),
        "wrong_password": (N_("That is not your present password."), False),
        "too_many": (TOO_MANY, False),
        "short": (SHORT, False),
        "easy": (EASY, False),
        "password": (N_("Your password is changed. You are logged out everywhere else."), True),
        "ended": (N_("Done. It has to log in again."), True),
        "removed": (N_("Removed."), True),
        "tied": (N_("Single sign-on opens your account from now on."), True),
        "not_yours": (
            N_("You are somebody else there. Log in there with the address of your account."),
            False,
        ),
        "no_provider": (N_("Single sign-on did not answer as it should. Try again."), False),
        "passkey": (N_("The passkey is added."), True),
    }
)
"""What happened, and whether it went well."""
WEAK: Mapping[str, str] = MappingProxyType({SHORT: "short", EASY: "easy"})
WAY: Mapping[Way, str] = MappingProxyType(
    {
        Way.PASSWORD: N_("with a password"),
        Way.CODE: N_("with a password and a code"),
        Way.RECOVERY: N_("with a recovery code"),
        Way.PASSKEY: N_("with a passkey"),
        Way.SIGN_ON: N_("by single sign-on"),
        Way.SIGN_ON_TWO: N_("by single sign-on, with two factors"),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One session, as its owner tells it from others."""

    id: UUID
    device: str
    way: str
    begun: str
    seen: str
    this: bool


@router.get("")
def show(runtime: RuntimeDep, person: EnteredDep, told: str = "") -> HTMLResponse:
    viewer, voice = person.viewer, person.voice
    with runtime.reading() as session:
        has = factors(session, viewer.agency_id, viewer.staff_id)
        values = _second(runtime, session, person, has)
        if person.enrols:
            return _shown("enrol", person, told, **values)
        return _shown(
            "account",
            person,
            told,
            **values,
            counts=counts(session, viewer, voice.now),
            sessions=lines(session, person),
            place="account",
        )


@router.post("/authenticator")
def offer_authenticator(runtime: RuntimeDep, person: ProvingDep) -> Response:
    with runtime.unit() as unit:
        authenticators.offer(unit, person.viewer.agency_id, person.viewer.staff_id)
    return _back(fragment="second")


@router.post("/authenticator/confirm")
def confirm_authenticator(
    runtime: RuntimeDep, person: OwnDep, code: Annotated[str, Form(max_length=20)] = ""
) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not authenticators.confirm(unit, viewer.agency_id, viewer.staff_id, code):
            return _back("wrong_code")
        _note(unit, person, "staff.authenticator_added")
        codes = _gained(unit, person, Way.CODE, Change.AUTHENTICATOR_ADDED)
    return _codes(person, codes) if codes else _back()


@router.post("/authenticator/remove")
def remove_authenticator(runtime: RuntimeDep, person: ProvingDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if _is_last(unit.session, person):
            return _back("last_one")
        if authenticators.remove(unit, viewer.agency_id, viewer.staff_id):
            _note(unit, person, "staff.authenticator_removed")
            lost(unit, _staff(unit.session, person), Change.AUTHENTICATOR_REMOVED)
    return _back("removed")


@router.post("/recovery")
def renew_recovery(runtime: RuntimeDep, person: ProvingDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not factors(unit.session, viewer.agency_id, viewer.staff_id).some:
            return _back()
        codes = recovery.renew(unit, viewer.agency_id, viewer.staff_id)
        _note(unit, person, "staff.recovery_renewed")
        letters.tell(unit, _staff(unit.session, person), Change.CODES_RENEWED)
    return _codes(person, codes)


@router.post("/passkeys/options")
def offer_passkey(runtime: RuntimeDep, person: ProvingDep) -> Response:
    if not passkeys.host(runtime.settings.public_url) or person.session_id is None:
        raise HTTPException(status.HTTP_409_CONFLICT)
    with runtime.reading() as session:
        staff = _staff(session, person)
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
        return _back("no_passkey")
    try:
        with runtime.unit() as unit:
            called = name.strip() or person.voice.say(UNNAMED)
            passkeys.register(
                unit, runtime, _staff(unit.session, person), person.session_id, credential, called
            )
            _note(unit, person, "staff.passkey_added")
            codes = _gained(unit, person, Way.PASSKEY, Change.PASSKEY_ADDED)
    except PasskeyError:
        return _back("no_passkey")
    return _codes(person, codes) if codes else _back("passkey")


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
        _note(unit, person, "staff.passkey_renamed")
    return _back(fragment="second")


@router.post("/passkeys/{passkey_id}/remove")
def remove_passkey(runtime: RuntimeDep, person: ProvingDep, passkey_id: UUID) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if _is_last(unit.session, person):
            return _back("last_one")
        if not passkeys.remove(unit, viewer.agency_id, viewer.staff_id, passkey_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        _note(unit, person, "staff.passkey_removed")
        lost(unit, _staff(unit.session, person), Change.PASSKEY_REMOVED)
    return _back("removed")


@router.post("/sign-on")
async def tie(runtime: RuntimeDep, person: ProvingDep) -> Response:
    """A page with a link, and no redirect: a browser follows no form to another site. So one also
    sees where one goes."""
    viewer = person.viewer
    terms = await run_in_threadpool(terms_of, runtime, viewer.agency_id)
    if terms is None:
        return _back("no_provider")
    trip = begin(ACCOUNT, runtime.clock(), ties=viewer.staff_id)
    try:
        address = await away(terms, trip)
    except ProviderError:
        return _back("no_provider")
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
        untie(unit, _staff(unit.session, person))
    return _back("removed")


@router.post("/sessions/end")
def end_others(runtime: RuntimeDep, person: OwnDep) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        ended = kept.end_all(unit, viewer.agency_id, viewer.staff_id, but=person.session_id)
        _note(unit, person, "staff.sessions_ended", number=ended)
    return _back("ended")


@router.post("/sessions/{session_id}/end")
def end_session(runtime: RuntimeDep, person: OwnDep, session_id: UUID) -> Response:
    viewer = person.viewer
    with runtime.unit() as unit:
        if not kept.end_one(unit, viewer.agency_id, viewer.staff_id, session_id):
            raise HTTPException(status.HTTP_404_NOT_FOUND, GONE)
        _note(unit, person, "staff.session_ended")
    return _back("ended")


@router.post("/password")
def change_password(
    request: Request,
    runtime: RuntimeDep,
    person: OwnDep,
    present: Annotated[str, Form(max_length=1000)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    # A session that somebody left open must not be a place to guess the password.
    throttle: Throttle = request.app.state.throttle
    name = f"password:{person.viewer.staff_id}"
    if throttle.blocked(name, name):
        return _back("too_many")
    with runtime.reading() as session:
        staff = _staff(session, person)
    if not passwords.matches(present, staff.password_hash):
        throttle.failed(name, name)
        return _back("wrong_password")
    throttle.forget(name, name)
    try:
        refuse_weak(new, staff.email, person.agency_name, staff.name)
    except WeakPasswordError as error:
        return _back(WEAK[str(error)])
    hashed = passwords.hashed(new)
    with runtime.unit() as unit:
        staff = _staff(unit.session, person)
        staff.password_hash = hashed
        kept.end_all(unit, staff.agency_id, staff.id, but=person.session_id)
        _note(unit, person, "staff.password_changed")
        letters.tell(unit, staff, Change.PASSWORD_CHANGED)
    return _back("password")


def lines(session: Session, person: SignedIn) -> Sequence[Line]:
    """Where they are logged in; here first."""
    viewer, voice = person.viewer, person.voice
    rows = kept.every(session, viewer.agency_id, viewer.staff_id, voice.now)
    rows = sorted(rows, key=lambda row: row.id != person.session_id)
    return [_line(row, voice, person.session_id) for row in rows]


def _line(row: StaffSession, voice: Voice, here: UUID | None) -> Line:
    return Line(
        row.id,
        row.device or voice.say(N_("A browser")),
        voice.say(WAY[row.way]),
        voice.within(row.created_at),
        voice.within(row.seen_at),
        row.id == here,
    )


def _second(
    runtime: Runtime, session: Session, person: SignedIn, has: Factors
) -> Mapping[str, Any]:
    """What the part about second factors shows."""
    viewer, voice = person.viewer, person.voice
    app = has.offered
    staff = _staff(session, person)
    email = staff.email
    terms = providers.terms(session, runtime.settings, viewer.agency_id)
    return {
        "sign_on": terms.name if terms else "",
        "tied": terms is not None and tied(staff, terms.issuer),
        "has": has,
        "passkey_lines": [
            (row.id, row.name, voice.within(row.last_used_at) if row.last_used_at else "")
            for row in has.passkeys
        ],
        "passkeys_possible": bool(passkeys.host(runtime.settings.public_url)),
        "secret": authenticators.spelled(app) if app else "",
        "drawn": authenticators.drawn(authenticators.address(app, email)) if app else "",
        "required": required(session, viewer.agency_id),
        "longest_name": LONGEST_NAME,
    }


def _shown(name: str, person: SignedIn, told: str, **values: Any) -> HTMLResponse:
    words, well = TOLD.get(told, ("", True))
    return html(
        f"staff/{name}.html",
        person.voice.language,
        person=person,
        told=words,
        well=well,
        **values,
    )


def _codes(person: SignedIn, codes: Sequence[str]) -> HTMLResponse:
    """They stand on this one page and nowhere else."""
    return html("staff/recovery.html", person.voice.language, person=person, codes=codes)


def _gained(unit: Unit, person: SignedIn, way: Way, change: Change) -> Sequence[str]:
    assert person.session_id is not None  # noqa: S101 (whoever posts has one)
    return gained(unit, _staff(unit.session, person), person.session_id, way, change)


def _is_last(session: Session, person: SignedIn) -> bool:
    """Whether the agency wants a second factor and this is the only one."""
    viewer = person.viewer
    has = factors(session, viewer.agency_id, viewer.staff_id)
    return has.number == 1 and required(session, viewer.agency_id)


def _staff(session: Session, person: SignedIn) -> Staff:
    return session.get_one(Staff, person.viewer.staff_id)


def _note(unit: Unit, person: SignedIn, action: str, **detail: Any) -> None:
    viewer = person.viewer
    note(unit, viewer.agency_id, viewer.actor, action, "staff", viewer.staff_id, **detail)


def _back(told: str = "", *, fragment: str = "") -> RedirectResponse:
    address = ACCOUNT + (f"?told={told}" if told else "") + (f"#{fragment}" if fragment else "")
    return RedirectResponse(address, status.HTTP_303_SEE_OTHER)
