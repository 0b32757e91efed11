"""Many reports in one transaction do what they would do one by one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, SendError
from messaging.models.attempt import Attempt
from messaging.models.message import Message
from messaging.models.receipt import Receipt
from messaging.outbound import receipts
from messaging.platform.events import FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, now_is, say, send, wish
from tests.support.fake_channel import LOST, FakeChannel
from tests.support.people import Office, add_parent
from tests.support.recorded import facts

MESSAGES = 4
REPORTS = 30
GONE = SendError("30005", "The number does not exist.", suppresses_contact=True)
Told = tuple[int, DeliveryStatus, bool]
"""Which message, what became of it, and whether the callback names our attempt."""


def sent(
    runtime: Runtime, office: Office, runner: asyncio.Runner, channel: FakeChannel
) -> list[Message]:
    """Some were answered; for the rest the provider's own id is not known."""
    messages = []
    for number in range(MESSAGES):
        with runtime.unit() as unit:
            parent = add_parent(unit, office)
        messages.append(say(runtime, wish(parent)))
        if number % 2:
            channel.fail_next(LOST)
        send(runtime, runner)
    return messages


def reports(
    runtime: Runtime, messages: Sequence[Message], told: Sequence[Told]
) -> list[DeliveryReport]:
    tries: list[Attempt] = [attempts(runtime, message)[0] for message in messages]
    return [
        DeliveryReport(
            "twilio",
            f"twilio-{tries[number].id}",
            status,
            tries[number].id if named else None,
            GONE if status is DeliveryStatus.FAILED else None,
        )
        for number, status, named in told
    ]


def became(runtime: Runtime, messages: Sequence[Message]) -> list[tuple[object, ...]]:
    ended = Counter(
        fact.subject_id
        for kind in (FactType.MESSAGE_DELIVERED, FactType.MESSAGE_FAILED)
        for fact in facts(runtime, kind)
    )
    rows = [now_is(runtime, message) for message in messages]
    tries = [attempts(runtime, message)[0] for message in messages]
    return [
        (row.status, row.reason, attempt.outcome, attempt.provider_id is None, ended[row.id])
        for row, attempt in zip(rows, tries, strict=True)
    ]


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_does_what_each_would_do_alone(
    runtime: Runtime, office: Office, runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel], seed: int,
) -> None:  # fmt: skip
    chance = Random(seed)  # noqa: S311 (the same in every run)
    told = [
        # What does not name our attempt is only known by an id that we have heard before.
        (number, chance.choice(list(DeliveryStatus)), bool(number % 2) or chance.random() < 0.5)
        for number in chance.choices(range(MESSAGES), k=REPORTS)
    ]
    alone, together = (sent(runtime, office, runner, channels[ChannelKind.SMS]) for _ in range(2))
    for report in reports(runtime, alone, told):
        with runtime.unit() as unit:
            receipts.apply(unit, report)
    waiting = reports(runtime, together, told)
    while waiting:
        count = chance.randint(1, REPORTS)
        with runtime.unit() as unit:
            receipts.apply_many(unit, waiting[:count])
        del waiting[:count]
    assert became(runtime, together) == became(runtime, alone)


@pytest.mark.parametrize("first", [True, False])
def test_one_report_of_a_batch_tells_whose_another_is(
    runtime: Runtime, office: Office, runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel], first: bool,
) -> None:  # fmt: skip
    """The provider's answer never came, and only one of its callbacks names our attempt."""
    _, unanswered, *_ = sent(runtime, office, runner, channels[ChannelKind.SMS])
    named = [(0, DeliveryStatus.SENT, True), (0, DeliveryStatus.DELIVERED, False)]
    batch = reports(runtime, [unanswered], named if first else named[::-1])
    with runtime.unit() as unit:
        receipts.apply_many(unit, batch)
    assert now_is(runtime, unanswered).status.value == "delivered"
    with runtime.reading() as session:
        assert all(session.scalars(select(Receipt.applied_at)))


def test_nobodys_reports_stand_among_others(
    runtime: Runtime, office: Office, runner: asyncio.Runner,
    channels: dict[ChannelKind, FakeChannel],
) -> None:  # fmt: skip
    (ours, *_) = sent(runtime, office, runner, channels[ChannelKind.SMS])
    batch = [
        DeliveryReport("twilio", "SM-other", DeliveryStatus.FAILED, new_id()),
        *reports(runtime, [ours], [(0, DeliveryStatus.DELIVERED, True)]),
        DeliveryReport("twilio", "SM-other", DeliveryStatus.SENT),
    ]
    with runtime.unit() as unit:
        receipts.apply_many(unit, batch)
    assert now_is(runtime, ours).status.value == "delivered"
    with runtime.reading() as session:
        assert len(session.scalars(select(Receipt)).all()) == 3
