"""Test keys rehearse: everything is checked and made as ever, and nothing of it is kept.

Not a mark on messages that whoever sends must look at: the transaction in which a test key acts is
never committed (`Runtime.rehearsing`), so there is nothing that a worker, a page or a parent's chat
could find. What it would have sent is written into a log of its own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from messaging.models.message import Message
from messaging.models.rehearsal import RehearsedMessage
from messaging.platform.bulk import add_new
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

KEPT = timedelta(days=30)
BATCH = 200
COPIED = (
    "agency_id", "thread_id", "channel", "origin", "status", "reason", "text", "subject",
    "template_key", "due_at",
)  # fmt: skip

Said = dict[str, Any]


def said_by(rows: Iterable[Base]) -> Sequence[Said]:
    """What of a rehearsal is to be remembered, before its rows are gone."""
    return [
        {name: getattr(row, name) for name in COPIED} for row in rows if isinstance(row, Message)
    ]


def remember(unit: Unit, said: Sequence[Said]) -> None:
    """Into the log. What was rehearsed before is in it already, with all that followed from it."""
    known = select(RehearsedMessage.id).where(
        RehearsedMessage.agency_id.in_({values["agency_id"] for values in said}),
        RehearsedMessage.origin.in_([values["origin"] for values in said]),
    )
    if unit.session.scalar(known.limit(1)) is not None:
        return
    add_new(
        unit.session,
        [RehearsedMessage(id=new_id(), rehearsed_at=unit.now, **values) for values in said],
        "agency_id",
        "origin",
    )


def any_over(session: Session, now: datetime) -> bool:
    oldest = select(RehearsedMessage.rehearsed_at).order_by(RehearsedMessage.id).limit(1)
    at = session.scalar(oldest)
    return at is not None and at < now - KEPT


def purge(unit: Unit) -> int:
    """Remove some of what was rehearsed long ago; how many."""
    oldest = select(RehearsedMessage.id).order_by(RehearsedMessage.id).limit(BATCH)
    gone = unit.session.scalars(
        delete(RehearsedMessage)
        .where(RehearsedMessage.id.in_(oldest), RehearsedMessage.rehearsed_at < unit.now - KEPT)
        .returning(RehearsedMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(gone.all())
