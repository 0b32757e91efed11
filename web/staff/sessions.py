"""Who is logged in: a random token in a cookie, its hash in the database."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Form, Header, HTTPException, Request, status
from fastapi.responses import Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messaging.directory.access import Act, Viewer, may, require
from messaging.models.agency import Agency
from messaging.models.staff import Staff, StaffRole, StaffSession
from messaging.platform.unit_of_work import Unit
from web.catalogue import N_
from web.dependencies import RuntimeDep
from web.security import from_our_pages
from web.voice import Voice

COOKIE = "kinline_staff"
LIFE = timedelta(hours=12)
"""A long office day; then the password is asked for again."""
LOGIN = "/staff/login"
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

    @property
    def reads(self) -> bool:
        return may(self.viewer, Act.READ)

    @property
    def sees_tasks(self) -> bool:
        return may(self.viewer, Act.TASKS)

    @property
    def writes(self) -> bool:
        return may(self.viewer, Act.WRITE)

    @property
    def home(self) -> str:
        return home_of(self.viewer.role)

    @property
    def sees_triage(self) -> bool:
        return may(self.viewer, Act.SORT)

    @property
    def sets_up(self) -> bool:
        return may(self.viewer, Act.SET_UP)

    @property
    def sees_status(self) -> bool:
        """Whether it is for them to see to what rests, and to let it go on."""
        return may(self.viewer, Act.RUN)

    @property
    def sees_events(self) -> bool:
        return may(self.viewer, Act.TELL)

    @property
    def connects(self) -> bool:
        return may(self.viewer, Act.CONNECT)

    @property
    def exports(self) -> bool:
        return may(self.viewer, Act.EXPORT)

    @property
    def audits(self) -> bool:
        return may(self.viewer, Act.AUDIT)


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What logging in asks of an account."""

    agency_id: UUID
    staff_id: UUID
    password_hash: str
    role: StaffRole


def account(session: Session, email: str) -> Account | None:
    found = session.execute(
        select(Staff.agency_id, Staff.id, Staff.password_hash, Staff.role).where(
            Staff.email == email, Staff.active
        )
    ).one_or_none()
    return None if found is None else Account(*found)


def begin(unit: Unit, staff: Account) -> str:
    """Open a session and give its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    unit.session.execute(delete(StaffSession).where(StaffSession.expires_at <= unit.now))
    unit.session.add(
        StaffSession(
            agency_id=staff.agency_id,
            staff_id=staff.staff_id,
            token_hash=_digest(token),
            created_at=unit.now,
            expires_at=unit.now + LIFE,
        )
    )
    return token


def end(unit: Unit, token: str) -> None:
    unit.session.execute(delete(StaffSession).where(StaffSession.token_hash == _digest(token)))


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


def signed_in(request: Request, runtime: RuntimeDep) -> SignedIn:
    """Who is asking. Nobody: a page goes to the log-in page, a piece of a page tells it to."""
    now = runtime.clock()
    token = request.cookies.get(COOKIE, "")
    with runtime.reading() as session:
        found = session.execute(
            select(Staff, Agency.name, Agency.time_zone)
            .join(StaffSession, StaffSession.staff_id == Staff.id)
            .join(Agency, Agency.id == Staff.agency_id)
            .where(
                StaffSession.token_hash == _digest(token),
                StaffSession.expires_at > now,
                Staff.active,
            )
        ).one_or_none()
        if found is None:
            raise _log_in_first(request)
        staff, agency_name, zone = found
        return SignedIn(
            viewer=Viewer.of(staff),
            name=staff.name,
            agency_name=agency_name,
            voice=Voice.of(staff.language, zone, now),
            csrf=_csrf(token),
        )


async def posting(
    request: Request,
    runtime: RuntimeDep,
    person: Annotated[SignedIn, Depends(signed_in)],
    csrf: Annotated[str, Form()] = "",
    x_csrf_token: Annotated[str, Header()] = "",
) -> SignedIn:
    """Who is posting, from a page of ours that was made for this very session (else 403)."""
    from_our_pages(request, runtime.settings.public_url, strict=True)
    if not hmac.compare_digest((x_csrf_token or csrf).encode(), person.csrf.encode()):
        raise HTTPException(status.HTTP_403_FORBIDDEN, OUTDATED)
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
ReaderDep = Annotated[SignedIn, Depends(acting(Act.READ))]
TaskReaderDep = Annotated[SignedIn, Depends(acting(Act.TASKS))]
SearcherDep = Annotated[SignedIn, Depends(posting_to(Act.READ))]
"""Names must not stand in addresses, so a search is a post."""
WriterDep = Annotated[SignedIn, Depends(posting_to(Act.WRITE))]
SorterDep = Annotated[SignedIn, Depends(acting(Act.SORT))]
SortingDep = Annotated[SignedIn, Depends(posting_to(Act.SORT))]
MovingDep = Annotated[SignedIn, Depends(posting_to(Act.MOVE))]
RunnerDep = Annotated[SignedIn, Depends(acting(Act.RUN))]
RunningDep = Annotated[SignedIn, Depends(posting_to(Act.RUN))]
SetterUpDep = Annotated[SignedIn, Depends(acting(Act.SET_UP))]
SettingUpDep = Annotated[SignedIn, Depends(posting_to(Act.SET_UP))]
TellerDep = Annotated[SignedIn, Depends(acting(Act.TELL))]
TellingDep = Annotated[SignedIn, Depends(posting_to(Act.TELL))]
ConnectorDep = Annotated[SignedIn, Depends(acting(Act.CONNECT))]
ConnectingDep = Annotated[SignedIn, Depends(posting_to(Act.CONNECT))]
ExporterDep = Annotated[SignedIn, Depends(acting(Act.EXPORT))]
ExportingDep = Annotated[SignedIn, Depends(posting_to(Act.EXPORT))]
AuditorDep = Annotated[SignedIn, Depends(acting(Act.AUDIT))]
AuditingDep = Annotated[SignedIn, Depends(posting_to(Act.AUDIT))]


def _log_in_first(request: Request) -> HTTPException:
    if "hx-request" in request.headers or request.headers.get("accept") == "text/event-stream":
        return HTTPException(status.HTTP_401_UNAUTHORIZED, headers={"HX-Redirect": LOGIN})
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return HTTPException(
        status.HTTP_303_SEE_OTHER, headers={"Location": f"{LOGIN}?next={quote(path, safe='')}"}
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _csrf(token: str) -> str:
    return hashlib.sha256(b"csrf " + token.encode()).hexdigest()
