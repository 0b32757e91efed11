"""Who is behind a request, and what is open to them."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Form, Header, HTTPException, Request, status
from fastapi.responses import Response
from sqlalchemy import select

from messaging.directory.access import Act, Viewer, may, require
from messaging.models.agency import Agency
from messaging.models.staff import Staff, StaffRole, StaffSession
from messaging.runtime import Runtime
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.identity import sessions as kept
from web.identity.sessions import FRESH, LIFE, NOTICED, TWO_FACTORS, digest
from web.security import from_our_pages
from web.staff.places import Places, places_of
from web.voice import Voice

COOKIE = "kinline_staff"
LOGIN = "/staff/login"
ACCOUNT = "/staff/account"
BY_ITSELF = re.compile(r"/staff/(live|alarm|inbox/list|threads/[^/]+/(messages|answering))")
"""What an open page asks for without anybody touching it."""
OUTDATED = N_("This page is out of date. Load it again and retry.")


HOME = "/staff/inbox"
HOMES: Mapping[StaffRole, str] = MappingProxyType({StaffRole.AUDITOR: "/staff/audit"})


def home_of(role: StaffRole) -> str:
    """Where somebody begins."""
    return HOMES.get(role, HOME)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The caseworker behind a request."""

    viewer: Viewer
    name: str
    agency_name: str
    voice: Voice
    csrf: str
    """What their own pages send along with every post."""
    session_id: UUID | None = None
    fresh: bool = False
    """Whether they logged in a moment ago."""
    enrols: bool = False
    """Whether their agency wants a second factor that this session has not shown: nothing is open
    to them but adding one."""

    @property
    def places(self) -> Places:
        return places_of(self.viewer)

    @property
    def writes(self) -> bool:
        return may(self.viewer, Act.WRITE)

    @property
    def finds_cases(self) -> bool:
        return may(self.viewer, Act.TASKS)

    @property
    def joins(self) -> bool:
        return may(self.viewer, Act.JOIN)

    @property
    def home(self) -> str:
        return home_of(self.viewer.role)

    @property
    def sees_triage(self) -> bool:
        return may(self.viewer, Act.SORT)

    @property
    def exports(self) -> bool:
        return may(self.viewer, Act.EXPORT)

    @property
    def sets_up(self) -> bool:
        return may(self.viewer, Act.SET_UP)

    @property
    def sees_status(self) -> bool:
        """Whether it is for them to see to what rests, and to let it go on."""
        return may(self.viewer, Act.RUN)

    @property
    def approves(self) -> bool:
        """Whether a colleague's draft of what the agency says waits for their word too."""
        return may(self.viewer, Act.APPROVE)


def set_cookie(response: Response, token: str, *, public_url: str) -> None:
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        path="/staff",
        secure=public_url.startswith("https://"),
        httponly=True,
        samesite="lax",
    )


def entered(request: Request, runtime: RuntimeDep) -> SignedIn:
    """Who is asking, also while they have to add a second factor before anything else. Nobody: a
    page goes to the log-in page, a piece of a page tells it to."""
    now = runtime.clock()
    token = request.cookies.get(COOKIE, "")
    with runtime.reading() as session:
        found = session.execute(
            select(Staff, StaffSession, Agency)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .join(Agency, Agency.id == Staff.agency_id)
            .where(StaffSession.token_hash == digest(token), kept.live(now), Staff.active)
        ).one_or_none()
    if found is None:
        raise _elsewhere(request, f"{LOGIN}?next={quote(_path(request), safe='')}", LOGIN)
    staff, its, agency = found
    if now - its.seen_at > NOTICED and _by_a_person(request):
        _notice(runtime, its.id)
    return SignedIn(
        viewer=Viewer.of(staff),
        name=staff.name,
        agency_name=agency.name,
        voice=Voice.of(staff.language, agency.time_zone, now),
        csrf=_csrf(token),
        session_id=its.id,
        fresh=now - its.created_at <= FRESH,
        enrols=agency.requires_second_factor and its.way not in TWO_FACTORS,
    )


def signed_in(request: Request, person: Annotated[SignedIn, Depends(entered)]) -> SignedIn:
    """Who is asking, with the second factor that their agency may want."""
    if person.enrols:
        raise _elsewhere(request, ACCOUNT, ACCOUNT)
    return person


async def posting_own(
    request: Request,
    runtime: RuntimeDep,
    person: Annotated[SignedIn, Depends(entered)],
    csrf: Annotated[str, Form()] = "",
    x_csrf_token: Annotated[str, Header()] = "",
) -> SignedIn:
    """Who is posting about their own account, from a page of ours that was made for this very
    session (else 403)."""
    from_our_pages(request, runtime.settings.public_url, strict=True)
    if not hmac.compare_digest((x_csrf_token or csrf).encode(), person.csrf.encode()):
        raise HTTPException(status.HTTP_403_FORBIDDEN, OUTDATED)
    return person


async def posting(request: Request, person: Annotated[SignedIn, Depends(posting_own)]) -> SignedIn:
    """Likewise about anything, with the second factor that their agency may want."""
    return signed_in(request, person)


def proving(person: Annotated[SignedIn, Depends(posting_own)]) -> SignedIn:
    """Who is changing what logging in asks of them. A screen that somebody left open is not enough
    for that: they have logged in a moment ago, or do so again."""
    if not person.fresh:
        again = f"{LOGIN}?next={quote(ACCOUNT, safe='')}&told=again"
        raise HTTPException(status.HTTP_303_SEE_OTHER, headers={"Location": again})
    return person


def acting(act: Act) -> Callable[..., SignedIn]:
    """A dependency: who is asking, if `act` is open to them. Raises `ForbiddenError`."""

    def person(person: Annotated[SignedIn, Depends(signed_in)]) -> SignedIn:
        require(person.viewer, act)
        return person

    return person


def posting_to(act: Act) -> Callable[..., SignedIn]:
    """A dependency: who is posting, if `act` is open to them. Raises `ForbiddenError`."""

    def person(person: Annotated[SignedIn, Depends(posting)]) -> SignedIn:
        require(person.viewer, act)
        return person

    return person


SignedInDep = Annotated[SignedIn, Depends(signed_in)]
"""Whoever is logged in, whatever is open to them."""
PostingDep = Annotated[SignedIn, Depends(posting)]
"""Likewise."""
EnteredDep = Annotated[SignedIn, Depends(entered)]
"""Whoever is logged in, and may have to add a second factor first."""
OwnDep = Annotated[SignedIn, Depends(posting_own)]
ProvingDep = Annotated[SignedIn, Depends(proving)]
ReaderDep = Annotated[SignedIn, Depends(acting(Act.READ))]
TaskReaderDep = Annotated[SignedIn, Depends(acting(Act.TASKS))]
SearcherDep = Annotated[SignedIn, Depends(posting_to(Act.READ))]
"""Names must not stand in addresses, so a search is a post."""
CaseFinderDep = Annotated[SignedIn, Depends(posting_to(Act.TASKS))]
"""Likewise, for the agency's own people."""
WriterDep = Annotated[SignedIn, Depends(posting_to(Act.WRITE))]
SorterDep = Annotated[SignedIn, Depends(acting(Act.SORT))]
SortingDep = Annotated[SignedIn, Depends(posting_to(Act.SORT))]
MovingDep = Annotated[SignedIn, Depends(posting_to(Act.MOVE))]
JoinerDep = Annotated[SignedIn, Depends(acting(Act.JOIN))]
JoiningDep = Annotated[SignedIn, Depends(posting_to(Act.JOIN))]
RunnerDep = Annotated[SignedIn, Depends(acting(Act.RUN))]
RunningDep = Annotated[SignedIn, Depends(posting_to(Act.RUN))]
SetterUpDep = Annotated[SignedIn, Depends(acting(Act.SET_UP))]
SettingUpDep = Annotated[SignedIn, Depends(posting_to(Act.SET_UP))]
ProposerDep = Annotated[SignedIn, Depends(acting(Act.PROPOSE))]
ProposingDep = Annotated[SignedIn, Depends(posting_to(Act.PROPOSE))]
TellerDep = Annotated[SignedIn, Depends(acting(Act.TELL))]
TellingDep = Annotated[SignedIn, Depends(posting_to(Act.TELL))]
ConnectorDep = Annotated[SignedIn, Depends(acting(Act.CONNECT))]
ConnectingDep = Annotated[SignedIn, Depends(posting_to(Act.CONNECT))]
ExporterDep = Annotated[SignedIn, Depends(acting(Act.EXPORT))]
ExportingDep = Annotated[SignedIn, Depends(posting_to(Act.EXPORT))]
ManagerDep = Annotated[SignedIn, Depends(acting(Act.PEOPLE))]
ManagingDep = Annotated[SignedIn, Depends(posting_to(Act.PEOPLE))]
AuditorDep = Annotated[SignedIn, Depends(acting(Act.AUDIT))]
AuditingDep = Annotated[SignedIn, Depends(posting_to(Act.AUDIT))]


def _elsewhere(request: Request, page: str, piece: str) -> HTTPException:
    """A page goes to `page`; a piece of one has its page go to `piece`."""
    if "hx-request" in request.headers or request.headers.get("accept") == "text/event-stream":
        return HTTPException(status.HTTP_401_UNAUTHORIZED, headers={"HX-Redirect": piece})
    return HTTPException(status.HTTP_303_SEE_OTHER, headers={"Location": page})


def _path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")


def _by_a_person(request: Request) -> bool:
    """A page that reads itself anew keeps no session open. Source: Fetch Metadata (W3C), where a
    navigation without `Sec-Fetch-User` was no person's doing."""
    headers = request.headers
    navigates = headers.get("sec-fetch-mode") == "navigate"
    by_script = navigates and "sec-fetch-user" not in headers
    return not by_script and BY_ITSELF.fullmatch(request.url.path) is None


def _notice(runtime: Runtime, session_id: UUID) -> None:
    with runtime.unit() as unit:
        kept.notice(unit, session_id)


def _csrf(token: str) -> str:
    return hashlib.sha256(b"csrf " + token.encode()).hexdigest()
