"""One act on several conversations: each for itself, each on record, each refused for itself."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select

from messaging.directory.register import Registered
from messaging.models.audit import Audit
from messaging.models.case import Case
from messaging.models.inbound import InboundMessage
from messaging.models.person import Person
from messaging.models.thread import Thread
from messaging.runtime import Runtime
from tests.messaging.inbound.hearing import hear, text_from
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.conversations import told
from tests.web.test_api import Api, key_for
from web.api import several as api_several
from web.api import snoozing as api_snoozing

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


def test_over_the_api_each_has_an_outcome_and_the_filters_find_them(
    app: FastAPI, runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    first, second, waits = (parent.thread.id for parent in parents)
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        far = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
        unit.session.get_one(Person, parents[0].person.id).language = "es"
    api = Api(browser(app), key_for(runtime, office.agency, worker))
    south = Api(browser(app), key_for(runtime, office.agency, far))

    def several(do: Mapping[str, object], *ids: UUID, by: Api = api) -> dict[UUID, str | None]:
        answer = by.post("/threads/several", {"threads": [str(one) for one in ids], "do": do})
        assert answer.status_code == 200, answer.text
        assert all(one["done"] is (one["why_not"] is None) for one in answer.json()["items"])
        return {UUID(one["thread_id"]): one["why_not"] for one in answer.json()["items"]}

    def found(query: str, by: Api = api) -> set[UUID]:
        answer = by.get(f"/threads?{query}")
        assert answer.status_code == 200, answer.text
        return {UUID(one["id"]) for one in answer.json()["items"]}

    until = "2026-03-03T15:00:00Z"
    nobodys = UUID(int=1)
    everything = (first, second, waits, nobodys, first)
    refusals: Sequence[tuple[dict[str, object], dict[UUID, str]]] = (
        ({"act": "put_away"}, {waits: api_several.WAITING}),
        ({"act": "hand_over", "worker_id": str(worker.id)}, {}),
        ({"act": "snooze", "until": until}, {waits: api_snoozing.UNREAD}),
    )
    for do, no in refusals:
        for _ in range(2):  # said again, it answers as before
            outcome = several(do, *everything)
            assert {each: why for each, why in outcome.items() if why} == {
                **no, nobodys: api_several.NO_THREAD,
            }  # fmt: skip
            assert set(outcome) == set(everything)
    assert set(several({"act": "wake"}, *everything, by=south).values()) == {api_several.NO_THREAD}
    to_far = {"act": "hand_over", "worker_id": str(far.id)}
    assert several(to_far, first) == {first: api_several.NOT_ABLE}

    assert found("state=snoozed") == found("state=snoozed&mine=true") == {first, second}
    assert found("state=snoozed&language=es") == found("language=es") == {first}
    assert found("state=waiting") == found("state=unread&role=custodial") == {waits}
    assert found("branch=south") == found("role=guardian") == found("", by=south) == set()
    assert found("branch=north") == {first, second, waits}
    assert api.post(f"/threads/{first}/wake", {}).status_code == 204
    for path, by, at, status in (
        (f"{waits}/snooze", api, until, 409),
        (f"{first}/snooze", api, "2020-01-01T00:00:00Z", 422),
        (f"{first}/snooze", api, "2026-03-03T15:00:00", 422),
        (f"{first}/snooze", south, until, 404),
    ):
        assert by.post(f"/threads/{path}", {"until": at}).status_code == status
    assert south.post(f"/threads/{second}/wake", {}).status_code == 404
    assert found("state=snoozed") == {second}

    assert several({"act": "mark_read", "until": "2026-03-02T10:00:00Z"}, waits) == {
        waits: api_several.NEWER
    }
    assert found("state=unread") == {waits}
    assert several({"act": "mark_read", "until": until}, waits) == {waits: None}
    assert found("unread=false&state=waiting") == {waits}
    assert several({"act": "put_away"}, first) == {first: None}
    assert found("state=put_away") == {first}
