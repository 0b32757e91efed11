"""Two caseworkers at one thread: each sees that the other writes."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from casework.answering import SHOWN
from casework.models.answering import Answering
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRITES = "is writing to this parent just now"


@pytest.fixture
def path(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return f"/staff/threads/{add_parent(unit, office).thread.id}"


def topic_of(path: str) -> str:
    return f"answering:{path.rpartition('/')[2]}"


def typing(desk: Desk, path: str, text: str = "Hello") -> None:
    form = {"text": text, "way": "sms", "thread": path.rpartition("/")[2]}
    assert desk.post("/staff/measure", form).status_code == 200


def test_a_colleague_sees_it_and_it_goes_by_itself(
    app: FastAPI,
    desk: Desk,
    runtime: Runtime,
    office: Office,
    path: str,
    clock: MovableClock,
    doorbell: RecordingDoorbell,
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
    with browser(app) as client:
        log_in(client, email)
        colleague = Desk(client)
        assert WRITES not in text_of(colleague.get(path))
        doorbell.touched.clear()
        typing(desk, path)
        assert [topic for _, topic in doorbell.touched] == [topic_of(path)]
        for page in (path, f"{path}/messages", f"{path}/answering"):
            assert WRITES in text_of(colleague.get(page))
        assert WRITES not in text_of(desk.get(path))
        clock.move(SHOWN)
        assert WRITES not in text_of(colleague.get(f"{path}/answering"))
        typing(desk, path)
        assert WRITES in text_of(colleague.get(path))
        clock.move(timedelta(seconds=1))
        form = {"text": "Hello", "way": "sms", "key": "one-press-of-send"}
        desk.post(f"{path}/reply", form)
        assert WRITES not in text_of(colleague.get(path))


def test_typing_on_is_written_down_now_and_then_only(
    desk: Desk, runtime: Runtime, path: str, clock: MovableClock, doorbell: RecordingDoorbell
) -> None:
    for seconds in range(12):
        clock.move(timedelta(seconds=1))
        typing(desk, path, "Hello" + "o" * seconds)
    with runtime.reading() as session:
        (row,) = session.scalars(select(Answering)).all()
    assert clock() - row.at == timedelta(seconds=1)
    assert [topic for _, topic in doorbell.touched].count(topic_of(path)) == 1


def test_an_empty_box_is_nobody_writing(desk: Desk, runtime: Runtime, path: str) -> None:
    typing(desk, path, "  ")
    with runtime.reading() as session:
        assert session.scalars(select(Answering)).all() == []


def test_nothing_is_noted_at_a_thread_of_another_branch(
    south_desk: Desk, runtime: Runtime, path: str
) -> None:
    typing(south_desk, path)
    with runtime.reading() as session:
        assert session.scalars(select(Answering)).all() == []
