"""Recording what providers answered, many results in a few statements."""

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import exists, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from channels.values import SendError, SendResult
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import receipts, results
from messaging.outbound.claiming import Claimed
from messaging.outbound.states import IN_HAND
from messaging.platform.bulk import among
from messaging.platform.many_rows import one_of, update_many
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

RECORD_FOR = timedelta(minutes=2)
"""How long results are kept in hand while the database is away. After that the attempts are
reconciled like those of a worker that died."""

DATABASE_AWAY = (OperationalError, InterfaceError)

Outcome = tuple[Claimed, SendResult]


def record_surely(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    """Record results, also over a restart of the database. One that cannot be recorded takes no
    other with it; its attempt is left to be reconciled."""
    try:
        _record_patiently(runtime, outcomes)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        if len(outcomes) > 1:
            log.warning("delivery.one_by_one", results=len(outcomes), error=type(error).__name__)
            for outcome in outcomes:
                record_surely(runtime, [outcome])
        else:
            attempt_id = str(outcomes[0][0].attempt_id)
            log.error("delivery.unrecorded", attempt=attempt_id, error=type(error).__name__)


def _record_patiently(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    give_up = time.monotonic() + (RECORD_FOR * runtime.settings.patience).total_seconds()
    pause = 0.1
    while True:
        try:
            with runtime.unit() as unit:
                _record(unit, outcomes)
        except DATABASE_AWAY:
            if time.monotonic() > give_up:
                raise
            log.warning("delivery.database_away", results=len(outcomes))
            time.sleep(pause)
            pause = min(pause * 2, 5)
        else:
            return


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
