"""An agency says how many reminders a week are enough for one parent, whoever they are from."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.compliance.reasons import Reason
from messaging.directory.register import CaseDetails, PartyDetails, Registered, register
from messaging.models.agency import Agency
from messaging.models.message import Message, MessageStatus
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import now_is, say, send, wish
from tests.support.clock import MovableClock
from tests.support.people import PROGRAM, Office, add_parent


def enough(runtime: Runtime, office: Office, cap: int) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).reminder_cap = cap


def remind(
    runtime: Runtime,
    runner: asyncio.Runner,
    parent: Registered,
    campaign: str,
    channel: ChannelKind = ChannelKind.SMS,
    purpose: Purpose = Purpose.REMINDER,
) -> Message:
    draft = replace(wish(parent, channel=channel, purpose=purpose), campaign=campaign)
    message = say(runtime, draft)
    send(runtime, runner)
    return now_is(runtime, message)


def test_one_more_waits_until_the_week_has_room_again(
    runtime: Runtime, office: Office, clock: MovableClock, runner: asyncio.Runner
) -> None:
    enough(runtime, office, 2)
    with runtime.unit() as unit:
        parent, other = add_parent(unit, office), add_parent(unit, office)
    first = remind(runtime, runner, parent, "renewal")
    clock.move(timedelta(days=2))
    assert remind(runtime, runner, parent, "appointment").status is MessageStatus.SENT
    third = remind(runtime, runner, parent, "payment_due")
    assert (third.status, third.reason) == (MessageStatus.QUEUED, Reason.TOO_MANY)
    assert first.sent_at is not None
    assert third.due_at == first.sent_at + timedelta(days=7)
    assert remind(runtime, runner, other, "payment_due").status is MessageStatus.SENT
    clock.set(third.due_at + timedelta(seconds=1))
    send(runtime, runner)
    assert now_is(runtime, third).status is MessageStatus.SENT


def test_both_cases_of_a_parent_count_together(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    enough(runtime, office, 1)
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        again = register(
            unit,
            office.agency,
            CaseDetails("CS-second", PROGRAM, office.branch.code),
            PartyDetails(parent.person.external_id, parent.party.role, "Maria", "Sample"),
        )
    assert remind(runtime, runner, parent, "renewal").status is MessageStatus.SENT
    assert remind(runtime, runner, again, "appointment").reason == Reason.TOO_MANY


def test_two_laid_out_at_once_do_not_keep_each_other_back(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    enough(runtime, office, 1)
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    both = [
        say(runtime, replace(wish(parent), campaign=campaign))
        for campaign in ("renewal", "appointment")
    ]
    while send(runtime, runner):
        pass
    assert sorted(now_is(runtime, each).status for each in both) == ["queued", "sent"]


@pytest.mark.parametrize(
    ("campaign", "channel", "purpose"),
    [
        ("renewal", ChannelKind.EMAIL, Purpose.REMINDER),
        ("appointment", ChannelKind.SMS, Purpose.NOTICE),
    ],
    ids=["the same step by email", "what the law requires"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_never_waits_for_room(
    runtime: Runtime,
    office: Office,
    runner: asyncio.Runner,
    campaign: str,
    channel: ChannelKind,
    purpose: Purpose,
) -> None:
    enough(runtime, office, 1)
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to="+13125550142", email_to="ana@parent.example")
    assert remind(runtime, runner, parent, "renewal").status is MessageStatus.SENT
    later = remind(runtime, runner, parent, campaign, channel, purpose)
    assert later.status is MessageStatus.SENT
