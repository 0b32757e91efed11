"""Paused senders are tried again by themselves, ever more rarely.

An account is asked whether it is well, which costs nobody a message. A single sender shows it only
by sending, so one message goes; once that has surely been taken, all go.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, select

from channels.values import ChannelKind
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.message import Message, MessageStatus
from messaging.models.sender import ACCOUNT, Sender
from messaging.outbound import delivery, senders
from messaging.outbound.order import its_turn
from messaging.outbound.senders import SenderKey
from messaging.platform.columns import literally
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

# Both are taken times the `PATIENCE` of the settings, as the waits between tries are.
TAKEN = timedelta(minutes=2)
"""A carrier that takes a text and refuses its sender says so within seconds. Without a word for
this long the sender is well."""
LOOK_AGAIN = timedelta(seconds=30)

_QUEUED = literally(Message.status, MessageStatus.QUEUED)


def sweep(runtime: Runtime, runner: asyncio.Runner) -> int:
    """Look into one paused sender whose time has come. Returns 1 when there was one."""
    patience = runtime.settings.patience
    with runtime.unit() as unit:
        row = _due(unit, patience)
        if row is None:
            return 0
        key, probe_id = (row.channel, row.address), row.probe_id
        # Two clocks must not try the same one; what is found out below may change it again.
        row.probe_at = unit.now + LOOK_AGAIN * patience
    if row.address == ACCOUNT:
        _ask_account(runtime, runner, key)
    elif probe_id is None:
        _send_one(runtime, runner, key)
    else:
        with runtime.unit() as unit:
            _judge(unit, key, patience)
    return 1


def _due(unit: Unit, patience: float) -> Sender | None:
    waiting = unit.session.scalars(
        select(Sender)
        .where(Sender.paused_at.is_not(None), Sender.probe_at.is_not(None))
        .order_by(Sender.probe_at, Sender.id)
        .with_for_update(skip_locked=True)
    )
    return next((row for row in waiting if ready(row, unit.now, patience)), None)


def ready(row: Sender, now: datetime, patience: float) -> bool:
    """Whether it is time to look into `row`. Its waits are stored whole, and shortened here."""
    if row.probe_at is None:
        return False
    left = row.probe_at - now
    saved = senders.wait(row.probes) * (1 - patience) if left > LOOK_AGAIN else timedelta()
    return left <= max(saved, timedelta())


def _ask_account(runtime: Runtime, runner: asyncio.Runner, key: SenderKey) -> None:
    adapter = runtime.channels.get(key[0])
    trouble = runner.run(adapter.check()) if adapter else "not set up"
    with runtime.unit() as unit:
        if trouble is None:
            senders.resume(unit, *key)
        else:
            _in_vain(unit, key)


def _send_one(runtime: Runtime, runner: asyncio.Runner, key: SenderKey) -> None:
    with runtime.reading() as session:
        blocked = (key[0], ACCOUNT) in senders.paused(session).keys
    if blocked:
        return  # the account is asked first
    attempt_id = delivery.try_one(runtime, runner, one_message(runtime, key))
    if attempt_id is None:
        return
    with runtime.unit() as unit:
        row = senders.locked(unit, *key)
        if row.paused_at is not None:
            row.probe_id = attempt_id
            _judge(unit, key, runtime.settings.patience)


def one_message(runtime: Runtime, key: SenderKey) -> Select[Message]:
    """Of those that wait, one that was tried least: a message that is itself at fault must not
    keep its sender paused."""
    now = runtime.clock()
    return (
        select(Message)
        .where(
            Message.status == _QUEUED,
            Message.due_at <= now,
            senders.goes_from(runtime.settings, key),
            its_turn(Lane.REMINDERS, now),
        )
        .order_by(Message.attempts, Message.due_at, Message.id)
        .limit(1)
    )


VERDICT: Mapping[AttemptOutcome, bool] = {
    AttemptOutcome.TURNED_AWAY: False,
    # The message was at fault, or its recipient; our sender was let in.
    AttemptOutcome.REFUSED: True,
}
"""Whether the sender is well, by what became of its one message; else it is not sure yet."""


TELLS_NOTHING = (AttemptOutcome.TEMPORARY, AttemptOutcome.ABSENT, AttemptOutcome.UNCLEAR)
"""Another message is to be tried."""


def _judge(unit: Unit, key: SenderKey, patience: float) -> None:
    row = senders.locked(unit, *key)
    if row.paused_at is None or row.probe_id is None:
        return
    attempt, message = unit.session.execute(
        select(Attempt, Message)
        .join(Message, Message.id == Attempt.message_id)
        .where(Attempt.id == row.probe_id)
    ).one()
    well = VERDICT.get(attempt.outcome)
    if attempt.outcome is AttemptOutcome.ACCEPTED:
        well = _arrived(message) or unit.now - attempt.started_at >= TAKEN * patience or None
    if well:
        senders.resume(unit, *key)
    elif well is False:
        _in_vain(unit, key)
    elif attempt.outcome in TELLS_NOTHING:
        row.probe_id = None


def _arrived(message: Message) -> bool:
    told_at_once = message.channel is not ChannelKind.SMS
    return told_at_once or message.status in (MessageStatus.DELIVERED, MessageStatus.READ)


def _in_vain(unit: Unit, key: SenderKey) -> None:
    row = senders.locked(unit, *key)
    if row.paused_at is not None:
        row.probes += 1
        row.probe_at, row.probe_id = unit.now + senders.wait(row.probes), None
