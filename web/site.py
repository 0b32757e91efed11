"""Putting the pages and the API into an app."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import FastAPI, Request
from fastapi.exception_handlers import (
    http_exception_handler,
    request_validation_exception_handler,
)
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import Scope

from messaging.directory.access import Act, ForbiddenError
from messaging.runtime import Runtime
from web import api, assets, parents, staff
from web.catalogue import N_, translations
from web.live.hub import Hub
from web.parents.frame import language_for, trouble
from web.parents.uploads import Held
from web.rendering import html
from web.security import SecurityHeaders
from web.staff.throttle import RedisThrottle, Throttle

TITLES: Mapping[int, str] = MappingProxyType(
    {
        403: N_("This is not open to you"),
        404: N_("Not found"),
        409: N_("This has changed meanwhile"),
        413: N_("That is too large"),
        422: N_("Something is missing"),
        503: N_("Not just now"),
    }
)
NOT_OPEN: Mapping[Act, str] = MappingProxyType(
    {
        Act.READ: N_("Conversations are not open to your account."),
        Act.TASKS: N_("Tasks are for the agency's own people."),
        Act.WRITE: N_("Your account may not write to parents or decide for them."),
        Act.SORT: N_("Messages from unknown numbers are sorted by supervisors."),
        Act.MOVE: N_("Cases are moved by supervisors and administrators."),
        Act.JOIN: N_("Records are joined by supervisors and administrators."),
        Act.RUN: N_("This page is for supervisors and administrators."),
        Act.SET_UP: N_("This page is for supervisors and administrators."),
        Act.PROPOSE: N_("This page is for supervisors and administrators."),
        Act.APPROVE: N_("Supervisors and administrators of the whole agency approve this."),
        Act.TELL: N_("Events to your systems are for administrators."),
        Act.CONNECT: N_("Keys and secrets are for administrators."),
        Act.PEOPLE: N_("Accounts are managed by administrators."),
        Act.SETTINGS: N_("Settings are for administrators of the whole agency."),
        Act.AUDIT: N_("The audit is for auditors and administrators."),
        Act.EXPORT: N_("Records are taken out by supervisors and administrators."),
    }
)
LARGE = N_("It was not sent. Go back, and choose smaller files or fewer of them.")
AWAY = N_("We cannot take this just now. Go back and try again in a moment. In danger? Call 911.")
PLAIN: Mapping[int, str] = MappingProxyType({413: LARGE, 503: AWAY, 500: AWAY})
"""What a parent reads where there is nobody else to say it."""
TITLE_OTHERWISE = N_("That did not work")
WORDS_OTHERWISE = N_("Go back, load the page again and retry.")
REASONS = frozenset(reason.phrase for reason in HTTPStatus)
PARENTS = "/p/"
PAGES = ("/staff", PARENTS)


def install(app: FastAPI, runtime: Runtime, *, throttle: Throttle | None = None) -> Hub:
    """Routes, files, headers and error pages. Returns the hub of live pages: call `close()` on it
    when the server is told to stop (its streams would keep it waiting), `aclose()` at the end."""
    described = api.application()
    described.state = app.state
    app.include_router(staff.router)
    app.include_router(parents.router)
    app.mount(api.PREFIX, described)
    app.mount(assets.MOUNT, assets.static_files(), name="static")
    app.add_middleware(SecurityHeaders, public_url=runtime.settings.public_url)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ForbiddenError, _forbidden)
    return furnish(app, runtime, throttle=throttle)


def furnish(app: FastAPI, runtime: Runtime, *, throttle: Throttle | None = None) -> Hub:
    """What the routes of `app` find in its state, all of it new. Returns the hub, as `install`."""
    hub = Hub(lambda: runtime.settings.redis)
    app.state.runtime = runtime
    app.state.live = hub
    app.state.forms = Held()
    app.state.throttle = throttle or RedisThrottle(lambda: runtime.settings.redis)
    return hub


def plainly(scope: Scope, status: int, retry_after: str | None) -> Response | None:
    """A page for a parent in place of a problem document; None at other doors. It needs neither
    the database nor anything else."""
    if not scope["path"].startswith(PARENTS):
        return None
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return _page(Request(scope), status, PLAIN.get(status, WORDS_OTHERWISE), headers)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for nothing else)
    if not request.url.path.startswith(PAGES) or error.status_code < 400:
        return await http_exception_handler(request, error)
    return _page(request, error.status_code, str(error.detail), error.headers)


async def _forbidden(request: Request, error: Exception) -> Response:
    assert isinstance(error, ForbiddenError)  # noqa: S101 (registered for nothing else)
    return _page(request, 403, NOT_OPEN[error.act], None)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for nothing else)
    if not request.url.path.startswith(PAGES):
        return await request_validation_exception_handler(request, error)
    # An address with a broken id leads nowhere; a form that is not ours is incomplete.
    status = 404 if any(e["loc"][0] == "path" for e in error.errors()) else 422
    return _page(request, status, WORDS_OTHERWISE, None)


def _page(request: Request, status: int, words: str, headers: Mapping[str, str] | None) -> Response:
    title = TITLES.get(status, TITLE_OTHERWISE)
    # What the framework says of its own is in its own words.
    words = words if status in TITLES and words not in REASONS else WORDS_OTHERWISE
    sent = dict(headers) if headers else None
    if request.url.path.startswith(PARENTS):
        return trouble(request, status, title, words, sent)
    language = language_for(request, request.query_params.get("lang"), None)
    said = translations(language).gettext
    return html(
        "problem.html", language, status_code=status, headers=sent, title=said(title),
        words=said(words), home="/staff/inbox",
    )  # fmt: skip
