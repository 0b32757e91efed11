"""One thing that staff made, as far as a viewer sees it: to look at, or locked for what they do."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from campaigns.models.made import Made
from messaging.directory.access import Act, Viewer, may, require
from messaging.platform.database import Owned
from messaging.platform.unit_of_work import Unit

Row = TypeVar("Row", bound=Owned)


class NotFoundError(Exception):
    """There is no such thing for this viewer."""


class RefusedError(Exception):
    """Why not, in words for staff; nothing was changed."""


def find(session: Session, kind: type[Row], row_id: UUID, seen: ColumnElement[bool]) -> Row:
    """Raises `NotFoundError`."""
    return _only(session, _one(kind, row_id, seen))


def locked(
    unit: Unit, viewer: Viewer, act: Act, kind: type[Row], row_id: UUID, seen: ColumnElement[bool]
) -> Row:
    """As it is by now, for whoever may `act`, one after the other. Raises `ForbiddenError` and
    `NotFoundError`."""
    require(viewer, act)
    wanted = _one(kind, row_id, seen).with_for_update()
    return _only(unit.session, wanted.execution_options(populate_existing=True))


def made_in_view(kind: type[Made], viewer: Viewer) -> ColumnElement[bool]:
    """Those of the viewer's own, and for who runs campaigns those of their branch."""
    ours = kind.agency_id == viewer.agency_id
    theirs = kind.author_id == viewer.staff_id
    if not may(viewer, Act.RUN) or viewer.narrowed:
        return and_(ours, theirs)
    if viewer.branch_id is None:
        return ours
    return and_(ours, or_(theirs, kind.branch_id == viewer.branch_id))


def _one(kind: type[Row], row_id: UUID, seen: ColumnElement[bool]) -> Select[Row]:
    return select(kind).where(kind.id == row_id, seen)


def _only(session: Session, wanted: Select[Row]) -> Row:
    row = session.scalars(wanted).one_or_none()
    if row is None:
        raise NotFoundError
    return row
