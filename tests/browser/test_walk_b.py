"""Walk (b) in a browser: a parent's text becomes a reply."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from channels.values import ChannelKind, DeliveryReport, DeliveryStatus, Inbound
from messaging.directory.register import Registered
from messaging.inbound import intake, routing
from messaging.models.agency import Agency
from messaging.models.attempt import Attempt
from messaging.models.thread import Thread
from messaging.outbound import delivery, receipts
from messaging.outbound.taking_back import UNDO
from messaging.platform.lanes import Lane
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from tests.browser.conftest import Site, Worker
from tests.support.clock import MovableClock
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent
from tests.web.browsers import PASSWORD, add_worker
from tests.web.conversations import heard, told
from web.identity.sessions import LIFE

pytestmark = pytest.mark.browser

PHONE = "+13125550142"
STILL_HERE = "window.stillHere === true"


@pytest.fixture
def email(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return add_worker(unit, office.agency, office.branch)


@pytest.fixture
def parent(runtime: Runtime, office: Office) -> Registered:
    with runtime.unit() as unit:
        parent = add_parent(unit, office, case="CS-10482", language="es", text_to=PHONE)
        for number in range(30):
            told(unit, parent, f"Recordatorio {number}")
        return parent


def log_in(page: Page, email: str) -> None:
    page.goto("/staff/inbox")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.split('/staff')[0]}/staff/inbox")
    # The page hears of changes from now on.
    expect(page.locator("main")).to_have_attribute("data-heard", "resync")
    page.evaluate("window.stillHere = true")


def text_from_parent(runtime: Runtime, office: Office, text: str, number: int) -> None:
    with runtime.unit() as unit:
        agency = unit.session.get_one(Agency, office.agency.id)
        inbound = Inbound(
            ChannelKind.SMS, "twilio", f"SM{number}", PHONE, "+13125550100", text, unit.now, "raw"
        )
        intake.store(unit, agency, inbound)
    routing.drain(runtime)


def send(runtime: Runtime, worker: Worker) -> None:
    def drain(runner: asyncio.Runner) -> int:
        return delivery.drain(runtime, Lane.URGENT, runner)

    worker.do(drain)


def delivered(runtime: Runtime) -> None:
    with runtime.unit() as unit:
        attempt = unit.session.scalars(select(Attempt)).one()
        report = DeliveryReport(
            attempt.provider, attempt.provider_id or "", DeliveryStatus.DELIVERED, attempt.id
        )
        receipts.apply(unit, report)


def test_a_text_arrives_and_is_answered_by_keyboard(
    served: Site,
    runtime: Runtime,
    office: Office,
    email: str,
    parent: Registered,
    worker: Worker,
    channels: dict[ChannelKind, FakeChannel],
    clock: MovableClock,
) -> None:
    page = served.page(viewport={"width": 1280, "height": 720})
    log_in(page, email)
    line = page.locator(f"#line-{parent.thread.id}")
    expect(line).not_to_contain_text("unread")

    # It arrives without reloading.
    clock.move(timedelta(minutes=1))
    text_from_parent(runtime, office, "¿Puedo ir a las 3?", 1)
    expect(line).to_contain_text("¿Puedo ir a las 3?")
    expect(line).to_contain_text("1 unread")

    # j, Enter, r.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_have_text("Maria Sample")
    expect(page).to_have_title("Maria Sample · Inbox · Kinline")
    expect(line).not_to_contain_text("unread")
    assert unread(runtime, parent.thread.id) == 0
    page.keyboard.press("r")
    page.keyboard.type("Sí, a las 3 está bien.")
    expect(page.locator("#size")).to_contain_text("1 text")

    # The parent writes while we do: shown, nothing lost, nothing moved.
    page.locator("#scroll").evaluate("box => { box.scrollTop = 0 }")
    clock.move(timedelta(minutes=1))
    text_from_parent(runtime, office, "o a las 4", 2)
    expect(page.locator("#messages")).to_contain_text("o a las 4")
    expect(page.get_by_role("button", name="New message below")).to_be_visible()
    assert page.locator("#scroll").evaluate("box => box.scrollTop") == 0
    expect(page.locator("#text")).to_have_value("Sí, a las 3 está bien.")
    expect(page.locator("#text")).to_be_focused()

    # Sent by keyboard: there at once, and it settles into its true state.
    page.keyboard.press("Control+Enter")
    reply = page.locator(".bubble.is-ours").last
    expect(reply).to_contain_text("Sí, a las 3 está bien.")
    expect(reply).to_contain_text("Sending…")
    expect(page.locator("#text")).to_have_value("")

    # Second thoughts: Esc, u, and the words stand in the box again.
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator("#text")).to_have_value("Sí, a las 3 está bien.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#messages")).not_to_contain_text("Sí, a las 3 está bien.")
    page.keyboard.press("Control+Enter")
    expect(reply).to_contain_text("Sí, a las 3 está bien.")
    clock.move(UNDO)
    send(runtime, worker)
    expect(reply.locator(".status")).to_have_text("Sent")
    delivered(runtime)
    expect(reply.locator(".status")).to_have_text("Delivered")
    assert [each.text for each in channels[ChannelKind.SMS].sent] == ["Sí, a las 3 está bien."]
    assert page.evaluate(STILL_HERE)


def test_what_is_read_moves_down_and_the_next_one_stays_next(
    served: Site, runtime: Runtime, office: Office, email: str, clock: MovableClock
) -> None:
    threads = []
    for number in range(3):
        clock.move(timedelta(minutes=1))
        with runtime.unit() as unit:
            parent = add_parent(unit, office, case=f"CS-{number}")
            heard(unit, parent, "hello")
            threads.append(parent.thread.id)
    page = served.page(viewport={"width": 1280, "height": 720})
    log_in(page, email)
    lines = page.locator(".line")
    expect(lines.first).to_have_id(f"open-{threads[2]}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_be_focused()
    expect(lines.last).to_have_id(f"open-{threads[2]}")
    page.keyboard.press("j")
    expect(page.locator(f"#open-{threads[1]}")).to_be_focused()


def test_a_draft_survives_leaving_and_coming_back(
    served: Site, email: str, parent: Registered
) -> None:
    page = served.page()
    log_in(page, email)
    page.goto(f"/staff/threads/{parent.thread.id}")
    page.locator("#text").fill("half a sent")
    page.goto("/staff/inbox")
    page.locator(f"#line-{parent.thread.id} a").click()
    expect(page.locator("#text")).to_have_value("half a sent")
    page.go_back()
    expect(page.locator("#thread")).to_have_count(0)


def test_keys_find_and_help(served: Site, email: str, parent: Registered, runtime: Runtime) -> None:
    page = served.page()
    log_in(page, email)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("nobody")
    expect(page.locator("#lines")).to_contain_text("Nobody you can see is called that")
    page.locator("#words").fill("cs-10482")
    expect(page.locator("#lines")).to_contain_text("Maria Sample")

    # Words within a conversation, also further up than what is shown.
    with runtime.unit() as unit:
        for words in ("¿Puedo pagar MAÑANA?", "hello", "I said mañana"):
            heard(unit, parent, words)
    page.goto(f"/staff/threads/{parent.thread.id}?shown=2")
    expect(page.locator("#messages")).not_to_contain_text("MAÑANA")
    page.keyboard.press("f")
    page.keyboard.type("manana")
    says = page.locator("#found-says")
    expect(says).to_contain_text("2 messages have this.")
    for words in ("I said mañana", "¿Puedo pagar MAÑANA?"):
        page.keyboard.press("Enter")
        expect(says).to_contain_text(words)
        expect(page.locator(".bubble.is-found")).to_contain_text(words)
        expect(page.locator(".bubble.is-found")).to_be_in_viewport()
    assert page.evaluate("CSS.highlights.get('found').size") == 2
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    expect(page.locator(".bubble.is-found")).to_have_count(0)


def test_an_ended_session_leads_to_the_log_in_page(
    served: Site,
    runtime: Runtime,
    office: Office,
    email: str,
    parent: Registered,
    clock: MovableClock,
) -> None:
    page = served.page()
    log_in(page, email)
    clock.move(LIFE)
    text_from_parent(runtime, office, "hola", 1)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


def test_chat_goes_both_ways_without_reloading(
    served: Site,
    runtime: Runtime,
    email: str,
    parent: Registered,
    worker: Worker,
    clock: MovableClock,
) -> None:
    staff, phone = served.page(), served.page(viewport={"width": 320, "height": 640})
    log_in(staff, email)
    staff.goto(f"/staff/threads/{parent.thread.id}")
    expect(staff.locator("main")).to_have_attribute("data-heard", "resync")
    token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())
    phone.goto(f"/p/chat/{token}?lang=en")
    phone.evaluate("window.stillHere = true")
    phone.get_by_label("Your message").fill("Can I pay with cash?")
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("log")).to_contain_text("Can I pay with cash?")
    expect(phone.get_by_label("Your message")).to_have_value("")
    routing.drain(runtime)
    expect(staff.locator("#messages")).to_contain_text("Can I pay with cash?")
    staff.locator("#way").select_option("chat")
    staff.locator("#text").fill("Yes, at the office.")
    staff.get_by_role("button", name="Send", exact=True).click()
    expect(staff.locator("#messages")).to_contain_text("Yes, at the office.")
    expect(phone.get_by_role("log")).not_to_contain_text("Yes, at the office.")
    clock.move(UNDO)
    send(runtime, worker)
    expect(phone.get_by_role("log")).to_contain_text("Yes, at the office.")
    assert phone.evaluate(STILL_HERE)
    expect(staff.locator(".bubble.is-ours").last.locator(".status")).to_have_text("Read")


def test_what_was_unfolded_stays_so_and_an_error_covers_no_words(
    served: Site, runtime: Runtime, office: Office, email: str, parent: Registered
) -> None:
    with runtime.unit() as unit:
        for number in range(12):
            told(unit, parent, f"number {number}")
        told(unit, parent, "Come at 3.\n\n-- \nOak County", channel=ChannelKind.EMAIL)
    page = served.page(viewport={"width": 900, "height": 700})
    log_in(page, email)
    page.goto(f"/staff/threads/{parent.thread.id}")
    expect(page.locator("main")).to_have_attribute("data-heard", "resync")
    page.get_by_text("Show the rest").click()
    page.locator("#scroll").evaluate("box => { box.scrollTop = box.scrollHeight }")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_have_text("Write something first.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.get_by_text("Oak County", exact=True)).to_be_in_viewport()
    text_from_parent(runtime, office, "hola", 1)
    expect(page.locator("#messages")).to_contain_text("hola")
    expect(page.get_by_text("Oak County", exact=True)).to_be_visible()


def test_on_a_phone_the_case_opens_and_closes_by_touch(
    served: Site, runtime: Runtime, email: str, parent: Registered
) -> None:
    with runtime.unit() as unit:
        unit.session.merge(parent.person).last_name = "Wolfeschlegelsteinhausenbergerdorff"
    page = served.page(viewport={"width": 320, "height": 640}, has_touch=True)
    log_in(page, email)
    page.goto(f"/staff/threads/{parent.thread.id}")
    about = page.get_by_role("button", name="About Maria")
    about.tap()
    expect(page.locator("#case")).to_be_visible()
    about.tap()
    expect(page.locator("#case")).to_be_hidden()


def test_the_parents_page_works_without_script(
    served: Site, runtime: Runtime, parent: Registered
) -> None:
    page = served.page(java_script_enabled=False)
    token = runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, runtime.clock())
    page.goto(f"/p/chat/{token}?lang=en")
    page.get_by_label("Your message").fill("Hello")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("Hello")
    page.get_by_role("link", name="Español").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Escríbanos")


def unread(runtime: Runtime, thread_id: UUID) -> int:
    with runtime.reading() as session:
        return session.get_one(Thread, thread_id).unread
