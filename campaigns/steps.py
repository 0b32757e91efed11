"""Due steps become messages."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError

from campaigns import enrolling, origins
from campaigns.addressing import Way, draft, ways
from campaigns.definition import FAREWELL, choices
from campaigns.experiments.design import HELD_OUT
from campaigns.models.enrollment import Enrollment, EnrollmentStep, StepState
from campaigns.pausing import is_paused
from campaigns.schedule import Skip
from campaigns.turns import Turn
from channels.values import ChannelKind
from messaging.directory.contact_points import kinds_of
from messaging.models.message import Message, MessageStatus
from messaging.outbound import questions
from messaging.outbound.outbox import compose_all
from messaging.outbound.questions import Asked
from messaging.platform.bulk import among
from messaging.platform.columns import literally
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 500
"""Most steps that one transaction claims."""
TOGETHER = 250
"""Composed by one set of statements; in between, the turn may be over."""
NOT_IN_FILES = "not_in_the_campaign"
COULD_NOT_COMPOSE = "could_not_compose"

Claimed = tuple[EnrollmentStep, Enrollment]


def drain(runtime: Runtime) -> int:
    """Compose every step that is due. Returns how many went their way."""
    done = 0
    while count := _batch(runtime):
        done += count
    return done


def ask(unit: Unit, asking: Sequence[tuple[Way, Sequence[Message]]]) -> None:
    """Open each step's question, once something that asks it is on its way."""
    asked = [one for way, messages in asking if (one := _question(way, messages))]
    if asked:
        questions.ask_all(unit, asked)


def _question(one: Way, messages: Sequence[Message]) -> Asked | None:
    question = one.campaign.question(one.step.key)
    on_their_way = [m for m in messages if m.status is MessageStatus.QUEUED]
    if question is None or not on_their_way or one.row.step == FAREWELL:
        return None
    return Asked(
        one.enrollment.agency_id,
        one.to.thread.id,
        origins.of_question(one.row.id),
        choices(question, on_their_way[0].language),
        one.row.expires_at,
    )


def _batch(runtime: Runtime) -> int:
    """As much as fits into a short transaction; what is left of the claim waits for the next."""
    with runtime.unit() as unit:
        turn = Turn()
        claimed = _claim(unit)
        done = 0
        while done < len(claimed) and not (done and turn.is_over):
            some = claimed[done : done + TOGETHER]
            _compose_or_skip(unit, runtime, some)
            done += len(some)
        return done


def _claim(unit: Unit) -> Sequence[Claimed]:
    """Locks the steps and their enrollments, passing over those that an event just now moves or
    stops; they are looked at again when the clock rings."""
    rows = unit.session.execute(
        select(EnrollmentStep, Enrollment)
        .join(Enrollment, Enrollment.id == EnrollmentStep.enrollment_id)
        .where(
            EnrollmentStep.state == literally(EnrollmentStep.state, StepState.WAITING),
            EnrollmentStep.due_at <= unit.now,
            ~is_paused(Enrollment.agency_id, Enrollment.campaign),
        )
        .order_by(EnrollmentStep.due_at, EnrollmentStep.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [(row, enrollment) for row, enrollment in rows]


def _compose_or_skip(unit: Unit, runtime: Runtime, steps: Sequence[Claimed]) -> None:
    """One step that cannot be composed must not hold up the others: they are then taken singly."""
    try:
        with unit.session.begin_nested():
            _compose(unit, runtime, steps)
    except SQLAlchemyError:
        raise
    except Exception as error:
        if len(steps) == 1:
            [(row, _)] = steps
            log.error("step.could_not_compose", step=str(row.id), error=type(error).__name__)
            _done(unit, [row.id], StepState.SKIPPED, COULD_NOT_COMPOSE)
            return
        for one in steps:
            _compose_or_skip(unit, runtime, [one])


def _compose(unit: Unit, runtime: Runtime, steps: Sequence[Claimed]) -> None:
    found = dict(zip((row.id for row, _ in steps), ways(unit, steps), strict=True))
    there = [one for one in found.values() if one]
    kept = {one.row.id for one in there if not _may_hear(one)}
    others = {one.row.id for one in there if _is_for_others(one)} - kept
    known = [one for one in there if one.row.id not in kept | others]
    kinds = kinds_of(unit.session, [one.to.person for one in known])
    by_way = [(one, channel) for one in known for channel in _channels(one, kinds)]
    made = compose_all(unit, runtime, [draft(runtime, one, channel) for one, channel in by_way])
    messages: dict[UUID, list[Message]] = {}
    for (one, _), message in zip(by_way, made, strict=True):
        messages.setdefault(one.row.id, []).append(message)
    ask(unit, [(one, messages[one.row.id]) for one in known])
    gone = [(row, enrollment) for row, enrollment in steps if found[row.id] is None]
    for row, enrollment in gone:
        log.error("step.not_in_files", step=str(row.id), campaign=enrollment.campaign)
    _done(unit, [row.id for row, _ in gone], StepState.SKIPPED, NOT_IN_FILES)
    _done(unit, sorted(kept), StepState.SKIPPED, Skip.HELD_OUT)
    _done(unit, sorted(others), StepState.SKIPPED, Skip.ANSWERED_OTHERWISE)
    _done(unit, [one.row.id for one in known], StepState.COMPOSED, None)
    enrolling.finish_if_done(unit, [(one.enrollment, one.to.thread.id) for one in there])


def _may_hear(one: Way) -> bool:
    """However the step came to be due: nobody who is held out hears what the law does not ask."""
    return one.enrollment.arm != HELD_OUT or one.step.required_by_law or one.row.step == FAREWELL


def _is_for_others(one: Way) -> bool:
    """They answered otherwise, or not at all."""
    return one.row.step != FAREWELL and one.step.not_for(one.enrollment.answers or {})


def _channels(one: Way, kinds: Mapping[UUID, frozenset[ChannelKind]]) -> Sequence[ChannelKind]:
    """Those of the step's channels that the parent has an address for; without any, the first,
    which is refused with that reason and so falls back or asks for a contact."""
    open_to_them = [each for each in one.step.send_by if each in kinds[one.to.person.id]]
    return open_to_them or one.step.send_by[:1]


def _done(unit: Unit, step_ids: Sequence[UUID], state: StepState, reason: str | None) -> None:
    if step_ids:
        unit.session.execute(
            update(EnrollmentStep)
            .where(among(unit.session, EnrollmentStep.id, step_ids))
            .values(state=state, reason=reason, done_at=unit.now)
            .execution_options(synchronize_session=False)
        )
