"""Choosing a password through a link by mail: who forgot theirs, and who was invited."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import inviting, passwords, resetting
from web.identity.inviting import InvitationError
from web.identity.strength import WeakPasswordError, refuse_weak
from web.security import from_our_pages
from web.staff import sessions
from web.staff.entering import address_of, door
from web.staff.throttle import Throttle

router = APIRouter()

ASKED = N_(
    "If there is an account with this address, a link is on its way to it. It is good for an hour."
)
TOO_MANY = N_("Too many tries. Wait 15 minutes and try again.")

Email = Annotated[str, Form(max_length=254)]
Password = Annotated[str, Form(max_length=1000)]


@router.get("/forgot")
def ask(request: Request, runtime: RuntimeDep) -> HTMLResponse:
    return door("forgot", request, runtime, told=None, problem=None)


@router.post("/forgot")
def asked(request: Request, runtime: RuntimeDep, email: Email = "") -> HTMLResponse:
    """The same answer after the same work, whoever it is."""
    from_our_pages(request, runtime.settings.public_url, strict=True)
    throttle: Throttle = request.app.state.throttle
    name, address = f"forgot:{email.strip().lower()}", f"forgot:{address_of(request)}"
    if throttle.blocked(name, address):
        return door("forgot", request, runtime, status_code=429, told=None, problem=TOO_MANY)
    throttle.failed(name, address)
    with runtime.unit() as unit:
        resetting.ask(unit, email)
    return door("forgot", request, runtime, told=ASKED, problem=None)


@router.get("/reset/{token}")
def ask_new(request: Request, runtime: RuntimeDep, token: str) -> HTMLResponse:
    return _page(request, runtime, token, _of_reset)


@router.post("/reset/{token}")
def reset(request: Request, runtime: RuntimeDep, token: str, password: Password = "") -> Response:
    return _chosen(request, runtime, token, password, _of_reset, resetting.use, "reset")


@router.get("/invitation/{token}")
def welcome(request: Request, runtime: RuntimeDep, token: str) -> HTMLResponse:
    return _page(request, runtime, token, _of_invitation)


@router.post("/invitation/{token}")
def take(request: Request, runtime: RuntimeDep, token: str, password: Password = "") -> Response:
    try:
        return _chosen(request, runtime, token, password, _of_invitation, inviting.take, "welcome")
    except InvitationError as error:
        return door("link_over", request, runtime, status_code=409, problem=str(error))


Whose = Callable[[Session, Runtime, str], str | None]
"""The email of whom a link is for, while it is good."""


def _of_reset(session: Session, runtime: Runtime, token: str) -> str | None:
    staff = resetting.found(session, token, runtime.clock())
    return staff.email if staff else None


def _of_invitation(session: Session, runtime: Runtime, token: str) -> str | None:
    row = inviting.found(session, token, runtime.clock())
    return row.email if row else None


def _chosen(
    request: Request,
    runtime: Runtime,
    token: str,
    password: str,
    whose: Whose,
    use: Callable[[Unit, str, str], bool],
    told: str,
) -> Response:
    from_our_pages(request, runtime.settings.public_url, strict=True)
    with runtime.reading() as session:
        email = whose(session, runtime, token)
    if email is None:
        return _over(request, runtime)
    try:
        refuse_weak(password, email)
    except WeakPasswordError as error:
        return _page(request, runtime, token, whose, problem=str(error))
    # Outside of the transaction: argon2 takes its time.
    hashed = passwords.hashed(password)
    with runtime.unit() as unit:
        if not use(unit, token, hashed):
            return _over(request, runtime)
    return RedirectResponse(f"{sessions.LOGIN}?told={told}", status.HTTP_303_SEE_OTHER)


def _page(
    request: Request, runtime: Runtime, token: str, whose: Whose, *, problem: str | None = None
) -> HTMLResponse:
    with runtime.reading() as session:
        email = whose(session, runtime, token)
    if email is None:
        return _over(request, runtime)
    return door(
        "new_password",
        request,
        runtime,
        status_code=422 if problem else 200,
        email=email,
        problem=problem,
    )


def _over(request: Request, runtime: Runtime) -> HTMLResponse:
    return door("link_over", request, runtime, status_code=404, problem=None)
