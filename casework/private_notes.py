"""What staff say among themselves about one conversation: written, read, forgotten.

A note never leaves: it is no message, stands in no record that is taken out, and a partner does not
see it. So it may say what neither parent must hear (`docs/decisions/0031-private-notes-stay.md`).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casework.models.private_note import PrivateNote
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, may, require, visible_threads
from messaging.directory.retention import on_hold
from messaging.models.case import Party
from messaging.models.thread import Thread
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

LONGEST = 2_000


class NotFoundError(Exception):
    """There is no such thread for this viewer."""


def write(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, text: str, key: str) -> None:
    """Idempotent by `key`. An empty one is none; what is over `LONGEST` characters is cut. Raises
    `ForbiddenError`, `NotFoundError`."""
    require(viewer, Act.WRITE)
    if unit.session.scalar(visible_threads(viewer).where(Thread.id == thread_id)) is None:
        raise NotFoundError
    said = text.strip()[:LONGEST]
    if not said:
        return
    note_id = new_id()
    new = insert_or_ignore(
        unit.session,
        PrivateNote,
        id=note_id,
        agency_id=viewer.agency_id,
        thread_id=thread_id,
        author_id=viewer.staff_id,
        key=key,
        text_sealed=PrivateNote.text.seal(viewer.agency_id, said),
        created_at=unit.now,
        removed_at=None,
    )
    if new:
        audit.note(
            unit, viewer.agency_id, actor, "thread.noted", "thread", thread_id, note=str(note_id)
        )
        unit.touch(viewer.agency_id, str(thread_id))


def of_thread(
    session: Session, viewer: Viewer, thread_id: UUID, since: datetime | None, limit: int
) -> Sequence[PrivateNote]:
    """The latest, the newest first; none for who may only read."""
    if not may(viewer, Act.WRITE):
        return []
    theirs = select(PrivateNote).where(
        PrivateNote.agency_id == viewer.agency_id, PrivateNote.thread_id == thread_id
    )
    if since is not None:
        theirs = theirs.where(PrivateNote.created_at >= since)
    latest = theirs.order_by(PrivateNote.created_at.desc(), PrivateNote.id.desc())
    return session.scalars(latest.limit(limit)).all()


def forget(unit: Unit, agency_id: UUID, before: datetime) -> int:
    """The words of those that are older than the agency keeps messages, but of cases on legal
    hold."""
    held = (
        select(Thread.id)
        .join(Party, Party.id == Thread.party_id)
        .where(Party.agency_id == agency_id, Party.case_id.in_(on_hold(agency_id)))
    )
    gone = (
        update(PrivateNote)
        .where(
            PrivateNote.agency_id == agency_id,
            PrivateNote.created_at < before,
            PrivateNote.removed_at.is_(None),
            PrivateNote.thread_id.not_in(held),
        )
        .values(text_sealed=PrivateNote.text.seal(agency_id, ""), removed_at=unit.now)
        .returning(PrivateNote.id)
    )
    rows = unit.session.scalars(gone, execution_options={"synchronize_session": False})
    return len(rows.all())
