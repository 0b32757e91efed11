"""Who is logged in: a random token in a cookie, its hash in the database."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Form, Header, HTTPException, Request, status
from fastapi.responses import Response
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer, sees_triage
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
    def sees_triage(self) -> bool:
        return sees_triage(self.viewer)

    @property
    def sees_status(self) -> bool:
        """Whether it is for them to see to what rests, and to let it go on."""
        return self.viewer.role is not StaffRole.CASEWORKER

    @property
    def administers(self) -> bool:
        return self.viewer.role is StaffRole.ADMINISTRATOR


@dataclass(frozen=True, slots=True, repr=False)
class Account:
    """What logging in asks of an account."""

    agency_id: UUID
    staff_id: UUID
    password_hash: str


def account(session: Session, email: str) -> Account | None:
    found = session.execute(
        select(Staff.agency_id, Staff.id, Staff.password_hash).where(
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


SignedInDep = Annotated[SignedIn, Depends(signed_in)]
PostingDep = Annotated[SignedIn, Depends(posting)]


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
