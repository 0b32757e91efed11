"""Your account: what logging in asks of you, and where you are logged in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from messaging.models.staff import StaffSession, Way
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import authenticators, passkeys, providers
from web.identity import sessions as kept
from web.identity.factors import Factors, factors, required
from web.identity.passkeys import LONGEST_NAME
from web.identity.sign_on import tied
from web.identity.strength import EASY, SHORT
from web.rendering import html
from web.staff.inbox_list import counts
from web.staff.new_password import TOO_MANY
from web.staff.own import staff_of
from web.staff.sessions import EnteredDep, SignedIn
from web.voice import Voice

router = APIRouter(prefix="/account")

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
    staff = staff_of(session, person)
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
