"""A caseworker answers in the anonymous chat: there, and nowhere else, and about no case."""

import asyncio
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from messaging.inbound import routing
from messaging.inbound.guests import LASTS
from messaging.inbound.proving import KEPT
from messaging.models.audit import Audit
from messaging.models.chat_proof import ChatProof
from messaging.models.guest_answer import GuestAnswer
from messaging.models.inbound import Disposition, InboundMessage
from messaging.models.message import Message
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from service.forgetting import Pruning
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.test_guest_chat import another_room, ask, code_in, codes, enter, say

NUMBER = "+13125550142"
WORDS = "Bring a photo ID. The desk is open until five."


@pytest.fixture
def room(stranger: TestClient, office: Office) -> str:
    return another_room(stranger, office)


@pytest.fixture
def asked(stranger: TestClient, room: str, runtime: Runtime) -> str:
    """What somebody asked in there, as triage names it."""
    say(stranger, room, "What do I have to bring?")
    routing.drain(runtime)
    with runtime.reading() as session:
        return f"/staff/triage/{session.scalars(select(InboundMessage.id)).one()}"


def answer(desk: Desk, asked: str, text: str = WORDS, key: str = "k") -> int:
    return desk.post(f"{asked}/answer", {"text": text, "key": key}).status_code


def answers(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count(GuestAnswer.id))) or 0


def test_an_answer_stands_in_that_chat_and_nowhere_else(
    stranger: TestClient,
    room: str,
    asked: str,
    desk: Desk,
    runtime: Runtime,
    office: Office,
    doorbell: RecordingDoorbell,
) -> None:
    other = another_room(stranger, office)
    assert answer(desk, asked) == answer(desk, asked) == 303
    assert answers(runtime) == 1
    with runtime.reading() as session:
        row = session.scalars(select(GuestAnswer)).one()
        assert (office.agency.id, str(row.chat)) in doorbell.touched
        assert WORDS.encode() not in row.text_sealed
        # Nothing was sent, so nothing calls anybody to it.
        assert session.scalars(select(Message.id)).all() == []
        inbound = session.scalars(select(InboundMessage)).one()
        assert (inbound.disposition, inbound.thread_id) == (Disposition.ANSWERED, None)
        noted = select(Audit.subject_id).where(Audit.action == "guest.answered")
        assert session.scalars(noted).all() == [inbound.id]
    assert "Not shown yet" in desk.get("/staff/triage").text
    for piece in ("", "/messages"):
        page = text_of(stranger.get(f"{room}{piece}"))
        assert page.index("What do I have to bring?") < page.index(WORDS)
        assert "Oak Co · " in page
        assert WORDS not in stranger.get(f"{other}{piece}").text
    triage = text_of(desk.get("/staff/triage"))
    assert WORDS in triage
    assert "Shown on their page" in triage


def test_it_stays_there_when_the_writer_proves_who_they_are(
    stranger: TestClient, room: str, asked: str, desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7", text_to=NUMBER)
    answer(desk, asked)
    ask(stranger, room, NUMBER, "CS-7")
    _, opened = enter(stranger, room, code_in(codes(runtime)[0]))
    assert "What do I have to bring?" in stranger.get(opened).text
    assert WORDS not in stranger.get(opened).text
    assert WORDS not in desk.get(f"/staff/threads/{parent.thread.id}").text
    assert WORDS in stranger.get(room).text
    assert answer(desk, asked, key="again") == 409


def test_nothing_of_any_case_is_said_there(
    room: str, asked: str, desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-10482")
    link = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())
    for words in (
        "About CS-10482:", "your case cs 10482", f"number {parent.person.external_id}",
        f"see https://oak.example/p/chat/{link}", "x" * 2_001, "  ",
    ):  # fmt: skip
        refused = desk.post(f"{asked}/answer", {"text": words, "key": "k"})
        assert refused.status_code == 422, words
        assert 'role="alert"' in refused.text
    assert words in refused.text
    assert answers(runtime) == 0
    assert answer(desk, asked, "Call us on 10/48 at 2, room 104.") == 303


def test_it_says_that_nobody_can_be_nudged_and_when_the_page_closes(
    stranger: TestClient, room: str, asked: str, desk: Desk
) -> None:
    assert "We cannot text or email you about it." in text_of(stranger.get(room))
    assert "they cannot be told of it by text or email" in text_of(desk.get("/staff/triage"))


@pytest.mark.parametrize("how", ["by itself", "left"])
def test_once_the_page_has_closed_nobody_would_read_an_answer(
    stranger: TestClient, room: str, asked: str, runtime: Runtime, desk: Desk, how: str
) -> None:
    if how == "left":
        stranger.get(f"{room}/leave")
    else:
        with runtime.unit() as unit:
            began = unit.session.scalars(select(InboundMessage)).one()
            began.received_at -= LASTS
    assert "nobody would read an answer" in text_of(desk.get("/staff/triage"))
    assert answer(desk, asked) == 409
    assert answers(runtime) == 0


def test_a_text_from_a_stranger_is_not_answered_there(
    desk: Desk, runtime: Runtime, asked: str
) -> None:
    with runtime.unit() as unit:
        unit.session.scalars(select(InboundMessage)).one().sender = "+13125550199"
    assert answer(desk, asked) == 409


def test_what_waits_in_triage_is_answered_by_those_who_sort(
    asked: str, south_desk: Desk, runtime: Runtime
) -> None:
    assert answer(south_desk, asked) == 403
    assert answers(runtime) == 0


def test_old_codes_are_pruned_and_what_they_proved_stays_the_parents_own(
    stranger: TestClient,
    room: str,
    asked: str,
    runtime: Runtime,
    office: Office,
    clock: MovableClock,
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-7", text_to=NUMBER)
    ask(stranger, room, NUMBER, "CS-7")
    enter(stranger, room, code_in(codes(runtime)[0]))
    ask(stranger, another_room(stranger, office), NUMBER, "CS-8")
    prune, chat = Pruning(), "/p/chat/{}"
    with asyncio.Runner() as runner:
        assert prune(runtime, runner) == 0
        clock.move(KEPT + timedelta(seconds=1))
        ask(stranger, another_room(stranger, office), NUMBER, "CS-7")
        assert (prune(runtime, runner), prune(runtime, runner)) == (2, 0)
    with runtime.reading() as session:
        assert len(session.scalars(select(ChatProof.id)).all()) == 1
    token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, clock())
    assert "What do I have to bring?" in stranger.get(chat.format(token)).text


def test_the_page_listens(stranger: TestClient, room: str) -> None:
    page = stranger.get(room).text
    assert re.search(rf'data-chat="{re.escape(room)}"', page)
    assert 'id="talk"' in page
