"""The banner of a conversation whose parent gave an answer that was not understood, and the API."""

from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from campaigns.models.enrollment import EnrollmentStep
from casework.models.task import TaskState
from messaging.directory.register import Registered
from messaging.inbound import routing
from messaging.models.question import Question, QuestionState
from messaging.models.thread import Thread
from messaging.outbound import questions
from messaging.platform.events import Event, FactType
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.campaigns.telling import tell
from tests.messaging.inbound.hearing import store, text_from
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.web.browsers import Desk, browser, text_of
from tests.web.conversations import told
from tests.web.holding import task
from tests.web.test_api import Api, key_for

NUMBER = "+13125550142"
ASKED = "Oak Co: Pick a new time: A) Tue 3/5 10am B) Wed 3/6 2pm C) call me. Reply A, B or C."


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    """She was asked, and said something else."""
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to=NUMBER)
        told(unit, parent, ASKED).origin = "step:1:sms"
        questions.ask(unit, parent.thread, "step:1", ["A", "B", "C"], None)
    store(runtime, office.agency, text_from(runtime, NUMBER, "the later <one> i guess"))
    routing.drain(runtime)
    facts.drain(runtime, REACTIONS)
    return parent


def question(runtime: Runtime) -> Question:
    with runtime.reading() as session:
        return session.scalars(select(Question)).one()


@pytest.fixture
def path(runtime: Runtime, parent: Registered) -> str:
    return f"/threads/{parent.thread.id}/questions/{question(runtime).id}"


def given(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        rows = session.scalars(select(Event).where(Event.type == FactType.ANSWER_GIVEN))
        return [row.data["answer"] for row in rows]


def test_the_question_stands_above_the_conversation_and_one_press_answers_it(
    desk: Desk, runtime: Runtime, parent: Registered, path: str
) -> None:
    page = desk.get(f"/staff/threads/{parent.thread.id}")
    for words in ("What does their answer mean?", ASKED, "the later <one> i guess"):
        assert words in text_of(page), words
    for key, value, beside in (("1", "A", "Tue 3/5 10am"), ("2", "B", "Wed 3/6 2pm")):
        assert f'value="{value}" data-offer="{key}"' in page.text
        assert f"{value} · {beside}" in text_of(page)
    left = desk.post(f"/staff{path}", {"answer": "B"}, **{"HX-Request": "true"})
    assert left.status_code == 200
    assert "What does their answer mean?" not in text_of(left)
    assert given(runtime) == ["B"]
    assert task(runtime).state is TaskState.DONE
    assert desk.post(f"/staff{path}", {"answer": "A"}).status_code == 409
    assert given(runtime) == ["B"]


def test_a_letter_says_what_it_stands_for_where_a_campaign_asked(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    party = {"external_id": "P-1", "contacts": [{"kind": "sms", "address": NUMBER}]}
    tell(runtime, office, "appointment.scheduled", id="A-1", party=party)
    with runtime.unit() as unit:
        step = unit.session.scalars(select(EnrollmentStep)).first()
        thread = unit.session.scalars(select(Thread)).one()
        assert step is not None
        questions.ask(unit, thread, f"step:{step.id}", ["C"], None)
    store(runtime, office.agency, text_from(runtime, NUMBER, "the later <one> i guess"))
    routing.drain(runtime)
    facts.drain(runtime, REACTIONS)
    assert "C · wants a call" in text_of(desk.get(f"/staff/threads/{thread.id}"))


def test_what_was_not_offered_is_no_answer(desk: Desk, runtime: Runtime, path: str) -> None:
    assert desk.post(f"/staff{path}", {"answer": "YES"}).status_code == 422
    elsewhere = path.replace(str(question(runtime).id), str(UUID(int=7)))
    assert desk.post(f"/staff{elsewhere}", {"answer": "A"}).status_code == 404
    assert question(runtime).state is QuestionState.OPEN


def test_over_the_api(
    app: FastAPI, runtime: Runtime, office: Office, parent: Registered, path: str
) -> None:
    with runtime.unit() as unit:
        worker = add_staff(unit, office.agency, office.branch)
        south = add_staff(unit, office.agency, add_branch(unit, office.agency, "south"))
    api, other = (
        Api(browser(app), key_for(runtime, office.agency, staff)) for staff in (worker, south)
    )
    listed = f"/threads/{parent.thread.id}/questions"
    assert other.get(listed).status_code == 404
    assert other.post(path, {"answer": "A"}).status_code == 404
    (found,) = api.get(listed).json()["items"]
    assert (found["id"], found["text"]) == (str(question(runtime).id), ASKED)
    assert found["offers"][1] == {"answer": "B", "beside": "Wed 3/6 2pm"}
    assert api.post(path, {"answer": "D"}).status_code == 422
    assert api.post(path, {"answer": "A"}).status_code == 204
    assert api.post(path, {"answer": "A"}).status_code == 409
    assert given(runtime) == ["A"]
    assert api.get(listed).json()["items"] == []
