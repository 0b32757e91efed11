"""What outgoing events say, and what they never say."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns.models import AgencyEvent, Enrollment, EnrollmentStep
from campaigns.models.enrollment import EnrollmentState, StepState
from casework.reactions import on_person_needed
from messaging.compliance.consent import ConsentChange, ConsentSource
from messaging.compliance.gate import Reason
from messaging.directory import consents, contact_points
from messaging.directory.register import Registered
from messaging.models.case import PartyRole
from messaging.models.contact_point import ContactPoint
from messaging.models.person import Person
from messaging.platform.events import Event, FactType
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from outgoing.catalogue import TOLD
from outgoing.models import Endpoint
from outgoing.models.delivery import DeliveryState, Problem
from outgoing.telling import SAYS, TOLD_REASONS, UNSAID
from service import facts
from tests.outgoing.house import House, message_row
from tests.outgoing.receiver import FakeSender
from tests.support.people import Office, add_parent, phone

DOCS = Path(__file__).parent.parent.parent / "docs" / "outgoing-events.md"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
THEIR_PHONE = "+13125550142"


def shape(value: Any) -> Any:
    """Keys and kinds, without the values."""
    return {key: shape(each) for key, each in value.items()} if isinstance(value, dict) else str


@pytest.fixture
def examples() -> dict[str, Any]:
    """Those of the page that agencies read, by type."""
    blocks = re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)
    found = [json.loads(block) for block in blocks]
    return {each["type"]: each for each in found}


@dataclass(frozen=True, slots=True)
class World:
    runtime: Runtime
    house: House
    sender: FakeSender
    parent: Registered
    case_number: str
    external_id: str

    def said(self) -> list[dict[str, Any]]:
        self.house.run()
        return [posted.said for posted in self.sender.taken]


@pytest.fixture
def world(
    runtime: Runtime, house: House, endpoint: Endpoint, sender: FakeSender, office: Office
) -> World:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-10482", text_to=THEIR_PHONE)
        person = unit.session.get_one(Person, parent.party.person_id)
    return World(runtime, house, sender, parent, "CS-10482", person.external_id)


def enrolled(world: World) -> tuple[Enrollment, EnrollmentStep]:
    """The parent on a campaign about an appointment of theirs."""
    agency_id, now = world.house.office.agency.id, world.runtime.clock()
    with world.runtime.unit() as unit:
        came = AgencyEvent(
            agency_id=agency_id, event_id="e-1", type="appointment.scheduled",
            party_id=world.parent.party.id, subject="appointment:A-551", answer={},
            occurred_at=now, received_at=now,
        )  # fmt: skip
        came.payload = "{}"
        unit.session.add(came)
        unit.session.flush()
        enrollment = Enrollment(
            agency_id=agency_id, party_id=world.parent.party.id, event_id=came.id,
            campaign="appointment", subject="appointment:A-551", anchor_at=now,
            state=EnrollmentState.ACTIVE, created_at=now,
        )  # fmt: skip
        enrollment.values = "{}"
        unit.session.add(enrollment)
        unit.session.flush()
        step = EnrollmentStep(
            agency_id=agency_id, enrollment_id=enrollment.id, step="day_before", generation=1,
            due_at=now, state=StepState.COMPOSED,
        )  # fmt: skip
        unit.session.add(step)
        unit.session.flush()
        return enrollment, step


def happen(world: World, fact: FactType) -> None:
    """As the rooms below record them."""
    thread = world.parent.thread.id
    enrollment, step = enrolled(world)
    origin = f"step:{step.id}:sms"
    what: dict[FactType, dict[str, Any]] = {
        FactType.MESSAGE_DELIVERED: {"origin": origin, "channel": "sms", "reason": None},
        FactType.MESSAGE_FAILED: {"origin": origin, "channel": "sms", "reason": "landline"},
        FactType.MESSAGE_REFUSED: {"origin": origin, "channel": "sms", "reason": "opted_out"},
        FactType.REPLY_RECEIVED: {"channel": "sms", "unexpected_sender": False},
        FactType.TASK_OPENED: {"kind": "call_back", "urgent": True},
        FactType.TASK_CLOSED: {"kind": "call_back"},
        FactType.CAMPAIGN_ANSWERED: {"question": "talk", "answer": "call_me"},
        FactType.CAMPAIGN_FINISHED: {"campaign": "appointment"},
    }
    if fact is FactType.CONSENT_CHANGED:
        with world.runtime.unit() as unit:
            contact = unit.session.scalars(select(ContactPoint)).one()
            consents.append(
                unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT, thread_id=thread
            )
        return
    of_campaign = fact in (FactType.CAMPAIGN_ANSWERED, FactType.CAMPAIGN_FINISHED)
    subject = enrollment.id if of_campaign else new_id()
    world.house.happens(fact, thread_id=thread, subject_id=subject, **what[fact])


@only_sqlite
@pytest.mark.parametrize("fact", TOLD)
def test_each_type_says_what_its_page_says(
    world: World, examples: dict[str, Any], fact: FactType
) -> None:
    happen(world, fact)
    (said,) = world.said()
    assert said["data"]["case"] == {"number": world.case_number}
    assert said["data"]["party"] == {"external_id": world.external_id}
    assert said["timestamp"] == world.runtime.clock().isoformat().replace("+00:00", "Z")
    assert shape(said) == shape(examples[fact.value])


def test_every_type_has_its_words_and_its_example(examples: dict[str, Any]) -> None:
    assert set(SAYS) == set(TOLD)
    assert {fact.value for fact in TOLD} <= set(examples)


@only_sqlite
def test_a_message_tells_which_thing_of_the_agency_it_was_about(world: World) -> None:
    happen(world, FactType.MESSAGE_DELIVERED)
    (said,) = world.said()
    assert said["data"]["campaign"] == {
        "name": "appointment", "about": "appointment:A-551", "step": "day_before",
    }  # fmt: skip


def test_a_message_that_stands_in_says_for_which(world: World) -> None:
    agency_id, thread_id = world.house.office.agency.id, world.parent.thread.id
    with world.runtime.unit() as unit:
        first = message_row(agency_id, thread_id, "staff:1")
        first.created_at = first.due_at = unit.now
        unit.session.add(first)
        unit.session.flush()
        second = message_row(agency_id, thread_id, "staff:2")
        second.created_at = second.due_at = unit.now
        second.fallback_of_id = first.id
        unit.session.add(second)
        unit.session.flush()
    world.house.happens(
        FactType.MESSAGE_DELIVERED, thread_id=thread_id, subject_id=second.id, channel="sms"
    )
    (said,) = world.said()
    assert said["data"]["message"]["stands_in_for"] == str(first.id)


@only_sqlite
@pytest.mark.parametrize(
    "reason",
    [
        *[each.value for each in Reason if each.value not in TOLD_REASONS],
        "The carrier says: +13125550142 does not exist.",
        None,
    ],
)
def test_a_reason_that_tells_of_somebody_else_or_of_danger_is_not_told(
    world: World, reason: str | None
) -> None:
    world.house.happens(
        FactType.MESSAGE_REFUSED, thread_id=world.parent.thread.id, channel="sms", reason=reason
    )
    (said,) = world.said()
    assert said["data"]["message"]["reason"] == UNSAID


def test_what_the_agency_itself_said_is_not_told_back(world: World) -> None:
    with world.runtime.unit() as unit:
        contact = unit.session.scalars(select(ContactPoint)).one()
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
        consents.append(unit, contact, ConsentChange.GRANT, ConsentSource.AGENCY, at=unit.now)
    said = world.said()
    assert [each["data"]["consent"]["source"] for each in said] == ["parent"]


def test_consent_from_no_single_thread_is_told_of_the_only_one_who_uses_the_number(
    world: World,
) -> None:
    with world.runtime.unit() as unit:
        contact = unit.session.scalars(select(ContactPoint)).one()
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
    (said,) = world.said()
    assert said["data"] == {
        "party": {"external_id": world.external_id},
        "consent": {"channel": "sms", "change": "revoke", "topic": "all", "source": "parent"},
    }


def test_consent_for_a_shared_phone_is_told_of_nobody(world: World) -> None:
    with world.runtime.unit() as unit:
        add_parent(unit, world.house.office, text_to=THEIR_PHONE)
        contact = unit.session.scalars(select(ContactPoint)).one()
        assert len(contact_points.people_of(unit.session, contact)) == 2
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
    assert world.said() == []


def test_a_phone_that_was_shared_meanwhile_is_told_of_nobody(world: World) -> None:
    with world.runtime.unit() as unit:
        contact = unit.session.scalars(select(ContactPoint)).one()
        consents.append(unit, contact, ConsentChange.REVOKE, ConsentSource.PARENT)
    world.house.announce()
    with world.runtime.unit() as unit:
        add_parent(unit, world.house.office, text_to=THEIR_PHONE)
    assert world.said() == []
    (row,) = world.house.deliveries()
    assert (row.state, row.problem) == (DeliveryState.GIVEN_UP, Problem.WITHHELD)


def test_a_message_to_nobody_known_is_not_told(world: World) -> None:
    world.house.happens(FactType.MESSAGE_DELIVERED, channel="sms")
    assert world.said() == []


words = st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=6, max_size=20)


@only_sqlite
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=words, text=words, protected=st.booleans(), role=st.sampled_from(PartyRole))
def test_nothing_of_the_other_party_stands_in_an_event(
    world: World, name: str, text: str, protected: bool, role: PartyRole
) -> None:
    """Nor anything a parent wrote, nor any name or address. The case number is both parties'."""
    name, text = f"z{name}", f"q{text}"
    with world.runtime.unit() as unit:
        other = add_parent(
            unit, world.house.office, case=world.case_number, role=role,
            text_to=phone(), email_to=f"{name}@example.org", nondisclosure=protected,
        )  # fmt: skip
        person = unit.session.get_one(Person, other.party.person_id)
        person.last_name = name
        row = message_row(world.house.office.agency.id, other.thread.id, f"staff:{new_id()}")
        row.text, row.created_at, row.due_at = text, unit.now, unit.now
        unit.session.add(row)
        unit.session.flush()
        secrets = {
            person.external_id, str(person.id), str(other.party.id), str(other.thread.id),
            str(row.id), name, text, "Maria", "Sample", THEIR_PHONE,
            *(contact.address for contact in unit.session.scalars(select(ContactPoint))),
            *(str(contact) for contact in unit.session.scalars(select(ContactPoint.id))),
        }  # fmt: skip
    before = len(world.sender.taken)
    for fact in (each for each in TOLD if each in HAPPEN_OFTEN):
        world.house.happens(
            fact, thread_id=world.parent.thread.id, **HAPPEN_OFTEN[fact] | {"text": text}
        )
    world.house.run()
    came = world.sender.taken[before:]
    assert len(came) == len(HAPPEN_OFTEN)
    for posted in came:
        everything = posted.body.decode() + json.dumps(dict(posted.headers))
        assert not [each for each in secrets if each in everything]


HAPPEN_OFTEN: dict[FactType, dict[str, Any]] = {
    FactType.MESSAGE_DELIVERED: {"channel": "sms", "origin": "staff:1"},
    FactType.MESSAGE_FAILED: {"channel": "email", "reason": "a sentence of the provider"},
    FactType.MESSAGE_REFUSED: {"channel": "sms", "reason": "shared_contact"},
    FactType.REPLY_RECEIVED: {"channel": "sms"},
    FactType.TASK_OPENED: {"kind": "location_request", "urgent": True},
    FactType.TASK_CLOSED: {"kind": "safety"},
    FactType.CAMPAIGN_ANSWERED: {"question": "talk", "answer": "call_me"},
}


@only_sqlite
def test_asking_where_someone_is_says_the_same_whether_they_are_protected_or_not(
    world: World,
) -> None:
    """The task is urgent when the other party is protected. No event may show which."""
    for protected in (False, True):
        world.house.happens(
            FactType.LOCATION_ASKED, thread_id=world.parent.thread.id, urgent=protected
        )
    while facts.drain(world.runtime, {FactType.LOCATION_ASKED: [on_person_needed]}):
        pass
    said = world.said()
    assert [each["type"] for each in said] == ["task.opened", "task.opened"]

    def without_ids(each: dict[str, Any]) -> str:
        return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", json.dumps(each))

    assert without_ids(said[0]) == without_ids(said[1])


def test_a_fact_that_is_no_longer_there_is_withheld(world: World) -> None:
    fact = world.house.happens(FactType.TASK_OPENED, kind="safety")
    world.house.announce()
    with world.runtime.unit() as unit:
        unit.session.delete(unit.session.get_one(Event, fact))
    assert world.said() == []
    assert [row.problem for row in world.house.deliveries()] == [Problem.WITHHELD]
