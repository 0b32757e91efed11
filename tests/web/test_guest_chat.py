"""The web chat without an account: nobody's words are dropped, and a code and a fact open one's own
thread, while nothing tells what is known here."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from channels.values import ChannelKind
from messaging.compliance.gate import Purpose
from messaging.directory.register import Registered
from messaging.inbound import routing
from messaging.inbound.proving import LASTS, MOST_PER_CHAT, MOST_PER_CONTACT, MOST_TRIES
from messaging.inbound.routing import TriageReason
from messaging.models.audit import Audit
from messaging.models.chat_proof import ChatProof
from messaging.models.inbound import InboundMessage, InboundState
from messaging.models.message import Message
from messaging.platform.events import Event, FactType
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_parent
from tests.web.browsers import text_of
from tests.web.conversations import told

NUMBER, MAIL = "+13125550142", "maria@example.org"
CASE = "CS-10482"


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, text_to=NUMBER, email_to=MAIL)


@pytest.fixture
def case_number(runtime: Runtime, parent: Registered) -> str:
    with runtime.reading():
        return parent.case.number


@pytest.fixture
def room(stranger: TestClient, office: Office) -> str:
    """A chat just begun."""
    answer = stranger.get(f"/p/start/{office.agency.slug}", follow_redirects=False)
    return str(answer.headers["location"]).partition("?")[0]


def another_room(stranger: TestClient, office: Office) -> str:
    answer = stranger.get(f"/p/start/{office.agency.slug}", follow_redirects=False)
    return str(answer.headers["location"]).partition("?")[0]


def test_who_leaves_closes_it_and_may_begin_anew(
    stranger: TestClient, room: str, office: Office
) -> None:
    say(stranger, room, "Hello")
    answer = stranger.get(f"{room}/leave", follow_redirects=False)
    assert answer.headers["location"] == "https://www.weather.gov/"
    for piece in ("", "/messages", "/prove", "/code"):
        closed = stranger.get(room + piece)
        assert closed.status_code == 404
        assert "Hello" not in closed.text
        assert f'href="/p/start/{office.agency.slug}?lang=en"' in closed.text


def test_leaving_ones_own_chat_closes_the_one_that_led_there(
    stranger: TestClient, room: str, runtime: Runtime, parent: Registered, case_number: str
) -> None:
    say(stranger, room, "Hello")
    ask(stranger, room, NUMBER, case_number)
    own = enter(stranger, room, code_in(codes(runtime)[0]))[1].partition("?")[0]
    stranger.get(f"{own}/leave", follow_redirects=False)
    assert [stranger.get(each).status_code for each in (own, room)] == [404, 404]


def test_what_was_typed_stays_when_half_of_it_is_missing(stranger: TestClient, room: str) -> None:
    page = stranger.post(f"{room}/prove", data={"address": NUMBER, "number": " "})
    assert page.status_code == 422
    assert f'value="{NUMBER}"' in page.text


def say(stranger: TestClient, room: str, text: str, key: str = "k") -> None:
    answer = stranger.post(room, data={"text": text, "key": key}, follow_redirects=False)
    assert answer.status_code == 303


def ask(stranger: TestClient, room: str, address: str, number: str) -> tuple[int, str]:
    said = {"address": address, "number": number}
    answer = stranger.post(f"{room}/prove", data=said, follow_redirects=False)
    return answer.status_code, str(answer.headers.get("location", "")).replace(room, "")


def enter(stranger: TestClient, room: str, code: str) -> tuple[int, str]:
    answer = stranger.post(f"{room}/code", data={"code": code}, follow_redirects=False)
    return answer.status_code, str(answer.headers.get("location", ""))


def codes(runtime: Runtime) -> list[Message]:
    with runtime.reading() as session:
        made = select(Message).where(Message.purpose == Purpose.ONE_TIME_CODE)
        return list(session.scalars(made.order_by(Message.created_at, Message.id)))


def code_in(message: Message) -> str:
    found = re.search(r"\b\d{6}\b", message.text)
    assert found is not None
    return found[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_what_nobody_wrote_waits_for_a_person_and_stores_no_address(
    stranger: TestClient, room: str, runtime: Runtime
) -> None:
    say(stranger, room, "He hides his income at the car wash")
    assert "car wash" in stranger.get(room).text
    routing.drain(runtime)
    with runtime.reading() as session:
        row = session.scalars(select(InboundMessage)).one()
        assert (row.state, row.triage_reason) == (InboundState.TRIAGE, TriageReason.ANONYMOUS)
        assert (row.thread_id, row.contact_point_id) == (None, None)
        assert "testclient" not in row.sender + row.recipient + row.raw
        assert row.sender.startswith("guest:")


def test_danger_is_heard_from_nobody_too(stranger: TestClient, room: str, runtime: Runtime) -> None:
    say(stranger, room, "he choked me and he is outside")
    routing.drain(runtime)
    with runtime.reading() as session:
        facts = session.scalars(select(Event.type)).all()
    assert FactType.SAFETY_RAISED in facts


def test_a_code_and_the_case_number_open_their_own_thread_with_what_was_said(
    stranger: TestClient, room: str, runtime: Runtime, parent: Registered, case_number: str
) -> None:
    say(stranger, room, "Can I pay with cash?")
    routing.drain(runtime)
    with runtime.unit() as unit:
        told(unit, parent, "Yes, at 10 Main St.", channel=ChannelKind.CHAT)
    assert ask(stranger, room, "(312) 555-0142", case_number.lower().replace("-", " ")) == (
        303, "/code?lang=en",
    )  # fmt: skip
    (message,) = codes(runtime)
    assert (message.channel, message.lane) == (ChannelKind.SMS, Lane.URGENT)
    assert message.contact_point_id is not None
    code = code_in(message)
    assert f"{code[:3]} {code[3:]}" not in message.text
    status, opened = enter(stranger, room, f"{code[:3]} {code[3:]}")
    assert (status, opened[:8]) == (303, "/p/chat/")
    text = stranger.get(opened).text
    assert "Can I pay with cash?" in text
    assert "Yes, at 10 Main St." in text
    with runtime.reading() as session:
        row = session.scalars(select(InboundMessage)).one()
        assert (row.state, row.thread_id) == (InboundState.THREADED, parent.thread.id)
        assert {"prove", "match"} <= set(session.scalars(select(Audit.action)))


def test_what_is_not_routed_yet_follows_by_itself(
    stranger: TestClient, room: str, runtime: Runtime, parent: Registered, case_number: str
) -> None:
    say(stranger, room, "Hello")
    ask(stranger, room, NUMBER, case_number)
    enter(stranger, room, code_in(codes(runtime)[0]))
    routing.drain(runtime)
    with runtime.reading() as session:
        assert session.scalars(select(InboundMessage)).one().thread_id == parent.thread.id


def test_by_email_and_by_their_own_number(
    stranger: TestClient, room: str, runtime: Runtime, parent: Registered
) -> None:
    with runtime.reading():
        own = parent.person.external_id
    ask(stranger, room, "Maria@Example.org", own)
    (message,) = codes(runtime)
    assert message.channel is ChannelKind.EMAIL
    assert enter(stranger, room, code_in(message))[0] == 303


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("+13125550199", CASE), (NUMBER, "CS-99999"), ("not an address", CASE), (NUMBER, "---"),
        ("nobody@example.org", CASE),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("parent")
def test_where_nothing_fits_the_answer_is_the_same_and_nothing_is_sent(
    stranger: TestClient, room: str, runtime: Runtime, address: str, number: str
) -> None:
    assert ask(stranger, room, address, number) == (303, "/code?lang=en")
    assert codes(runtime) == []
    known, unknown = stranger.get(f"{room}/code").text, enter(stranger, room, "123456")
    assert "If what you wrote fits together" in known
    assert unknown[0] == 422
    with runtime.reading() as session:
        (kept,) = session.scalars(select(ChatProof)).all()
        assert (kept.thread_id, kept.contact_point_id) == (None, None)


def test_a_wrong_a_late_and_a_used_code_are_told_alike(
    stranger: TestClient,
    room: str,
    runtime: Runtime,
    case_number: str,
    clock: MovableClock,
) -> None:
    ask(stranger, room, NUMBER, case_number)
    code = code_in(codes(runtime)[0])
    pages = [stranger.post(f"{room}/code", data={"code": each}) for each in (wrong(code), "", "x")]
    assert enter(stranger, room, code)[0] == 303
    pages.append(stranger.post(f"{room}/code", data={"code": code}))
    ask(stranger, room, NUMBER, case_number)
    clock.move(LASTS + timedelta(seconds=1))
    pages.append(stranger.post(f"{room}/code", data={"code": code_in(codes(runtime)[1])}))
    assert {page.status_code for page in pages} == {422}
    assert len({text_of(page) for page in pages}) == 1
    assert "That did not work" in text_of(pages[0])


def test_guessing_ends_after_a_few_tries(
    stranger: TestClient, room: str, runtime: Runtime, case_number: str
) -> None:
    ask(stranger, room, NUMBER, case_number)
    code = code_in(codes(runtime)[0])
    for _ in range(MOST_TRIES):
        assert enter(stranger, room, wrong(code))[0] == 422
    assert enter(stranger, room, code)[0] == 422


def test_only_the_last_code_counts(
    stranger: TestClient, room: str, runtime: Runtime, case_number: str, clock: MovableClock
) -> None:
    for _ in range(2):
        ask(stranger, room, NUMBER, case_number)
        clock.move(timedelta(seconds=1))
    first, second = map(code_in, codes(runtime))
    assert first == second or enter(stranger, room, first)[0] == 422
    assert enter(stranger, room, second)[0] == 303


def test_a_code_opens_no_other_chat(
    stranger: TestClient, room: str, runtime: Runtime, office: Office, case_number: str
) -> None:
    ask(stranger, room, NUMBER, case_number)
    other = another_room(stranger, office)
    assert enter(stranger, other, code_in(codes(runtime)[0]))[0] == 422


def test_neither_a_chat_nor_a_phone_gets_codes_without_end(
    stranger: TestClient, room: str, runtime: Runtime, office: Office, case_number: str
) -> None:
    for _ in range(MOST_PER_CHAT + 2):
        assert ask(stranger, room, NUMBER, case_number) == (303, "/code?lang=en")
    assert len(codes(runtime)) == MOST_PER_CHAT
    for _ in range(MOST_PER_CONTACT):
        ask(stranger, another_room(stranger, office), NUMBER, case_number)
    assert len(codes(runtime)) == MOST_PER_CONTACT


def test_a_phone_that_two_people_use_proves_nobody(
    stranger: TestClient, room: str, runtime: Runtime, office: Office, case_number: str
) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office, text_to=NUMBER)
    assert ask(stranger, room, NUMBER, case_number) == (303, "/code?lang=en")
    assert codes(runtime) == []


def test_half_a_form_says_what_is_missing(stranger: TestClient, room: str) -> None:
    assert ask(stranger, room, NUMBER, " ")[0] == 422


@pytest.mark.parametrize("rest", ["", "/prove", "/code"])
def test_the_pages_speak_spanish_and_have_a_way_out(
    stranger: TestClient, room: str, rest: str
) -> None:
    text = stranger.get(f"{room}{rest}?lang=es").text
    assert '<html lang="es">' in text
    assert "Salir de esta página" in text
    assert "Child Support" not in text


@pytest.mark.parametrize(
    "path", ["/p/start/nowhere", "/p/start/oak-co/x", "/p/start/oak-co/x/code"]
)
@pytest.mark.usefixtures("office")
def test_an_unknown_agency_and_a_bad_link_say_the_same(stranger: TestClient, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_one_agency_alone_needs_no_name(stranger: TestClient, office: Office) -> None:
    answer = stranger.get("/p/chat", follow_redirects=False)
    assert answer.headers["location"] == f"/p/start/{office.agency.slug}"


def test_after_some_hours_a_chat_begun_on_a_borrowed_phone_shows_nothing(
    stranger: TestClient, room: str, clock: MovableClock
) -> None:
    say(stranger, room, "He must not read this")
    clock.move(timedelta(hours=13))
    answer = stranger.get(room)
    assert answer.status_code == 404
    assert "must not read" not in answer.text
