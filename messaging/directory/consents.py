"""The consent ledger: appended to, and folded into what holds now."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from messaging.compliance import consent
from messaging.compliance.consent import (
    ALL_TOPICS,
    ConsentChange,
    ConsentSource,
    ConsentState,
    Entry,
)
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Direction, Message, wording_name
from messaging.platform import bulk
from messaging.platform.bulk import among
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit

SAME_CONTACT = and_(
    ConsentEntry.agency_id == ContactPoint.agency_id,
    ConsentEntry.contact_point_id == ContactPoint.id,
)
"""Ledgers are found by way of the contact point, whose agency their index begins with."""


def state_of(session: Session, contact: ContactPoint, topic: str) -> ConsentState:
    return consent.state(ledgers(session, [contact.id])[contact.id], topic)


def ledgers(session: Session, contact_ids: Iterable[UUID]) -> Mapping[UUID, list[Entry]]:
    """The ledgers of many contact points, each in the order it was written."""
    found: dict[UUID, list[Entry]] = {contact_id: [] for contact_id in contact_ids}
    rows = session.execute(
        select(
            ConsentEntry.contact_point_id,
            ConsentEntry.topic,
            ConsentEntry.change,
            ConsentEntry.source,
            ConsentEntry.at,
        )
        .join(ContactPoint, SAME_CONTACT)
        .where(among(session, ContactPoint.id, found))
        .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
    )
    for contact_id, topic, change, source, at in rows:
        found[contact_id].append(Entry(topic, change, source, at))
    return found


def append(
    unit: Unit,
    contact: ContactPoint,
    change: ConsentChange,
    source: ConsentSource,
    *,
    topic: str = ALL_TOPICS,
    at: datetime | None = None,
    detail: str | None = None,
    wording_version: str | None = None,
    inbound_id: UUID | None = None,
    thread_id: UUID | None = None,
) -> bool:
    """Write a statement down. True when it changed what holds, which is then also a fact."""
    _lock(unit, [contact])
    before = state_of(unit.session, contact, topic)
    entry = _entry(
        unit,
        contact,
        change,
        source,
        topic=topic,
        at=at,
        detail=detail,
        wording_version=wording_version,
        inbound_id=inbound_id,
    )
    unit.session.add(entry)
    unit.session.flush()
    changed = state_of(unit.session, contact, topic) is not before
    if changed:
        unit.record_all([_fact(unit, entry, thread_id)])
    return changed


@dataclass(frozen=True, slots=True)
class Grant:
    """The agency says the parent agreed."""

    contact: ContactPoint
    source: str
    """Where it was said, in the agency's words."""
    at: datetime | None = None

    def is_known_from(self, entry: ConsentEntry) -> bool:
        """Said again about the same moment, or without a moment about the same source."""
        by_agency = entry.source is ConsentSource.AGENCY and entry.change is ConsentChange.GRANT
        same = entry.detail == self.source if self.at is None else entry.at == self.at
        return by_agency and same


def grant_all_by_agency(
    unit: Unit, grants: Sequence[Grant], *, just_added: Container[UUID] = ()
) -> None:
    """Many, as if one after the other. `just_added`: contact points this unit has added itself, of
    which nobody else can have said anything."""
    known = [grant.contact for grant in grants if grant.contact.id not in just_added]
    _lock(unit, known)
    written = _entries(unit.session, {contact.id for contact in known})
    new: list[ConsentEntry] = []
    changed: list[Event] = []
    for grant in grants:
        ledger = written.setdefault(grant.contact.id, [])
        if any(grant.is_known_from(entry) for entry in ledger):
            continue
        before = _state(ledger, ALL_TOPICS)
        entry = _entry(
            unit,
            grant.contact,
            ConsentChange.GRANT,
            ConsentSource.AGENCY,
            at=grant.at,
            detail=grant.source,
        )
        ledger.append(entry)
        new.append(entry)
        if _state(ledger, ALL_TOPICS) is not before:
            changed.append(_fact(unit, entry, None))
    bulk.add(unit.session, new, keep=False)
    unit.record_all(changed)


def last_detail(session: Session, contact: ContactPoint, topic: str) -> str | None:
    """By what way the last statement about exactly this topic came."""
    return session.scalar(
        select(ConsentEntry.detail)
        .where(
            ConsentEntry.agency_id == contact.agency_id,
            ConsentEntry.contact_point_id == contact.id,
            ConsentEntry.topic == topic,
        )
        .order_by(ConsentEntry.at.desc(), ConsentEntry.id.desc())
        .limit(1)
    )


def welcome_since(session: Session, contact: ContactPoint) -> datetime | None:
    """When we were last told that messages are welcome there."""
    return session.scalar(
        select(func.max(ConsentEntry.at)).where(
            ConsentEntry.agency_id == contact.agency_id,
            ConsentEntry.contact_point_id == contact.id,
            ConsentEntry.change == ConsentChange.GRANT,
        )
    )


def wording_seen(session: Session, contact: ContactPoint) -> str | None:
    """The wording last sent there, such as `renewal_reminder.v1`: what a parent who now decides
    has read. None when nothing of ours was sent yet."""
    row = session.execute(
        select(Message.template_key, Message.template_version, Message.own_version)
        .where(
            Message.agency_id == contact.agency_id,
            Message.contact_point_id == contact.id,
            Message.direction == Direction.OUT,
            Message.sent_at.is_not(None),
            Message.template_key.is_not(None),
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(1)
    ).first()
    return wording_name(*row) if row else None


def _entries(session: Session, contact_ids: Collection[UUID]) -> dict[UUID, list[ConsentEntry]]:
    """The rows of many ledgers, each in the order it was written."""
    found: dict[UUID, list[ConsentEntry]] = {}
    if contact_ids:
        rows = session.scalars(
            select(ConsentEntry)
            .join(ContactPoint, SAME_CONTACT)
            .where(among(session, ContactPoint.id, contact_ids))
            .order_by(ConsentEntry.recorded_at, ConsentEntry.id)
        )
        for row in rows:
            found.setdefault(row.contact_point_id, []).append(row)
    return found


def _state(ledger: Iterable[ConsentEntry], topic: str) -> ConsentState:
    return consent.state((Entry(e.topic, e.change, e.source, e.at) for e in ledger), topic)


def _entry(
    unit: Unit,
    contact: ContactPoint,
    change: ConsentChange,
    source: ConsentSource,
    *,
    topic: str = ALL_TOPICS,
    at: datetime | None = None,
    detail: str | None = None,
    wording_version: str | None = None,
    inbound_id: UUID | None = None,
) -> ConsentEntry:
    return bulk.made(
        ConsentEntry,
        id=new_id(),
        agency_id=contact.agency_id,
        contact_point_id=contact.id,
        topic=topic,
        change=change,
        source=source,
        detail=detail,
        wording_version=wording_version,
        inbound_id=inbound_id,
        at=at or unit.now,
        recorded_at=unit.now,
    )


def _fact(unit: Unit, entry: ConsentEntry, thread_id: UUID | None) -> Event:
    return unit.fact(
        FactType.CONSENT_CHANGED,
        entry.agency_id,
        thread_id=thread_id,
        subject_id=entry.contact_point_id,
        change=entry.change.value,
        topic=entry.topic,
        source=entry.source.value,
    )


def _lock(unit: Unit, contacts: Collection[ContactPoint]) -> None:
    """One statement about a contact point at a time, or two would each think they changed it."""
    if not contacts:
        return
    unit.session.flush()
    unit.session.execute(
        select(ContactPoint.id)
        .where(
            ContactPoint.agency_id.in_({contact.agency_id for contact in contacts}),
            among(unit.session, ContactPoint.id, {contact.id for contact in contacts}),
        )
        .order_by(ContactPoint.id)
        # Key share: rows that point at the contact point may still come in meanwhile.
        .with_for_update(key_share=True)
    )
