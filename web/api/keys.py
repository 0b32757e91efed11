"""Who calls the API: a bearer key, acting for one staff member within its scopes."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import select, update

from messaging.directory.access import Act, Viewer, require
from messaging.models.secret import ApiKey
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from web.dependencies import RuntimeDep

USED_EVERY = timedelta(minutes=5)
"""How exactly we note when a key was last used."""

bearer = HTTPBearer(auto_error=False, description="a key made with `kinline key add`")


class Scope(StrEnum):
    THREADS_READ = "threads:read"
    MESSAGES_WRITE = "messages:write"
    TASKS_READ = "tasks:read"
    TASKS_WRITE = "tasks:write"
    EVENTS_READ = "events:read"
    EVENTS_REPLAY = "events:replay"
    REPORTS_READ = "reports:read"


ACT: Mapping[Scope, Act] = MappingProxyType(
    {
        Scope.THREADS_READ: Act.READ,
        Scope.MESSAGES_WRITE: Act.WRITE,
        Scope.TASKS_READ: Act.TASKS,
        Scope.TASKS_WRITE: Act.WRITE,
        Scope.EVENTS_READ: Act.TELL,
        Scope.EVENTS_REPLAY: Act.TELL,
        Scope.REPORTS_READ: Act.RUN,
    }
)
"""What the one a key acts for must be allowed to do."""


@dataclass(frozen=True, slots=True)
class Caller:
    key_id: UUID
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
        runtime: RuntimeDep,
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    ) -> Caller:
        return _caller(runtime, credentials, scope)

    return caller


def _caller(
    runtime: Runtime, credentials: HTTPAuthorizationCredentials | None, scope: Scope
) -> Caller:
    now = runtime.clock()
    digest = hashlib.sha256((credentials.credentials if credentials else "").encode()).digest()
    with runtime.reading() as session:
        row = session.execute(
            select(ApiKey, Staff)
            .join(Staff, Staff.id == ApiKey.staff_id)
            .where(ApiKey.key_hash == digest, Staff.active)
        ).one_or_none()
        if row is None or (row[0].expires_at is not None and row[0].expires_at <= now):
            raise HTTPException(
                status.HTTP_401_UNAUTHORIZED,
                "Send `Authorization: Bearer` with a valid key that acts for an active person.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        key, staff = row
        if scope not in key.scopes:
            raise HTTPException(
                status.HTTP_403_FORBIDDEN, f"This key lacks the scope {scope.value}."
            )
        caller = Caller(key.id, Viewer.of(staff), staff.language)
        require(caller.viewer, ACT[scope])
        stale = key.last_used_at is None or now - key.last_used_at >= USED_EVERY
    if stale:
        with runtime.unit() as unit:
            unit.session.execute(
                update(ApiKey).where(ApiKey.id == caller.key_id).values(last_used_at=now)
            )
    return caller


ReaderDep = Annotated[Caller, Depends(allowed(Scope.THREADS_READ))]
WriterDep = Annotated[Caller, Depends(allowed(Scope.MESSAGES_WRITE))]
ReportReaderDep = Annotated[Caller, Depends(allowed(Scope.REPORTS_READ))]
EventReaderDep = Annotated[Caller, Depends(allowed(Scope.EVENTS_READ))]
EventReplayerDep = Annotated[Caller, Depends(allowed(Scope.EVENTS_REPLAY))]
TaskWriterDep = Annotated[Caller, Depends(allowed(Scope.TASKS_WRITE))]
TaskReaderDep = Annotated[Caller, Depends(allowed(Scope.TASKS_READ))]
