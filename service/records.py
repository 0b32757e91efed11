"""Records to take away: all we hold of one person, and what was said with one party of a case.

One party at a time: the record of one parent never holds another's. What it is for goes on record.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from casework.models.task import Task
from channels.file_kinds import FileKind
from channels.file_names import safe_name
from messaging.directory.audit import note
from messaging.directory.audit_chain import anchor_of
from messaging.directory.audit_proof import verify
from messaging.models.agency import Branch
from messaging.models.attempt import Attempt
from messaging.models.audit import AuditHead, Why
from messaging.models.case import Case, Party
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.file import File, FileState
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message
from messaging.models.person import Person
from messaging.models.receipt import Receipt
from messaging.models.staff import Staff
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from web import csv_file
from web.masking import without_their_links

HEARING = (
    "at", "from", "channel", "written_by", "text", "status", "reason", "sent_at", "settled_at",
    "attempts", "provider_reports", "message_id",
)  # fmt: skip


class NoRecordError(Exception):
    """There is nobody of that number, or not on that case."""


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """One file of an archive."""

    name: str
    content: bytes


def of_person(unit: Unit, agency_id: UUID, actor: str, external_id: str, why: Why) -> bytes:
    """Everything we hold of them, as a ZIP of JSON and their files. Raises `NoRecordError`."""
    session = unit.session
    person = session.scalar(
        select(Person).where(Person.agency_id == agency_id, Person.external_id == external_id)
    )
    if person is None:
        raise NoRecordError
    parties = session.execute(
        select(Party, Case, Branch, Thread)
        .join(Case, Case.id == Party.case_id)
        .join(Branch, Branch.id == Case.branch_id)
        .join(Thread, Thread.party_id == Party.id)
        .where(Party.agency_id == agency_id, Party.person_id == person.id)
        .order_by(Case.number)
    ).all()
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
    return _archive(pieces)


def for_hearing(unit: Unit, agency_id: UUID, actor: str, number: str, external_id: str) -> bytes:
    """What was said with one party of a case, in order, with what became of each message, and what
    proves that the audit is unaltered: a ZIP of CSV and text. Raises `NoRecordError`."""
    session = unit.session
    found = session.execute(
        select(Thread, Party.id)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .where(
            Thread.agency_id == agency_id,
            Case.number == number,
            Person.external_id == external_id,
        )
    ).one_or_none()
    if found is None:
        raise NoRecordError
    thread, party_id = found
    messages = _messages(session, thread)
    rows = [[str(message[name] or "") for name in HEARING] for message in messages]
    text = "".join(csv_file.lines(HEARING, rows))
    proof = _proof(session, agency_id, unit.now)
    note(unit, agency_id, actor, "hearing.exported", "party", party_id, why=Why.HEARING)
    return _archive([Piece("hearing.csv", text.encode()), Piece("proof.txt", proof.encode())])


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
        "closed_at": _iso(case.closed_at),
        "messages": list(_messages(session, thread)),
        "tasks": [
            {
                "kind": task.kind.value,
                "state": task.state.value,
                "opened_at": task.opened_at.isoformat(),
                "closed_at": _iso(task.closed_at),
            }
            for task in tasks
        ],
    }


def _messages(session: Session, thread: Thread) -> Iterator[Mapping[str, Any]]:
    rows = session.execute(
        select(Message, Staff.name)
        .outerjoin(Staff, Staff.id == Message.author_id)
        .where(Message.agency_id == thread.agency_id, Message.thread_id == thread.id)
        .order_by(Message.created_at, Message.id)
    ).all()
    for row, author in rows:
        attempts = session.scalars(
            select(Attempt).where(Attempt.message_id == row.id).order_by(Attempt.number)
        ).all()
        receipts = session.scalars(
            select(Receipt)
            .where(Receipt.attempt_id.in_([each.id for each in attempts]))
            .order_by(Receipt.received_at, Receipt.id)
        )
        tries = [f"{each.started_at.isoformat()} {each.outcome.value}" for each in attempts]
        reports = [f"{each.received_at.isoformat()} {each.status.value}" for each in receipts]
        yield {
            "at": row.created_at.isoformat(),
            "from": "parent" if row.direction is Direction.IN else "agency",
            "channel": row.channel.value,
            "written_by": author or "",
            "subject": row.subject,
            "text": without_their_links(row.text, row.language),
            "status": row.status.value,
            "reason": row.reason,
            "sent_at": _iso(row.sent_at),
            "settled_at": _iso(row.settled_at),
            "attempts": "; ".join(tries),
            "provider_reports": "; ".join(reports),
            "words_removed_at": _iso(row.removed_at),
            "message_id": str(row.id),
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


def _proof(session: Session, agency_id: UUID, now: datetime) -> str:
    proof = verify(session, agency_id, now)
    head = session.get(AuditHead, agency_id)
    lines = [
        f"Read on {now.isoformat()}: {proof.rows} rows of this agency's audit are chained.",
        "The chain holds." if proof.holds else "The chain does not hold:",
        *(f"  {finding}" for finding in proof.findings),
        f"Its end, signed: {anchor_of(head) if head else 'nothing is chained yet'}",
        "`kinline audit verify --anchor` holds this end against the rows, now or later.",
    ]
    return "\n".join([*lines, ""])


def _archive(pieces: Sequence[Piece]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for piece in pieces:
            archive.writestr(piece.name, piece.content)
    return made.getvalue()


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
