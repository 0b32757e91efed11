"""Messages that lead to no single parent."""

import pytest
from sqlalchemy import select

from channels.values import ChannelKind, Inbound
from messaging.inbound import intake, routing
from messaging.inbound.routing import TriageReason
from messaging.models.agency import Agency
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from web.wording import TRIAGE

UNKNOWN = "+13125550199"


@pytest.fixture
def stray(runtime: Runtime, office: Office) -> str:
    """A text from a number nobody has."""
    with runtime.unit() as unit:
        agency = unit.session.get_one(Agency, office.agency.id)
        intake.store(
            unit,
            agency,
            Inbound(
                ChannelKind.SMS, "twilio", "SM1", UNKNOWN, "+13125550100",
                "this is my new phone", unit.now, "raw",
            ),
        )  # fmt: skip
    routing.drain(runtime)
    with runtime.reading() as session:
        return f"/staff/triage/{session.scalars(select(InboundMessage.id)).one()}"


def state(runtime: Runtime) -> InboundState:
    with runtime.reading() as session:
        return session.scalars(select(InboundMessage.state)).one()


def test_nothing_waiting_says_what_will_appear(desk: Desk) -> None:
    assert "Nothing is waiting" in text_of(desk.get("/staff/triage"))


def test_a_stray_shows_its_words_and_a_masked_number(desk: Desk, stray: str) -> None:
    page = desk.get("/staff/triage").text
    assert "this is my new phone" in page
    assert "••• 0199" in page
    assert UNKNOWN not in page


def test_a_caseworker_of_a_branch_does_not_sort_strays(south_desk: Desk, stray: str) -> None:
    assert south_desk.get("/staff/triage").status_code == 403
    assert south_desk.post(f"{stray}/dismiss").status_code == 403
    assert "/staff/triage" not in south_desk.get("/staff/inbox").text


def test_matching_moves_it_into_the_parents_thread(
    desk: Desk, stray: str, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-5")
    assert "Maria Sample" in desk.post(f"{stray}/search", {"words": "maria"}).text
    chosen = {"thread_id": str(parent.thread.id), "remember": "true"}
    after = desk.post(f"{stray}/match", chosen).headers["location"]
    assert "the conversation with Maria Sample, Custodial parent, CS-5" in text_of(desk.get(after))
    assert state(runtime) is InboundState.THREADED
    with runtime.reading() as session:
        assert session.get_one(Thread, parent.thread.id).unread == 1
    page = desk.get(f"/staff/threads/{parent.thread.id}").text
    assert "this is my new phone" in page
    assert "••• 0199" in page


def test_a_number_is_remembered_only_when_asked(
    desk: Desk, stray: str, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-5")
    assert "Remember ••• 0199 as theirs" in text_of(desk.post(f"{stray}/search", {"words": "cs-5"}))
    desk.post(f"{stray}/match", {"thread_id": str(parent.thread.id)})
    page = desk.get(f"/staff/threads/{parent.thread.id}").text
    assert "this is my new phone" in page
    assert "••• 0199" not in page


def test_putting_aside_is_done_once(desk: Desk, stray: str, runtime: Runtime) -> None:
    assert desk.post(f"{stray}/dismiss").status_code == 303
    assert state(runtime) is InboundState.DISMISSED
    answer = desk.post(f"{stray}/dismiss")
    assert answer.status_code == 409
    assert "A colleague has already taken care" in text_of(answer)


def test_a_thread_that_is_not_theirs_to_see_cannot_be_matched(
    desk: Desk, stray: str, runtime: Runtime
) -> None:
    answer = desk.post(f"{stray}/match", {"thread_id": "019a0000-0000-7000-8000-000000000000"})
    assert answer.status_code == 409
    assert state(runtime) is InboundState.TRIAGE


def test_a_shared_number_offers_those_who_use_it(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        for case in ("CS-1", "CS-2"):
            add_parent(unit, office, case=case, text_to=UNKNOWN)
        agency = unit.session.get_one(Agency, office.agency.id)
        intake.store(
            unit,
            agency,
            Inbound(
                ChannelKind.SMS, "twilio", "SM2", UNKNOWN, "+13125550100", "hi", unit.now, "raw"
            ),
        )
    routing.drain(runtime)
    page = text_of(desk.get("/staff/triage"))
    assert "More than one person uses this number" in page
    assert "CS-1" in page
    assert "CS-2" in page
    assert "Remember" not in page


def test_a_shared_number_is_never_remembered_as_one_persons_own(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        for case in ("CS-1", "CS-2"):
            add_parent(unit, office, case=case, text_to=UNKNOWN)
        third = add_parent(unit, office, case="CS-3", text_to="+13125550122")
        agency = unit.session.get_one(Agency, office.agency.id)
        text = Inbound(
            ChannelKind.SMS, "twilio", "SM3", UNKNOWN, "+13125550100", "hi", unit.now, "raw"
        )
        intake.store(unit, agency, text)
    routing.drain(runtime)
    with runtime.reading() as session:
        stray = session.scalars(select(InboundMessage.id)).one()
    found = desk.post(f"/staff/triage/{stray}/search", {"words": "cs-3"})
    assert "Remember" not in text_of(found)
    chosen = {"thread_id": str(third.thread.id), "remember": "true"}
    assert desk.post(f"/staff/triage/{stray}/match", chosen).status_code == 303
    assert "••• 0199" not in desk.get(f"/staff/threads/{third.thread.id}").text


def test_each_reason_has_words() -> None:
    assert set(TRIAGE) == set(TriageReason)
