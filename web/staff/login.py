"""Logging in with a password, and logging out."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from messaging.directory.audit import note
from messaging.models.staff import Way
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import passwords
from web.identity import sessions as kept
from web.security import from_our_pages
from web.staff import sessions
from web.staff.entering import LONGEST_SLUG, address_of, enter, login_page
from web.staff.throttle import Throttle

router = APIRouter()

WRONG = N_("That email and password do not match. Check both and try again.")
TOO_MANY = N_(
    "Too many tries. Wait 15 minutes and try again, or ask your administrator for a new password."
)
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "again": N_("What you want to change is well guarded. Log in again first."),
        "reset": N_("Your password is changed. Log in with the new one."),
        "welcome": N_("Your account is ready. Log in with the password that you chose."),
    }
)
"""Why they are here."""


@router.get("/login")
def ask(
    request: Request,
    runtime: RuntimeDep,
    next: str = sessions.HOME,  # noqa: A002 (its name in the URL)
    told: str = "",
    agency: Annotated[str, Query(max_length=LONGEST_SLUG)] = "",
) -> HTMLResponse:
    return login_page(request, runtime, after=next, told=TOLD.get(told), agency=agency)


@router.post("/login")
def log_in(
    request: Request,
    runtime: RuntimeDep,
    email: Annotated[str, Form(max_length=254)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=500)] = sessions.HOME,  # noqa: A002 (its name in the form)
) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=True)
    throttle: Throttle = request.app.state.throttle
    name, address = email.strip().lower(), address_of(request)
    if throttle.blocked(name, address):
        return login_page(request, runtime, after=next, email=email, problem=TOO_MANY, code=429)
    # The password is checked outside any transaction: argon2 takes its time.
    with runtime.reading() as session:
        known = kept.account(session, name)
    if not passwords.matches(password, known.password_hash if known else None) or known is None:
        throttle.failed(name, address)
        return login_page(request, runtime, after=next, email=email, problem=WRONG, code=401)
    throttle.forget(name, address)
    with runtime.unit() as unit:
        return enter(unit, runtime, request, known, Way.PASSWORD, next)


@router.post("/logout")
def log_out(request: Request, runtime: RuntimeDep, person: sessions.OwnDep) -> Response:
    with runtime.unit() as unit:
        kept.end(unit, request.cookies.get(sessions.COOKIE, ""))
        viewer = person.viewer
        note(unit, viewer.agency_id, viewer.actor, "staff.logged_out", "staff", viewer.staff_id)
    response = RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    response.delete_cookie(sessions.COOKIE, path="/staff")
    # Drafts live in the tab's own storage, and this may be a shared screen.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
