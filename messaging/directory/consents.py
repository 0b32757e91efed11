"""The consent ledger: appended to, and folded into what holds now."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
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
from messaging.models.message import Direction, Message
from messaging.platform.bulk import among
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit


def state_of(session: Session, contact: ContactPoint, topic: str) -> ConsentState:
    return consent.state(ledgers(session, [contact.id])[contact.id], topic)


def ledgers(session: Session, contact_ids: Iterable[UUID]) -> Mapping[UUID, list[Entry]]:
    """The ledgers of many contact points, each in the order it was written."""
    found: dict[UUID, list[Entry]] = {contact_id: [] for contact_id in contact_ids}
    same_contact = and_(
        ContactPoint.agency_id == ConsentEntry.agency_id,
        ContactPoint.id == ConsentEntry.contact_point_id,
    )
    rows = session.execute(
        select(
            ConsentEntry.contact_point_id,
            ConsentEntry.topic,
            ConsentEntry.change,
            ConsentEntry.source,
            ConsentEntry.at,
        )
        # Through the contact point, whose agency opens the index.
        .join(ContactPoint, same_contact)
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
    _lock(unit, contact)
    before = state_of(unit.session, contact, topic)
    unit.session.add(
        ConsentEntry(
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
    )
    unit.session.flush()
    changed = state_of(unit.session, contact, topic) is not before
    if changed:
        unit.record(
            FactType.CONSENT_CHANGED,
            contact.agency_id,
            thread_id=thread_id,
            subject_id=contact.id,
            change=change.value,
            topic=topic,
            source=source.value,
        )
    return changed


def grant_by_agency(
    unit: Unit, contact: ContactPoint, *, source: str, at: datetime | None = None
) -> None:
    """The agency says the parent agreed. Said again about the same moment, or without a moment
    about the same source, it is not repeated."""
    _lock(unit, contact)
    same = ConsentEntry.detail == source if at is None else ConsentEntry.at == at
    known = unit.session.scalars(
        select(ConsentEntry.id)
        .where(
            ConsentEntry.agency_id == contact.agency_id,
            ConsentEntry.contact_point_id == contact.id,
            ConsentEntry.source == ConsentSource.AGENCY,
            ConsentEntry.change == ConsentChange.GRANT,
            same,
        )
        .limit(1)
    ).first()
    if known is None:
        append(unit, contact, ConsentChange.GRANT, ConsentSource.AGENCY, at=at, detail=source)


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


def wording_seen(session: Session, contact: ContactPoint) -> str | None:
    """The wording last sent there, such as `renewal_reminder.v1`: what a parent who now decides
    has read. None when nothing of ours was sent yet."""
    row = session.execute(
        select(Message.template_key, Message.template_version)
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
    return f"{row.template_key}.v{row.template_version}" if row else None


def _lock(unit: Unit, contact: ContactPoint) -> None:
    """One statement about a contact point at a time, or two would each think they changed it."""
    unit.session.flush()
    unit.session.execute(
        # Key share: rows that point at the contact point may still come in meanwhile.
        select(ContactPoint.id)
        .where(ContactPoint.agency_id == contact.agency_id, ContactPoint.id == contact.id)
        .with_for_update(key_share=True)
    )
