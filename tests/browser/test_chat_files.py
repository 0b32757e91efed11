"""Pictures in the chat and answers to nobody, on a small phone, live and by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from messaging.inbound import routing
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.browser.conftest import Site
from tests.browser.test_walk_b import STILL_HERE, log_in
from tests.support.files import GIF
from tests.support.people import Office
from tests.web.browsers import add_worker
from web.parents.frame import NEUTRAL_SITE
from web.parents.uploads import LARGEST

pytestmark = pytest.mark.browser


def choose(page: Page, *files: Path) -> None:
    page.get_by_label("Pictures or files").set_input_files(files)


def test_a_picture_goes_and_an_answer_comes_without_reloading(
    served: Site, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
    small, large = tmp_path / f"recibo{'o' * 90}.gif", tmp_path / "large.gif"
    small.write_bytes(GIF)
    large.write_bytes(GIF + bytes(LARGEST))

    phone = served.page(viewport={"width": 320, "height": 640})
    phone.goto(f"/p/start/{office.agency.slug}?lang=en")
    phone.evaluate("window.stillHere = true")
    phone.get_by_label("Your message").fill("Is this the right form?")
    choose(phone, large)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("alert")).to_contain_text("at most 10 MB")
    expect(phone.get_by_label("Your message")).to_have_value("Is this the right form?")

    phone.route("**/p/start/**", lambda route: route.abort() if route.request.method == "POST"
                else route.continue_())  # fmt: skip
    choose(phone, small)
    phone.get_by_role("button", name="Send").press("Enter")
    expect(phone.get_by_role("alert")).to_contain_text("still here; please try again")
    phone.unroute("**/p/start/**")
    phone.get_by_role("button", name="Send").press("Enter")
    expect(phone.get_by_role("log")).to_contain_text("recibo")
    expect(phone.get_by_label("Your message")).to_be_focused()
    expect(phone.get_by_label("Your message")).to_have_value("")
    expect(phone.get_by_role("alert")).to_be_hidden()
    assert not phone.evaluate("document.documentElement.scrollWidth > innerWidth")

    routing.drain(runtime)
    staff = served.page()
    log_in(staff, email)
    staff.goto("/staff/triage")
    expect(staff.get_by_role("img", name="Picture from the parent")).to_be_visible()
    staff.get_by_label("Answer in this chat").fill("Yes, sign it at the bottom.")
    staff.get_by_role("button", name="Answer").click()
    expect(staff.locator(".guest-answer")).to_contain_text("Yes, sign it at the bottom.")
    expect(phone.get_by_role("log")).to_contain_text("Yes, sign it at the bottom.")
    assert phone.evaluate(STILL_HERE)
    expect(staff.locator(".guest-answer")).to_contain_text("Shown on their page")


def test_no_step_leads_back_to_what_was_left(served: Site, office: Office) -> None:
    phone = served.page(viewport={"width": 320, "height": 640})
    phone.route(f"{NEUTRAL_SITE}**", lambda route: route.fulfill(body="Rain", status=200))
    phone.goto(f"/p/start/{office.agency.slug}?lang=en")
    room, steps = phone.url, phone.evaluate("history.length")
    # Each page has its script by the time it is loaded.
    with phone.expect_navigation():
        phone.get_by_role("link", name="Español").press("Enter")
    with phone.expect_navigation():
        phone.get_by_role("link", name="muéstrenos quién es").press("Enter")
    phone.get_by_label("teléfono o correo").fill("(312) 555-0142")
    phone.get_by_label("número de caso").fill("CS-1")
    with phone.expect_navigation():
        phone.keyboard.press("Enter")
    phone.locator("#code").fill("000000")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("alert")).to_contain_text("No funcionó")
    expect(phone.locator("#code")).to_be_focused()
    assert phone.evaluate("history.length") == steps
    phone.get_by_role("link", name="Salir de esta página").press("Enter")
    phone.wait_for_url(NEUTRAL_SITE)
    assert phone.evaluate("history.length") == steps
    phone.goto(room)
    expect(phone.get_by_role("heading", name="This page is not open any more")).to_be_visible()
