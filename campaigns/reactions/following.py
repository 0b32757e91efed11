"""The steps that follow an answer: kept waiting since the enrollment, and due once it is given."""

from sqlalchemy import exists, select

from campaigns.addressing import zone_of
from campaigns.experiments.arms import as_heard
from campaigns.experiments.stored import designs
from campaigns.models.enrollment import EnrollmentStep, StepState
from campaigns.reactions.given import Given
from campaigns.schedule import after_answer
from messaging.directory.office import office_hours
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit


def lay(unit: Unit, given: Given, event: Event) -> None:
    """Keep with the enrollment what was answered, as `event` tells, tell of it, and make due what
    follows. What was composed after an earlier answer is not said again. An answer about a date
    that has moved since counts for nothing here, nor one that a later one has overtaken."""
    campaign, enrollment = given.way.campaign, given.way.enrollment
    if given.way.row.generation != enrollment.generation or _overtaken(unit, event):
        return
    question = given.way.step.question or ""
    answered = f"{question}.{given.key}"
    before = enrollment.answers or {}
    if before.get(question) != given.key:
        enrollment.answers = {**before, question: given.key}
        unit.record(
            FactType.CAMPAIGN_ANSWERED,
            enrollment.agency_id,
            thread_id=given.way.to.thread.id,
            subject_id=enrollment.id,
            question=question,
            answer=given.key,
        )
    experiment_id = enrollment.experiment_id
    design = designs(unit.session, [experiment_id]).get(experiment_id) if experiment_id else None
    heard = as_heard(campaign, design, enrollment.arm)
    steps = {step.key: step for step in heard.steps if answered in step.after_answer}
    if not steps:
        return
    rows = unit.session.scalars(
        select(EnrollmentStep)
        .where(
            EnrollmentStep.agency_id == enrollment.agency_id,
            EnrollmentStep.enrollment_id == enrollment.id,
            EnrollmentStep.generation == enrollment.generation,
            EnrollmentStep.step.in_(steps),
            EnrollmentStep.state == StepState.WAITING,
        )
        .order_by(EnrollmentStep.id)
        .with_for_update()
    )
    to = given.way.to
    office = office_hours(to.agency, to.branch)
    for row in rows:
        until = row.expires_at or row.due_at
        row.due_at = after_answer(steps[row.step], event.at, zone_of(to), until, office)
        if row.due_at <= unit.now:
            unit.ring(Lane.JOURNEYS)


def _overtaken(unit: Unit, event: Event) -> bool:
    """Whether a later answer to the question took effect while this one waited for another try."""
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Event.agency_id == event.agency_id,
                    Event.at >= event.at,
                    Event.id > event.id,
                    Event.type == event.type,
                    Event.subject_id == event.subject_id,
                    Event.handled_at.is_not(None),
                )
            )
        )
    )
