"""The steps of enrollments, laid out and ended."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select, update

from campaigns import origins
from campaigns.experiments.design import HELD_OUT
from campaigns.models.enrollment import Enrollment, EnrollmentState, EnrollmentStep, StepState
from campaigns.schedule import Planned, Skip
from campaigns.sends.made import take_back_about
from messaging.models.message import Message, MessageStatus
from messaging.outbound import outbox, questions
from messaging.outbound.reasons import OUTDATED
from messaging.platform import bulk
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit

NOTHING_LEFT = "no_step_left"
LEFT = (
    MessageStatus.SENDING,
    MessageStatus.UNCERTAIN,
    MessageStatus.SENT,
    MessageStatus.DELIVERED,
    MessageStatus.READ,
)
"""A message in one of these has reached the parent, or may have."""


class Steps:
    """New ones stay in memory until `write`."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._new: dict[UUID, list[EnrollmentStep]] = {}
        """By enrollment."""

    def lay_out(self, enrollment: Enrollment, steps: Sequence[Planned]) -> None:
        for step in steps:
            self.add(enrollment, step)
        if any(step.skip is None and step.due_at <= self._unit.now for step in steps):
            self._unit.ring(Lane.JOURNEYS)
        if all(step.skip for step in steps):
            why = Skip.HELD_OUT if enrollment.arm == HELD_OUT else NOTHING_LEFT
            end(self._unit, enrollment, EnrollmentState.FINISHED, why)

    def add(self, enrollment: Enrollment, step: Planned) -> None:
        self._new.setdefault(enrollment.id, []).append(
            bulk.made(
                EnrollmentStep,
                id=new_id(),
                agency_id=enrollment.agency_id,
                enrollment_id=enrollment.id,
                step=step.step,
                generation=enrollment.generation,
                version=enrollment.version,
                due_at=step.due_at,
                expires_at=step.expires_at,
                state=StepState.SKIPPED if step.skip else StepState.WAITING,
                reason=step.skip,
                done_at=self._unit.now if step.skip else None,
            )
        )

    def end(self, enrollment: Enrollment, *, stored: bool) -> bool:
        """Whether the parent had been told something (a message has left or is leaving). `stored`:
        the enrollment stands in the database.

        What waits is cancelled, then what a drain may have composed a moment ago is taken back: in
        this order, since the first statement waits for that drain."""
        for step in self._new.get(enrollment.id, ()):
            if step.state is StepState.WAITING:
                step.state, step.done_at = StepState.CANCELLED, self._unit.now
        if not stored:
            return False
        self._unit.session.execute(
            update(EnrollmentStep)
            .where(
                EnrollmentStep.agency_id == enrollment.agency_id,
                EnrollmentStep.enrollment_id == enrollment.id,
                EnrollmentStep.state == StepState.WAITING,
            )
            .values(state=StepState.CANCELLED, done_at=self._unit.now)
        )
        composed = self._unit.session.scalars(
            select(EnrollmentStep.id).where(
                EnrollmentStep.agency_id == enrollment.agency_id,
                EnrollmentStep.enrollment_id == enrollment.id,
                EnrollmentStep.state == StepState.COMPOSED,
            )
        ).all()
        take_back_about(self._unit, enrollment.agency_id, [enrollment.id])
        origins_asked = [origins.of_question(one) for one in composed]
        outbox.cancel(self._unit, enrollment.agency_id, origins.of_messages(composed), OUTDATED)
        questions.close(self._unit, enrollment.agency_id, origins_asked)
        return bool(composed) and _has_left(self._unit, enrollment, composed)

    def write(self) -> None:
        steps = [step for steps in self._new.values() for step in steps]
        bulk.add(self._unit.session, steps, keep=False)
        self._new = {}


def end(unit: Unit, enrollment: Enrollment, state: EnrollmentState, reason: str | None) -> None:
    enrollment.state, enrollment.ended_reason, enrollment.ended_at = state, reason, unit.now


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
