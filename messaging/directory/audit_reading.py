"""Reading the audit: who did what, about whom, when. For those whose act is `AUDIT`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, tuple_
from sqlalchemy.orm import Session

from messaging.directory import audit_subjects
from messaging.directory.access import Act, Viewer, require
from messaging.directory.audit_subjects import Column
from messaging.models.audit import Audit, Why
from messaging.platform.bulk import among


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None asks for nothing in particular."""

    actor: str | None = None
    case_number: str | None = None
    person: str | None = None
    """The agency's own number for them."""
    why: Why | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to here, and not this moment itself."""


def subjects(
    session: Session, viewer: Viewer, wanted: Wanted, hanging: Sequence[Column] = ()
) -> frozenset[UUID] | None:
    """Whom and what `wanted` asks about (`messaging/directory/audit_subjects.py`); None where it
    asks about nobody in particular. Raises `ForbiddenError`."""
    require(viewer, Act.AUDIT)
    if not (wanted.case_number or wanted.person):
        return None
    return audit_subjects.subjects(
        session, viewer.agency_id, wanted.case_number, wanted.person, hanging
    )


def rows(
    session: Session,
    viewer: Viewer,
    wanted: Wanted,
    limit: int,
    *,
    about: Collection[UUID] | None = None,
    before: UUID | None = None,
) -> Sequence[Audit]:
    """The newest first; only those about one of `about`, unless that is None. `before` is the row
    that they follow in that order. Raises `ForbiddenError`."""
    require(viewer, Act.AUDIT)
    some = select(Audit).where(Audit.agency_id == viewer.agency_id, *_plainly(wanted))
    if about is not None:
        some = some.where(among(session, Audit.subject_id, about))
    if before is not None:
        some = some.where(_older(session, viewer, before))
    newest = some.order_by(Audit.at.desc(), Audit.id.desc()).limit(limit)
    return session.scalars(newest).all()


def _older(session: Session, viewer: Viewer, before: UUID) -> ColumnElement[bool]:
    at = session.scalar(
        select(Audit.at).where(Audit.agency_id == viewer.agency_id, Audit.id == before)
    )
    return false() if at is None else tuple_(Audit.at, Audit.id) < tuple_(at, before)


def _plainly(wanted: Wanted) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        given.append(Audit.actor == wanted.actor)
    if wanted.why is not None:
        given.append(Audit.why == wanted.why)
    if wanted.since is not None:
        given.append(Audit.at >= wanted.since)
    if wanted.until is not None:
        given.append(Audit.at < wanted.until)
    return given
