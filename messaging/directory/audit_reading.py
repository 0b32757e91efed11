"""Reading the audit: who did what, about whom, when. For those whose act is `AUDIT`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from messaging.directory.access import Act, Viewer, require
from messaging.directory.finding import of_number
from messaging.models.attempt import Attempt
from messaging.models.audit import Audit, Why
from messaging.models.case import Case, Party
from messaging.models.contact_point import PersonContact
from messaging.models.file import File
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.thread import Thread


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None asks for nothing in particular."""

    actor: str | None = None
    case_number: str | None = None
    person: str | None = None
    """The agency's own number for them."""
    why: Why | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Up to here, and not this moment itself."""


Subjects = Sequence[Select[UUID]]


def rows(
    session: Session, viewer: Viewer, wanted: Wanted, limit: int, *, others: Subjects = ()
) -> Sequence[Audit]:
    """The newest first. `others` are the ids of rows of upper rooms that hang on the threads
    (`threads_of`) of whom is asked about. Raises `ForbiddenError`."""
    require(viewer, Act.AUDIT)
    some = (
        select(Audit)
        .where(Audit.agency_id == viewer.agency_id, *_plainly(wanted))
        .order_by(Audit.at.desc(), Audit.id.desc())
        .limit(limit)
    )
    if wanted.case_number or wanted.person:
        about = union_all(*_about(viewer, wanted), *others)
        some = some.where(Audit.subject_id.in_(about))
    return session.scalars(some).all()


def threads_of(viewer: Viewer, wanted: Wanted) -> Select[UUID]:
    """The threads of whom is asked about."""
    return select(Thread.id).where(Thread.party_id.in_(_parties(viewer, wanted)))


def _plainly(wanted: Wanted) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool]] = []
    if wanted.actor is not None:
        given.append(Audit.actor == wanted.actor)
    if wanted.why is not None:
        given.append(Audit.why == wanted.why)
    if wanted.since is not None:
        given.append(Audit.at >= wanted.since)
    if wanted.until is not None:
        given.append(Audit.at < wanted.until)
    return given


def _parties(viewer: Viewer, wanted: Wanted) -> Select[UUID]:
    found = select(Party.id).where(Party.agency_id == viewer.agency_id)
    if wanted.case_number:
        found = found.join(Case, Case.id == Party.case_id).where(Case.number == wanted.case_number)
    if wanted.person:
        found = found.where(Party.person_id.in_(of_number(viewer.agency_id, wanted.person)))
    return found


def _about(viewer: Viewer, wanted: Wanted) -> Subjects:
    """The ids of everything of theirs that an audit row can name."""
    parties, threads = _parties(viewer, wanted), threads_of(viewer, wanted)
    people = select(Party.person_id).where(Party.id.in_(parties))
    inbound = select(InboundMessage.id).where(InboundMessage.thread_id.in_(threads))
    messages = select(Message.id).where(
        Message.agency_id == viewer.agency_id, Message.thread_id.in_(threads)
    )
    return (
        parties,
        people,
        select(Person.id).where(
            Person.agency_id == viewer.agency_id, Person.one_with_id.in_(people)
        ),
        select(Party.case_id).where(Party.id.in_(parties)),
        threads,
        messages,
        inbound,
        select(Attempt.id).where(Attempt.message_id.in_(messages)),
        select(File.id).where(File.agency_id == viewer.agency_id, File.inbound_id.in_(inbound)),
        select(PersonContact.contact_point_id).where(PersonContact.person_id.in_(people)),
    )
