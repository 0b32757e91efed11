"""Recording what providers answered, many results in a few statements."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import exists, select, update

from channels.values import SendError, SendResult
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import beginning, outage, receipts, results
from messaging.outbound.claiming import Claimed
from messaging.outbound.states import IN_HAND
from messaging.platform.bulk import among
from messaging.platform.many_rows import one_of, update_many
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

Outcome = tuple[Claimed, SendResult]


def record_and_begin(
    runtime: Runtime, outcomes: Sequence[Outcome], following: Sequence[Claimed]
) -> Sequence[Claimed]:
    """Record results, and begin those that follow, in one commit. Returns which of these may be
    handed over."""

    def both(unit: Unit) -> set[UUID]:
        if outcomes:
            _record(unit, outcomes)
        return beginning.started(unit, following) if following else set()

    try:
        begun = outage.through(runtime, "record", both)
    except outage.DATABASE_AWAY:
        raise
    except Exception as error:
        log.warning("delivery.apart", results=len(outcomes), error=type(error).__name__)
        record_surely(runtime, outcomes)
        return beginning.begin(runtime, following)
    return beginning.those_of(following, begun)


def record_surely(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    """Record results one by one, also over a restart of the database. One that cannot be recorded
    takes no other with it; its attempt is left to be reconciled."""
    for outcome in outcomes:
        try:
            outage.through(runtime, "record", partial(_record, outcomes=[outcome]))
        except outage.DATABASE_AWAY:
            raise
        except Exception as error:
            attempt_id = str(outcome[0].attempt_id)
            log.error("delivery.unrecorded", attempt=attempt_id, error=type(error).__name__)


def _record(unit: Unit, outcomes: Sequence[Outcome]) -> None:
    # All messages first and in one order, as everywhere (see `results.locked`).
    message_ids = [claimed.message_id for claimed, _ in outcomes]
    unit.session.execute(
        select(Message.id)
        .where(among(unit.session, Message.id, message_ids))
        .order_by(Message.id)
        .with_for_update()
    )
    taken = [
        (claimed, result.provider_id)
        for claimed, result in outcomes
        if result.error is None and result.provider_id is not None
    ]
    if taken:
        _record_accepted(unit, taken)
    for claimed, result in outcomes:
        if result.error is not None:
            _record_refused(unit, claimed, result.error)


_OPEN = (AttemptOutcome.STARTED, AttemptOutcome.UNKNOWN, AttemptOutcome.UNCLEAR)
"""Reconciliation may have lost patience with a slow worker; the provider's answer is better."""


def _record_accepted(unit: Unit, taken: Sequence[tuple[Claimed, str]]) -> None:
    """All at once. A callback may have been quicker: what it wrote stands."""
    session = unit.session
    update_many(
        session,
        Attempt,
        [{"id": claimed.attempt_id, "provider_id": provider_id} for claimed, provider_id in taken],
        one_of(Attempt.outcome, (*_OPEN, AttemptOutcome.ABSENT)),
        Attempt.provider_id.is_(None),
        outcome=AttemptOutcome.ACCEPTED,
        finished_at=unit.now,
    )
    attempts = [claimed.attempt_id for claimed, _ in taken]
    session.execute(
        update(Message)
        .where(
            among(session, Message.id, [claimed.message_id for claimed, _ in taken]),
            Message.status.in_((*IN_HAND, MessageStatus.QUEUED)),
            exists().where(
                Attempt.agency_id == Message.agency_id,
                Attempt.message_id == Message.id,
                Attempt.outcome == AttemptOutcome.ACCEPTED,
                among(session, Attempt.id, attempts),
            ),
        )
        .values(status=MessageStatus.SENT, sent_at=unit.now, settled_at=None, reason=None)
        .execution_options(synchronize_session=False)
    )
    receipts.apply_waiting(unit, [(claimed.attempt_id, sid) for claimed, sid in taken])
    for claimed, _ in taken:
        if claimed.thread_id is not None:
            unit.touch(claimed.agency_id, str(claimed.thread_id))


def _record_refused(unit: Unit, claimed: Claimed, error: SendError) -> None:
    attempt, message = results.locked(unit, claimed.attempt_id)
    if attempt.outcome in _OPEN:
        results.refused(unit, attempt, message, error)
