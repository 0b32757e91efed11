"""What comes in is stored first, as it came, once."""

from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, Inbound
from messaging.inbound import intake
from messaging.models.inbound import InboundMessage, InboundState
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import mail_from, store, text_from
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_office, phone


def rows(runtime: Runtime) -> list[InboundMessage]:
    with runtime.reading() as session:
        return list(session.scalars(select(InboundMessage).order_by(InboundMessage.id)))


def test_it_is_kept_whole_and_routing_is_asked_for(
    runtime: Runtime, office: Office, doorbell: RecordingDoorbell
) -> None:
    doorbell.forget()
    inbound = replace(text_from(runtime, "+13125550142", "Hola, ¿qué tal? 👋"), raw="Body=Hola&X=1")
    assert store(runtime, office.agency, inbound) == [True]
    (row,) = rows(runtime)
    assert (row.sender, row.text, row.raw) == ("+13125550142", inbound.text, inbound.raw)
    assert row.state is InboundState.RECEIVED
    assert doorbell.rung == [Lane.INBOUND]


def test_a_repeat_changes_nothing(runtime: Runtime, office: Office) -> None:
    inbound = text_from(runtime, phone(), "hello")
    assert store(runtime, office.agency, inbound, inbound) == [True, False]
    assert store(runtime, office.agency, replace(inbound, text="other")) == [False]
    assert [row.text for row in rows(runtime)] == ["hello"]


def test_one_mail_to_two_agencies_is_a_message_to_each(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        other = add_office(unit, "elm", text_sender="+13125550199")
    inbound = mail_from(runtime, "maria@example.org", "to both of you")
    assert store(runtime, office.agency, inbound) == [True]
    assert store(runtime, other.agency, inbound, inbound) == [True, False]
    assert store(runtime, office.agency, inbound) == [False]
    assert {row.agency_id for row in rows(runtime)} == {office.agency.id, other.agency.id}


@pytest.mark.parametrize(
    "written", ["+13125550142", "(312) 555-0142", "312-555-0142", "1 312 555 0142", " 3125550142 "]
)
def test_every_way_of_writing_a_number_is_one_sender(written: str) -> None:
    assert intake.normal_sender(ChannelKind.SMS, written) == "+13125550142"


@pytest.mark.parametrize(
    ("channel", "written", "kept"),
    [
        (ChannelKind.SMS, "24365", "24365"),
        (ChannelKind.SMS, "+5215512345678", "+5215512345678"),
        (ChannelKind.SMS, "OakCo ", "OakCo"),
        (ChannelKind.EMAIL, "Maria@Example.ORG", "maria@example.org"),
        (ChannelKind.EMAIL, "not an address", "not an address"),
    ],
)
def test_what_is_no_address_is_kept_as_it_came(
    channel: ChannelKind, written: str, kept: str
) -> None:
    assert intake.normal_sender(channel, written) == kept


@pytest.mark.parametrize(
    "odd",
    [
        {"text": "x" * 5_000},
        {"text": "😀" * 300},
        {"text": ""},
        {"text": "null \x00 and half a pair \ud83d"},
        {"provider_id": "<" + "m" * 500 + "@example.org>"},
        {"provider_id": "SM\x00\ud83d"},
        {"opt_out_type": "SOMETHING-NEW-FROM-THE-PROVIDER"},
        {"sender": "\udcff@example.org"},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_nothing_is_too_odd_to_be_kept(
    runtime: Runtime, office: Office, odd: dict[str, str]
) -> None:
    inbound: Inbound = replace(text_from(runtime, phone(), "hello"), **odd)  # type: ignore[arg-type]  # by name
    assert store(runtime, office.agency, inbound, inbound) == [True, False]
    assert len(rows(runtime)) == 1


def test_long_ids_are_told_apart(runtime: Runtime, office: Office) -> None:
    ids = [f"<{'m' * 300}{n}@example.org>" for n in range(2)]
    mails = [replace(mail_from(runtime, "m@example.org", "hi"), provider_id=one) for one in ids]
    assert store(runtime, office.agency, *mails) == [True, True]
    assert all(one.provider_id != two.provider_id for one, two in pairwise(rows(runtime)))
