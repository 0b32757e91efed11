"""A party's way through a campaign: started, moved to another date, stopped. Nothing twice."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from campaigns.definition import Campaign
from campaigns.experiments.taking_part import TakingPart
from campaigns.laying_out import end
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.roll import Outcome, Roll, Wanted
from campaigns.taken import unless_taken
from messaging.platform.bulk import among
from messaging.platform.events import FactType
from messaging.platform.unit_of_work import Unit


def start(unit: Unit, campaign: Campaign, wanted: Wanted, *, already_told: bool = False) -> Outcome:
    """Enrol, or bring an enrollment about the same thing up to date.

    `already_told`: the parent has just heard the date, so steps "at once" are left out.
    """

    def once() -> Outcome:
        taking_part = TakingPart(unit, wanted.agency_id)
        taking_part.load([campaign], [wanted.person_id])
        roll = Roll(unit, wanted.agency_id, taking_part)
        roll.load([wanted.party_id], [campaign.key], [wanted.subject])
        outcome = roll.start(campaign, wanted, already_told=already_told)
        roll.write()
        return outcome

    return unless_taken(unit, once)


def stop(unit: Unit, enrollment: Enrollment, reason: str) -> bool:
    """End it: nothing more is composed, and what waits to be sent is taken back.

    True when the parent had been told something (a message has left or is leaving).
    """
    return Roll(unit, enrollment.agency_id).stop(enrollment, reason)


def finish_if_done(unit: Unit, enrollments: Sequence[tuple[Enrollment, UUID]]) -> None:
    """Those of which no step waits any more are over. Each comes with its thread's id."""
    active = {
        enrollment.id: (enrollment, thread_id)
        for enrollment, thread_id in enrollments
        if enrollment.state is EnrollmentState.ACTIVE
    }
    if not active:
        return
    waiting = unit.session.scalars(
        select(EnrollmentStep.enrollment_id)
        .where(
            EnrollmentStep.agency_id.in_({one.agency_id for one, _ in active.values()}),
            among(unit.session, EnrollmentStep.enrollment_id, active),
            EnrollmentStep.state == StepState.WAITING,
        )
        .distinct()
    )
    for enrollment_id in active.keys() - set(waiting):
        enrollment, thread_id = active[enrollment_id]
        end(unit, enrollment, EnrollmentState.FINISHED, None)
        unit.record(
            FactType.CAMPAIGN_FINISHED,
            enrollment.agency_id,
            thread_id=thread_id,
            subject_id=enrollment.id,
            campaign=enrollment.campaign,
        )


def laid_out_at(unit: Unit, enrollment: Enrollment) -> datetime:
    """When the agency's system says the event happened that last laid it out."""
    return unit.session.scalars(
        select(AgencyEvent.occurred_at).where(AgencyEvent.id == enrollment.event_id)
    ).one()
