"""Ways to look at the inbox that somebody keeps for themselves. They show what the reader may see
and nothing more, whenever they are used."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from casework.models.saved_filter import SavedFilter
from messaging.directory.access import Act, Viewer, require
from messaging.platform.unit_of_work import Unit

MOST = 12
LONGEST_NAME = 40

NO_NAME = "Give it a name of at most 40 characters."
TOO_MANY = "You keep 12 filters already. Forget one first."
REFUSALS = (NO_NAME, TOO_MANY)


class SavedFilterError(Exception):
    """Why it was not kept, in words for the reader."""


def of(session: Session, viewer: Viewer) -> Sequence[SavedFilter]:
    """The viewer's own, by name."""
    return session.scalars(
        select(SavedFilter).where(*_own(viewer)).order_by(SavedFilter.name, SavedFilter.id)
    ).all()


def keep(unit: Unit, viewer: Viewer, name: str, asks: Mapping[str, str]) -> None:
    """Under a name that they have used before: in place of that one. Raises `ForbiddenError` and
    `SavedFilterError`."""
    require(viewer, Act.READ)
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise SavedFilterError(NO_NAME)
    kept = {row.name: row for row in of(unit.session, viewer)}
    if name in kept:
        kept[name].asks = dict(asks)
    elif len(kept) >= MOST:
        raise SavedFilterError(TOO_MANY)
    else:
        unit.session.add(
            SavedFilter(
                agency_id=viewer.agency_id,
                staff_id=viewer.staff_id,
                name=name,
                asks=dict(asks),
                created_at=unit.now,
            )
        )


def forget(unit: Unit, viewer: Viewer, filter_id: UUID) -> bool:
    """Whether it was there, and theirs."""
    gone = unit.session.scalars(
        delete(SavedFilter)
        .where(*_own(viewer), SavedFilter.id == filter_id)
        .returning(SavedFilter.id)
    ).all()
    return bool(gone)


def _own(viewer: Viewer) -> tuple[ColumnElement[bool], ...]:
    return (SavedFilter.agency_id == viewer.agency_id, SavedFilter.staff_id == viewer.staff_id)
