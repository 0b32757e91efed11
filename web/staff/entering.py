"""What logging in ends with, whichever way somebody came: a session, its cookie, a line of the
audit, and the page they wanted."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import Request, status
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from messaging.directory.audit import note
from messaging.models.staff import StaffRole, Way
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from web.catalogue import asked_for
from web.identity import passkeys, providers
from web.identity import sessions as kept
from web.identity.devices import device
from web.identity.factors import factors
from web.identity.sessions import HALF_LIFE, TWO_FACTORS, Account
from web.rendering import html
from web.staff import sessions

HALF_COOKIE = "kinline_half"
CODE = "/staff/login/code"
LONGEST_SLUG = 40


def enter(
    unit: Unit, runtime: Runtime, request: Request, who: Account, way: Way, after: str
) -> Response:
    """In, or to the question for the second factor that somebody has and has not shown."""
    if way not in TWO_FACTORS and factors(unit.session, who.agency_id, who.staff_id).some:
        return _half_way(unit, runtime, request, who, way, after)
    kept.end(unit, request.cookies.get(sessions.COOKIE, ""))
    kept.end(unit, request.cookies.get(HALF_COOKIE, ""))
    token = kept.begin(unit, who, way, device=_device(request))
    note(
        unit, who.agency_id, f"staff:{who.staff_id}", "staff.logged_in", "staff", who.staff_id,
        way=way.value,
    )  # fmt: skip
    response = RedirectResponse(_after(after, who.role), status.HTTP_303_SEE_OTHER)
    sessions.set_cookie(response, token, public_url=runtime.settings.public_url)
    response.delete_cookie(HALF_COOKIE, path=sessions.LOGIN)
    return response


def login_page(
    request: Request,
    runtime: Runtime,
    *,
    after: str,
    email: str = "",
    problem: str | None = None,
    told: str | None = None,
    code: int = 200,
    agency: str = "",
) -> HTMLResponse:
    """`agency`: the slug of one whose single sign-on is offered, where there are several."""
    with runtime.reading() as session:
        every = providers.offers(session, runtime.settings)
    chosen = [offer for offer in every if offer.agency == agency] or every
    return door(
        "login",
        request,
        runtime,
        status_code=code,
        next=after,
        email=email,
        problem=problem,
        told=told,
        sign_on=chosen[0] if len(chosen) == 1 else None,
        asks_agency=len(chosen) > 1,
    )


def door(
    name: str, request: Request, runtime: Runtime, *, status_code: int = 200, **values: Any
) -> HTMLResponse:
    """A page before anybody is logged in: only the browser knows their language."""
    language = asked_for(request.headers.get("accept-language", ""))
    return html(
        f"staff/{name}.html",
        language,
        status_code=status_code,
        passkeys=bool(passkeys.host(runtime.settings.public_url)),
        **values,
    )


def address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def _half_way(
    unit: Unit, runtime: Runtime, request: Request, who: Account, way: Way, after: str
) -> Response:
    kept.end(unit, request.cookies.get(HALF_COOKIE, ""))
    token = kept.begin(unit, who, way, half=True)
    response = RedirectResponse(f"{CODE}?{urlencode({'next': after})}", status.HTTP_303_SEE_OTHER)
    response.set_cookie(
        HALF_COOKIE,
        token,
        max_age=int(HALF_LIFE.total_seconds()),
        path=sessions.LOGIN,
        secure=runtime.settings.public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )
    return response


def _device(request: Request) -> str:
    return device(request.headers.get("user-agent", ""))


def _after(path: str, role: StaffRole) -> str:
    """Where they wanted to go; who asked for no page in particular begins at their own."""
    ours = _ours(path)
    return sessions.home_of(role) if ours == sessions.HOME else ours


def _ours(path: str) -> str:
    """`path` if it leads into the staff pages, else their home: never to another site."""
    parts = urlsplit(path)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/staff/")
    return path if inside and "\\" not in path else sessions.HOME
