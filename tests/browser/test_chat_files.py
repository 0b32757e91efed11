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
