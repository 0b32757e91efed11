"""Reading, for many deliveries at once, what may be said about their facts."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns import origins
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from messaging.models.case import Case
from messaging.models.case import Party as PartyRow
from messaging.models.contact_point import ContactPoint, PersonContact
from messaging.models.message import Message
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.platform.events import Event, FactType
from outgoing.telling import Journey, Known, Party

MESSAGES = (FactType.MESSAGE_DELIVERED, FactType.MESSAGE_FAILED, FactType.MESSAGE_REFUSED)
ENROLLMENTS = (FactType.CAMPAIGN_ANSWERED, FactType.CAMPAIGN_FINISHED)


def known(session: Session, event_ids: Iterable[UUID]) -> Mapping[UUID, Known]:
    """By the fact's id; facts that are no longer there are left out."""
    events = session.scalars(select(Event).where(Event.id.in_(set(event_ids)))).all()
    parties = _parties(session, events)
    owners, channels = _owners(session, events), _channels(session, events)
    journeys, standing_in = _journeys(session, events), _standing_in(session, events)
    return {
        event.id: Known(
            event,
            parties.get(event.thread_id) if event.thread_id else owners.get(event.id),
            channel=channels.get(event.subject_id) if event.subject_id else None,
            stands_in_for=standing_in.get(event.subject_id) if event.subject_id else None,
            journey=journeys.get(event.id),
        )
        for event in events
    }


def _parties(session: Session, events: Sequence[Event]) -> Mapping[UUID, Party]:
    """By thread. A thread belongs to one party; the others of its case are never read."""
    rows = session.execute(
        select(Thread.id, Person.external_id, Case.number)
        .join(PartyRow, PartyRow.id == Thread.party_id)
        .join(Case, Case.id == PartyRow.case_id)
        # The record by which the agency's own system knows them there.
        .join(Person, Person.id == func.coalesce(PartyRow.named_id, PartyRow.person_id))
        .where(Thread.id.in_({event.thread_id for event in events if event.thread_id}))
    )
    return {thread_id: Party(external_id, number) for thread_id, external_id, number in rows}


def _owners(session: Session, events: Sequence[Event]) -> Mapping[UUID, Party]:
    """By fact: whose consent it is that came from no single thread. Nobody's, once a second person
    uses the number or address."""
    contact_ids = {
        event.subject_id
        for event in events
        if event.type is FactType.CONSENT_CHANGED and event.thread_id is None
    }
    rows = session.execute(
        select(PersonContact.contact_point_id, Person.external_id)
        .join(Person, Person.id == func.coalesce(PersonContact.named_id, PersonContact.person_id))
        .where(PersonContact.contact_point_id.in_(contact_ids))
    )
    users: dict[UUID, list[str]] = {}
    for contact_id, external_id in rows:
        users.setdefault(contact_id, []).append(external_id)
    return {
        event.id: Party(users[event.subject_id][0], None)
        for event in events
        if event.subject_id and len(users.get(event.subject_id, ())) == 1
    }


def _channels(session: Session, events: Sequence[Event]) -> Mapping[UUID, str]:
    """By contact point."""
    ids = {event.subject_id for event in events if event.type is FactType.CONSENT_CHANGED}
    rows = session.execute(
        select(ContactPoint.id, ContactPoint.kind).where(ContactPoint.id.in_(ids))
    )
    return {contact_id: kind.value for contact_id, kind in rows}


def _standing_in(session: Session, events: Sequence[Event]) -> Mapping[UUID, UUID]:
    """By message: the one it stands in for on another channel."""
    ids = {event.subject_id for event in events if event.type in MESSAGES}
    rows = session.execute(
        select(Message.id, Message.fallback_of_id).where(
            Message.id.in_(ids), Message.fallback_of_id.is_not(None)
        )
    )
    return {message_id: of for message_id, of in rows if of is not None}


def _journeys(session: Session, events: Sequence[Event]) -> Mapping[UUID, Journey]:
    """By fact."""
    return _by_step(session, events) | _by_enrollment(session, events)


def _by_step(session: Session, events: Sequence[Event]) -> dict[UUID, Journey]:
    steps = {
        event.id: step_id
        for event in events
        if event.type in MESSAGES
        and (step_id := origins.step_of(str(event.data.get("origin", "")))) is not None
    }
    rows = session.execute(
        select(EnrollmentStep.id, Enrollment.campaign, Enrollment.subject, EnrollmentStep.step)
        .join(Enrollment, Enrollment.id == EnrollmentStep.enrollment_id)
        .where(EnrollmentStep.id.in_(set(steps.values())))
    )
    found = {step_id: Journey(campaign, about, step) for step_id, campaign, about, step in rows}
    return {event_id: found[step_id] for event_id, step_id in steps.items() if step_id in found}


def _by_enrollment(session: Session, events: Sequence[Event]) -> dict[UUID, Journey]:
    about = {
        event.id: event.subject_id
        for event in events
        if event.type in ENROLLMENTS and event.subject_id
    }
    rows = session.execute(
        select(Enrollment.id, Enrollment.campaign, Enrollment.subject).where(
            Enrollment.id.in_(set(about.values()))
        )
    )
    found = {row_id: Journey(campaign, subject) for row_id, campaign, subject in rows}
    return {event_id: found[row_id] for event_id, row_id in about.items() if row_id in found}
