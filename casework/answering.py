"""Two people must not answer one parent at once: whoever opens a thread sees who writes there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from casework.models.answering import Answering
from messaging.directory.access import Viewer, visible_threads
from messaging.models.message import Message
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.database import insert_or_ignore
from messaging.platform.unit_of_work import Unit

SHOWN = timedelta(seconds=20)
"""Who has not typed for so long is not writing."""
TOPIC = "answering"
"""With the thread's id after it: pages read that one line again, and nothing else moves."""
NOTED_EVERY = timedelta(seconds=5)


def note(unit: Unit, viewer: Viewer, thread_id: UUID) -> None:
    """They typed. Nothing happens for a thread that they cannot see."""
    session = unit.session
    if session.scalar(visible_threads(viewer).where(Thread.id == thread_id)) is None:
        return
    mine = (
        Answering.agency_id == viewer.agency_id,
        Answering.thread_id == thread_id,
        Answering.staff_id == viewer.staff_id,
    )
    before = session.scalar(select(Answering.at).where(*mine))
    if before is not None and unit.now - before < NOTED_EVERY:
        return
    if before is None:
        insert_or_ignore(
            session,
            Answering,
            agency_id=viewer.agency_id,
            thread_id=thread_id,
            staff_id=viewer.staff_id,
            at=unit.now,
        )
    else:
        session.execute(update(Answering).where(*mine).values(at=unit.now))
    if before is None or unit.now - before >= SHOWN:
        unit.touch(viewer.agency_id, f"{TOPIC}:{thread_id}")


def others(session: Session, viewer: Viewer, thread_id: UUID, now: datetime) -> Sequence[str]:
    """The names of colleagues who write there and have not sent it yet."""
    sent = exists().where(
        Message.agency_id == Answering.agency_id,
        Message.thread_id == Answering.thread_id,
        Message.author_id == Answering.staff_id,
        Message.created_at >= Answering.at,
    )
    return session.scalars(
        select(Staff.name)
        .join(Answering, Answering.staff_id == Staff.id)
        .where(
            Answering.agency_id == viewer.agency_id,
            Answering.thread_id == thread_id,
            Answering.staff_id != viewer.staff_id,
            Answering.at > now - SHOWN,
            ~sent,
        )
        .order_by(Staff.name)
    ).all()
