"""What became of each message from a parent, and by when somebody has to answer it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlalchemy.orm import aliased

from messaging.compliance.office_hours import due
from messaging.directory import audit
from messaging.directory.access import Act, Viewer, require
from messaging.directory.office import hours_of_thread
from messaging.models.agency import Agency
from messaging.models.inbound import Disposition, InboundMessage
from messaging.platform.unit_of_work import Unit


def begin(unit: Unit, inbound: InboundMessage, disposition: Disposition | None) -> None:
    """Once it is routed. None: it waits for a person, and from when it came its clock runs."""
    if disposition is not None:
        dispose(unit, inbound, disposition)
        return
    agency = unit.session.get_one(Agency, inbound.agency_id)
    hours = hours_of_thread(unit.session, inbound.agency_id, inbound.thread_id)
    inbound.answer_due_at = due(hours, inbound.received_at, agency.answer_work_days)


def dispose(
    unit: Unit, inbound: InboundMessage, disposition: Disposition, staff_id: UUID | None = None
) -> None:
    """The first word on it stays."""
    if inbound.disposition is None:
        inbound.disposition, inbound.disposed_at = disposition, unit.now
        inbound.disposed_by_id = staff_id


def dispose_thread(
    unit: Unit,
    agency_id: UUID,
    thread_id: UUID,
    disposition: Disposition,
    staff_id: UUID,
    until: datetime | None = None,
) -> int:
    """Of everything in a thread that waits for an answer; `until` leaves out what came later, and
    nobody has seen. How many messages."""
    came = InboundMessage.received_at <= (until or unit.now)
    settled = unit.session.scalars(
        update(InboundMessage)
        .where(waiting(), InboundMessage.agency_id == agency_id, came)
        .where(InboundMessage.thread_id == thread_id)
        .values(disposition=disposition, disposed_at=unit.now, disposed_by_id=staff_id)
        .returning(InboundMessage.id)
    ).all()
    if settled:
        unit.touch(agency_id, "inbox")
        unit.touch(agency_id, str(thread_id))
    return len(settled)


def unanswered_again(unit: Unit, agency_id: UUID, thread_id: UUID, answered_at: datetime) -> None:
    """The answer of that moment was taken back: what it answered waits as it did before."""
    unit.session.execute(
        update(InboundMessage)
        .where(
            InboundMessage.agency_id == agency_id,
            InboundMessage.thread_id == thread_id,
            InboundMessage.disposition == Disposition.ANSWERED,
            InboundMessage.disposed_at == answered_at,
        )
        .values(disposition=None, disposed_at=None, disposed_by_id=None),
        execution_options={"synchronize_session": False},
    )


def no_answer_needed(
    unit: Unit, viewer: Viewer, actor: str, thread_id: UUID, until: datetime
) -> int:
    """A person's word on what came `until` then; put on record. How many messages. Raises
    `ForbiddenError`."""
    require(viewer, Act.WRITE)
    settled = dispose_thread(
        unit,
        viewer.agency_id,
        thread_id,
        Disposition.NO_ANSWER_NEEDED,
        viewer.staff_id,
        min(until, unit.now),
    )
    if settled:
        audit.note(
            unit, viewer.agency_id, actor, "thread.no_answer_needed", "thread", thread_id,
            messages=settled,
        )  # fmt: skip
    return settled


def waiting() -> ColumnElement[bool]:
    """Whether somebody has still to answer a message. In the words of the partial indexes."""
    return _waits(InboundMessage)


def _waits(row: type[InboundMessage]) -> ColumnElement[bool]:
    return and_(row.disposition.is_(None), row.answer_due_at.is_not(None))


def late(now: datetime) -> ColumnElement[bool]:
    """Whether the agency's own limit for answering has passed."""
    return and_(waiting(), InboundMessage.answer_due_at <= now)


def first_in_line() -> ColumnElement[bool]:
    """Whether nothing else of the same conversation must be answered before this message: one that
    waits stands for its whole conversation, and those can be read in the order of an index."""
    other = aliased(InboundMessage)
    before = or_(
        other.answer_due_at < InboundMessage.answer_due_at,
        and_(other.answer_due_at == InboundMessage.answer_due_at, other.id < InboundMessage.id),
    )
    earlier = exists().where(
        other.agency_id == InboundMessage.agency_id,
        other.thread_id == InboundMessage.thread_id,
        _waits(other),
        before,
    )
    return and_(InboundMessage.thread_id.is_not(None), ~earlier)
