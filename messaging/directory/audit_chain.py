"""The chain of an agency's audit: each row carries a hash over itself and over the row before it.

Rows are written unchained, in the transaction of what they tell of, so that nobody waits for
anybody (`docs/decisions/0014`). Each carries a MAC from its first moment. Seconds later the clock
gives them their places, in the order in which they became known, and signs the end of the chain
with a key derived from `SECRET_KEY`: who can write the database, and no more, cannot make another.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import LargeBinary, func, literal, select
from sqlalchemy.orm import Session

from messaging.models.agency import Agency
from messaging.models.audit import Audit, AuditHead
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.many_rows import update_many
from messaging.platform.sealing import KEY_ID_BYTES, keyring
from messaging.platform.unit_of_work import Unit

log = structlog.get_logger(__name__)

START = bytes(32)
"""What the first row is linked to."""
BATCH = 500
"""Rows of one agency in one transaction: SQLite has one writer, and a reply may be next."""
ANCHORED_EVERY = timedelta(hours=1)
SYSTEM = "system"
NOT_OURS = "audit.not_ours"
"""The chain's own remark: a row came that nobody with the key has written."""
BEGUN = "audit.begun"
"""The chain's own remark: all rows from before rows had a MAC are chained; no other is taken."""


def content_of(row: Audit) -> bytes:
    """What a row says, the same before it is stored and ever after."""
    said = [
        str(row.id),
        str(row.agency_id),
        row.at.astimezone(UTC).isoformat(),
        row.actor,
        row.action,
        row.subject_type,
        str(row.subject_id),
        row.why,
        row.detail,
    ]
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def link_of(before: bytes, position: int, row: Audit) -> bytes:
    inner = hashlib.sha256(content_of(row)).digest()
    return hashlib.sha256(before + position.to_bytes(8) + inner + (row.mac or b"")).digest()


def end_of(position: int, link: bytes) -> bytes:
    """What the signature of an end is over."""
    return b"end " + position.to_bytes(8) + link


def waiting(session: Session) -> Sequence[UUID]:
    """The agencies of which rows wait for their places."""
    return session.scalars(select(Audit.agency_id).where(Audit.position.is_(None)).distinct()).all()


def chain(unit: Unit, agency_id: UUID) -> int:
    """Give the rows of one agency that wait their places; how many. One chainer at a time."""
    session = unit.session
    head = _locked(unit, agency_id)
    found = session.scalars(
        select(Audit)
        .where(Audit.agency_id == agency_id, Audit.position.is_(None))
        .order_by(Audit.id)
        .limit(BATCH + 1)
    ).all()
    if not found:
        return 0
    rows, last_batch = found[:BATCH], len(found) <= BATCH
    added = _step_over(unit, head)
    first = at_first(session, head)
    added += [_stranger(unit, row) for row in rows if not is_ours(row, first=first)]
    if first and last_batch and rows[-1].mac is None and not added:
        added.append(_remark(unit, agency_id, BEGUN, None))
    session.add_all(added)
    session.flush()
    places = []
    for row in [*rows, *added]:
        head.position += 1
        head.link = link_of(head.link, head.position, row)
        places.append({"id": row.id, "position": head.position, "link": head.link})
    update_many(session, Audit, places, Audit.position.is_(None))
    head.mac = keyring().mac(agency_id, end_of(head.position, head.link))
    _anchor(unit, head)
    return len(places)


def _locked(unit: Unit, agency_id: UUID) -> AuditHead:
    wanted = select(AuditHead).where(AuditHead.agency_id == agency_id).with_for_update()
    head = unit.session.scalar(wanted)
    if head is None:
        mac = keyring().mac(agency_id, end_of(0, START))
        insert_or_ignore(
            unit.session, AuditHead, agency_id=agency_id, position=0, link=START, mac=mac
        )
        head = unit.session.scalars(wanted).one()
    return head


def is_ours(row: Audit, *, first: bool) -> bool:
    """Whether somebody with the key wrote it. Rows without a MAC are from before there were any:
    only `at_first` are they taken."""
    if row.mac is None:
        return first
    return keyring().is_ours(row.agency_id, content_of(row), row.mac)


def at_first(session: Session, head: AuditHead | None) -> bool:
    """Whether an agency's chain is only being begun: nothing is chained yet but rows without a MAC.

    They come in the order of time, so the first row that has one ends this for ever; and the chain
    itself, which nobody without the key can make anew, says so."""
    if head is None or head.position == 0:
        return True
    last = session.scalars(
        select(Audit).where(Audit.agency_id == head.agency_id, Audit.position == head.position)
    ).one_or_none()
    return last is not None and last.mac is None and last.link == head.link


def _step_over(unit: Unit, head: AuditHead) -> list[Audit]:
    """Places beyond the end that somebody has taken: the chain goes on after them, with a remark,
    and does not stand still for ever."""
    beyond = unit.session.execute(
        select(Audit.id, Audit.position, Audit.link)
        .where(Audit.agency_id == head.agency_id, Audit.position > head.position)
        .order_by(Audit.position.desc())
        .limit(1)
    ).one_or_none()
    if beyond is None:
        return []
    head.position, head.link = beyond.position, beyond.link or START
    log.error("audit.beyond_the_end", agency=str(head.agency_id), row=str(beyond.id))
    return [_remark(unit, head.agency_id, NOT_OURS, beyond.id)]


def _stranger(unit: Unit, row: Audit) -> Audit:
    log.error("audit.not_ours", agency=str(row.agency_id), row=str(row.id))
    return _remark(unit, row.agency_id, NOT_OURS, row.id)


def _remark(unit: Unit, agency_id: UUID, action: str, subject_id: UUID | None) -> Audit:
    row = Audit(
        id=new_id(),
        agency_id=agency_id,
        at=unit.now,
        actor=SYSTEM,
        action=action,
        subject_type="audit",
        subject_id=subject_id,
        detail={},
    )
    row.mac = keyring().mac(row.agency_id, content_of(row))
    return row


def count_unchained(session: Session, before: datetime) -> int:
    """Rows of every agency that were written before then and have no place yet."""
    return (
        session.scalar(select(func.count()).where(Audit.position.is_(None), Audit.at < before)) or 0
    )


def outdated(session: Session) -> Sequence[UUID]:
    """The agencies whose end is signed with another key than the present one."""
    signed_with = func.substr(AuditHead.mac, 1, KEY_ID_BYTES, type_=LargeBinary)
    current = literal(bytes.fromhex(keyring().current_key_id), LargeBinary)
    return session.scalars(select(AuditHead.agency_id).where(signed_with != current)).all()


def signed_before(session: Session) -> Mapping[str, int]:
    """What another key than the present one has signed and is still needed for."""
    signed_with = func.substr(Audit.mac, 1, KEY_ID_BYTES, type_=LargeBinary)
    current = literal(bytes.fromhex(keyring().current_key_id), LargeBinary)
    unchained = session.scalar(
        select(func.count()).where(Audit.position.is_(None), signed_with != current)
    )
    found = {"audit_heads": len(outdated(session)), "audits (unchained)": unchained or 0}
    return {name: number for name, number in found.items() if number}


def sign_anew(unit: Unit, agency_id: UUID) -> bool:
    """Sign the end with the present key, so that it outlives the one before. False where it was
    not signed by us: that is for `kinline audit verify` to say, and not to be made good."""
    head = _locked(unit, agency_id)
    end = end_of(head.position, head.link)
    if not keyring().is_ours(agency_id, end, head.mac):
        return False
    head.mac = keyring().mac(agency_id, end)
    return True


def _anchor(unit: Unit, head: AuditHead) -> None:
    """Now and then the log hears where the chain ends: a copy of it outside of the database, which
    `kinline audit verify --anchor` holds against the rows."""
    if head.anchored_at is not None and unit.now - head.anchored_at < ANCHORED_EVERY:
        return
    head.anchored_at = unit.now
    agency = unit.session.get_one(Agency, head.agency_id)
    log.info("audit.anchor", agency=agency.slug, anchor=anchor_of(head))


def anchor_of(head: AuditHead) -> str:
    """The end of a chain on one line, to be kept where the database is not."""
    return f"{head.position}:{head.link.hex()}:{head.mac.hex()}"
