"""The parent's chat page."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.directory.register import Registered
from messaging.inbound import leaving, routing
from messaging.inbound.leaving import KEPT
from messaging.models.inbound import InboundMessage
from messaging.models.message import Message, MessageStatus
from messaging.models.thread import Thread
from messaging.platform.lanes import Lane
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent
from tests.web.browsers import ORIGIN, text_of
from tests.web.conversations import heard, told
from web.parents.chat import LASTS


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, language="es", text_to="+13125550142")


@pytest.fixture
def page(runtime: Runtime, parent: Registered) -> str:
    return f"/p/chat/{runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())}"


def key_of(text: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', text)
    assert found is not None
    return found[1]


def test_it_speaks_their_language_or_the_one_they_choose(stranger: TestClient, page: str) -> None:
    assert "Escríbanos" in stranger.get(page).text
    english = stranger.get(f"{page}?lang=en").text
    assert '<html lang="en">' in english
    assert "Write to us" in english
    assert "Escríbanos" in stranger.get(f"{page}?lang=xx").text


def test_title_and_heading_give_nothing_away(stranger: TestClient, page: str) -> None:
    text = stranger.get(f"{page}?lang=en").text
    assert "<title>Messages</title>" in text
    for word in ("Child Support", "Maria", "Sample", "CS-", "555-0142", "Custodial"):
        assert word not in text
    assert "Oak Co" in text


def test_what_was_texted_or_mailed_never_stands_there(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered
) -> None:
    with runtime.unit() as unit:
        for channel in (ChannelKind.SMS, ChannelKind.EMAIL):
            told(unit, parent, "a private text", channel=channel)
            heard(unit, parent, "a private answer", channel=channel)
        told(unit, parent, "a chat answer", channel=ChannelKind.CHAT)
    text = stranger.get(page).text
    assert "private" not in text
    assert "a chat answer" in text


@pytest.mark.parametrize(
    "status", [MessageStatus.REFUSED, MessageStatus.CANCELLED, MessageStatus.EXPIRED]
)
def test_what_was_not_sent_is_not_shown(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered, status: MessageStatus
) -> None:
    with runtime.unit() as unit:
        told(unit, parent, "not for them", channel=ChannelKind.CHAT, status=status)
    assert "not for them" not in stranger.get(page).text


def test_what_they_write_is_stored_rung_shown_and_threaded(
    stranger: TestClient,
    page: str,
    runtime: Runtime,
    parent: Registered,
    doorbell: RecordingDoorbell,
) -> None:
    key = key_of(stranger.get(page).text)
    answer = stranger.post(page, data={"text": "Can I pay with cash?", "key": key})
    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert Lane.INBOUND in doorbell.rung
    assert "Can I pay with cash?" in stranger.get(page).text
    routing.drain(runtime)
    assert stranger.get(page).text.count("Can I pay with cash?") == 1
    with runtime.reading() as session:
        row = session.scalars(select(Message)).one()
        assert (row.thread_id, row.channel) == (parent.thread.id, ChannelKind.CHAT)


def test_pressing_send_twice_stores_it_once(
    stranger: TestClient, page: str, runtime: Runtime
) -> None:
    key = key_of(stranger.get(page).text)
    for _ in range(2):
        stranger.post(page, data={"text": "Hello", "key": key})
    with runtime.reading() as session:
        assert len(session.scalars(select(InboundMessage.id)).all()) == 1


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Escriba primero un mensaje"), ("x" * 2001, "demasiado largo")]
)
def test_what_cannot_be_sent_is_said_and_kept(
    stranger: TestClient, page: str, runtime: Runtime, text: str, words: str
) -> None:
    answer = stranger.post(page, data={"text": text, "key": "k"})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert text.strip() in answer.text
    with runtime.reading() as session:
        assert session.scalars(select(InboundMessage.id)).all() == []


def test_another_site_cannot_write_in_their_name(stranger: TestClient, page: str) -> None:
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = TestClient(stranger.app, base_url=ORIGIN).post(
            page, data={"text": "Hello"}, headers=headers
        )
        assert answer.status_code == 403


def test_an_open_page_is_seen_and_leaving_it_too(
    stranger: TestClient, page: str, runtime: Runtime, parent: Registered
) -> None:
    def seen() -> object:
        with runtime.reading() as session:
            return session.get_one(Thread, parent.thread.id).chat_seen_at

    assert seen() is None
    stranger.get(page)
    assert seen() == runtime.clock()
    answer = stranger.get(f"{page}/leave")
    assert seen() is None
    assert answer.headers["location"] == "https://www.weather.gov/"
    assert "cache" in answer.headers["clear-site-data"]


@pytest.mark.parametrize("piece", ["", "/messages", "/live"])
def test_who_leaves_closes_it_and_the_next_answer_brings_a_new_link(
    stranger: TestClient,
    page: str,
    runtime: Runtime,
    parent: Registered,
    clock: MovableClock,
    piece: str,
) -> None:
    clock.move(timedelta(minutes=1))
    stranger.get(f"{page}/leave")
    stranger.get(f"{page}/leave")
    assert stranger.get(f"{page}{piece}").status_code == 404
    assert stranger.post(page, data={"text": "Who is that?", "key": "k"}).status_code == 404
    clock.move(timedelta(minutes=1))
    token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, clock())
    assert stranger.get(f"/p/chat/{token}").status_code == 200
    clock.move(KEPT)
    with runtime.unit() as unit:
        assert leaving.forget_old(unit) == 1


@pytest.mark.parametrize("piece", ["", "/messages", "/live"])
def test_an_old_link_says_what_to_do_and_nothing_else(
    stranger: TestClient, page: str, clock: MovableClock, piece: str
) -> None:
    clock.move(LASTS + timedelta(days=1))
    answer = stranger.get(f"{page}{piece}", headers={"Accept-Language": "es-MX"})
    assert answer.status_code == 404
    assert "ya no está abierta" in text_of(answer)
    assert "Oak" not in answer.text
    assert answer.text == stranger.get("/p/chat/x", headers={"Accept-Language": "es"}).text.replace(
        "/p/chat/x", f"{page}{piece}"
    )


def test_a_link_for_another_purpose_opens_nothing(
    stranger: TestClient, runtime: Runtime, parent: Registered
) -> None:
    token = runtime.links.sign(LinkPurpose.REPLY, parent.thread.id, runtime.clock())
    assert stranger.get(f"/p/chat/{token}").status_code == 404


def test_the_whole_page_weighs_less_than_100_kilobytes(stranger: TestClient, page: str) -> None:
    text = stranger.get(page).text
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', text)
    assert len(files) >= 3
    total = len(text.encode()) + sum(len(stranger.get(each).content) for each in files)
    assert total < 100_000
