"""Does the audit still say what it said? Finds rows altered, removed, moved, added, a cut end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from messaging.directory.audit_chain import NOT_OURS, START, at_first, end_of, is_ours, link_of
from messaging.models.audit import Audit, AuditHead
from messaging.platform.sealing import keyring

LATE = timedelta(minutes=10)
"""Rows are chained within seconds; later than this, the clock stands still."""
READ_AT_ONCE = 2_000


class Flaw(StrEnum):
    ALTERED = "altered"
    """It does not say what was chained, or it stands in another's place."""
    REMOVED = "removed"
    """Places that no row has."""
    ADDED = "added"
    """Nobody with the key wrote it."""
    CUT = "cut"
    """The chain ends before the place that its signed end, or the anchor, names."""
    ENDS_OTHERWISE = "ends otherwise"
    """Its end is not the one that was signed: the whole of it may have been made anew."""
    LATE = "late"
    """It waits for its place longer than it should: is the clock running?"""


@dataclass(frozen=True, slots=True)
class Finding:
    flaw: Flaw
    position: int | None
    row_id: UUID | None = None
    count: int = 1
    """Of places in a row."""

    def __str__(self) -> str:
        place = "without a place" if self.position is None else f"place {self.position}"
        if self.count > 1:
            place += f" and {self.count - 1} more"
        return f"{self.flaw.value}: {place}" + (f", row {self.row_id}" if self.row_id else "")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chain's end as it was once, kept outside of the database."""

    position: int
    link: bytes
    mac: bytes

    @classmethod
    def read(cls, line: str) -> "Anchor":
        """What `anchor_of` wrote. Raises `ValueError`."""
        position, link, mac = line.strip().split(":")
        return cls(int(position), bytes.fromhex(link), bytes.fromhex(mac))


@dataclass(frozen=True, slots=True)
class Proof:
    rows: int
    findings: tuple[Finding, ...]
    position: int = field(default=0, compare=False)
    """The last place that was read."""
    link: bytes = field(default=START, compare=False)
    """What stands there."""

    @property
    def holds(self) -> bool:
        return not self.findings


Told = Callable[[int], None]


def verify(
    session: Session,
    agency_id: UUID,
    now: datetime,
    *,
    anchor: Anchor | None = None,
    told: Told = lambda rows: None,
    after: Proof | None = None,
) -> Proof:
    """Reads the whole audit of one agency, or goes on behind where `after` ended. `told` hears, now
    and then, how many rows were read.

    Rows that are chained while it reads are left to the next time."""
    head = session.get(AuditHead, agency_id)
    walk = _Walk(agency_id, anchor, after)
    upto = head.position if head else 0
    for number, row in enumerate(_chained(session, agency_id, walk.position, upto), start=1):
        walk.meet(row)
        if number % READ_AT_ONCE == 0:
            told(number)
    walk.end(head)
    walk.findings += _waiting(session, agency_id, now, first=at_first(session, head))
    told(walk.rows)
    if head is None and not _any(session, agency_id):
        # To have an agency is to have added it.
        walk.findings.append(Finding(Flaw.CUT, 1))
    return Proof(walk.rows, tuple(dict.fromkeys(walk.findings)), walk.position, walk.link)


class _Walk:
    """Along the chain. The link before is taken as it is stored, so that one bad row is one
    finding; that all were made anew shows at the signed end."""

    def __init__(self, agency_id: UUID, anchor: Anchor | None, after: Proof | None) -> None:
        known = after.findings if after else ()
        # Who waited then has a place by now, or waits still.
        self.findings = [finding for finding in known if finding.flaw is not Flaw.LATE]
        self.rows = after.rows if after else 0
        self._agency_id = agency_id
        self._anchor = anchor
        self.position, self.link = (after.position, after.link) if after else (0, START)

    def meet(self, row: Audit) -> None:
        position, self.rows = row.position or 0, self.rows + 1
        follows = position == self.position + 1
        if not follows:
            first = self.position + 1
            self.findings.append(Finding(Flaw.REMOVED, first, count=position - first))
        elif row.link != link_of(self.link, position, row):
            self.findings.append(Finding(Flaw.ALTERED, position, row.id))
        if row.action == NOT_OURS and row.actor == "system":
            self.findings.append(Finding(Flaw.ADDED, None, row.subject_id))
        if self._anchor and position == self._anchor.position and row.link != self._anchor.link:
            self.findings.append(Finding(Flaw.ENDS_OTHERWISE, position, row.id))
        self.position, self.link = position, row.link or START

    def end(self, head: AuditHead | None) -> None:
        position = head.position if head else 0
        if position > self.position:
            self.findings.append(Finding(Flaw.CUT, self.position + 1))
        elif head and not (head.link == self.link and self._signed(position, head.link, head.mac)):
            self.findings.append(Finding(Flaw.ENDS_OTHERWISE, position))
        if self._anchor:
            self._hold_against(self._anchor)

    def _hold_against(self, anchor: Anchor) -> None:
        if not self._signed(anchor.position, anchor.link, anchor.mac):
            raise ValueError("this anchor was not written here, or for another agency")
        if anchor.position > self.position:
            self.findings.append(Finding(Flaw.CUT, self.position + 1))

    def _signed(self, position: int, link: bytes, mac: bytes) -> bool:
        return keyring().is_ours(self._agency_id, end_of(position, link), mac)


def _chained(session: Session, agency_id: UUID, after: int, upto: int) -> Iterator[Audit]:
    found = session.scalars(
        select(Audit)
        .where(Audit.agency_id == agency_id, Audit.position > after, Audit.position <= upto)
        .order_by(Audit.position)
        .execution_options(yield_per=READ_AT_ONCE)
    )
    for row in found:
        yield row
        session.expunge(row)


def _waiting(session: Session, agency_id: UUID, now: datetime, *, first: bool) -> Iterator[Finding]:
    """What has no place yet, and what stands beyond the end."""
    waiting = session.scalars(
        select(Audit).where(Audit.agency_id == agency_id, Audit.position.is_(None))
    )
    for row in waiting:
        if not is_ours(row, first=first):
            yield Finding(Flaw.ADDED, None, row.id)
        elif row.at < now - LATE:
            yield Finding(Flaw.LATE, None, row.id)
    ends = select(func.coalesce(func.max(AuditHead.position), 0)).where(
        AuditHead.agency_id == agency_id
    )
    beyond = session.execute(
        select(Audit.position, Audit.id).where(
            Audit.agency_id == agency_id, Audit.position > ends.scalar_subquery()
        )
    )
    for position, row_id in beyond:
        yield Finding(Flaw.ADDED, position, row_id)


def _any(session: Session, agency_id: UUID) -> bool:
    return session.scalar(select(Audit.id).where(Audit.agency_id == agency_id).limit(1)) is not None
