"""A new secret key: old values are sealed anew while all goes on, and a lost key is named."""

import asyncio

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentChange, ConsentSource, ConsentState
from messaging.directory import consents, contact_points, resealing
from messaging.models.contact_point import PersonContact
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.resealing import Resealing
from messaging.platform import sealing
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring, SealError
from messaging.runtime import Runtime
from service import resealing as sweeping
from tests.support.people import Office, add_parent, phone
from tests.support.runtimes import SECRET

NEW = "another secret key, long enough for us"


def rotated() -> Keyring:
    """The ring of a process that was started again with both."""
    ring = Keyring([NEW, SECRET])
    sealing.install(ring)
    return ring


def sweep(runtime: Runtime) -> None:
    with asyncio.Runner() as runner:
        for _ in range(200):
            if not sweeping.sweep(runtime, runner):
                return
    raise AssertionError("it does not end")


def keys_of(runtime: Runtime) -> set[str]:
    """Every key that some value hangs on."""
    with runtime.reading() as session:
        return {key for each in resealing.standing(session) for key in each.values}


def test_everything_is_sealed_anew_and_the_old_key_may_go(runtime: Runtime, office: Office) -> None:
    number = phone()
    with runtime.unit() as unit:
        for _ in range(3):
            add_parent(unit, office)
        add_parent(unit, office, text_to=number)
        row = InboundMessage(
            id=new_id(), agency_id=office.agency.id, channel=ChannelKind.SMS, provider="twilio",
            provider_id="SM1", sender_index=sealing.keyring().index(office.agency.id, number),
            state="threaded", received_at=unit.now,
        )  # fmt: skip
        row.sender, row.recipient, row.text, row.raw = number, "+13125550100", "hello", "{}"
        unit.session.add(row)
    ring = rotated()
    with runtime.unit() as unit:
        add_parent(unit, office)
    assert len(keys_of(runtime)) == 2
    sweep(runtime)
    assert keys_of(runtime) == {ring.current_key_id}
    # The old secret is taken out.
    sealing.install(Keyring([NEW]))
    with runtime.reading() as session:
        names = {person.first_name for person in session.scalars(select(Person))}
        found = contact_points.find(session, office.agency.id, ChannelKind.SMS, number)
        inbound = session.scalars(select(InboundMessage)).one()
        assert names == {"Maria"}
        assert found is not None
        assert inbound.sender_index == sealing.keyring().index(office.agency.id, number)


def test_it_is_done_once_for_a_key_and_again_for_the_next(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
    sweep(runtime)
    rotated()
    sweep(runtime)
    with runtime.reading() as session:
        assert not resealing.under_way(session)
        people = session.get_one(Resealing, "people")
    assert people.resealed == 1
    sealing.install(Keyring([SECRET, NEW]))
    sweep(runtime)
    assert keys_of(runtime) == {sealing.keyring().current_key_id}


def test_what_an_old_process_wrote_meanwhile_is_found_before_it_ends(
    runtime: Runtime, office: Office
) -> None:
    """Also where its row stands before those that were looked at last."""
    with runtime.unit() as unit:
        late = add_parent(unit, office).person
        add_parent(unit, office)
    ring = rotated()
    with runtime.unit() as unit:
        while unit.session.get(Resealing, "people") is None or resealing.under_way(unit.session):
            state = unit.session.get(Resealing, "people")
            if state is not None and state.last_id and not state.finished_at:
                sealing.install(Keyring([SECRET]))
                unit.session.get_one(Person, late.id).last_name = "Late"
                unit.session.flush()
                ring = rotated()
                break
            resealing.step(unit, resealing.left_behind(unit.session))
            unit.session.flush()
    sweep(runtime)
    assert keys_of(runtime) == {ring.current_key_id}


def test_a_number_with_a_row_under_each_key_becomes_one_and_a_stop_holds_for_it(
    runtime: Runtime, office: Office
) -> None:
    """As when processes are started again one by one, each knowing only its own key."""
    number, agency_id = phone(), office.agency.id
    with runtime.unit() as unit:
        one = add_parent(unit, office, text_to=number).person
        first = contact_points.find_or_add(unit.session, agency_id, ChannelKind.SMS, number)
        consents.append(unit, first, ConsentChange.REVOKE, ConsentSource.PARENT)
        first.safe_from_hour, first.safe_until_hour = 9, 12
        sealing.install(Keyring([NEW]))
        second = contact_points.find_or_add(unit.session, agency_id, ChannelKind.SMS, number)
        unit.session.add(
            PersonContact(
                id=new_id(), agency_id=agency_id, person_id=one.id,
                contact_point_id=second.id, since=unit.now,
            )
        )  # fmt: skip
        consents.append(unit, second, ConsentChange.GRANT, ConsentSource.AGENCY)
        rotated()
    sweep(runtime)
    sealing.install(Keyring([NEW]))
    with runtime.reading() as session:
        found = contact_points.find(session, agency_id, ChannelKind.SMS, number)
        assert found is not None
        assert found.id == second.id
        assert consents.state_of(session, found, "all") is ConsentState.REVOKED
        assert (found.safe_from_hour, found.safe_until_hour) == (9, 12)
        assert session.scalars(select(PersonContact.contact_point_id)).all() == [found.id]
        assert found.safe_to_contact
        # Links that were sent name either of them.
        for sent in (first.id, second.id):
            linked = contact_points.of_link(session, sent)
            assert linked is not None
            assert linked.id == found.id


def test_a_lost_key_is_a_clear_error_and_stops_nothing(runtime: Runtime, office: Office) -> None:
    lost = Keyring(["a secret that nobody kept anywhere"])
    with runtime.unit() as unit:
        add_parent(unit, office)
    sealing.install(lost)
    with runtime.unit() as unit:
        broken = add_parent(unit, office).person
    ring = rotated()
    with capture_logs() as logs:
        sweep(runtime)
    told = [entry for entry in logs if entry["event"] == "keys.lost"]
    assert any(entry["row"] == str(broken.id) for entry in told)
    assert all(lost.current_key_id in entry["problem"] for entry in told)
    assert all("OLD_SECRET_KEYS" in entry["problem"] for entry in told)
    assert keys_of(runtime) == {ring.current_key_id, lost.current_key_id}
    with runtime.reading() as session, pytest.raises(SealError, match="OLD_SECRET_KEYS"):
        assert session.get_one(Person, broken.id).first_name
