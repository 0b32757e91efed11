"""Coming in by single sign-on: to the provider, and back."""

import hmac
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from messaging.models.agency import Agency
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import sessions as kept
from web.identity import sign_on
from web.identity.provider import Provider, ProviderError
from web.identity.sign_on import LASTS, Identity, NobodyHereError, Trip
from web.staff import sessions
from web.staff.entering import enter, login_page

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/login/sign-on")

COOKIE = "kinline_sign_on"
NO_ANSWER = N_("Single sign-on did not answer as it should. Try again, or use your password.")
NOT_KNOWN = N_("Nobody here has an account with that address. Ask your administrator.")


@router.get("")
async def go(
    request: Request,
    runtime: RuntimeDep,
    next: Annotated[str, Query(max_length=500)] = sessions.HOME,  # noqa: A002 (its name in the URL)
) -> Response:
    """A link, and no form: a browser follows no form to another site (`form-action`)."""
    agency = await run_in_threadpool(_agency, runtime)
    if agency is None:
        return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    provider = Provider(runtime.settings)
    try:
        about = await provider.about()
    except ProviderError as error:
        return _failed(request, runtime, next, error)
    finally:
        await provider.aclose()
    trip = sign_on.begin(next, runtime.clock())
    response = RedirectResponse(
        sign_on.address(runtime.settings, about, trip), status.HTTP_303_SEE_OTHER
    )
    response.set_cookie(
        COOKIE,
        sign_on.sealed(trip, agency.id),
        max_age=int(LASTS.total_seconds()),
        path=sessions.LOGIN,
        secure=runtime.settings.public_url.startswith("https://"),
        httponly=True,
        # They come back from another site.
        samesite="lax",
    )
    return response


@router.get("/back")
async def back(
    request: Request,
    runtime: RuntimeDep,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    agency = await run_in_threadpool(_agency, runtime)
    cookie = request.cookies.get(COOKIE, "")
    trip = sign_on.opened(cookie, agency.id, runtime.clock()) if agency else None
    if agency is None or trip is None:
        return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    if not code or not hmac.compare_digest(state.encode(), trip.state.encode()):
        return _failed(request, runtime, trip.after, ProviderError("another state, or no code"))
    provider = Provider(runtime.settings)
    try:
        identity = await sign_on.identify(runtime.settings, provider, trip, code, runtime.clock())
    except ProviderError as error:
        return _failed(request, runtime, trip.after, error)
    finally:
        await provider.aclose()
    response = await run_in_threadpool(_enter, request, runtime, agency, trip, identity)
    response.delete_cookie(COOKIE, path=sessions.LOGIN)
    return response


def _agency(runtime: Runtime) -> Agency | None:
    if not runtime.settings.oidc_issuer:
        return None
    with runtime.reading() as session:
        return sign_on.agency_of(session, runtime.settings)


def _enter(
    request: Request, runtime: Runtime, agency: Agency, trip: Trip, identity: Identity
) -> Response:
    try:
        with runtime.unit() as unit:
            staff = sign_on.match(unit, agency.id, identity)
            who = kept.account_of(unit.session, staff.id)
            if who is None:
                raise NobodyHereError
            return enter(unit, runtime, request, who, identity.way, trip.after)
    except NobodyHereError:
        return login_page(request, runtime, after=trip.after, problem=NOT_KNOWN, code=403)


def _failed(request: Request, runtime: Runtime, after: str, error: ProviderError) -> Response:
    log.warning("sign_on.failed", problem=str(error))
    return login_page(request, runtime, after=after, problem=NO_ANSWER, code=502)
