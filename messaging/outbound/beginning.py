"""Beginning: the last word before an attempt is handed to a provider that cannot be asked later.

A mail server does not tell afterwards what it took. So the attempts at its messages are only
claimed when they are written down, and begun a few at a time, just before they are handed over.
One that was not begun is surely absent: it goes again, and nobody has to be asked.
"""

import asyncio
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, exists, select, update

from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import outage, results
from messaging.outbound.claiming import BEGIN_WITHIN, Claimed
from messaging.platform.bulk import among
from messaging.platform.columns import literally
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

BATCH = 100

_CLAIMED = literally(Attempt.outcome, AttemptOutcome.CLAIMED)
"""In the words of the partial index, which is not used for a bound value."""


def begin(runtime: Runtime, claimed: Sequence[Claimed]) -> list[Claimed]:
    """Those of them that may be handed over now. The others were given up meanwhile, and go by
    another attempt: this one must not."""
    if not claimed:
        return []
    return those_of(claimed, outage.through(runtime, "begin", lambda unit: started(unit, claimed)))


def those_of(claimed: Sequence[Claimed], begun: Collection[UUID]) -> list[Claimed]:
    if len(begun) < len(claimed):
        log.info("delivery.given_up_meanwhile", attempts=len(claimed) - len(begun))
    return [each for each in claimed if each.attempt_id in begun]


def started(unit: Unit, claimed: Sequence[Claimed]) -> set[UUID]:
    """These conditions are all that stands between a worker that was only slow and a second copy.
    Only who claimed an attempt starts it, so one that has started was started by this very call,
    when it could not be told that it was committed."""
    still_to_go = exists().where(
        Message.id == Attempt.message_id, Message.status == MessageStatus.SENDING
    )
    return set(
        unit.session.execute(
            update(Attempt)
            .where(
                among(unit.session, Attempt.id, [each.attempt_id for each in claimed]),
                Attempt.outcome.in_((AttemptOutcome.CLAIMED, AttemptOutcome.STARTED)),
                still_to_go,
            )
            .values(outcome=AttemptOutcome.STARTED)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).scalars()
    )


def sweep(runtime: Runtime, _runner: asyncio.Runner) -> int:
    """Give up some of what was claimed and not begun for longer than any worker would wait. Returns
    how many."""
    with runtime.unit() as unit:
        given_up = give_up(unit, BEGIN_WITHIN * runtime.settings.patience)
    if given_up:
        log.info("delivery.never_begun", attempts=given_up)
    return given_up


def give_up(unit: Unit, after: timedelta) -> int:
    return take_back(unit, Attempt.started_at < unit.now - after, BATCH)


def take_back(unit: Unit, which: ColumnElement[bool], limit: int | None = None) -> int:
    """Put messages that workers have claimed and not begun back into their place. Returns how many;
    what is being begun at this moment goes."""
    rows = unit.session.execute(
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .where(Attempt.outcome == _CLAIMED, which)
        .order_by(Attempt.started_at, Attempt.id)
        .limit(limit)
        # Both in one, and never waiting: one that is begun at this moment is left alone.
        .with_for_update(skip_locked=True, of=(Message, Attempt))
        .execution_options(populate_existing=True)
    ).all()
    for attempt, message in rows:
        results.not_begun(unit, attempt, message)
    return len(rows)
