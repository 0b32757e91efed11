"""Who opted out lately, and still is."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from messaging.compliance import consent
from messaging.compliance.consent import ConsentChange, ConsentState
from messaging.directory.consents import ledgers
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.platform.columns import literally

MOST = 5_000
"""Of those days; the latest."""

_REVOKED = ConsentEntry.change == literally(ConsentEntry.change, ConsentChange.REVOKE)
"""In the words of the partial index, which is not used for a bound value."""


def since(session: Session, agency_id: UUID, day: datetime) -> Collection[UUID]:
    """The contact points of which somebody said so from `day` on, of one topic or of all, and of
    which that holds."""
    said = session.execute(
        select(ConsentEntry.contact_point_id, ConsentEntry.topic)
        .join(ContactPoint, ContactPoint.id == ConsentEntry.contact_point_id)
        .where(ConsentEntry.agency_id == agency_id, _REVOKED, ConsentEntry.at >= day)
        .order_by(ConsentEntry.at.desc())
        .limit(MOST)
    ).all()
    found = ledgers(session, {contact_id for contact_id, _ in said})
    return {
        contact_id
        for contact_id, topic in said
        if consent.state(found[contact_id], topic) is ConsentState.REVOKED
    }
