"""The consent ledger: appended to, folded, and told of when what holds has changed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.directory import consents, contact_points
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office

GRANT, REVOKE = ConsentChange.GRANT, ConsentChange.REVOKE
PARENT, STAFF, AGENCY = ConsentSource.PARENT, ConsentSource.STAFF, ConsentSource.AGENCY


@pytest.fixture
def contact(runtime: Runtime, office: Office) -> ContactPoint:
    with runtime.unit() as unit:
        return contact_points.find_or_add(
            unit.session, office.agency.id, ChannelKind.SMS, "+13125550142"
        )


def facts(unit: Unit) -> list[Event]:
    unit.session.flush()
    return list(unit.session.scalars(select(Event).order_by(Event.id)))


def entries(unit: Unit) -> list[ConsentEntry]:
    return list(unit.session.scalars(select(ConsentEntry).order_by(ConsentEntry.id)))


def test_before_anything_was_said_there_is_no_consent(
    runtime: Runtime, contact: ContactPoint
) -> None:
    with runtime.reading() as session:
        assert consents.state_of(session, contact, "service") is ConsentState.NONE
        assert consents.ledgers(session, []) == {}


def test_each_statement_is_kept_as_it_was_made(runtime: Runtime, contact: ContactPoint) -> None:
    with runtime.unit() as unit:
        consents.append(unit, contact, GRANT, STAFF, topic="reminders",
                        at=unit.now - timedelta(days=2), detail="signed form",
                        wording_version="form 2026-01")  # fmt: skip
        consents.append(unit, contact, REVOKE, PARENT)
    with runtime.unit() as unit:
        first, second = entries(unit)
    assert (first.topic, first.change, first.source) == ("reminders", GRANT, STAFF)
    assert (first.detail, first.wording_version) == ("signed form", "form 2026-01")
    assert first.recorded_at - first.at == timedelta(days=2)
    assert (second.topic, second.change, second.source) == ("all", REVOKE, PARENT)
    assert second.at == second.recorded_at == runtime.clock()


STORY = [
    (GRANT, AGENCY, True, ConsentState.GRANTED),
    (GRANT, STAFF, False, ConsentState.GRANTED),
    (REVOKE, PARENT, True, ConsentState.REVOKED),
    (REVOKE, PARENT, False, ConsentState.REVOKED),
    (GRANT, AGENCY, False, ConsentState.REVOKED),
    (GRANT, STAFF, False, ConsentState.REVOKED),
    (GRANT, PARENT, True, ConsentState.GRANTED),
    (REVOKE, STAFF, True, ConsentState.REVOKED),
]


def test_what_holds_is_folded_and_a_fact_only_when_it_changed(
    runtime: Runtime, contact: ContactPoint, clock: MovableClock
) -> None:
    for change, source, changes, holds in STORY:
        clock.move(timedelta(hours=1))
        with runtime.unit() as unit:
            before = len(facts(unit))
            assert consents.append(unit, contact, change, source) is changes
            assert consents.state_of(unit.session, contact, "service") is holds
            assert len(facts(unit)) - before == int(changes)
    with runtime.unit() as unit:
        assert len(entries(unit)) == len(STORY)


def test_statements_of_one_instant_count_in_the_order_they_were_made(
    runtime: Runtime, contact: ContactPoint
) -> None:
    with runtime.unit() as unit:
        for change in (GRANT, REVOKE) * 5:
            consents.append(unit, contact, change, PARENT)
        assert consents.state_of(unit.session, contact, "x") is ConsentState.REVOKED


def test_the_fact_names_ids_and_words(runtime: Runtime, contact: ContactPoint) -> None:
    thread_id = new_id()
    with runtime.unit() as unit:
        consents.append(unit, contact, REVOKE, PARENT, thread_id=thread_id)
        (fact,) = facts(unit)
    assert (fact.type, fact.subject_id) == (FactType.CONSENT_CHANGED, contact.id)
    assert (fact.agency_id, fact.thread_id) == (contact.agency_id, thread_id)
    assert fact.data == {"change": "revoke", "topic": "all", "source": "parent"}


def test_a_topic_stands_for_itself(runtime: Runtime, contact: ContactPoint) -> None:
    with runtime.unit() as unit:
        consents.append(unit, contact, GRANT, PARENT, topic="conversation")
        states = [
            consents.state_of(unit.session, contact, topic)
            for topic in ("conversation", "reminders")
        ]
    assert states == [ConsentState.GRANTED, ConsentState.NONE]


def test_contact_points_have_ledgers_of_their_own(
    runtime: Runtime, office: Office, contact: ContactPoint
) -> None:
    with runtime.unit() as unit:
        other = contact_points.find_or_add(
            unit.session, office.agency.id, ChannelKind.EMAIL, "maria@example.org"
        )
        consents.append(unit, contact, REVOKE, PARENT)
        found = consents.ledgers(unit.session, [contact.id, other.id])
    assert [len(found[contact.id]), len(found[other.id])] == [1, 0]


def grant(unit: Unit, contact: ContactPoint, source: str, at: datetime | None) -> None:
    consents.grant_all_by_agency(unit, [consents.Grant(contact, source, at)])


@pytest.mark.parametrize("dated", [True, False])
def test_what_the_agency_says_with_every_event_is_kept_once(
    runtime: Runtime, contact: ContactPoint, clock: MovableClock, dated: bool
) -> None:
    at = clock() - timedelta(days=90) if dated else None
    for _ in range(3):
        clock.move(timedelta(days=1))
        with runtime.unit() as unit:
            grant(unit, contact, "application", at)
    with runtime.unit() as unit:
        (entry,) = entries(unit)
        assert len(facts(unit)) == 1
    assert (entry.source, entry.change, entry.detail) == (AGENCY, GRANT, "application")


def test_another_consent_of_the_agencys_is_another_entry(
    runtime: Runtime, contact: ContactPoint
) -> None:
    with runtime.unit() as unit:
        signed = unit.now - timedelta(days=90)
        grant(unit, contact, "application", signed)
        grant(unit, contact, "renewal", signed + timedelta(days=1))
        grant(unit, contact, "phone call", None)
        assert len(entries(unit)) == 3
        assert len(facts(unit)) == 1


def test_two_who_say_stop_at_once_are_one_change(runtime: Runtime, contact: ContactPoint) -> None:
    start = threading.Barrier(3)

    def stop(_: int) -> bool:
        start.wait(30)
        with runtime.unit() as unit:
            return consents.append(unit, contact, REVOKE, PARENT)

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(stop, range(3))) == [False, False, True]
    with runtime.unit() as unit:
        assert (len(entries(unit)), len(facts(unit))) == (3, 1)
