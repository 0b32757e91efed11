"""Experiments and reports of a whole agency, on the smallest screen and in the dark."""

import pytest

from campaigns.experiments import running
from campaigns.loading import load_campaigns
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
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


def test_experiments_are_fit_for_everyone(served: Site, runtime: Runtime, office: Office) -> None:
    renewal = load_campaigns()["renewal"]
    assert renewal.experiment
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
        running.start(unit, office.agency.id, renewal, renewal.experiment, "staff:1")
    tell(runtime, office, "renewal.due", due_on="2027-04-30")
    page = served.page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto("/staff/login")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/staff/inbox")
    faults = []
    for name, address in PLANS.items():
        page.goto(address)
        faults += looked_at(page, name)
    assert faults == []
