"""An address leads to its contact point, also after the secret has changed, and to whose it is."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from channels.values import ChannelKind
from messaging.directory import contact_points
from messaging.models.case import Case
from messaging.models.contact_point import ContactPoint
from messaging.platform import sealing
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent
from tests.support.runtimes import SECRET

PHONE = "+13125550142"
NEW_SECRET = "the secret it was changed to, also long enough"


def test_it_is_added_once(runtime: Runtime, office: Office) -> None:
    agency_id = office.agency.id
    with runtime.unit() as unit:
        assert contact_points.find(unit.session, agency_id, ChannelKind.SMS, PHONE) is None
        added = contact_points.find_or_add(unit.session, agency_id, ChannelKind.SMS, PHONE)
        again = contact_points.find_or_add(unit.session, agency_id, ChannelKind.SMS, PHONE)
        assert added is again
        assert contact_points.find(unit.session, agency_id, ChannelKind.SMS, PHONE) is added
    assert (added.address, added.safe_to_contact) == (PHONE, True)


@pytest.mark.parametrize(
    ("other_agency", "kind", "address"),
    [
        (True, ChannelKind.SMS, PHONE),
        (False, ChannelKind.EMAIL, PHONE),
        (False, ChannelKind.SMS, "+13125550143"),
    ],
)
def test_another_agency_kind_or_address_is_another(
    runtime: Runtime, office: Office, other_agency: bool, kind: ChannelKind, address: str
) -> None:
    with runtime.unit() as unit:
        elm = add_office(unit, "elm")
        contact_points.find_or_add(unit.session, office.agency.id, ChannelKind.SMS, PHONE)
        agency_id = elm.agency.id if other_agency else office.agency.id
        assert contact_points.find(unit.session, agency_id, kind, address) is None


def test_after_the_secret_changed_old_rows_are_found_and_read(
    runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        old = add_parent(unit, office, text_to=PHONE)
    sealing.install(Keyring([NEW_SECRET, SECRET]))
    with runtime.unit() as unit:
        again = add_parent(unit, office, text_to=PHONE)
        found = contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, PHONE)
        assert found is not None
        assert found.address == PHONE
        names = contact_points.people_of(unit.session, found)
        assert {person.id for person in names} == {old.person.id, again.person.id}
        assert unit.session.scalar(select(func.count()).select_from(ContactPoint)) == 1


def test_without_the_old_secret_they_are_not(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=PHONE)
    sealing.install(Keyring([NEW_SECRET]))
    with runtime.unit() as unit:
        assert contact_points.find(unit.session, office.agency.id, ChannelKind.SMS, PHONE) is None


def test_whose_it_is_counts_open_cases_only(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        open_case = add_parent(unit, office, text_to=PHONE)
        closed = add_parent(unit, office, text_to=PHONE)
        unit.session.get_one(Case, closed.case.id).closed_at = unit.now - timedelta(days=1)
    with runtime.reading() as session:
        contact = session.scalars(select(ContactPoint)).one()
        parties = contact_points.parties_of(session, contact)
        people = contact_points.people_of(session, contact)
    assert [party.id for party in parties] == [open_case.party.id]
    assert {person.id for person in people} == {open_case.person.id, closed.person.id}


def test_a_number_nobody_gave_leads_to_nobody(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        contact = contact_points.find_or_add(unit.session, office.agency.id, ChannelKind.SMS, PHONE)
        assert contact_points.parties_of(unit.session, contact) == []
        assert contact_points.people_of(unit.session, contact) == []
        own = contact_points.contacts_of(unit.session, office.agency.id, new_id(), ChannelKind.SMS)
        assert own == []
