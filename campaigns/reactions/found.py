"""From a fact to the step behind it, and whether a fact was recorded before."""

from uuid import UUID

from sqlalchemy import exists, select

from campaigns import origins, own
from campaigns.models.enrollment import Enrollment, EnrollmentStep
from campaigns.models.send import Send, SendRecipient
from campaigns.sends import names
from campaigns.sends.wording import asks
from messaging.platform.events import Event, FactType
from messaging.platform.unit_of_work import Unit


def step_behind(unit: Unit, event: Event) -> tuple[EnrollmentStep, Enrollment] | None:
    """The step whose message or question the fact is about, locked; None when something else
    made it."""
    step_id = origins.step_of(str(event.data.get("origin", "")))
    if step_id is None:
        return None
    row = unit.session.execute(
        select(EnrollmentStep, Enrollment)
        .join(Enrollment, Enrollment.id == EnrollmentStep.enrollment_id)
        .where(EnrollmentStep.agency_id == event.agency_id, EnrollmentStep.id == step_id)
        .with_for_update()
    ).one_or_none()
    return (row[0], row[1]) if row else None


def step_asked(unit: Unit, event: Event) -> tuple[EnrollmentStep, Enrollment] | None:
    """The step whose question the fact is about; also where what staff sent put it once more."""
    recipient_id = names.recipient_of(str(event.data.get("origin", "")))
    if recipient_id is None:
        return step_behind(unit, event)
    found = unit.session.execute(
        select(Enrollment, Send.template)
        .join(SendRecipient, SendRecipient.enrollment_id == Enrollment.id)
        .join(Send, Send.id == SendRecipient.send_id)
        .where(SendRecipient.agency_id == event.agency_id, SendRecipient.id == recipient_id)
        .with_for_update(of=Enrollment)
    ).one_or_none()
    if found is None:
        return None
    enrollment, template = found
    campaign = own.of_agency(unit.session, event.agency_id).of(
        enrollment.campaign, enrollment.version
    )
    asked = asks(campaign, template or "") if campaign else None
    if asked is None:
        return None
    row = unit.session.scalars(
        select(EnrollmentStep)
        .where(
            EnrollmentStep.agency_id == event.agency_id,
            EnrollmentStep.enrollment_id == enrollment.id,
            EnrollmentStep.step.in_(asked[0]),
        )
        .order_by(EnrollmentStep.generation.desc(), EnrollmentStep.id)
        .limit(1)
    ).first()
    return (row, enrollment) if row else None


def recorded_since(unit: Unit, event: Event, fact: FactType, subject_id: UUID) -> bool:
    """Whether an earlier run of this reaction has recorded it."""
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Event.agency_id == event.agency_id,
                    Event.at >= event.at,
                    Event.type == fact,
                    Event.subject_id == subject_id,
                )
            )
        )
    )
