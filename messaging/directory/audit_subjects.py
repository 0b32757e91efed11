"""Of one case or one person: the ids of everything that an audit row can name.

Read step by step, each by the ids that the one before found. In one statement PostgreSQL takes what
hangs on a case for a share of the agency, and walks the whole audit of a large one.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from messaging.directory.finding import of_number
from messaging.models.attempt import Attempt
from messaging.models.case import Case, Party
from messaging.models.contact_point import PersonContact
from messaging.models.file import File
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.bulk import among

Column = InstrumentedAttribute[Any]


def subjects(
    session: Session,
    agency_id: UUID,
    case_number: str | None,
    person: str | None,
    hanging: Sequence[Column] = (),
) -> frozenset[UUID]:
    """Of everybody on the case of that number, if one is given; of the person whom the agency calls
    that, if one is given. `hanging` are columns of upper rooms' tables that name a thread. Empty:
    nobody has that number."""

    def pointing(
        column: Column, at: Collection[UUID], wanted: Column | None = None
    ) -> Select[UUID]:
        """The ids, or `wanted`, of rows of `column`'s table that it ties to one of those."""
        table = column.class_
        return select(wanted or table.id).where(
            table.agency_id == agency_id, among(session, column, at)
        )

    def read(statement: Any) -> list[UUID]:
        return list(session.scalars(statement))

    parties = _parties(session, agency_id, case_number, person)
    if not parties:
        return frozenset()
    people = [row.person_id for row in parties]
    threads = read(pointing(Thread.party_id, [row.id for row in parties]))
    messages = read(pointing(Message.thread_id, threads))
    inbound = read(pointing(InboundMessage.thread_id, threads))
    others = union_all(
        pointing(Person.one_with_id, people),
        pointing(PersonContact.person_id, people, PersonContact.contact_point_id),
        pointing(Attempt.message_id, messages),
        pointing(File.inbound_id, inbound),
        *(pointing(column, threads) for column in hanging),
    )
    own = [value for row in parties for value in row]
    return frozenset([*own, *threads, *messages, *inbound, *read(others)])


def _parties(
    session: Session, agency_id: UUID, case_number: str | None, person: str | None
) -> Sequence[Row[UUID, UUID, UUID]]:
    found = select(Party.id, Party.person_id, Party.case_id).where(Party.agency_id == agency_id)
    if case_number:
        cases = select(Case.id).where(Case.agency_id == agency_id, Case.number == case_number)
        found = found.where(Party.case_id.in_(cases))
    if person:
        found = found.where(Party.person_id.in_(of_number(agency_id, person)))
    return session.execute(found).all()
