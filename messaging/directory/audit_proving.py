"""Proving a long audit for a record: read from its first row by a worker, and on from there when
the record is made.

What the worker found is signed, so that whoever can write the database, and no more, cannot put
another finding in its place; and it holds for a quarter of an hour only. A record says which rows
were read when.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from messaging.directory.audit_proof import Finding, Flaw, Proof, verify
from messaging.directory.preparing import Failed, Ready, Told, Waiting, Wanted, ask, found
from messaging.models.audit import AuditHead
from messaging.models.preparation import Preparation, Prepared
from messaging.platform.sealing import keyring
from messaging.platform.unit_of_work import Unit

AT_ONCE = 5_000
"""So many rows are read where the record is asked for: in less than half a second."""
HOLDS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was found up to a place, when its reading began."""

    proof: Proof
    at: datetime


def prepare(session: Session, row: Preparation, as_of: datetime, told: Told) -> Mapping[str, Any]:
    """The worker's part."""
    head = session.get(AuditHead, row.agency_id)
    of_all = head.position if head else 0
    proof = verify(session, row.agency_id, as_of, told=lambda rows: told(rows, of_all))
    said = {
        "at": as_of.isoformat(),
        "rows": proof.rows,
        "position": proof.position,
        "link": proof.link.hex(),
        "findings": [_written(finding) for finding in proof.findings],
    }
    return {**said, "mac": keyring().mac(row.agency_id, _signed(said)).hex()}


def is_long(session: Session, agency_id: UUID) -> bool:
    head = session.get(AuditHead, agency_id)
    return head is not None and head.position > AT_ONCE


def earlier(session: Session, agency_id: UUID, now: datetime) -> Earlier | Waiting | Failed | None:
    """What a worker found lately; None where it has to be asked for."""
    state = found(session, _wanted(agency_id), now, HOLDS)
    if not isinstance(state, Ready):
        return state
    known = _read(agency_id, state.result)
    return known if known and known.at > now - HOLDS else None


def ask_for(unit: Unit, agency_id: UUID) -> Waiting:
    return ask(unit, _wanted(agency_id))


def _wanted(agency_id: UUID) -> Wanted:
    return Wanted(agency_id, Prepared.AUDIT_PROOF)


def _read(agency_id: UUID, result: Mapping[str, Any]) -> Earlier | None:
    """None for what was not signed here."""
    said = {**result}
    mac = bytes.fromhex(said.pop("mac"))
    if not keyring().is_ours(agency_id, _signed(said), mac):
        return None
    findings = tuple(_finding(**finding) for finding in said["findings"])
    link = bytes.fromhex(said["link"])
    return Earlier(
        Proof(said["rows"], findings, said["position"], link), datetime.fromisoformat(said["at"])
    )


def _signed(said: Mapping[str, Any]) -> bytes:
    return b"read " + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _written(finding: Finding) -> Mapping[str, Any]:
    return {
        "flaw": finding.flaw.value,
        "position": finding.position,
        "row": str(finding.row_id) if finding.row_id else None,
        "count": finding.count,
    }


def _finding(flaw: str, position: int | None, row: str | None, count: int) -> Finding:
    return Finding(Flaw(flaw), position, UUID(row) if row else None, count)
