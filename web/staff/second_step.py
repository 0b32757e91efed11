"""Logging in, the second step: a code of the app, a recovery code; or all of it with a passkey."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response, status
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from messaging.directory.audit import note
from messaging.models.staff import Staff, StaffSession, Way
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import authenticators, letters, passkeys, recovery
from web.identity import sessions as kept
from web.identity.factors import factors
from web.identity.letters import Change
from web.identity.passkeys import PasskeyError
from web.security import from_our_pages
from web.staff import sessions
from web.staff.entering import HALF_COOKIE, door, enter, login_page
from web.staff.throttle import Throttle

router = APIRouter()

CHALLENGE_COOKIE = "kinline_challenge"
WRONG = N_("That code is not right, or was used before. Wait for the next one and try again.")
TOO_MANY = N_("Too many wrong codes. Wait 15 minutes, then log in again.")
NO_PASSKEY = N_("That passkey does not open an account here. Use your password.")
NOT_VERIFIED = N_(
    "This key did not check that it is you. Type your password first, and then use it."
)

Next = Annotated[str, Form(max_length=500)]


@router.get("/login/code")
def ask_code(
    request: Request,
    runtime: RuntimeDep,
    next: str = sessions.HOME,  # noqa: A002 (its name in the URL)
) -> Response:
    with runtime.reading() as session:
        waiting = kept.half(session, request.cookies.get(HALF_COOKIE, ""), runtime.clock())
    return _to_login() if waiting is None else _page(request, runtime, waiting, next)


@router.post("/login/code")
def check_code(
    request: Request,
    runtime: RuntimeDep,
    code: Annotated[str, Form(max_length=100)] = "",
    next: Next = sessions.HOME,  # noqa: A002 (its name in the form)
) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=True)
    throttle: Throttle = request.app.state.throttle
    with runtime.unit() as unit:
        waiting = kept.half(unit.session, request.cookies.get(HALF_COOKIE, ""), unit.now)
        if waiting is None:
            return _to_login()
        # Whoever asks has the password already: tries count from wherever they come.
        name = f"code:{waiting.staff_id}"
        if throttle.blocked(name, name):
            return _page(request, runtime, waiting, next, problem=TOO_MANY, code=429)
        way = _shown(unit, waiting, code)
        who = kept.account_of(unit.session, waiting.staff_id)
        if way is not None and who is not None:
            throttle.forget(name, name)
            return enter(unit, runtime, request, who, way, next)
        throttle.failed(name, name)
        kept.wrong_try(unit, waiting.id)
        actor = f"staff:{waiting.staff_id}"
        note(unit, waiting.agency_id, actor, "staff.code_refused", "staff", waiting.staff_id)
    return _page(request, runtime, waiting, next, problem=WRONG, code=401)


@router.post("/login/passkey/options")
def ask_passkey(request: Request, runtime: RuntimeDep) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=True)
    if not passkeys.host(runtime.settings.public_url):
        return JSONResponse({}, status.HTTP_404_NOT_FOUND)
    with runtime.reading() as session:
        waiting = kept.half(session, request.cookies.get(HALF_COOKIE, ""), runtime.clock())
        known = passkeys.of(session, waiting.agency_id, waiting.staff_id) if waiting else ()
    options, token = passkeys.ask(runtime, known)
    response = Response(options, media_type="application/json")
    response.set_cookie(
        CHALLENGE_COOKIE,
        token,
        max_age=int(passkeys.LASTS.total_seconds()),
        path=sessions.LOGIN,
        secure=runtime.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/login/passkey")
def check_passkey(
    request: Request,
    runtime: RuntimeDep,
    credential: Annotated[str, Form(max_length=passkeys.LONGEST)] = "",
    next: Next = sessions.HOME,  # noqa: A002 (its name in the form)
) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=True)
    try:
        with runtime.unit() as unit:
            token = request.cookies.get(CHALLENGE_COOKIE, "")
            proved = passkeys.prove(unit, runtime, credential, token)
            who = kept.account_of(unit.session, proved.staff_id)
            if who is None:
                raise PasskeyError
            if not proved.verified and not _gave_password(unit, request, proved.staff_id):
                return login_page(request, runtime, after=next, problem=NOT_VERIFIED, code=401)
            response = enter(unit, runtime, request, who, Way.PASSKEY, next)
    except PasskeyError:
        return login_page(request, runtime, after=next, problem=NO_PASSKEY, code=401)
    response.delete_cookie(CHALLENGE_COOKIE, path=sessions.LOGIN)
    return response


def _shown(unit: Unit, waiting: StaffSession, code: str) -> Way | None:
    """Which second factor a code is of."""
    agency_id, staff_id = waiting.agency_id, waiting.staff_id
    if authenticators.check(unit, agency_id, staff_id, code):
        return Way.CODE if waiting.way is Way.PASSWORD else Way.SIGN_ON_TWO
    if recovery.use(unit, agency_id, staff_id, code):
        note(unit, agency_id, f"staff:{staff_id}", "staff.recovery_used", "staff", staff_id)
        letters.tell(unit, unit.session.get_one(Staff, staff_id), Change.CODE_USED)
        return Way.RECOVERY
    return None


def _gave_password(unit: Unit, request: Request, staff_id: UUID) -> bool:
    """Before, in the first step."""
    waiting = kept.half(unit.session, request.cookies.get(HALF_COOKIE, ""), unit.now)
    return waiting is not None and waiting.staff_id == staff_id


def _to_login() -> Response:
    return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)


def _page(
    request: Request,
    runtime: Runtime,
    waiting: StaffSession,
    after: str,
    *,
    problem: str | None = None,
    code: int = 200,
) -> HTMLResponse:
    with runtime.reading() as session:
        has = factors(session, waiting.agency_id, waiting.staff_id)
    return door(
        "second_step", request, runtime, status_code=code, next=after, problem=problem, has=has
    )
