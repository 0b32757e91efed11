"""The design system: every piece in every state is fit for everyone, whatever it is drawn for."""

import pytest
from playwright.sync_api import expect

from messaging.runtime import Runtime
from tests.browser.conftest import Site
from tests.browser.test_accessible import REFUSED, looked_at
from tests.support.people import Office
from tests.web.browsers import PASSWORD, add_worker

pytestmark = pytest.mark.browser

LOOKS = (
    (1280, "light", "en"),
    (1280, "dark", "es"),
    (320, "light", "es"),
    (320, "dark", "en"),
)


def test_every_piece_in_every_state_is_fit_for_everyone(
    served: Site, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
    page = served.page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda said: faults.append(said.text) if REFUSED in said.text else None)
    page.goto("/staff/inbox")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for width, scheme, language in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        page.goto(f"/staff/design?lang={language}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        faults += looked_at(page, f"{width} {scheme} {language}")
    assert faults == []
