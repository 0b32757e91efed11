"""Answering a parent from the thread page."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.models.audit import Audit
from messaging.models.message import Message, MessageStatus
from messaging.models.staff import Staff
from messaging.outbound.taking_back import UNDO
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.messaging.outbound.saying import send
from tests.support.clock import MovableClock
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of
from tests.web.conversations import heard, told
from web.staff.reply import size_words
from web.voice import Voice

KEY = "one-press-of-send"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def thread(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, email_to="maria@example.org", text_to="+13125550142")
        heard(unit, parent, "Can I come at 3?")
    return f"/staff/threads/{parent.thread.id}"


def sent(runtime: Runtime) -> list[Message]:
    with runtime.reading() as session:
        rows = session.scalars(select(Message).where(Message.author_id.is_not(None))).all()
        session.expunge_all()
        return list(rows)


def test_a_reply_is_queued_at_once_and_shown(
    desk: Desk, thread: str, runtime: Runtime, doorbell: RecordingDoorbell
) -> None:
    data = {"text": "Yes, 3 is fine.", "way": "sms", "key": KEY}
    answer = desk.post(f"{thread}/reply", data, **HTMX)
    assert "Yes, 3 is fine." in answer.text
    assert "Sending…" in text_of(answer)
    assert Lane.URGENT in doorbell.rung
    (row,) = sent(runtime)
    assert (row.status, row.channel) == (MessageStatus.QUEUED, ChannelKind.SMS)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_second_request_for_the_same_is_warned_of_and_goes_when_said_so(
    desk: Desk, thread: str, runtime: Runtime, office: Office, app: FastAPI
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
    ruth = browser(app)
    log_in(ruth, email)
    data = {"text": "Bring ID", "way": "sms"}
    assert desk.post(f"{thread}/reply", data | {"key": "the first press"}).status_code == 303
    again = data | {"key": "another press", "text": "bring  id!"}
    warned = Desk(ruth, "/staff/inbox").post(f"{thread}/reply", again, **HTMX)
    assert warned.status_code == 422
    assert f"{desk_name(runtime)} asked" in text_of(warned)
    mine = desk.post(f"{thread}/reply", again)
    assert "You asked Maria for this already (today" in text_of(mine)
    assert 'name="again"' in mine.text
    assert "bring  id!" in mine.text, "what was written stays in the box"
    assert len(sent(runtime)) == 1
    for _ in range(2):
        assert desk.post(f"{thread}/reply", again | {"again": "true"}).status_code == 303
    assert len(sent(runtime)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_saved_reply_is_the_same_request_whatever_is_written_around_it(
    desk: Desk, thread: str, runtime: Runtime
) -> None:
    desk.post("/staff/saved-replies", {"name": "ID", "en": "{{ first_name }}, bring your ID."})
    first = {"text": "Hello! Maria, bring your ID. Nora", "way": "sms", "key": "the first press"}
    assert desk.post(f"{thread}/reply", first).status_code == 303
    second = {"text": "Maria, bring your ID. Ruth", "way": "sms", "key": "another press"}
    assert "You asked Maria" in text_of(desk.post(f"{thread}/reply", second))
    assert len(sent(runtime)) == 1


def desk_name(runtime: Runtime) -> str:
    with runtime.reading() as session:
        author = sent(runtime)[0].author_id
        return session.scalars(select(Staff.name).where(Staff.id == author)).one()


def test_pressing_send_twice_sends_once(desk: Desk, thread: str, runtime: Runtime) -> None:
    data = {"text": "Yes, 3 is fine.", "way": "sms", "key": KEY}
    for _ in range(2):
        assert desk.post(f"{thread}/reply", data).status_code == 303
    assert len(sent(runtime)) == 1


def test_the_next_reply_has_a_key_of_its_own(desk: Desk, thread: str) -> None:
    data = {"text": "Yes, 3 is fine.", "way": "sms", "key": KEY}
    answer = desk.post(f"{thread}/reply", data, **HTMX)
    assert 'name="key"' in answer.text
    assert KEY not in answer.text


@pytest.mark.parametrize(
    ("text", "words"),
    [("   ", "Write something first."), ("x" * 1700, "too long for a text")],
)
def test_what_cannot_go_is_said_and_what_was_written_stays(
    desk: Desk, thread: str, runtime: Runtime, text: str, words: str
) -> None:
    data = {"text": text, "way": "sms", "key": KEY}
    piece = desk.post(f"{thread}/reply", data, **HTMX)
    page = desk.post(f"{thread}/reply", data)
    assert piece.status_code == page.status_code == 422
    assert words in text_of(piece)
    assert words in text_of(page)
    assert f">{text}</textarea>" in page.text
    assert KEY in page.text
    assert sent(runtime) == []


def test_a_way_that_is_not_open_says_why(desk: Desk, runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, consent=False)
    path = f"/staff/threads/{parent.thread.id}"
    assert "No consent to text this number is on record" in text_of(desk.get(path))
    answer = desk.post(f"{path}/reply", {"text": "Hello", "way": "sms", "key": KEY}, **HTMX)
    assert answer.status_code == 422
    assert "No consent to text this number" in text_of(answer)
    assert sent(runtime) == []


def test_a_way_that_has_to_wait_says_until_when_and_why(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    """The parent's clock is not ours: in Guam it is two in the morning."""
    with runtime.unit() as unit:
        parent = add_parent(unit, office)
        parent.person.time_zone = "Pacific/Guam"
    page = text_of(desk.get(f"/staff/threads/{parent.thread.id}"))
    assert "Waits until today, 5:00 PM. It is too early or too late where the parent is." in page


def test_the_way_offered_is_the_one_the_parent_used(
    desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, text_to="+13125550143", email_to="m@example.org")
        heard(unit, parent, "by mail", channel=ChannelKind.EMAIL)
    assert '<option value="email" selected>' in desk.get(f"/staff/threads/{parent.thread.id}").text


def test_another_branch_cannot_reply(south_desk: Desk, thread: str, runtime: Runtime) -> None:
    data = {"text": "Hello", "way": "sms", "key": KEY}
    assert south_desk.post(f"{thread}/reply", data, **HTMX).status_code == 404
    assert sent(runtime) == []


@pytest.mark.parametrize(
    ("text", "way", "counted", "mind"),
    [
        ("", ChannelKind.SMS, "", ""),
        ("x" * 42, ChannelKind.SMS, "1 text · 118 left", ""),
        ("x" * 161, ChannelKind.SMS, "2 texts · 145 left", ""),
        ("Sí", ChannelKind.SMS, "1 text · 68 left", "With í a text holds only 70"),
        ("x" * 1601, ChannelKind.SMS, "Too long for a text", ""),
        ("x" * 5000, ChannelKind.EMAIL, "", ""),
    ],
)
def test_the_counter_says_what_it_takes(
    runtime: Runtime, text: str, way: ChannelKind, counted: str, mind: str
) -> None:
    said = size_words(text, way, Voice.of("en", "UTC", runtime.clock()))
    assert said[0].startswith(counted)
    assert said[1].startswith(mind)
    assert bool(said[1]) == bool(mind)


def test_the_counter_says_about_what_it_costs_where_the_price_is_known(runtime: Runtime) -> None:
    voice = Voice.of("en", "UTC", runtime.clock())
    said, _ = size_words("x" * 161, ChannelKind.SMS, voice, price=0.0083)
    assert said == "2 texts · 145 left · about 1.7¢"
    assert size_words("", ChannelKind.SMS, voice, price=0.0083) == ("", "")


def test_the_counter_answers_the_page(desk: Desk) -> None:
    answer = desk.post("/staff/measure", {"text": "Hello", "way": "sms"})
    assert "1 text · 155 left" in text_of(answer)


class TestSecondThoughts:
    """A reply from the page waits five seconds, and one for later until its time."""

    def write(self, desk: Desk, thread: str, **fields: str) -> Response:
        data = {"text": "Yes, 3 is fine.", "way": "sms", "key": KEY, "undo": "true", **fields}
        return desk.post(f"{thread}/reply", data, **HTMX)

    def take_back(self, desk: Desk, thread: str, runtime: Runtime, text: str = "") -> Response:
        (row,) = sent(runtime)
        return desk.post(f"{thread}/messages/{row.id}/take-back", {"text": text}, **HTMX)

    def test_it_goes_after_five_seconds(
        self,
        desk: Desk,
        thread: str,
        runtime: Runtime,
        runner: asyncio.Runner,
        clock: MovableClock,
    ) -> None:
        page = text_of(self.write(desk, thread))
        assert "Sending…" in page
        assert "Undo" in page
        send(runtime, runner, Lane.URGENT)
        assert sent(runtime)[0].status is MessageStatus.QUEUED
        clock.move(UNDO)
        send(runtime, runner, Lane.URGENT)
        assert sent(runtime)[0].status is MessageStatus.SENT

    def test_taken_back_the_words_stand_in_the_box_again_and_nothing_goes(
        self,
        desk: Desk,
        thread: str,
        runtime: Runtime,
        runner: asyncio.Runner,
        clock: MovableClock,
    ) -> None:
        self.write(desk, thread)
        answer = self.take_back(desk, thread, runtime, "PS: bring ID")
        assert ">Yes, 3 is fine.\nPS: bring ID</textarea>" in answer.text
        assert "Sending…" not in text_of(answer)
        clock.move(UNDO)
        send(runtime, runner, Lane.URGENT)
        (row,) = sent(runtime)
        assert (row.status, row.sent_at) == (MessageStatus.CANCELLED, None)
        with runtime.reading() as session:
            assert (
                session.scalar(
                    select(Audit.action).where(Audit.subject_id == row.id, Audit.action != "reply")
                )
                == "take_back"
            )

    def test_what_has_gone_is_not_taken_back(
        self,
        desk: Desk,
        thread: str,
        runtime: Runtime,
        runner: asyncio.Runner,
        clock: MovableClock,
    ) -> None:
        self.write(desk, thread)
        clock.move(UNDO)
        send(runtime, runner, Lane.URGENT)
        answer = self.take_back(desk, thread, runtime)
        assert answer.status_code == 409
        assert "already gone" in text_of(answer)
        assert sent(runtime)[0].status is MessageStatus.SENT

    def test_what_stands_in_the_chat_is_not_taken_back_though_no_worker_has_had_it(
        self, desk: Desk, thread: str, runtime: Runtime, clock: MovableClock
    ) -> None:
        self.write(desk, thread, way="chat")
        clock.move(UNDO - timedelta(milliseconds=1))
        assert "Undo" in text_of(desk.get(thread))
        clock.move(timedelta(milliseconds=1))
        page = text_of(desk.get(thread))
        assert "Undo" not in page
        assert "Take it back" not in page
        assert self.take_back(desk, thread, runtime).status_code == 409
        assert sent(runtime)[0].status is MessageStatus.QUEUED

    def test_another_branch_takes_nothing_back(
        self, desk: Desk, south_desk: Desk, thread: str, runtime: Runtime
    ) -> None:
        self.write(desk, thread)
        assert self.take_back(south_desk, thread, runtime).status_code == 404
        assert sent(runtime)[0].status is MessageStatus.QUEUED

    def test_what_the_house_said_is_not_taken_back(
        self, desk: Desk, runtime: Runtime, office: Office
    ) -> None:
        with runtime.unit() as unit:
            parent = add_parent(unit, office)
            row = told(unit, parent, "a reminder", status=MessageStatus.QUEUED)
        thread = f"/staff/threads/{parent.thread.id}"
        assert desk.post(f"{thread}/messages/{row.id}/take-back").status_code == 404
        assert "Take it back" not in desk.get(thread).text

    def test_a_reply_for_later_waits_until_then_by_the_readers_clock(
        self, desk: Desk, thread: str, runtime: Runtime, clock: MovableClock
    ) -> None:
        local = clock().astimezone(ZoneInfo("America/Chicago")) + timedelta(days=1)
        later = local.replace(hour=13, minute=30, second=0, microsecond=0)
        page = text_of(self.write(desk, thread, later=f"{later:%Y-%m-%dT%H:%M}"))
        assert "Waits until tomorrow, 1:30 PM" in page
        assert "Take it back" in page
        assert sent(runtime)[0].due_at == later

    @pytest.mark.parametrize(
        "later", ["tomorrow", "2020-01-01T09:00", "2999-01-01T09:00", "0001-01-01T00:00"]
    )
    def test_a_time_that_cannot_be_is_refused_with_what_to_do(
        self, desk: Desk, thread: str, runtime: Runtime, later: str
    ) -> None:
        answer = self.write(desk, thread, later=later)
        assert answer.status_code == 422
        assert "Choose a" in text_of(answer)
        assert sent(runtime) == []
