"""Attempts of unknown outcome: ask before anything is sent again.

A worker that died, a time-out, a 5xx and a dropped connection all leave an attempt that may have
reached the provider. Found there, it is adopted; surely absent, the message is sent again; where
the provider cannot be asked, or cannot tell, a person decides. Never blind.
"""

import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, SendError, Sighting
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.contact_point import ContactPoint
from messaging.models.message import Message, MessageStatus
from messaging.outbound import receipts, results
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

WORKER_IS_GONE = timedelta(minutes=5)
"""A started attempt this old has lost its worker. Longer than any request plus the time results
are kept in hand while the database is away (`delivery.RECORD_FOR`)."""
ASK_FIRST = timedelta(seconds=10)
"""Give the callback, which names our attempt, the chance to settle it."""
ASK_AGAIN = timedelta(seconds=30)
SURELY_ABSENT = timedelta(minutes=2)
"""After this long the provider lists every message it took."""
CANNOT_TELL = timedelta(minutes=10)
"""A provider that could not be asked for so long will not settle it; a person does."""
BEFORE_THE_ATTEMPT = timedelta(minutes=15)
"""The provider's clock may be behind ours. Being generous costs nothing: what was sent before goes
by the id of another attempt."""
BATCH = 50
AT_ONCE = 10

TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
"""What providers put in place of signs that would make a text longer."""

RESEND = SendError("absent", "The provider never got it.", retryable=True)


@dataclass(frozen=True, slots=True)
class Doubt:
    """One attempt whose outcome nobody knows, and what to look for."""

    attempt_id: UUID
    message_id: UUID
    channel: ChannelKind
    to: str
    text: str
    started_at: datetime


def sweep(runtime: Runtime, runner: asyncio.Runner) -> int:
    """Look into every open doubt once. Returns how many were settled."""
    with runtime.unit() as unit:
        doubts = _doubts(unit)
    if not doubts:
        return 0
    # Asked without holding the database: a slow provider must not use up our connections.
    answers = runner.run(_ask_all(runtime, doubts))
    settled = 0
    for doubt, sightings in zip(doubts, answers, strict=True):
        with runtime.unit() as unit:
            settled += _settle(unit, doubt, sightings)
    return settled


def _doubts(unit: Unit) -> list[Doubt]:
    """Attempts in doubt, marked as being looked into so that two sweeps do not share one."""
    gone = unit.now - WORKER_IS_GONE
    rows = unit.session.execute(
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .where(
            or_(
                (Attempt.outcome == AttemptOutcome.STARTED) & (Attempt.started_at < gone),
                (Attempt.outcome == AttemptOutcome.UNKNOWN)
                & (Attempt.started_at < unit.now - ASK_FIRST),
            ),
            or_(Attempt.checked_at.is_(None), Attempt.checked_at < unit.now - ASK_AGAIN),
            Message.status.in_((MessageStatus.SENDING, MessageStatus.UNCERTAIN)),
        )
        .order_by(Attempt.started_at)
        .limit(BATCH)
        # Both in one, and never waiting: whoever works on one of them is asked again later.
        .with_for_update(skip_locked=True, of=(Message, Attempt))
    ).all()
    found = []
    for attempt, message in rows:
        attempt.checked_at = unit.now
        if attempt.outcome is AttemptOutcome.STARTED:
            attempt.outcome = AttemptOutcome.UNKNOWN
            message.status = MessageStatus.UNCERTAIN
        found.append(
            Doubt(
                attempt.id,
                message.id,
                message.channel,
                _address(unit.session, message),
                message.text,
                attempt.started_at,
            )
        )
    return found


def _address(session: Session, message: Message) -> str:
    if message.contact_point_id is None:
        return str(message.thread_id)
    return (
        session.scalars(select(ContactPoint).where(ContactPoint.id == message.contact_point_id))
        .one()
        .address
    )


async def _ask_all(runtime: Runtime, doubts: Sequence[Doubt]) -> list[Sequence[Sighting] | None]:
    room = asyncio.Semaphore(AT_ONCE)

    async def ask(doubt: Doubt) -> Sequence[Sighting] | None:
        async with room:
            return await _ask(runtime, doubt)

    return await asyncio.gather(*(ask(doubt) for doubt in doubts))


async def _ask(runtime: Runtime, doubt: Doubt) -> Sequence[Sighting] | None:
    """None when it cannot be asked."""
    adapter = runtime.channels.get(doubt.channel)
    if adapter is None:
        return None
    try:
        return await adapter.sightings(doubt.to, doubt.started_at - BEFORE_THE_ATTEMPT)
    except Exception as error:
        name = type(error).__name__
        log.warning("reconcile.no_answer", attempt=str(doubt.attempt_id), error=name)
        return None


def _settle(unit: Unit, doubt: Doubt, sightings: Sequence[Sighting] | None) -> bool:
    attempt, message = results.locked(unit, doubt.attempt_id)
    if attempt.outcome is not AttemptOutcome.UNKNOWN:
        return False  # a callback was quicker
    if sightings is None:
        if unit.now - doubt.started_at >= CANNOT_TELL:
            results.unclear(unit, attempt, message)
        return False
    if _twin_under_way(unit, doubt, message):
        return False
    for sighting in sorted(sightings, key=lambda sighting: sighting.created_at):
        same = _typed(sighting.text) == _typed(doubt.text)
        if same and not _is_known(unit, attempt, sighting):
            _adopt(unit, attempt, message, sighting)
            return True
    if unit.now - doubt.started_at < SURELY_ABSENT:
        return False
    attempt.outcome = AttemptOutcome.ABSENT
    attempt.finished_at = unit.now
    results.try_again(unit, message, RESEND)
    log.info("reconcile.absent", attempt=str(attempt.id))
    return True


def _typed(text: str) -> str:
    """A text as a provider may have sent it: plain signs for typographic ones, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(TYPED).split())


def _twin_under_way(unit: Unit, doubt: Doubt, message: Message) -> bool:
    """Another message of the same words is just being sent to the same place: what the provider
    lists may be that one, and until its id is recorded nobody can tell."""
    if message.contact_point_id is None:
        return False
    others = unit.session.scalars(
        select(Message)
        .join(Attempt, Attempt.message_id == Message.id)
        .where(
            Message.agency_id == message.agency_id,
            Message.contact_point_id == message.contact_point_id,
            Message.id != message.id,
            Message.status == MessageStatus.SENDING,
            Attempt.outcome == AttemptOutcome.STARTED,
        )
    )
    return any(_typed(other.text) == _typed(doubt.text) for other in others)


def _is_known(unit: Unit, attempt: Attempt, sighting: Sighting) -> bool:
    """Another attempt already goes by this id: equal texts to one number are told apart."""
    return (
        unit.session.scalar(
            select(Attempt.id).where(
                Attempt.provider == attempt.provider,
                Attempt.provider_id == sighting.provider_id,
                Attempt.id != attempt.id,
            )
        )
        is not None
    )


def _adopt(unit: Unit, attempt: Attempt, message: Message, sighting: Sighting) -> None:
    results.accepted(unit, attempt, message, sighting.provider_id)
    log.info("reconcile.adopted", attempt=str(attempt.id))
    if sighting.status is not DeliveryStatus.ACCEPTED:
        receipts.apply(
            unit,
            DeliveryReport(
                attempt.provider, sighting.provider_id, sighting.status, attempt.id, sighting.error
            ),
        )
