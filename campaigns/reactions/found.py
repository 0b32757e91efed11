"""From a fact to the step behind it, and whether a fact was recorded before."""

from uuid import UUID

from sqlalchemy import exists, select

from campaigns import origins
from campaigns.models.enrollment import Enrollment, EnrollmentStep
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
