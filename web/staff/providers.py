"""Single sign-on of an agency, for administrators: naming the provider, which has to answer before
it is kept."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Response, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from messaging.models.agency import Agency
from messaging.models.sign_on import SignOnProvider
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import providers
from web.identity.providers import Given, NoProviderError
from web.rendering import html
from web.staff import sessions
from web.staff.inbox_list import counts
from web.staff.sessions import ManagerDep, ManagingDep, SignedIn

router = APIRouter(prefix="/sign-on")

HERE = "/staff/sign-on"
TOLD: Mapping[str, str] = MappingProxyType(
    {
        "kept": N_("The provider answers, and is kept. Tie your own account to it and try it."),
        "removed": N_("Your people log in without it from now on."),
    }
)


@router.get("")
def show(runtime: RuntimeDep, person: ManagerDep, told: str = "") -> HTMLResponse:
    row = _row(runtime, person)
    given = Given(row.issuer, row.client_id, "", row.name, row.two_factors) if row else NOTHING
    return _page(runtime, person, row, given, told=TOLD.get(told, ""))


@router.post("")
async def keep(
    runtime: RuntimeDep,
    person: ManagingDep,
    issuer: Annotated[str, Form(max_length=500)] = "",
    client_id: Annotated[str, Form(max_length=providers.LONGEST_CLIENT)] = "",
    client_secret: Annotated[str, Form(max_length=providers.LONGEST_SECRET)] = "",
    name: Annotated[str, Form(max_length=providers.LONGEST_NAME)] = "",
    two_factors: Annotated[bool, Form()] = False,
) -> Response:
    fresh(person)
    given = Given(issuer, client_id, client_secret, name, two_factors)
    row = await run_in_threadpool(_row, runtime, person)
    try:
        kept = await providers.tried(runtime.settings, row, given)
    except NoProviderError as error:
        return await run_in_threadpool(_page, runtime, person, row, given, problem=str(error))
    await run_in_threadpool(_keep, runtime, person, kept)
    return _back("kept")


@router.post("/remove")
def remove(runtime: RuntimeDep, person: ManagingDep) -> Response:
    fresh(person)
    with runtime.unit() as unit:
        providers.remove(unit, person.viewer.agency_id, person.viewer.actor)
    return _back("removed")


PROBLEM: Mapping[str, int] = MappingProxyType({providers.NO_PROVIDER: status.HTTP_409_CONFLICT})
"""What was written may be right, and the provider not what it says: no 422."""
NOTHING = Given("", "", "", "", two_factors=False)


def fresh(person: SignedIn) -> None:
    """As for what logging in asks of oneself: a screen that was left open is not enough."""
    if not person.fresh:
        again = f"{sessions.LOGIN}?next={quote(HERE, safe='')}&told=again"
        raise HTTPException(status.HTTP_303_SEE_OTHER, headers={"Location": again})


def _row(runtime: Runtime, person: SignedIn) -> SignOnProvider | None:
    with runtime.reading() as session:
        return providers.own(session, person.viewer.agency_id)


def _keep(runtime: Runtime, person: SignedIn, given: Given) -> None:
    with runtime.unit() as unit:
        providers.keep(unit, person.viewer.agency_id, person.viewer.actor, given)


def _page(
    runtime: Runtime,
    person: SignedIn,
    row: SignOnProvider | None,
    given: Given,
    *,
    told: str = "",
    problem: str = "",
) -> HTMLResponse:
    viewer, voice, settings = person.viewer, person.voice, runtime.settings
    with runtime.reading() as session:
        slug = session.get_one(Agency, viewer.agency_id).slug
        inherited = row is None and providers.terms(session, settings, viewer.agency_id) is not None
        return html(
            "staff/sign_on.html",
            voice.language,
            status_code=PROBLEM.get(problem, 422) if problem else 200,
            person=person,
            counts=counts(session, viewer, voice.now),
            given=given,
            named=row is not None,
            has_secret=row is not None and row.client_secret_sealed is not None,
            inherited=inherited,
            back=settings.public_url + providers.BACK,
            login=f"{settings.public_url}{sessions.LOGIN}?agency={slug}",
            told=told,
            problem=problem,
            place="people",
        )


def _back(told: str) -> RedirectResponse:
    return RedirectResponse(f"{HERE}?told={told}", status.HTTP_303_SEE_OTHER)
