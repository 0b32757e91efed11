"""Due steps become messages."""

from collections.abc import Sequence

import structlog
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError

from campaigns import enrolling, origins
from campaigns.addressing import Way, draft, has_address, way
from campaigns.definition import FAREWELL, choices
from campaigns.models.enrollment import Enrollment, EnrollmentStep, StepState
from campaigns.turns import Turn
from channels.values import ChannelKind
from messaging.models.message import Message, MessageStatus
from messaging.outbound import questions
from messaging.outbound.outbox import compose
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 100
NOT_IN_FILES = "not_in_the_campaign"
COULD_NOT_COMPOSE = "could_not_compose"


def drain(runtime: Runtime) -> int:
    """Compose every step that is due. Returns how many went their way."""
    done = 0
    while count := _batch(runtime):
        done += count
    return done


def ask(unit: Unit, one: Way, messages: Sequence[Message]) -> None:
    """Open the step's question, once something that asks it is on its way."""
    question = one.campaign.question(one.step.key)
    asking = [m for m in messages if m.status is MessageStatus.QUEUED]
    if question is None or not asking or one.row.step == FAREWELL:
        return
    questions.ask(
        unit,
        one.to.thread,
        origins.of_question(one.row.id),
        choices(question, asking[0].language),
        one.row.expires_at,
    )


def _batch(runtime: Runtime) -> int:
    """As much as fits into a short transaction; what is left of the claim waits for the next."""
    with runtime.unit() as unit:
        turn = Turn()
        done = 0
        for row, enrollment in _claim(unit):
            if turn.is_over:
                break
            _compose_or_skip(unit, runtime, row, enrollment)
            done += 1
        return done


def _claim(unit: Unit) -> Sequence[tuple[EnrollmentStep, Enrollment]]:
    """Locks the steps and their enrollments, passing over those that an event just now moves or
    stops; they are looked at again when the clock rings."""
    # As a literal: the partial index is not used for a bound value.
    waiting = literal(StepState.WAITING, EnrollmentStep.state.type, literal_execute=True)
    rows = unit.session.execute(
        select(EnrollmentStep, Enrollment)
        .join(Enrollment, Enrollment.id == EnrollmentStep.enrollment_id)
        .where(EnrollmentStep.state == waiting, EnrollmentStep.due_at <= unit.now)
        .order_by(EnrollmentStep.due_at, EnrollmentStep.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [(row, enrollment) for row, enrollment in rows]


def _compose_or_skip(
    unit: Unit, runtime: Runtime, row: EnrollmentStep, enrollment: Enrollment
) -> None:
    """One step that cannot be composed must not hold up the others."""
    try:
        with unit.session.begin_nested():
            _compose(unit, runtime, row, enrollment)
    except SQLAlchemyError:
        raise
    except Exception as error:
        log.error("step.could_not_compose", step=str(row.id), error=type(error).__name__)
        _done(unit, row, StepState.SKIPPED, COULD_NOT_COMPOSE)


def _compose(unit: Unit, runtime: Runtime, row: EnrollmentStep, enrollment: Enrollment) -> None:
    one = way(unit, enrollment, row)
    if one is None:
        log.error("step.not_in_files", step=str(row.id), campaign=enrollment.campaign)
        _done(unit, row, StepState.SKIPPED, NOT_IN_FILES)
        return
    made = [compose(unit, runtime, draft(runtime, one, channel)) for channel in _ways(unit, one)]
    ask(unit, one, made)
    _done(unit, row, StepState.COMPOSED, None)
    enrolling.finish_if_done(unit, enrollment, one.to.thread.id)


def _ways(unit: Unit, one: Way) -> Sequence[ChannelKind]:
    """Those of the step's channels that the parent has an address for; without any, the first,
    which is refused with that reason and so falls back or asks for a contact."""
    open_to_them = [each for each in one.step.send_by if has_address(unit, one, each)]
    return open_to_them or one.step.send_by[:1]


def _done(unit: Unit, row: EnrollmentStep, state: StepState, reason: str | None) -> None:
    row.state, row.reason, row.done_at = state, reason, unit.now
    unit.session.flush()
