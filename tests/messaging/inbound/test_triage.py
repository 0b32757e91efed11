"""What led to no single party: a person decides."""

from uuid import UUID

import pytest

from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.compliance.gate import Reachability
from messaging.directory import consents
from messaging.directory.access import ForbiddenError, Viewer
from messaging.directory.register import Registered
from messaging.inbound import triage
from messaging.inbound.triage import TriageError
from messaging.models.case import PartyRole
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.staff import StaffRole
from messaging.outbound import replies
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import contact_at, hear, said_in, text_from
from tests.support.people import Office, add_branch, add_office, add_parent, add_staff, phone

NUMBER = "+13125550142"


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to=phone())


def match(
    runtime: Runtime, viewer: Viewer, row: InboundMessage, parent: Registered, *, remember: bool
) -> None:
    with runtime.unit() as unit:
        triage.match(unit, viewer, row.id, parent.thread.id, remember=remember)


def written(runtime: Runtime, office: Office, *words: str) -> list[InboundMessage]:
    return hear(runtime, office.agency, *(text_from(runtime, NUMBER, one) for one in words))


def state(runtime: Runtime, inbound_id: UUID) -> InboundState:
    with runtime.reading() as session:
        return session.get_one(InboundMessage, inbound_id).state


@pytest.mark.parametrize("picked", [0, 2])
def test_all_of_an_unknown_sender_moves_in_order_and_is_known_from_then_on(
    runtime: Runtime, office: Office, parent: Registered, boss: Viewer, picked: int
) -> None:
    rows = written(runtime, office, "one", "two", "three")
    match(runtime, boss, rows[picked], parent, remember=True)
    assert said_in(runtime, parent.thread.id) == ["one", "two", "three"]
    written(runtime, office, "four")
    assert said_in(runtime, parent.thread.id) == ["one", "two", "three", "four"]
    with runtime.unit() as unit:
        contact = contact_at(runtime, NUMBER)
        talks = consents.state_of(unit.session, contact, "conversation")
        assert talks is ConsentState.GRANTED
        replies.reply(unit, runtime, boss, parent.thread.id, "Hello", ChannelKind.SMS, "k")


def test_from_a_shared_phone_each_message_is_decided_alone(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        mother = add_parent(unit, office, text_to=NUMBER)
        father = add_parent(unit, office, text_to=NUMBER, role=PartyRole.NONCUSTODIAL)
    hers, his = written(runtime, office, "hers", "his")
    match(runtime, boss, hers, mother, remember=False)
    assert state(runtime, his.id) is InboundState.TRIAGE
    match(runtime, boss, his, father, remember=False)
    assert said_in(runtime, mother.thread.id) == ["hers"]
    assert said_in(runtime, father.thread.id) == ["his"]


def test_a_number_once_wrong_is_right_again_when_a_person_says_so(
    runtime: Runtime, office: Office, parent: Registered, boss: Viewer
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=NUMBER)
    written(runtime, office, "wrong number")
    (row,) = written(runtime, office, "hi, this is my new phone")
    match(runtime, boss, row, parent, remember=False)
    assert contact_at(runtime, NUMBER).reachability is Reachability.WRONG_PERSON
    (row,) = written(runtime, office, "still me")
    match(runtime, boss, row, parent, remember=True)
    assert contact_at(runtime, NUMBER).reachability is Reachability.REACHABLE


def test_what_is_dismissed_is_kept(runtime: Runtime, office: Office, boss: Viewer) -> None:
    (row,) = written(runtime, office, "spam")
    with runtime.unit() as unit:
        triage.dismiss(unit, boss, row.id)
    assert state(runtime, row.id) is InboundState.DISMISSED


def test_two_colleagues_decide_once(
    runtime: Runtime, office: Office, parent: Registered, boss: Viewer
) -> None:
    (row,) = written(runtime, office, "hello")
    match(runtime, boss, row, parent, remember=True)
    with pytest.raises(TriageError):
        match(runtime, boss, row, parent, remember=True)
    with pytest.raises(TriageError), runtime.unit() as unit:
        triage.dismiss(unit, boss, row.id)
    assert said_in(runtime, parent.thread.id) == ["hello"]


@pytest.mark.parametrize("who", ["a caseworker of a branch", "another agency"])
def test_not_everyone_decides(
    runtime: Runtime, office: Office, parent: Registered, who: str
) -> None:
    (row,) = written(runtime, office, "hello")
    with runtime.unit() as unit:
        if who == "another agency":
            other = add_office(unit, "elm", text_sender="+13125550199")
            viewer = Viewer.of(add_staff(unit, other.agency, role=StaffRole.ADMINISTRATOR))
        else:
            viewer = Viewer.of(add_staff(unit, office.agency, office.branch))
    with pytest.raises((TriageError, ForbiddenError)):
        match(runtime, viewer, row, parent, remember=True)
    with pytest.raises((TriageError, ForbiddenError)), runtime.unit() as unit:
        triage.dismiss(unit, viewer, row.id)
    assert state(runtime, row.id) is InboundState.TRIAGE


def test_not_into_a_thread_one_may_not_see(
    runtime: Runtime, office: Office, parent: Registered
) -> None:
    (row,) = written(runtime, office, "hello")
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        viewer = Viewer.of(add_staff(unit, office.agency, south, role=StaffRole.SUPERVISOR))
    with pytest.raises(TriageError):
        match(runtime, viewer, row, parent, remember=True)
    with pytest.raises(TriageError), runtime.unit() as unit:
        triage.match(unit, viewer, row.id, new_id(), remember=True)
    assert state(runtime, row.id) is InboundState.TRIAGE
