"""What supervisors of a whole agency look at: experiments and reports on the smallest screen and in
the dark, and wording that is seen as it is typed."""

import pytest
from playwright.sync_api import Page, expect

from campaigns.experiments import running
from campaigns.loading import load_campaigns
from campaigns.reports import kept
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from service import preparing
from tests.browser.conftest import Site
from tests.browser.test_accessible import looked_at
from tests.campaigns.telling import tell
from tests.support.people import Office
from tests.web.browsers import PASSWORD, add_worker

pytestmark = pytest.mark.browser

PLANS = {
    "a plan": "/staff/experiments/renewal",
    "a plan that makes no sense": "/staff/experiments/renewal?baseline=90&effect=20",
    "reports": "/staff/reports",
    "no reports": "/staff/reports?from=2024-01&to=2024-01",
}


def log_in(page: Page, email: str) -> None:
    page.goto("/staff/login")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/staff/inbox")


def test_wording_is_seen_as_a_parent_will_see_it_while_it_is_typed(
    served: Site, runtime: Runtime, office: Office
) -> None:
    """With the number of texts, and the letter that makes them shorter."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
    page = served.page()
    log_in(page, email)
    page.goto("/staff/wording/help/en")
    look, text = page.locator("#look"), page.locator("#w-text")
    expect(look.locator(".size").first).to_contain_text("1 text ·")
    expect(look.locator("mark")).to_have_count(0)
    text.press("Control+End")
    page.keyboard.type(" Thank you…")
    expect(look.locator(".said")).to_contain_text("Thank you…")
    expect(look.locator("mark")).to_have_text("…")
    expect(look.locator(".size").first).to_contain_text("With … a text holds only 70 characters.")
    expect(look.locator(".size").first).not_to_contain_text("1 text ·")
    page.keyboard.press("Backspace")
    expect(look.locator("mark")).to_have_count(0)
    expect(look.locator(".size").first).to_contain_text("1 text ·")


def test_experiments_are_fit_for_everyone(served: Site, runtime: Runtime, office: Office) -> None:
    renewal = load_campaigns()["renewal"]
    assert renewal.experiment
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
        running.start(unit, office.agency.id, renewal, renewal.experiment, "staff:1")
    tell(runtime, office, "renewal.due", due_on="2027-04-30")
    page = served.page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    log_in(page, email)
    faults = []
    for name, address in PLANS.items():
        page.goto(address)
        faults += looked_at(page, name)
    assert faults == []


def test_figures_that_take_long_appear_by_themselves(
    served: Site, runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FEW", 0)
    tell(runtime, office, "renewal.due", due_on="2027-04-30")
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
    page = served.page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    log_in(page, email)
    page.goto("/staff/reports")
    expect(page.get_by_role("progressbar", name="We are counting these months")).to_be_visible()
    faults = looked_at(page, "counting")
    preparing.drain(runtime)
    expect(page.get_by_role("heading", name="By campaign")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert faults == []
