"""What takes long to work out is asked for here, worked out by a worker, and kept for some hours.

A page asks, and shows how far it is: nobody's browser waits half a minute for an answer, and no web
process is busy with one. At most, a result is asked for twice; a worker that dies leaves it waiting
for the next.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from messaging.models.preparation import Preparation, PreparationState, Prepared
from messaging.platform.columns import literally
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

KEPT = timedelta(hours=12)
MOST_TRIES = 3
"""What a worker has begun so often, and never ended, is given up."""
TOPIC = "preparations"
"""What open pages hear when something got further."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    agency_id: UUID
    kind: Prepared
    key: str = ""
    """A digest of all that tells it from others of its kind, the asker's view included."""
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    result: Mapping[str, Any]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    done: int = 0
    of_all: int = 0
    """0: nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be worked out; it is asked for anew to try again."""


Told = Callable[[int, int], None]
"""Hears, now and then, how far it is, and of how much."""
Work = Callable[[Session, Preparation, datetime, Told], Mapping[str, Any] | None]
"""Works one out, as of a moment. None: whoever asked may not know it any more."""


def found(
    session: Session, wanted: Wanted, now: datetime, within: timedelta = KEPT
) -> Ready | Waiting | Failed | None:
    """How it stands; None where it was not asked for, or not `within` that time."""
    row = session.scalar(_rows(wanted))
    if row is None:
        return None
    if row.state is PreparationState.WAITING:
        return Waiting(row.done, row.of_all)
    # Also of a worker whose clock is ahead: asked for anew, it would be so for ever.
    if (row.as_of or row.asked_at) <= now - within:
        return None
    if row.state is PreparationState.FAILED or row.result is None or row.as_of is None:
        return Failed()
    return Ready(row.result, row.as_of)


def ask(unit: Unit, wanted: Wanted) -> Waiting:
    """To be worked out anew, unless it waits for that already."""
    insert_or_ignore(unit.session, Preparation, **_new(unit, wanted))
    row = unit.session.scalars(_rows(wanted).with_for_update()).one()
    if row.state is not PreparationState.WAITING:
        row.state, row.given, row.asked_at = PreparationState.WAITING, {**wanted.given}, unit.now
        row.tries = row.done = row.of_all = 0
        row.result = row.as_of = None
    unit.ring(Lane.PREPARING)
    return Waiting(row.done, row.of_all)


def keep(unit: Unit, wanted: Wanted, result: Mapping[str, Any], as_of: datetime) -> None:
    """What somebody has worked out where it was asked for."""
    insert_or_ignore(unit.session, Preparation, **_new(unit, wanted))
    row = unit.session.scalars(_rows(wanted).with_for_update()).one()
    row.state, row.result, row.as_of = PreparationState.READY, {**result}, as_of


def due(_now: datetime) -> ColumnElement[bool]:
    """Whether there is something to work out."""
    return Preparation.state == literally(Preparation.state, PreparationState.WAITING)


def begin(unit: Unit) -> Preparation | None:
    """The one that was begun least often, and of those the oldest. One that was begun too often is
    given up: it comes back as failed."""
    oldest = (
        select(Preparation)
        .where(due(unit.now))
        .order_by(Preparation.tries, Preparation.asked_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = unit.session.scalars(oldest).first()
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        row.state = PreparationState.FAILED
        unit.touch(row.agency_id, TOPIC)
    else:
        row.tries += 1
    return row


def got_to(unit: Unit, begun: Preparation, done: int, of_all: int) -> None:
    row = _same(unit, begun)
    if row is not None:
        row.done, row.of_all = done, of_all
        unit.touch(row.agency_id, TOPIC)


def end(unit: Unit, begun: Preparation, result: Mapping[str, Any] | None, as_of: datetime) -> None:
    """What came of it; None takes the asking back."""
    row = _same(unit, begun)
    if row is None:
        return
    unit.touch(row.agency_id, TOPIC)
    if result is None:
        unit.session.delete(row)
        return
    row.state, row.result, row.as_of = PreparationState.READY, {**result}, as_of


def forget_old(unit: Unit) -> int:
    """Remove some of what nobody is shown any more; how many."""
    old = (
        select(Preparation.id)
        .where(Preparation.asked_at < unit.now - 2 * KEPT)
        .order_by(Preparation.asked_at)
        .limit(BATCH)
    )
    gone = unit.session.scalars(
        delete(Preparation)
        .where(Preparation.id.in_(old))
        .returning(Preparation.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())


def _rows(wanted: Wanted) -> Select[Preparation]:
    return select(Preparation).where(
        Preparation.agency_id == wanted.agency_id,
        Preparation.kind == wanted.kind,
        Preparation.key == wanted.key,
    )


def _new(unit: Unit, wanted: Wanted) -> dict[str, Any]:
    return {
        "id": new_id(),
        "agency_id": wanted.agency_id,
        "kind": wanted.kind,
        "key": wanted.key,
        "given": {**wanted.given},
        "state": PreparationState.WAITING,
        "tries": 0,
        "done": 0,
        "of_all": 0,
        "asked_at": unit.now,
    }


def _same(unit: Unit, begun: Preparation) -> Preparation | None:
    """The row, while it waits for this very asking."""
    row = unit.session.get(Preparation, begun.id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not PreparationState.WAITING or row.asked_at != begun.asked_at:
        return None
    return row
