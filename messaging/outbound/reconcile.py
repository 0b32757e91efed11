"""Attempts of unknown outcome: ask before anything is sent again.

A worker that died, a time-out, a 5xx and a dropped connection all leave an attempt that may have
reached the provider. Found there, it is adopted; surely absent, the message is sent again; where
the provider cannot be asked, or cannot tell, a person decides. Never blind.
"""

import asyncio
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, or_, select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Sighting
from messaging.compliance.purposes import Purpose
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.outbound import receipts, results
from messaging.outbound.asking import Enquiry, ask_all, enquiry, may_be_asked
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

# All of these are taken times the `PATIENCE` of the settings.
WORKER_IS_GONE = timedelta(minutes=5)
"""A started attempt this old has lost its worker. Longer than any request plus the time results
are kept in hand while the database is away (`outage.HOLD_OUT`)."""
ASK_FIRST = timedelta(seconds=10)
"""Give the callback, which names our attempt, the chance to settle it."""
ASK_AGAIN = timedelta(seconds=30)
SURELY_ABSENT = timedelta(minutes=2)
"""After this long the provider lists every message it took."""
MOST_ASKED = 20
"""A provider that failed to answer so often in a row, over ten minutes at least, will not settle
it; a person does. Counted and not timed: while we were away ourselves, nobody was asked."""
PARKED = (
    (timedelta(0), timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=1), timedelta(days=3), timedelta(days=1)),
)
"""While a person is asked, the provider is too: from one age to another, so often. Nothing hangs on
these, so `PATIENCE` does not shorten them."""
BATCH = 50
ROUNDS = 10
"""Batches in one sweep, while they come full."""

TYPED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-"})
"""What providers put in place of signs that would make a text longer."""


def sweep(runtime: Runtime, runner: asyncio.Runner) -> int:
    """Look into the open doubts, those first that nobody has looked into yet. Returns how many
    were settled."""
    settled = 0
    for _ in range(ROUNDS):
        looked_into, of_these = _round(runtime, runner)
        settled += of_these
        if looked_into < BATCH:
            break
    return settled


def _round(runtime: Runtime, runner: asyncio.Runner) -> tuple[int, int]:
    """How many doubts it looked into, and settled."""
    patience, askable = runtime.settings.patience, may_be_asked(runtime)
    with runtime.unit() as unit:
        doubts = _doubts(unit, patience, askable)
    if not doubts:
        return 0, 0
    # Asked without holding the database: a slow provider must not use up our connections.
    answers = runner.run(ask_all(runtime, doubts))
    settled = 0
    for doubt, sightings in zip(doubts, answers, strict=True):
        with runtime.unit() as unit:
            hopeless = doubt.channel not in askable
            settled += _settle(unit, doubt, sightings, patience, hopeless=hopeless)
    return len(doubts), settled


def _doubts(unit: Unit, patience: float, askable: frozenset[ChannelKind]) -> list[Enquiry]:
    """Attempts in doubt, marked as being looked into so that two sweeps do not share one."""
    gone = unit.now - WORKER_IS_GONE * patience
    rows = unit.session.execute(
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .where(
            or_(
                (Attempt.outcome == AttemptOutcome.STARTED) & (Attempt.started_at < gone),
                (Attempt.outcome == AttemptOutcome.UNKNOWN)
                & (Attempt.started_at < unit.now - ASK_FIRST * patience),
                (Attempt.outcome == AttemptOutcome.UNCLEAR) & Message.channel.in_(askable),
            ),
            or_(
                Attempt.checked_at.is_(None),
                and_(
                    Attempt.outcome != AttemptOutcome.UNCLEAR,
                    Attempt.checked_at < unit.now - ASK_AGAIN * patience,
                ),
                *(_parked_for(unit.now, *pace) for pace in PARKED),
            ),
            Message.status.in_((MessageStatus.SENDING, MessageStatus.UNCERTAIN)),
        )
        # A crowd that cannot be asked about (mails of a killed worker) must not keep back others.
        .order_by(Attempt.checked_at.nulls_first(), Attempt.started_at)
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
        found.append(enquiry(unit.session, attempt, message))
    return found


def _parked_for(
    now: datetime, after: timedelta, until: timedelta, every: timedelta
) -> ColumnElement[bool]:
    """Left to a person for so long, and not asked about for as long as it should be."""
    return and_(
        Attempt.outcome == AttemptOutcome.UNCLEAR,
        Attempt.finished_at <= now - after,
        Attempt.finished_at > now - until,
        Attempt.checked_at <= now - every,
    )


def _settle(
    unit: Unit,
    doubt: Enquiry,
    sightings: Sequence[Sighting] | None,
    patience: float,
    *,
    hopeless: bool,
) -> bool:
    """`hopeless`: this provider can never be asked, so a person decides at once. Until then nothing
    else goes to the same address, and waiting would not make it any clearer."""
    attempt, message = results.locked(unit, doubt.attempt_id)
    parked = attempt.outcome is AttemptOutcome.UNCLEAR
    if attempt.outcome is not AttemptOutcome.UNKNOWN and not parked:
        return False  # a callback, or a person, was quicker
    if sightings is None:
        attempt.unanswered += 1
        if (hopeless or attempt.unanswered >= MOST_ASKED) and not parked:
            if message.purpose is Purpose.STAFF_ALERT:
                # Better twice to a colleague than a question to a person whether it went.
                results.absent(unit, attempt, message)
            else:
                results.unclear(unit, attempt, message)
        return False
    attempt.unanswered = 0
    if _twin_under_way(unit, doubt, message):
        return False
    for sighting in sorted(sightings, key=lambda sighting: sighting.created_at):
        same = _typed(sighting.text) == _typed(doubt.text)
        if same and not _is_known(unit, attempt, sighting):
            _adopt(unit, attempt, message, sighting)
            return True
    if unit.now - doubt.started_at < SURELY_ABSENT * patience:
        return False
    results.absent(unit, attempt, message)
    log.info("reconcile.absent", attempt=str(attempt.id))
    return True


def _typed(text: str) -> str:
    """A text as a provider may have sent it: plain signs for typographic ones, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(TYPED).split())


def _twin_under_way(unit: Unit, doubt: Enquiry, message: Message) -> bool:
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
