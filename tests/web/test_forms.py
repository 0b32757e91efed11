"""Forms behind links: filled in once by the parent they were made for, read by staff alone, and
shown on no page of a parent's, not even on their own."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from casework.models.task import Task
from channels.values import ChannelKind
from messaging.compliance.consent import ConsentState
from messaging.directory import consents, referrals
from messaging.directory.register import Registered
from messaging.inbound import forms, open_answers, routing
from messaging.models.case import PartyRole
from messaging.models.contact_point import ContactPoint
from messaging.models.form_request import FormRequest
from messaging.models.inbound import InboundMessage
from messaging.models.message import Direction, Message
from messaging.models.staff import Staff, StaffRole
from messaging.outbound import questions
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from service import facts
from service.reactions import REACTIONS
from tests.support.clock import MovableClock
from tests.support.files import PDF
from tests.support.people import Office, add_office, add_parent
from tests.web.browsers import ORIGIN, Desk, add_worker, browser, log_in, text_of
from tests.web.conversations import heard
from web.forms import FORMS

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PHONE = "+13125550142"
CASE = "CS-10482"
SECRET = "He works at Sample Roofing, see sample.example/him"
KEY = "one-press-of-send"


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        return add_parent(unit, office, language="es", text_to=PHONE, case=CASE)


def asked(desk: Desk, parent: Registered, form: str = "tell_us", **more: str) -> Response:
    path = f"/staff/threads/{parent.thread.id}/form"
    return desk.post(path, {"which": form, "key": KEY, "way": "sms", **more})


@pytest.fixture
def link(desk: Desk, parent: Registered) -> str:
    return link_in(asked(desk, parent))


def link_in(answer: Response) -> str:
    found = re.search(rf"{ORIGIN}(/p/form/[\w-]+)", answer.text)
    assert found is not None
    return found[1]


def fill_in(stranger: TestClient, link: str, **said: str) -> Response:
    return stranger.post(f"{link}?lang=en", data={f"f-{key}": words for key, words in said.items()})


def came_in(runtime: Runtime) -> list[str]:
    routing.drain(runtime)
    with runtime.reading() as session:
        query = select(Message).where(Message.direction == Direction.IN).order_by(Message.id)
        return [message.text for message in session.scalars(query)]


def sent_out(runtime: Runtime) -> list[Message]:
    with runtime.reading() as session:
        return list(session.scalars(select(Message).where(Message.direction == Direction.OUT)))


def test_the_link_stands_in_the_reply_box_in_the_parents_language(
    desk: Desk, parent: Registered
) -> None:
    answer = asked(desk, parent, text="Hola Maria.")
    box = re.search(r'<textarea id="text"[^>]*>(.*?)</textarea>', answer.text, re.DOTALL)
    assert box is not None
    assert box[1].startswith("Hola Maria.\nPor favor complete este formulario a más tardar el")
    assert f"{ORIGIN}/p/form/" in box[1]


def test_what_is_filled_in_comes_to_the_thread_once(
    stranger: TestClient, runtime: Runtime, desk: Desk, parent: Registered
) -> None:
    link = link_in(asked(desk, parent, "work"))
    page = stranger.get(f"{link}?lang=en")
    assert page.headers["cache-control"] == "no-store"
    assert "A few questions about work" in text_of(page)

    for _ in range(2):
        done = fill_in(stranger, link, employer="Sample\n Roofing", since="2026-02-01")
        assert "Thank you. We have it." in text_of(done)

    assert came_in(runtime) == [
        "Form: Your work\nWhere you work now: Sample Roofing\nSince when: 2026-02-01"
    ]
    assert "Sample Roofing" in text_of(desk.get(f"/staff/threads/{parent.thread.id}"))


def test_the_answer_is_proposed_where_they_can_be_reached_and_in_a_chat_they_have_used(
    stranger: TestClient, runtime: Runtime, desk: Desk, parent: Registered
) -> None:
    thread = f"/staff/threads/{parent.thread.id}"
    for way in (ChannelKind.SMS, ChannelKind.CHAT):
        if way is ChannelKind.CHAT:
            with runtime.unit() as unit:
                heard(unit, parent, "Hola", channel=way)
        fill_in(stranger, link_in(asked(desk, parent)), words="Sample words")
        came_in(runtime)
        assert f'<option value="{way}" selected>' in desk.get(thread).text


def test_it_is_shown_to_no_parent_again(
    stranger: TestClient, runtime: Runtime, office: Office, parent: Registered, link: str
) -> None:
    """Not behind its own link, not in their chat, not in that of the other parent of the case;
    and nothing is written to anybody because of it."""
    with runtime.unit() as unit:
        other = add_parent(
            unit, office, role=PartyRole.NONCUSTODIAL, case=CASE, text_to="+13125550143"
        )
    fill_in(stranger, link, words=SECRET)
    chats = [
        f"/p/chat/{runtime.links.sign(LinkPurpose.CHAT, one.thread.id, runtime.clock())}"
        for one in (parent, other)
    ]
    for path in [link, *chats]:
        assert "Roofing" not in stranger.get(path).text
    assert len(came_in(runtime)) == 1
    for path in [link, *chats, *(f"{chat}/messages" for chat in chats)]:
        assert "Roofing" not in stranger.get(path).text
    assert sent_out(runtime) == []


@pytest.mark.parametrize("words", ["STOP", "wrong number", "stop texting me", "yes", "HELP"])
def test_its_words_are_no_answer_and_no_stop(
    stranger: TestClient, runtime: Runtime, link: str, words: str
) -> None:
    fill_in(stranger, link, words=words)
    assert len(came_in(runtime)) == 1
    assert sent_out(runtime) == []
    with runtime.reading() as session:
        contact = session.scalars(select(ContactPoint)).one()
        assert consents.state_of(session, contact, "all") is not ConsentState.REVOKED
        [inbound] = session.scalars(select(InboundMessage))
    assert (inbound.disposition, inbound.answer_due_at is None) == (None, False)


def test_danger_in_it_reaches_a_worker_at_once_and_nothing_goes_to_the_phone(
    stranger: TestClient, runtime: Runtime, link: str
) -> None:
    fill_in(stranger, link, words="he hit me last night and I am scared he will kill me")
    came_in(runtime)
    with runtime.reading() as session:
        [inbound] = session.scalars(select(InboundMessage))
    assert inbound.disposition == "task"
    facts.drain(runtime, REACTIONS)
    with runtime.reading() as session:
        [task] = session.scalars(select(Task))
    assert task.kind == "safety"
    assert sent_out(runtime) == []


@pytest.mark.parametrize(
    ("form", "said", "problem"),
    [
        ("work", {"hours": "20"}, "Please fill this in."),
        ("work", {"employer": "Sample", "since": "last year"}, "That is not a day."),
        ("work", {"employer": "x" * 201}, "That is too long."),
        ("contact", {"private": "Perhaps"}, "Please choose one of these."),
        ("contact", {}, "Please fill in something first."),
        ("work", {}, "Please look at what is marked below. Nothing is sent yet."),
        ("tell_us", {"words": " "}, "Please fill this in."),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays_on_the_page(
    stranger: TestClient,
    runtime: Runtime,
    desk: Desk,
    parent: Registered,
    form: str,
    said: dict[str, str],
    problem: str,
) -> None:
    link = link_in(asked(desk, parent, form))
    answer = fill_in(stranger, link, **said)
    assert answer.status_code == 422
    assert problem in text_of(answer)
    assert all(words in answer.text for words in said.values() if words.strip() and form == "work")
    assert came_in(runtime) == []
    assert "Thank you" not in text_of(stranger.get(f"{link}?lang=en"))


def test_files_come_with_it(
    stranger: TestClient, runtime: Runtime, desk: Desk, parent: Registered, link: str
) -> None:
    files = [("files", ("paper.pdf", PDF, "application/pdf"))]
    stranger.post(f"{link}?lang=en", data={"f-words": "This letter came"}, files=files)
    assert len(came_in(runtime)) == 1
    assert "paper.pdf" in desk.get(f"/staff/threads/{parent.thread.id}").text


def test_it_is_not_put_before_staff_as_the_answer_to_a_question(
    stranger: TestClient, runtime: Runtime, parent: Registered, link: str
) -> None:
    with runtime.unit() as unit:
        questions.ask(unit, parent.thread, "step:sample", ("YES", "NO"), None)
    fill_in(stranger, link, words="yes")
    assert len(came_in(runtime)) == 1
    with runtime.reading() as session:
        assert open_answers.unread(session, parent.thread.agency_id, parent.thread.id) is None


def test_no_partner_reads_it(
    stranger: TestClient,
    runtime: Runtime,
    office: Office,
    desk: Desk,
    app: FastAPI,
    parent: Registered,
    link: str,
) -> None:
    """The parent is told that only the office does."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.PARTNER)
        partner = unit.session.scalars(select(Staff).where(Staff.email == email)).one()
        referrals.refer(unit, office.agency.id, "test", parent.party.id, partner.id)
    files = [("files", ("paper.pdf", PDF, "application/pdf"))]
    stranger.post(f"{link}?lang=en", data={"f-words": SECRET}, files=files)
    assert len(came_in(runtime)) == 1
    thread = f"/staff/threads/{parent.thread.id}"
    [file] = set(re.findall(r"/staff/files/[\w-]+", desk.get(thread).text))
    with browser(app) as client:
        log_in(client, email)
        theirs = Desk(client)
        found = theirs.post(f"{thread}/find", {"words": "Roofing"})
        pages = [theirs.get("/staff/inbox"), theirs.get(thread), found]
        assert theirs.get(file).status_code == 404
    for page in pages:
        assert page.status_code == 200
        assert "Only the agency's own people read it." in text_of(page)
        assert "paper.pdf" not in page.text
        assert "at Sample" not in page.text


def test_a_link_is_good_for_a_week_and_for_its_own_door(
    stranger: TestClient, runtime: Runtime, clock: MovableClock, parent: Registered, link: str
) -> None:
    chat = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())
    assert stranger.get(f"/p/form/{chat}").status_code == 404
    clock.move(forms.LASTS + timedelta(seconds=1))
    assert stranger.get(link).status_code == 404
    assert fill_in(stranger, link, words="late").status_code == 404
    assert came_in(runtime) == []


def test_nobody_asks_a_parent_they_may_not_see(desk: Desk, runtime: Runtime) -> None:
    with runtime.unit() as unit:
        theirs = add_parent(unit, add_office(unit, "elm"))
    assert asked(desk, theirs).status_code == 404
    with runtime.reading() as session:
        assert session.scalars(select(FormRequest)).all() == []
        assert session.scalars(select(Task)).all() == []


def test_there_is_no_other_form(desk: Desk, parent: Registered) -> None:
    assert asked(desk, parent, "loan").status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_a_forms_page_is_small_and_tells_nothing_of_anybody(
    stranger: TestClient, desk: Desk, parent: Registered, form: str
) -> None:
    page = stranger.get(link_in(asked(desk, parent, form)))
    assert 'lang="es"' in page.text
    assert len(page.content) < 20_000
    for known in ("Maria", CASE, PHONE, "0142"):
        assert known not in page.text
