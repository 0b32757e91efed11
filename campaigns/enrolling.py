"""A party's way through a campaign: started, moved to another date, stopped. Nothing twice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select, update

from campaigns import origins, schedule
from campaigns.definition import FAREWELL, Campaign
from campaigns.models.agency_event import AgencyEvent
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.schedule import Planned
from campaigns.values import dump
from messaging.models.message import Message, MessageStatus
from messaging.outbound import outbox, questions
from messaging.outbound.reasons import OUTDATED
from messaging.platform.bulk import among
from messaging.platform.database import insert_or_ignore
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from templates.fields import FieldValue

NOTHING_LEFT = "no_step_left"
LEFT = (
    MessageStatus.SENDING,
    MessageStatus.UNCERTAIN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
)
"""A message in one of these has reached the parent, or may have."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing a party is to be written to about."""

    agency_id: UUID
    party_id: UUID
    thread_id: UUID
    zone: ZoneInfo
    """Where the party is."""
    subject: str
    anchor: date | datetime
    values: Mapping[str, FieldValue]
    event_id: UUID
    event_type: str
    at: datetime
    """When the agency's system says it happened."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one campaign, in ids and words, for the answer to the agency."""

    campaign: str
    did: str
    why: str | None = None
    steps: Sequence[Planned] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "campaign": self.campaign,
            "did": self.did,
            **({"why": self.why} if self.why else {}),
            "steps": [
                {
                    "step": step.step,
                    "due_at": step.due_at.isoformat(),
                    **({"skipped": step.skip.value} if step.skip else {}),
                }
                for step in self.steps
            ],
        }


def start(unit: Unit, campaign: Campaign, wanted: Wanted, *, already_told: bool = False) -> Outcome:
    """Enrol, or bring an enrollment about the same thing up to date.

    `already_told`: the parent has just heard the date, so steps "at once" are left out.
    """
    anchor_at = schedule.anchor_at(wanted.anchor, wanted.zone)
    steps = schedule.plan(campaign, wanted.anchor, wanted.zone, unit.now, already_told=already_told)
    fresh_id = new_id()
    insert_or_ignore(
        unit.session,
        Enrollment,
        id=fresh_id,
        agency_id=wanted.agency_id,
        party_id=wanted.party_id,
        event_id=wanted.event_id,
        campaign=campaign.key,
        subject=wanted.subject,
        values_sealed=Enrollment.values.seal(wanted.agency_id, dump(wanted.values)),
        anchor_at=anchor_at,
        generation=1,
        state=EnrollmentState.ACTIVE,
        created_at=unit.now,
    )
    enrollment = _locked(unit, campaign, wanted)
    if enrollment.id == fresh_id:
        _lay_out(unit, enrollment, steps, wanted.thread_id)
        return Outcome(campaign.key, "started", steps=steps)
    if laid_out_at(unit, enrollment) > wanted.at:
        return Outcome(campaign.key, "kept", "older_than_what_is_known")
    over = enrollment.state is EnrollmentState.STOPPED
    again = over and wanted.event_type in campaign.moved_by
    enrollment.values = dump(wanted.values)
    enrollment.event_id = wanted.event_id
    if enrollment.anchor_at == anchor_at and not again:
        return Outcome(campaign.key, "kept", "already_ended" if over else "same_date")
    _end_steps(unit, enrollment)
    enrollment.generation += 1
    enrollment.anchor_at = anchor_at
    enrollment.state = EnrollmentState.ACTIVE
    enrollment.ended_reason = enrollment.ended_at = None
    _lay_out(unit, enrollment, steps, wanted.thread_id)
    return Outcome(campaign.key, "moved", steps=steps)


def stop(unit: Unit, enrollment: Enrollment, reason: str) -> bool:
    """End it: nothing more is composed, and what waits to be sent is taken back.

    True when the parent had been told something (a message has left or is leaving).
    """
    told = _end_steps(unit, enrollment)
    _end(unit, enrollment, EnrollmentState.STOPPED, reason)
    return told


def add_farewell(unit: Unit, enrollment: Enrollment) -> None:
    """One more step, at once, that says why nothing more comes."""
    step = Planned(FAREWELL, unit.now, enrollment.anchor_at)
    unit.session.add(_row(unit, enrollment, step))
    unit.session.flush()
    unit.ring(Lane.JOURNEYS)


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
        _end(unit, enrollment, EnrollmentState.FINISHED, None)
        unit.record(
            FactType.CAMPAIGN_FINISHED,
            enrollment.agency_id,
            thread_id=thread_id,
            subject_id=enrollment.id,
            campaign=enrollment.campaign,
        )


def enrolled(
    unit: Unit,
    agency_id: UUID,
    party_ids: Sequence[UUID] | Select[UUID],
    campaigns: Iterable[str],
    subject: str | None = None,
) -> Sequence[Enrollment]:
    """Those not stopped yet (a finished one may still have a message waiting), locked."""
    query = (
        select(Enrollment)
        .where(
            Enrollment.agency_id == agency_id,
            Enrollment.party_id.in_(party_ids),
            Enrollment.campaign.in_(tuple(campaigns)),
            Enrollment.state != EnrollmentState.STOPPED,
        )
        .order_by(Enrollment.id)
        .with_for_update()
    )
    if subject is not None:
        query = query.where(Enrollment.subject == subject)
    return unit.session.scalars(query).all()


def laid_out_at(unit: Unit, enrollment: Enrollment) -> datetime:
    """When the agency's system says the event happened that last laid it out."""
    return unit.session.scalars(
        select(AgencyEvent.occurred_at).where(AgencyEvent.id == enrollment.event_id)
    ).one()


def _locked(unit: Unit, campaign: Campaign, wanted: Wanted) -> Enrollment:
    return unit.session.scalars(
        select(Enrollment)
        .where(
            Enrollment.agency_id == wanted.agency_id,
            Enrollment.party_id == wanted.party_id,
            Enrollment.campaign == campaign.key,
            Enrollment.subject == wanted.subject,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _lay_out(unit: Unit, enrollment: Enrollment, steps: Sequence[Planned], thread_id: UUID) -> None:
    unit.session.add_all(_row(unit, enrollment, step) for step in steps)
    unit.session.flush()
    if any(step.skip is None and step.due_at <= unit.now for step in steps):
        unit.ring(Lane.JOURNEYS)
    if all(step.skip for step in steps):
        _end(unit, enrollment, EnrollmentState.FINISHED, NOTHING_LEFT)


def _row(unit: Unit, enrollment: Enrollment, step: Planned) -> EnrollmentStep:
    return EnrollmentStep(
        agency_id=enrollment.agency_id,
        enrollment_id=enrollment.id,
        step=step.step,
        generation=enrollment.generation,
        due_at=step.due_at,
        expires_at=step.expires_at,
        state=StepState.SKIPPED if step.skip else StepState.WAITING,
        reason=step.skip,
        done_at=unit.now if step.skip else None,
    )


def _end_steps(unit: Unit, enrollment: Enrollment) -> bool:
    """Cancel what waits, then take back what a drain may have composed a moment ago: in this
    order, since the first statement waits for that drain."""
    unit.session.flush()
    unit.session.execute(
        update(EnrollmentStep)
        .where(
            EnrollmentStep.agency_id == enrollment.agency_id,
            EnrollmentStep.enrollment_id == enrollment.id,
            EnrollmentStep.state == StepState.WAITING,
        )
        .values(state=StepState.CANCELLED, done_at=unit.now)
    )
    composed = unit.session.scalars(
        select(EnrollmentStep.id).where(
            EnrollmentStep.agency_id == enrollment.agency_id,
            EnrollmentStep.enrollment_id == enrollment.id,
            EnrollmentStep.state == StepState.COMPOSED,
        )
    ).all()
    outbox.cancel(unit, enrollment.agency_id, origins.of_messages(composed), OUTDATED)
    questions.close(unit, enrollment.agency_id, [origins.of_question(one) for one in composed])
    return bool(composed) and _has_left(unit, enrollment, composed)


def _has_left(unit: Unit, enrollment: Enrollment, step_ids: Sequence[UUID]) -> bool:
    return bool(
        unit.session.scalar(
            select(
                exists().where(
                    Message.agency_id == enrollment.agency_id,
                    Message.origin.in_(origins.of_messages(step_ids)),
                    Message.status.in_(LEFT),
                )
            )
        )
    )


def _end(unit: Unit, enrollment: Enrollment, state: EnrollmentState, reason: str | None) -> None:
    enrollment.state, enrollment.ended_reason, enrollment.ended_at = state, reason, unit.now
