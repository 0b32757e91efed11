"""What agencies can hear about, and which object each event belongs to."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from messaging.compliance.consent import ConsentSource
from messaging.models.contact_point import PersonContact
from messaging.platform.events import Event, FactType

Object = Callable[[UUID | None, UUID], UUID]
"""From a fact's thread and subject to what its order is kept for."""


def _subject(_thread_id: UUID | None, subject_id: UUID) -> UUID:
    return subject_id


def _thread(thread_id: UUID | None, subject_id: UUID) -> UUID:
    return thread_id or subject_id


TOLD: Mapping[FactType, Object] = MappingProxyType(
    {
        FactType.MESSAGE_DELIVERED: _subject,
        FactType.MESSAGE_FAILED: _subject,
        FactType.MESSAGE_REFUSED: _subject,
        FactType.REPLY_RECEIVED: _thread,
        FactType.CAMPAIGN_ANSWERED: _thread,
        FactType.CONSENT_CHANGED: _subject,
        FactType.TASK_OPENED: _subject,
        FactType.TASK_CLOSED: _subject,
        FactType.CAMPAIGN_FINISHED: _subject,
    }
)

OF_ONE_PARTY = (
    FactType.MESSAGE_DELIVERED,
    FactType.MESSAGE_FAILED,
    FactType.MESSAGE_REFUSED,
    FactType.REPLY_RECEIVED,
    FactType.CAMPAIGN_ANSWERED,
    FactType.CAMPAIGN_FINISHED,
)


def may_be_told() -> ColumnElement[bool]:
    """Facts that agencies may hear of, of those types: what is about one party must have one.

    A change of consent that the agency itself told us of is no news to it. One that came from no
    single thread is told when only one person uses the number or address.
    """
    users = (
        select(func.count())
        .where(
            PersonContact.agency_id == Event.agency_id,
            PersonContact.contact_point_id == Event.subject_id,
        )
        .correlate(Event)
        .scalar_subquery()
    )
    consent = and_(
        Event.type == FactType.CONSENT_CHANGED,
        Event.data["source"].as_string() != ConsentSource.AGENCY.value,
        or_(Event.thread_id.is_not(None), users == 1),
    )
    return or_(
        and_(Event.type.in_(OF_ONE_PARTY), Event.thread_id.is_not(None)),
        consent,
        Event.type.in_((FactType.TASK_OPENED, FactType.TASK_CLOSED)),
    )
