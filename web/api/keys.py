"""Who calls the API: a bearer key, acting for one staff member within its scopes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, Request, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select, update

from messaging.directory.access import Act, Viewer, require
from messaging.directory.api_keys import digest, over
from messaging.directory.audit import note
from messaging.models.secret import ApiKey, KeyKind
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from web.dependencies import READS, RuntimeDep, lasting_runtime_of

USED_EVERY = timedelta(minutes=5)
"""How exactly we note when a key was last used."""

REHEARSED = "Kinline-Rehearsed"
"""Carried by the answer to what a test key posts."""

bearer = HTTPBearer(auto_error=False, description="a key made with `kinline key add`")


class Scope(StrEnum):
    THREADS_READ = "threads:read"
    MESSAGES_WRITE = "messages:write"
    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    EVENTS_READ = "events:read"
    EVENTS_REPLAY = "events:replay"
    REPORTS_READ = "reports:read"
    OFFICE_WRITE = "office:write"
    WORDING_WRITE = "wording:write"
    CAMPAIGNS_WRITE = "campaigns:write"


ACT: Mapping[Scope, Act] = MappingProxyType(
    {
        Scope.THREADS_READ: Act.READ,
        Scope.MESSAGES_WRITE: Act.WRITE,
        Scope.TASKS_READ: Act.TASKS,
        Scope.TASKS_WRITE: Act.WRITE,
        Scope.EVENTS_READ: Act.TELL,
        Scope.EVENTS_REPLAY: Act.TELL,
        Scope.REPORTS_READ: Act.RUN,
        Scope.OFFICE_WRITE: Act.SET_UP,
        Scope.WORDING_WRITE: Act.PROPOSE,
        Scope.CAMPAIGNS_WRITE: Act.PROPOSE,
    }
)
"""What the one a key acts for must be allowed to do."""


@dataclass(frozen=True, slots=True)
class Caller:
    key_id: UUID
    root_id: UUID
    """The same for all keys of one rotation: what one of them asked for twice is done once."""
    viewer: Viewer
    language: str

    @property
    def actor(self) -> str:
        """How the audit log calls them."""
        return f"key:{self.key_id}"


def allowed(scope: Scope) -> Callable[..., Caller]:
    """A dependency: the caller, if their key has `scope` and whom it acts for may do what it is
    for; else 401 or 403."""

    def caller(
        request: Request,
        response: Response,
        runtime: RuntimeDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Caller:
        row, staff = _key(runtime, credentials)
        # The row decides. Should the key's own letters say otherwise, it is no key of ours.
        if (row.kind is KeyKind.TEST and request.method not in READS) is not runtime.rehearses:
            raise _nobody()
        if scope not in row.scopes:
            raise HTTPException(
                status.HTTP_403_FORBIDDEN, f"This key lacks the scope {scope.value}."
            )
        found = Caller(row.id, row.root_id, Viewer.of(staff), staff.language)
        require(found.viewer, ACT[scope])
        _used(lasting_runtime_of(request), row, found, rehearsed=runtime.rehearses)
        if runtime.rehearses:
            response.headers[REHEARSED] = "true"
        return found

    return caller


def _key(
    runtime: Runtime, credentials: HTTPAuthorizationCredentials | None
) -> tuple[ApiKey, Staff]:
    """Raises 401."""
    key = credentials.credentials if credentials else ""
    with runtime.reading() as session:
        row = session.execute(
            select(ApiKey, Staff)
            .join(Staff, Staff.id == ApiKey.staff_id)
            .where(ApiKey.key_hash == digest(key), Staff.active)
        ).one_or_none()
    if row is None or over(row[0], runtime.clock()):
        raise _nobody()
    return row[0], row[1]


def _nobody() -> HTTPException:
    return HTTPException(
        status.HTTP_401_UNAUTHORIZED,
        "Send `Authorization: Bearer` with a valid key that acts for an active person.",
        headers={"WWW-Authenticate": "Bearer"},
    )


def _used(runtime: Runtime, row: ApiKey, caller: Caller, *, rehearsed: bool) -> None:
    """Last use; and that something was rehearsed, of which nothing else remains."""
    now = runtime.clock()
    stale = row.last_used_at is None or now - row.last_used_at >= USED_EVERY
    if not stale and not rehearsed:
        return
    with runtime.unit() as unit:
        if rehearsed:
            note(unit, row.agency_id, caller.actor, "key.rehearsed", "api_key", row.id)
        unit.session.execute(update(ApiKey).where(ApiKey.id == row.id).values(last_used_at=now))


ReaderDep = Annotated[Caller, Depends(allowed(Scope.THREADS_READ))]
WriterDep = Annotated[Caller, Depends(allowed(Scope.MESSAGES_WRITE))]
ReportReaderDep = Annotated[Caller, Depends(allowed(Scope.REPORTS_READ))]
OfficeDep = Annotated[Caller, Depends(allowed(Scope.OFFICE_WRITE))]
WordingDep = Annotated[Caller, Depends(allowed(Scope.WORDING_WRITE))]
CampaignsDep = Annotated[Caller, Depends(allowed(Scope.CAMPAIGNS_WRITE))]
EventReaderDep = Annotated[Caller, Depends(allowed(Scope.EVENTS_READ))]
EventReplayerDep = Annotated[Caller, Depends(allowed(Scope.EVENTS_REPLAY))]
TaskWriterDep = Annotated[Caller, Depends(allowed(Scope.TASKS_WRITE))]
TaskReaderDep = Annotated[Caller, Depends(allowed(Scope.TASKS_READ))]
