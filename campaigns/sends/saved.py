"""Lists that are kept under a name and shared within the agency. Kept is what was asked for, never
who was found: each of them is asked anew, within the view of whoever uses it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.in_view import NotFoundError, RefusedError
from campaigns.models.audience import SavedAudience
from campaigns.sends.audience import Audience
from messaging.directory import audit, own_fields
from messaging.directory.access import Act, Viewer, require
from messaging.models.agency import Agency
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

LONGEST_NAME = 60
MOST = 200
"""Of one agency: more are not found in a list."""

NAMED_ALIKE = "There is one of that name. Choose another name."
TOO_MANY = f"There are {MOST} already. Delete one that nobody uses."
NO_SHORT_NAME = f"Give it a short name, up to {LONGEST_NAME} characters."
OF_ONE = "A list of one person is not kept."
NOT_A_LIST = "Something in the list does not fit together. Check the days."
NO_FIELD = "The list asks for a field that your agency does not use, or for none of its choices."
REFUSALS = (NAMED_ALIKE, TOO_MANY, NO_SHORT_NAME, OF_ONE, NOT_A_LIST, NO_FIELD)
"""What a `SavedAudienceError` says, each in the catalogue of pages."""


class SavedAudienceError(RefusedError):
    """Nothing was kept, renamed or deleted."""


class NoListError(NotFoundError):
    """The agency keeps no such list."""


def of_agency(session: Session, viewer: Viewer) -> Sequence[SavedAudience]:
    """By name."""
    return session.scalars(
        select(SavedAudience)
        .where(SavedAudience.agency_id == viewer.agency_id)
        .order_by(SavedAudience.name)
        .limit(MOST)
    ).all()


def find(session: Session, viewer: Viewer, audience_id: UUID) -> SavedAudience:
    """Raises `NoListError`."""
    row = session.scalar(
        select(SavedAudience).where(
            SavedAudience.agency_id == viewer.agency_id, SavedAudience.id == audience_id
        )
    )
    if row is None:
        raise NoListError
    return row


def asked(row: SavedAudience) -> Audience:
    return Audience.model_validate(row.asks)


def keep(unit: Unit, viewer: Viewer, name: str, audience: Audience) -> SavedAudience:
    """Raises `SavedAudienceError` or `ForbiddenError`."""
    _one_by_one(unit, viewer)
    if audience.thread_id is not None:
        raise SavedAudienceError(OF_ONE)
    if not audience.fits:
        raise SavedAudienceError(NOT_A_LIST)
    if not audience.asks_of(own_fields.of_agency(unit.session, viewer.agency_id)):
        raise SavedAudienceError(NO_FIELD)
    row = SavedAudience(
        id=new_id(),
        agency_id=viewer.agency_id,
        author_id=viewer.staff_id,
        name=_free(unit.session, viewer, name),
        asks=audience.stored(),
        created_at=unit.now,
    )
    unit.session.add(row)
    _noted(unit, viewer, "audience.saved", row.id)
    return row


def rename(unit: Unit, viewer: Viewer, audience_id: UUID, name: str) -> None:
    """Raises `NoListError`, `SavedAudienceError` or `ForbiddenError`."""
    _one_by_one(unit, viewer)
    row = find(unit.session, viewer, audience_id)
    row.name = _free(unit.session, viewer, name, but=row)
    _noted(unit, viewer, "audience.renamed", row.id)


def delete(unit: Unit, viewer: Viewer, audience_id: UUID) -> None:
    """What was made of it stays as it is. Raises `NoListError` or `ForbiddenError`."""
    _one_by_one(unit, viewer)
    row = find(unit.session, viewer, audience_id)
    unit.session.delete(row)
    _noted(unit, viewer, "audience.deleted", row.id)


def _one_by_one(unit: Unit, viewer: Viewer) -> None:
    """Or two might take one name at once."""
    require(viewer, Act.WRITE)
    unit.session.get_one(Agency, viewer.agency_id, with_for_update={"key_share": True})


def _free(session: Session, viewer: Viewer, name: str, *, but: SavedAudience | None = None) -> str:
    """The name in its one form."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise SavedAudienceError(NO_SHORT_NAME)
    others = [row for row in of_agency(session, viewer) if row is not but]
    if any(row.name.casefold() == name.casefold() for row in others):
        raise SavedAudienceError(NAMED_ALIKE)
    if len(others) >= MOST:
        raise SavedAudienceError(TOO_MANY)
    return name


def _noted(unit: Unit, viewer: Viewer, action: str, audience_id: UUID) -> None:
    audit.note(unit, viewer.agency_id, viewer.actor, action, "audience", audience_id)
