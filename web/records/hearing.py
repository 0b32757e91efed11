"""What was said with one party of a case, as a court may read it: PDF, CSV, and proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.directory.access import Viewer, in_view
from messaging.directory.audit import note
from messaging.directory.audit_chain import anchor_of
from messaging.directory.audit_proof import verify
from messaging.directory.audit_proving import Earlier
from messaging.directory.finding import of_number
from messaging.models.agency import Agency
from messaging.models.audit import AuditHead, Why
from messaging.models.case import Case, Party
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.unit_of_work import Unit
from web import csv_file
from web.records.document import Head, document
from web.records.pieces import NoRecordError, Piece, archive
from web.records.said import messages

COLUMNS = (
    "at", "from", "channel", "written_by", "subject", "text", "files", "status", "reason",
    "sent_at", "settled_at", "attempts", "provider_reports", "words_removed_at", "message_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True, repr=False)
class _About:
    """Whose record it is."""

    thread: Thread
    party: Party
    case: Case
    person: Person
    agency: Agency


def for_hearing(
    unit: Unit,
    agency_id: UUID,
    actor: str,
    number: str,
    external_id: str,
    *,
    why: Why = Why.HEARING,
    viewer: Viewer | None = None,
    known: Earlier | None = None,
) -> bytes:
    """A ZIP of what was said, in order, with what became of each message: as PDF to read, as CSV,
    and what proves that the audit is unaltered. As far as `viewer` may see it; None is whoever runs
    the installation. `known`: what was read of the audit lately; it is read on from there. Raises
    `NoRecordError`."""
    about = _about(unit.session, agency_id, number, external_id, viewer)
    said = list(messages(unit.session, about.thread))
    rows = [[str(message[name] or "") for name in COLUMNS] for message in said]
    table = "".join(csv_file.lines(COLUMNS, rows)).encode()
    proof = _proof(unit.session, agency_id, unit.now, known)
    note(unit, agency_id, actor, "hearing.exported", "party", about.party.id, why=why)
    digest = sha256(table).hexdigest()
    return archive(
        [
            Piece("hearing.pdf", document(_head(about, why, unit.now, digest), said, proof)),
            Piece("hearing.csv", table),
            Piece("proof.txt", _lines([*proof, f"SHA-256 of hearing.csv: {digest}"])),
        ]
    )


def of_party(session: Session, viewer: Viewer, number: str, external_id: str) -> UUID:
    """The conversation of which there is a record for `viewer`. Raises `NoRecordError`."""
    return _about(session, viewer.agency_id, number, external_id, viewer).thread.id


def _about(
    session: Session, agency_id: UUID, number: str, external_id: str, viewer: Viewer | None
) -> _About:
    wanted = (
        select(Thread, Party, Case, Person, Agency)
        .join(Party, Party.id == Thread.party_id)
        .join(Case, Case.id == Party.case_id)
        .join(Person, Person.id == Party.person_id)
        .join(Agency, Agency.id == Thread.agency_id)
        .where(
            Thread.agency_id == agency_id,
            Case.number == number,
            Person.id.in_(of_number(agency_id, external_id)),
        )
    )
    if viewer is not None:
        wanted = wanted.where(in_view(Thread, viewer))
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise NoRecordError
    return _About(*found)


def _head(about: _About, why: Why, now: datetime, digest: str) -> Head:
    return Head(
        agency=about.agency.name,
        case=about.case.number,
        program=about.case.program,
        party=f"{about.person.first_name} {about.person.last_name}".strip(),
        number=about.person.external_id,
        role=about.party.role.value,
        why=why.value.replace("_", " "),
        zone=about.agency.time_zone,
        made_at=now,
        digest=digest,
    )


def _proof(
    session: Session, agency_id: UUID, now: datetime, known: Earlier | None
) -> Sequence[str]:
    proof = verify(session, agency_id, now, after=known.proof if known else None)
    head = session.get(AuditHead, agency_id)
    return [
        f"Read on {now.isoformat()}: {proof.rows} rows of this agency's audit are chained.",
        *(_read_before(known) if known else ()),
        "The chain holds." if proof.holds else "The chain does not hold:",
        *(f"  {finding}" for finding in proof.findings),
        f"Its end, signed: {anchor_of(head) if head else 'nothing is chained yet'}",
        "`kinline audit verify --anchor` holds this end against the rows, now or later.",
    ]


def _read_before(known: Earlier) -> Sequence[str]:
    rows = known.proof.rows
    return [f"The first {rows} of them were read from {known.at.isoformat()} on, the others now."]


def _lines(lines: Sequence[Any]) -> bytes:
    return "\n".join([*lines, ""]).encode()
