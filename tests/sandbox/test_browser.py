"""The handset in a real browser: what arrives shows up, what is typed goes out."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no py.typed
from playwright.sync_api import Page, expect, sync_playwright

from tests.sandbox.running import House, RunningSandbox, wait_until

PARENT, AGENCY = "+13125550142", "+13125550100"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> str:
    path = shutil.which("chromium")
    if path is None:
        assert os.environ.get("CI") != "true", "chromium is missing"
        pytest.skip("chromium is not installed")
    return path


@pytest.fixture
def page(chromium: str, sandbox: RunningSandbox) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        # axe is injected as a script of its own, which our pages' policy would rightly refuse.
        yield browser.new_page(base_url=sandbox.url, bypass_csp=True)
        browser.close()


def test_a_handset_is_live_both_ways(page: Page, sandbox: RunningSandbox, house: House) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"/handset/{PARENT}")
    sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="See you on Friday at 2 pm.")
    expect(page.get_by_role("log")).to_contain_text("See you on Friday at 2 pm.")

    page.get_by_label("Text message").fill("Can I come at 3?")
    page.get_by_label("Text message").press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Can I come at 3?")
    expect(page.get_by_label("Text message")).to_have_value("")
    wait_until(lambda: [hook.form["Body"] for hook in house.hooks] == ["Can I come at 3?"])
    assert complaints == []


def test_choosing_a_profile_needs_no_button(page: Page, sandbox: RunningSandbox) -> None:
    page.goto("/handset/+13125550161")
    page.get_by_label("This phone").select_option("landline")
    expect(page.get_by_text("Set.", exact=True)).to_be_visible()
    assert sandbox.http.get("/sandbox/numbers").json()["+13125550161"] == "landline"


@pytest.mark.parametrize("path", ["/", f"/handset/{PARENT}", "/mailbox"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_pages_fit_a_narrow_screen_and_everyone_can_use_them(
    page: Page, sandbox: RunningSandbox, path: str, light: str
) -> None:
    sandbox.twilio.messages.create(to=PARENT, from_=AGENCY, body="See you on Friday at 2 pm.")
    page.emulate_media(color_scheme="dark" if light == "dark" else "light")
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert Axe().run(page).response["violations"] == []
