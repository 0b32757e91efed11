"""What an agency's event may be: each bad field is pointed at, and no value is repeated."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from campaigns.incoming.kinds import EVENTS
from campaigns.incoming.reading import EventRefusedError, MalformedEventError, read_event
from messaging.directory.register import ContactDetails
from tests.campaigns.telling import SMS_CONTACT, document

Event = dict[str, Any]


def problems(event: object) -> dict[str, str]:
    with pytest.raises(EventRefusedError) as caught:
        read_event(json.dumps(event))
    return {one.pointer: one.detail for one in caught.value.problems}


@pytest.mark.parametrize("type_name", EVENTS)
def test_every_type_of_the_contract_is_taken(type_name: str) -> None:
    event = read_event(json.dumps(document(type_name)))
    assert event.type == type_name
    assert event.people is not None


def test_contacts_come_out_in_their_one_form() -> None:
    email = {"kind": "email", "address": "Maria@Example.ORG"}
    event = read_event(
        json.dumps(
            document(
                "renewal.due",
                party={"contacts": [{"kind": "sms", "address": "(312) 555-0142"}, email]},
            )
        )
    )
    assert event.people is not None
    contacts: tuple[ContactDetails, ...] = event.people.party.details.contacts
    assert [contact.address for contact in contacts] == ["+13125550142", "maria@example.org"]


def test_an_agencys_own_event_may_hold_anything() -> None:
    event = read_event(
        json.dumps({"type": "x.intake.step", "timestamp": "2026-03-01T00:00:00Z", "data": {"a": 1}})
    )
    assert event.people is None


def test_unknown_fields_are_left_alone() -> None:
    event = document("renewal.due", amount="120.50", colour="green")
    event["data"]["party"]["shoe_size"] = 38
    assert read_event(json.dumps(event)).type == "renewal.due"


def contact(**changes: object) -> Callable[[Event], None]:
    return lambda event: event["data"]["party"]["contacts"][0].update(changes)


def party(**changes: object) -> Callable[[Event], None]:
    return lambda event: event["data"]["party"].update(changes)


def appointment(**changes: object) -> Callable[[Event], None]:
    return lambda event: event["data"]["appointment"].update(changes)


ADDRESS = "/data/party/contacts/0/address"


@pytest.mark.parametrize(
    ("change", "pointer", "told"),
    [
        (contact(address="12"), ADDRESS, "not a valid phone number"),
        (contact(address="call me"), ADDRESS, "not a phone number"),
        (contact(address="+44 20 7946 0000"), ADDRESS, "country we do not text"),
        (contact(address="800 555 0199"), ADDRESS, "toll-free"),
        (contact(line_type="landline"), ADDRESS, "landline"),
        (contact(kind="email", address="maria at example"), ADDRESS, "not an email address"),
        (contact(kind="fax"), "/data/party/contacts/0/kind", "'sms' or 'email'"),
        (contact(consent={}), "/data/party/contacts/0/consent/source", "is required"),
        (party(contacts=[SMS_CONTACT] * 11), "/data/party/contacts", "10"),
        (party(contacts={}), "/data/party/contacts", "must be a list"),
        (party(role="judge"), "/data/party/role", "'custodial'"),
        (party(external_id=""), "/data/party/external_id", "must not be empty"),
        (party(external_id=7731), "/data/party/external_id", "must be a text"),
        (party(first_name="a" * 81), "/data/party/first_name", "80"),
        (party(first_name="a\x00b"), "/data/party/first_name", "cannot be printed"),
        (party(language="Spanish"), "/data/party/language", "language code"),
        (party(time_zone="Central"), "/data/party/time_zone", "America/Chicago"),
        (appointment(starts_at="2026-03-06T14:00:00"), "/data/appointment/starts_at", "time zone"),
        (appointment(starts_at="9999-03-06T14:00:00Z"), "/data/appointment/starts_at", "2099"),
        (appointment(starts_at=1_700_000_000), "/data/appointment/starts_at", "datetime"),
        (appointment(place="x" * 81), "/data/appointment/place", "80"),
        (lambda event: event["data"].pop("party"), "/data/party", "is required"),
        (lambda event: event["data"].pop("appointment"), "/data/appointment", "is required"),
        (lambda event: event.pop("timestamp"), "/timestamp", "is required"),
        (lambda event: event.update(data=[]), "/data", "must be an object"),
        (lambda event: event.update(type="appointment.forgotten"), "/type", "payment.due"),
        (lambda event: event.update(type=None), "/type", "x.…"),
        (lambda event: event.update(type="x." + "y" * 60), "/type", "x.…"),
    ],
)
def test_a_bad_field_is_pointed_at(
    change: Callable[[Event], None], pointer: str, told: str
) -> None:
    event = document("appointment.scheduled")
    event["data"]["party"]["contacts"] = [{"kind": "sms", "address": "(312) 555-0142"}]
    change(event)
    assert told in problems(event)[pointer]


def test_every_bad_field_is_told_at_once() -> None:
    event = document("appointment.scheduled", party={"role": "judge", "language": "?"})
    assert set(problems(event)) == {"/data/party/role", "/data/party/language"}


def test_a_flood_of_bad_fields_is_not_answered_with_a_flood() -> None:
    event = document("renewal.due", party={"contacts": [{}] * 5_000})
    assert len(problems(event)) <= 50


@pytest.mark.parametrize("irs", ["irs", "IRS", " Irs "])
def test_federal_tax_information_is_refused_wherever_it_stands(irs: str) -> None:
    event = document("payment.posted")
    event["data"]["payment"]["history"] = [{"a/b": {"source": irs, "year": 2024}}]
    event["data"]["wages"] = {"Source": irs}
    told = problems(event)
    assert set(told) == {"/data/wages", "/data/payment/history/0/a~1b"}
    assert all("federal tax information" in detail for detail in told.values())


@pytest.mark.parametrize(
    "raw",
    ["", "{", "{'a': 1}", '{"a": NaN}', "[" * 50_000, '{"type": "x.a", "data": "\\ud800"}'],
)
def test_what_is_no_json_is_malformed(raw: str) -> None:
    with pytest.raises(MalformedEventError):
        read_event(raw)


@pytest.mark.parametrize("raw", ["[]", "3", '"text"', "null"])
def test_json_that_is_no_object_is_refused(raw: str) -> None:
    with pytest.raises(EventRefusedError):
        read_event(raw)


def test_nothing_a_person_gave_shows_in_an_event_or_an_error() -> None:
    event = read_event(json.dumps(document("renewal.due")))
    assert "Maria" not in f"{event!r} {event} {event.people!r}"
    told = problems(document("renewal.due", party={"role": "Maria's role"}))
    assert "Maria" not in str(told)
