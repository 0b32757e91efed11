"""Senders: who writes from where, and which of them rest."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, SendError
from messaging.models.audit import Audit
from messaging.models.sender import ACCOUNT, Sender
from messaging.outbound import senders
from messaging.outbound.senders import SenderKey
from messaging.platform.events import FactType
from messaging.platform.lanes import SENDING_LANES
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import attempts, say, send, wish
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import OPERATIONS
from tests.support.people import Office, add_agency, add_office, add_parent
from tests.support.recorded import facts

SMS, EMAIL, CHAT = ChannelKind.SMS, ChannelKind.EMAIL, ChannelKind.CHAT
OURS = "+13125550100"
OWN = "+13125550101"
UNREGISTERED = replace(OPERATIONS, code="30034", reason="Our number is not registered.")
CLOSED = replace(OPERATIONS, code="20005", whole_account=True)


def pause(runtime: Runtime, key: SenderKey, error: SendError = UNREGISTERED) -> bool:
    with runtime.unit() as unit:
        return senders.pause(unit, *key, error)


def paused(runtime: Runtime) -> senders.Paused:
    with runtime.reading() as session:
        return senders.paused(session)


@pytest.mark.parametrize(
    ("own", "channel", "wanted"),
    [
        (None, SMS, (SMS, OURS)),
        (OWN, SMS, (SMS, OWN)),
        (OWN, EMAIL, (EMAIL, "Kinline <messages@kinline.example>")),
        (OWN, CHAT, None),
    ],
)
def test_who_an_agency_writes_from(
    runtime: Runtime, own: str | None, channel: ChannelKind, wanted: SenderKey | None
) -> None:
    with runtime.unit() as unit:
        agency = add_agency(unit, text_sender=own)
    assert senders.sender_of(runtime.settings, agency, channel) == wanted


def test_an_attempt_says_which_sender_it_went_from(
    runtime: Runtime, office: Office, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
    message = say(runtime, wish(parent))
    send(runtime, runner)
    assert [attempt.sender for attempt in attempts(runtime, message)] == [OURS]


def test_a_paused_sender_rests_alone(runtime: Runtime) -> None:
    pause(runtime, (SMS, OWN))
    rest = paused(runtime)
    assert (SMS, OWN) in rest
    assert (SMS, OURS) not in rest
    assert (EMAIL, OWN) not in rest
    assert None not in rest


def test_an_error_of_the_account_pauses_every_sender_of_its_channel(runtime: Runtime) -> None:
    pause(runtime, (SMS, OWN), CLOSED)
    rest = paused(runtime)
    assert (SMS, OWN) in rest
    assert (SMS, OURS) in rest
    assert (EMAIL, OWN) not in rest


def test_pausing_twice_is_pausing_once(runtime: Runtime, office: Office) -> None:
    assert pause(runtime, (SMS, OURS))
    assert not pause(runtime, (SMS, OURS), replace(UNREGISTERED, reason="Another."))
    assert len(facts(runtime, FactType.SENDER_PAUSED)) == 1
    with runtime.reading() as session:
        row = session.scalars(select(Sender)).one()
    assert (row.paused_code, row.paused_reason) == ("30034", "Our number is not registered.")


@pytest.mark.parametrize(
    ("key", "error", "told"),
    [
        ((SMS, OWN), UNREGISTERED, {"elm"}),
        ((SMS, OURS), UNREGISTERED, {"oak"}),
        ((SMS, OURS), CLOSED, {"oak", "elm"}),
        ((EMAIL, "anything"), UNREGISTERED, {"oak", "elm"}),
    ],
)
def test_the_agencies_that_write_from_it_are_told_and_it_is_audited(
    runtime: Runtime, office: Office, key: SenderKey, error: SendError, told: set[str]
) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm", text_sender=OWN).agency
    slugs = {office.agency.id: "oak", elm.id: "elm"}
    pause(runtime, key, error)
    assert {slugs[fact.agency_id] for fact in facts(runtime, FactType.SENDER_PAUSED)} == told
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.action == "sender.paused")).all()
    assert {slugs[row.agency_id] for row in noted} == told
    assert {row.actor for row in noted} == {"system"}


def test_a_resumed_sender_goes_on_at_once(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    pause(runtime, (SMS, OURS))
    with runtime.unit() as unit:
        assert senders.resume(unit, SMS, OURS, "staff:someone")
        assert not senders.resume(unit, SMS, OURS, "staff:someone")
    assert not paused(runtime)
    assert set(doorbell.rung) >= set(SENDING_LANES)
    assert len(facts(runtime, FactType.SENDER_RESUMED)) == 1


def test_only_what_paused_itself_is_tried_again_by_itself(
    runtime: Runtime, clock: MovableClock
) -> None:
    with runtime.unit() as unit:
        senders.pause(unit, SMS, OURS, UNREGISTERED)
        senders.pause(unit, SMS, OWN, UNREGISTERED, "staff:someone")
        rows = {row.address: row for row in unit.session.scalars(select(Sender))}
    assert rows[OURS].probe_at == clock() + senders.FIRST_PROBE
    assert rows[OWN].probe_at is None


@pytest.mark.parametrize(
    ("probes", "minutes"), [(0, 5), (1, 10), (2, 20), (5, 160), (6, 240), (500, 240)]
)
def test_each_wait_is_twice_the_one_before_up_to_four_hours(probes: int, minutes: int) -> None:
    assert senders.wait(probes) == timedelta(minutes=minutes)


def test_a_rate_is_its_own(runtime: Runtime) -> None:
    with runtime.unit() as unit:
        senders.set_rate(unit, SMS, OWN, 12.5)
        senders.set_rate(unit, SMS, OURS, None)
    with runtime.reading() as session:
        assert senders.rates(session) == {(SMS, OWN): 12.5}


def test_every_sender_in_use_is_listed_with_or_without_a_row(
    runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        add_office(unit, "elm", text_sender=OWN)
    pause(runtime, (SMS, OURS), CLOSED)
    with runtime.reading() as session:
        listed = {(row.channel, row.address) for row in senders.every(session, runtime.settings)}
    assert listed == {
        (SMS, ACCOUNT), (SMS, OURS), (SMS, OWN), (EMAIL, runtime.settings.mail_from)
    }  # fmt: skip
