"""Coming in by single sign-on: to the provider, and back. Also tying an account to it."""

import hmac
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Query, Request, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import providers, sign_on
from web.identity import sessions as kept
from web.identity.provider import Provider, ProviderError, Terms
from web.identity.sign_on import LASTS, Identity, NobodyHereError, NotTiedError, Trip
from web.staff import sessions
from web.staff.entering import LONGEST_SLUG, enter, login_page

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/login/sign-on")

COOKIE = "kinline_sign_on"
NO_ANSWER = N_("Single sign-on did not answer as it should. Try again, or use your password.")
NOT_KNOWN = N_("Nobody here has an account with that address. Ask your administrator.")
NOT_TIED = N_(
    "Single sign-on does not open your account yet. Log in with your password once, and then "
    "choose single sign-on on the page Your account."
)


@router.get("")
async def go(
    request: Request,
    runtime: RuntimeDep,
    next: Annotated[str, Query(max_length=500)] = sessions.HOME,  # noqa: A002 (its name in the URL)
    agency: Annotated[str, Query(max_length=LONGEST_SLUG)] = "",
) -> Response:
    """A link, and no form: a browser follows no form to another site (`form-action`)."""
    terms = await run_in_threadpool(_terms, runtime, agency)
    if terms is None:
        return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    trip = sign_on.begin(next, runtime.clock())
    try:
        response: Response = RedirectResponse(await away(terms, trip), status.HTTP_303_SEE_OTHER)
    except ProviderError:
        return await run_in_threadpool(_failed, request, runtime, trip)
    remember(response, runtime, terms, trip)
    return response


async def away(terms: Terms, trip: Trip) -> str:
    """Where a browser is sent. Raises `ProviderError`."""
    provider = Provider(terms)
    try:
        return sign_on.address(terms, await provider.about(), trip)
    except ProviderError as error:
        log.warning("sign_on.failed", problem=str(error))
        raise
    finally:
        await provider.aclose()


def remember(response: Response, runtime: Runtime, terms: Terms, trip: Trip) -> None:
    """In this browser, until it comes back."""
    response.set_cookie(
        COOKIE,
        sign_on.sealed(trip, terms.agency_id),
        max_age=int(LASTS.total_seconds()),
        path=sessions.LOGIN,
        secure=runtime.settings.public_url.startswith("https://"),
        httponly=True,
        # They come back from another site.
        samesite="lax",
    )


@router.get("/back")
async def back(
    request: Request,
    runtime: RuntimeDep,
    code: Annotated[str, Query(max_length=4000)] = "",
    state: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    begun = sign_on.opened(request.cookies.get(COOKIE, ""), runtime.clock())
    if begun is None:
        return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    agency_id, trip = begun
    terms = await run_in_threadpool(terms_of, runtime, agency_id)
    if terms is None:
        return RedirectResponse(sessions.LOGIN, status.HTTP_303_SEE_OTHER)
    if not code or not hmac.compare_digest(state.encode(), trip.state.encode()):
        log.warning("sign_on.failed", problem="another state, or no code")
        return await run_in_threadpool(_failed, request, runtime, trip)
    provider = Provider(terms)
    try:
        identity = await sign_on.identify(terms, provider, trip, code, runtime.clock())
    except ProviderError as error:
        log.warning("sign_on.failed", problem=str(error))
        return await run_in_threadpool(_failed, request, runtime, trip)
    finally:
        await provider.aclose()
    response = await run_in_threadpool(_enter, request, runtime, terms, trip, identity)
    response.delete_cookie(COOKIE, path=sessions.LOGIN)
    return response


def terms_of(runtime: Runtime, agency_id: UUID) -> Terms | None:
    """How that agency's people come in by single sign-on; None where they do not."""
    with runtime.reading() as session:
        return providers.terms(session, runtime.settings, agency_id)


def _terms(runtime: Runtime, slug: str) -> Terms | None:
    with runtime.reading() as session:
        return providers.terms_of(session, runtime.settings, slug)


def _enter(
    request: Request, runtime: Runtime, terms: Terms, trip: Trip, identity: Identity
) -> Response:
    try:
        with runtime.unit() as unit:
            staff = sign_on.match(unit, terms, trip, identity)
            if trip.ties:
                return _to_account("tied")
            who = kept.account_of(unit.session, staff.id)
            if who is None:
                raise NobodyHereError
            return enter(unit, runtime, request, who, identity.way, trip.after)
    except NotTiedError:
        return login_page(request, runtime, after=sessions.ACCOUNT, problem=NOT_TIED, code=403)
    except NobodyHereError:
        if trip.ties:
            return _to_account("not_yours")
        return login_page(request, runtime, after=trip.after, problem=NOT_KNOWN, code=403)


def _failed(request: Request, runtime: Runtime, trip: Trip) -> Response:
    if trip.ties:
        return _to_account("no_provider")
    return login_page(request, runtime, after=trip.after, problem=NO_ANSWER, code=502)


def _to_account(told: str) -> Response:
    return RedirectResponse(f"{sessions.ACCOUNT}?told={told}", status.HTTP_303_SEE_OTHER)
