"""Receipts that never came: the provider is asked what became of what it took.

Twilio posts each status once. While our web process restarts, or the line is down, the last word
on a message can be missed, and then nobody would ever hear that it failed.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, or_, select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Sighting
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import receipts
from messaging.outbound.asking import Enquiry, ask_all, enquiry
from messaging.platform.columns import literally
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

FIRST = timedelta(minutes=5)
"""Most receipts come within seconds of the message."""
AGES = tuple(FIRST * 2**step for step in range(9))
"""A message twice as old is asked about half as often, and after the last of these no more: in two
days, since carriers that report nothing at all leave a text at "sent" for ever."""
BATCH = 50

_SENT = literally(Message.status, MessageStatus.SENT)
_SMS = literally(Message.channel, ChannelKind.SMS)
"""In the words of the partial index, which is not used for bound values. Mail servers tell only
of failures, so there is nothing to ask them."""


def sweep(runtime: Runtime, runner: asyncio.Runner) -> int:
    """Ask about some of what is overdue. Returns about how many."""
    with runtime.unit() as unit:
        found = _overdue(unit, runtime.settings.patience)
    if not found:
        return 0
    # Asked without holding the database, as everywhere.
    answers = runner.run(ask_all(runtime, [wanted for wanted, _ in found]))
    for (wanted, provider_id), sightings in zip(found, answers, strict=True):
        with runtime.unit() as unit:
            _apply(unit, wanted, provider_id, sightings or ())
    return len(found)


def _overdue(unit: Unit, patience: float) -> list[tuple[Enquiry, str]]:
    """With the provider's id; marked as being asked about."""
    rows = unit.session.execute(
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .where(
            Message.status == _SENT,
            Message.channel == _SMS,
            Message.sent_at <= unit.now - FIRST * patience,
            Attempt.outcome == AttemptOutcome.ACCEPTED,
            Attempt.provider_id.is_not(None),
            or_(*(_wants_asking(unit.now, age * patience) for age in AGES)),
        )
        .order_by(Message.sent_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=(Message, Attempt))
    ).all()
    for attempt, _ in rows:
        attempt.checked_at = unit.now
    return [
        (enquiry(unit.session, attempt, message), attempt.provider_id or "")
        for attempt, message in rows
    ]


def _wants_asking(now: datetime, age: timedelta) -> ColumnElement[bool]:
    """Between one and two times `age`, and not asked about for half as long as that."""
    return and_(
        Message.sent_at <= now - age,
        Message.sent_at > now - 2 * age,
        or_(Attempt.checked_at.is_(None), Attempt.checked_at <= now - age / 2),
    )


def _apply(unit: Unit, wanted: Enquiry, provider_id: str, sightings: Sequence[Sighting]) -> None:
    for sighting in sightings:
        told = sighting.status is not DeliveryStatus.ACCEPTED
        if sighting.provider_id == provider_id and told:
            attempt = unit.session.get_one(Attempt, wanted.attempt_id)
            receipts.apply(
                unit,
                DeliveryReport(
                    attempt.provider, provider_id, sighting.status, attempt.id, sighting.error
                ),
            )
            log.info("overdue.told", attempt=str(attempt.id), status=sighting.status.value)
