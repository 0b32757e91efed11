"""Everything we hold of one person."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, undefer

from casework.models.task import Task
from channels.file_kinds import FileKind
from channels.file_names import safe_name
from messaging.directory import own_fields, own_values
from messaging.directory.access import Viewer, visible_threads
from messaging.directory.audit import note
from messaging.directory.finding import of_number
from messaging.models.agency import Branch
from messaging.models.audit import Why
from messaging.models.case import Case, Party
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from web.records.pieces import NoRecordError, Piece, archive
from web.records.said import iso, messages


def of_person(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    external_id: str,
    why: Why,
    *,
    viewer: Viewer | None = None,
) -> bytes:
    """Everything we hold of them, as a ZIP of JSON and their files. For a `viewer` who may see all
    of it and nobody else: a part would not be their whole record. Raises `NoRecordError`."""
    session = unit.session
    person = session.scalar(select(Person).where(Person.id.in_(of_number(agency_id, external_id))))
    if person is None:
        raise NoRecordError
    parties = session.execute(
        select(Party, Case, Branch, Thread)
        .join(Case, Case.id == Party.case_id)
        .join(Branch, Branch.id == Case.branch_id)
        .join(Thread, and_(Thread.agency_id == Party.agency_id, Thread.party_id == Party.id))
        .where(Party.agency_id == agency_id, Party.person_id == person.id)
        .order_by(Case.number)
    ).all()
    if viewer is not None and not _all_in_view(session, viewer, [row[3].id for row in parties]):
        raise NoRecordError
    record = {
        "person": {
            "number": person.external_id,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "language": person.language,
            "time_zone": person.time_zone,
        },
        "contacts": [_contact(session, *row) for row in _contacts(session, person)],
        "cases": [_case(session, *row) for row in parties],
    }
    threads = [row[3].id for row in parties]
    pieces = [
        Piece("record.json", json.dumps(record, indent=1, ensure_ascii=False).encode()),
        *_files(session, agency_id, threads),
    ]
    note(unit, agency_id, actor, "record.exported", "person", person.id, why=why)
    return archive(pieces)


def _all_in_view(session: Session, viewer: Viewer, threads: Sequence[UUID]) -> bool:
    if not viewer.bounded:
        return True
    seen = visible_threads(viewer).with_only_columns(Thread.id).where(Thread.id.in_(threads))
    return bool(threads) and set(session.scalars(seen)) == set(threads)


def _contacts(session: Session, person: Person) -> Sequence[Any]:
    return session.execute(
        select(ContactPoint, PersonContact.since)
        .join(PersonContact, PersonContact.contact_point_id == ContactPoint.id)
        .where(PersonContact.agency_id == person.agency_id, PersonContact.person_id == person.id)
        .order_by(PersonContact.since, ContactPoint.id)
    ).all()


def _contact(session: Session, contact: ContactPoint, since: datetime) -> Mapping[str, Any]:
    entries = session.scalars(
        select(ConsentEntry)
        .where(
            ConsentEntry.agency_id == contact.agency_id,
            ConsentEntry.contact_point_id == contact.id,
        )
        .order_by(ConsentEntry.at, ConsentEntry.id)
    )
    return {
        "kind": contact.kind.value,
        "address": contact.address,
        "since": since.isoformat(),
        "reachability": contact.reachability.value,
        "safe_to_contact": contact.safe_to_contact,
        "consents": [
            {
                "at": entry.at.isoformat(),
                "topic": entry.topic,
                "change": entry.change.value,
                "source": entry.source.value,
                "wording": entry.wording_version,
            }
            for entry in entries
        ],
    }


def _case(
    session: Session, party: Party, case: Case, branch: Branch, thread: Thread
) -> Mapping[str, Any]:
    tasks = session.scalars(
        select(Task)
        .where(Task.agency_id == party.agency_id, Task.thread_id == thread.id)
        .order_by(Task.opened_at, Task.id)
    )
    return {
        "number": case.number,
        "program": case.program,
        "branch": branch.name,
        "role": party.role.value,
        "closed_at": iso(case.closed_at),
        "fields": _own(session, party),
        "messages": list(messages(session, thread)),
        "tasks": [
            {
                "kind": task.kind.value,
                "state": task.state.value,
                "opened_at": task.opened_at.isoformat(),
                "closed_at": iso(task.closed_at),
            }
            for task in tasks
        ],
    }


def _own(session: Session, party: Party) -> Mapping[str, str]:
    """What the agency knows of them in fields of its own, by their keys."""
    known = own_values.of_party(session, party)
    return {
        key: str(own_values.value_of(field, known[field.id]))
        for key, field in own_fields.of_agency(session, party.agency_id).items()
        if field.id in known
    }


def _files(session: Session, agency_id: UUID, threads: Sequence[UUID]) -> Iterator[Piece]:
    rows = session.scalars(
        select(File)
        .join(InboundMessage, InboundMessage.id == File.inbound_id)
        .where(
            File.agency_id == agency_id,
            InboundMessage.thread_id.in_(threads),
            File.state == FileState.KEPT,
        )
        .order_by(File.id)
        .options(undefer(File.content_sealed))
    )
    for number, row in enumerate(rows, start=1):
        name = safe_name(row.name, row.kind or FileKind.OTHER, row.position)
        yield Piece(f"files/{number}-{name}", row.content)
