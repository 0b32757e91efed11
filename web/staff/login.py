"""Logging in and out."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from messaging.directory.audit import note
from messaging.models.staff import StaffRole
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.rendering import html
from web.security import from_our_pages
from web.staff import passwords, sessions
from web.staff.throttle import Throttle

router = APIRouter()

WRONG = N_("That email and password do not match. Check both and try again.")
TOO_MANY = N_(
    "Too many tries. Wait 15 minutes and try again, or ask your administrator for a new password."
)


@router.get("/login")
def ask(request: Request, next: str = sessions.HOME) -> HTMLResponse:  # noqa: A002 (its name in the URL)
    return _form(_language(request), after=next)


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
    name = email.strip().lower()
    address = request.client.host if request.client else ""
    if throttle.blocked(name, address):
        return _form(_language(request), after=next, email=email, problem=TOO_MANY, code=429)
    # The password is checked outside any transaction: argon2 takes its time.
    with runtime.reading() as session:
        known = sessions.account(session, name)
    if not passwords.matches(password, known.password_hash if known else None) or known is None:
        throttle.failed(name, address)
        return _form(_language(request), after=next, email=email, problem=WRONG, code=401)
    throttle.forget(name, address)
    with runtime.unit() as unit:
        token = sessions.begin(unit, known)
        actor = f"staff:{known.staff_id}"
        note(unit, known.agency_id, actor, "staff.logged_in", "staff", known.staff_id)
    response = RedirectResponse(_after(next, known.role), status.HTTP_303_SEE_OTHER)
    sessions.set_cookie(response, token, public_url=runtime.settings.public_url)
    return response


@router.post("/logout")
def log_out(request: Request, runtime: RuntimeDep, person: sessions.PostingDep) -> Response:
    with runtime.unit() as unit:
        sessions.end(unit, request.cookies.get(sessions.COOKIE, ""))
        viewer = person.viewer
        note(unit, viewer.agency_id, viewer.actor, "staff.logged_out", "staff", viewer.staff_id)
    response = RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    response.delete_cookie(sessions.COOKIE, path="/staff")
    # Drafts live in the tab's own storage, and this may be a shared screen.
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _form(
    language: str, *, after: str, email: str = "", problem: str | None = None, code: int = 200
) -> HTMLResponse:
    return html(
        "staff/login.html",
        language,
        status_code=code,
        next=after,
        email=email,
        problem=problem,
    )


def _language(request: Request) -> str:
    """Before log-in only the browser knows."""
    return request.headers.get("accept-language", "en")[:2].lower()


def _after(path: str, role: StaffRole) -> str:
    """Where they wanted to go; who asked for no page in particular begins at their own."""
    ours = _ours(path)
    return sessions.home_of(role) if ours == sessions.HOME else ours


def _ours(path: str) -> str:
    """`path` if it leads into the staff pages, else their home: never to another site."""
    parts = urlsplit(path)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    return path if inside and "\\" not in path else sessions.HOME
