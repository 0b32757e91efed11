"""In which language a parent is written to: what their words propose, and a worker's word on it.

An answer follows the words it answers (`messaging/outbound/writing.py`). What we say first follows
the parent's record, which no reading of theirs changes by itself.
"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance.languages import written_in
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require, visible_threads
from messaging.models.case import Party
from messaging.models.message import Direction, Message
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit

LOOKED_AT = 5


class NotFoundError(Exception):
    """There is no such thread for this viewer."""


def proposed(session: Session, thread: Thread, person: Person) -> str | None:
    """The language of what they wrote lately, where that is one, and not the one they have on
    record. None for who chose theirs."""
    if person.language_chosen:
        return None
    rows = session.scalars(
        select(Message)
        .where(
            Message.agency_id == thread.agency_id,
            Message.thread_id == thread.id,
            Message.direction == Direction.IN,
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(LOOKED_AT)
    )
    wrote = {language for row in rows if (language := written_in(row.text))}
    return wrote.pop() if len(wrote) == 1 and wrote != {person.language} else None


def settle(unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, language: str) -> None:
    """From now on they are written to in `language`; an agency's event no longer changes it. Raises
    `ForbiddenError` and `NotFoundError`."""
    require(viewer, Act.WRITE)
    person = unit.session.scalar(
        visible_threads(viewer)
        .join(Person, Person.id == Party.person_id)
        .where(Thread.id == thread_id)
        .with_only_columns(Person)
        .with_for_update(of=Person)
    )
    if person is None:
        raise NotFoundError
    before = person.language
    person.language, person.language_chosen = language, True
    audit.note(
        unit, viewer.agency_id, actor, "person.language", "person", person.id,
        before=before, after=language,
    )  # fmt: skip
    for topic in (str(thread_id), "inbox"):
        unit.touch(viewer.agency_id, topic)
