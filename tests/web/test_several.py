"""One act on several conversations: each for itself, each on record, each refused for itself."""

from collections.abc import Sequence

import pytest
from httpx2 import Response
from sqlalchemy import select

from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.case import Case
from messaging.models.inbound import InboundMessage
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, text_of
from tests.web.conversations import told

NUMBER = "+13125550142"


@pytest.fixture
def parents(runtime: Runtime, office: Office) -> list[Registered]:
    """Three; the third, who can be reached at `NUMBER`, waits for an answer."""
    with runtime.unit() as unit:
        made = [add_parent(unit, office, case=f"CS-{number}") for number in (1, 2)]
        made.append(add_parent(unit, office, case="CS-3", text_to=NUMBER))
        for parent in made:
            told(unit, parent, "Your renewal is due.")
    hear(runtime, office.agency, text_from(runtime, NUMBER, "Can you call me?"))
    return made


def act(desk: Desk, parents: Sequence[Registered], **form: str) -> Response:
    ids = [str(parent.thread.id) for parent in parents]
    data = {"csrf": desk.csrf(), "thread": ids, **form}
    return desk.client.post("/staff/inbox/several", data=data)


def noted(runtime: Runtime, action: str) -> int:
    with runtime.reading() as session:
        return len(session.scalars(select(Audit).where(Audit.action == action)).all())


def test_what_cannot_be_put_away_is_named_and_the_others_are(
    desk: Desk, runtime: Runtime, parents: list[Registered]
) -> None:
    page = text_of(act(desk, parents, act="close"))
    assert "2 conversations put away." in page
    assert "Not done Maria Sample Custodial parent · CS-3 The parent waits" in page
    with runtime.reading() as session:
        away = session.scalars(select(Thread.id).where(Thread.closed_at.is_not(None))).all()
    assert set(away) == {parent.thread.id for parent in parents[:2]}
    assert noted(runtime, "thread.closed") == 2


def test_what_nobody_has_read_is_not_snoozed_with_the_others(
    desk: Desk, runtime: Runtime, parents: list[Registered]
) -> None:
    page = text_of(act(desk, parents, act="snooze", when="week"))
    assert "2 conversations snoozed." in page
    assert "CS-3 The parent wrote something that nobody has read yet." in page
    assert noted(runtime, "thread.snoozed") == 2


def test_a_colleague_gets_all_that_they_could_have(
    desk: Desk, runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        worker.programs = ["child_support"]
        unit.session.get_one(Case, parents[0].case.id).program = "medical"
    assert worker.name in text_of(desk.get("/staff/inbox"))
    page = text_of(act(desk, parents, act="give", worker=str(worker.id)))
    assert "2 conversations handed over." in page
    assert "CS-1 That colleague cannot have this case where it is." in page
    assert noted(runtime, "case.handed_over") == 2
    for nobody in ("somebody", ""):
        assert act(desk, parents, act="give", worker=nobody).status_code == 422
    assert "2 conversations handed over." in text_of(
        act(desk, parents[1:], act="give", worker="nobody")
    )
    assert noted(runtime, "case.handed_over") == 4


def test_of_what_they_may_not_see_they_hear_a_number_and_nothing_happens(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    page = text_of(act(south_desk, parents, act="close"))
    assert "0 conversations put away." in page
    assert "3 are not there, or not yours to see." in page
    assert "Maria" not in page
    assert "CS-" not in page
    assert noted(runtime, "thread.closed") == 0
    with runtime.unit() as unit:
        add_branch(unit, office.agency, "west")
    assert text_of(act(desk, parents[:1] * 2, act="close")).count("1 conversation put away.") == 1


def test_nothing_chosen_is_nothing_done(desk: Desk, runtime: Runtime) -> None:
    assert "0 conversations put away." in text_of(act(desk, [], act="close"))
    with runtime.reading() as session:
        assert session.scalars(select(InboundMessage)).all() == []
