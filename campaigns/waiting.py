"""Whose turn it is of what the journeys lane works on a batch at a time."""

from typing import TypeVar

from sqlalchemy import ColumnElement, select

from campaigns.models.made import Listed
from messaging.platform.unit_of_work import Unit

Work = TypeVar("Work", bound=Listed)


def next_one(unit: Unit, kind: type[Work], due: ColumnElement[bool]) -> Work | None:
    """The one that waited longest, locked; None where nothing is due that no other worker has in
    hand."""
    work = unit.session.scalars(
        select(kind)
        .where(due)
        .order_by(kind.worked_at, kind.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if work is not None:
        work.worked_at = unit.now
    return work
