"""A reminder to all of Tuesday's appointments, in a handful of clicks."""

from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # no types
from playwright.sync_api import Page, expect
from sqlalchemy import select

from campaigns.sends import sending
from messaging.models.message import Message
from messaging.runtime import Runtime
from tests.browser.conftest import Site, Worker
from tests.campaigns.telling import tell
from tests.support.clock import MovableClock
from tests.support.people import Office, phone
from tests.web.browsers import PASSWORD, add_worker

pytestmark = pytest.mark.browser

CLICKS, KEYSTROKES = 3, 0
"""What it takes from the inbox: Send, the day, the button that says to how many."""


class Hand:
    """Counts what a person does."""

    def __init__(self, page: Page) -> None:
        self.clicks = self.keys = 0
        self._page = page

    def click(self, role: str, name: str) -> None:
        self.clicks += 1
        self._page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]  # ARIA's own words


def accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [one["id"] for one in found] == []


def test_all_of_tuesdays_appointments_are_reminded_in_three_clicks(
    served: Site,
    runtime: Runtime,
    office: Office,
    worker: Worker,
    clock: MovableClock,
) -> None:
    clock.set(datetime(2026, 3, 6, 16, 0, tzinfo=UTC))
    for number in range(3):
        tell(
            runtime, office, "appointment.scheduled", id=f"A-{number}",
            starts_at="2026-03-10T14:00:00-05:00", case={"number": f"CS-{number}"},
            party={
                "external_id": f"P-{number}", "language": "es" if number else "en",
                "contacts": [
                    {"kind": "sms", "address": phone(),
                     "consent": {"source": "application", "at": "2025-11-02T00:00:00Z"}}
                ] if number < 2 else [],
            },
        )  # fmt: skip
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, office.branch)
    page = served.page(viewport={"width": 1280, "height": 720})
    page.goto("/staff/inbox")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    hand = Hand(page)

    hand.click("link", "Send")
    expect(page.get_by_role("heading", name="Send to many")).to_be_visible()
    accessible(page)
    hand.click("button", "Tuesday")
    expect(page.get_by_text("It would go to 2 people")).to_be_visible()
    expect(page.get_by_text("There is no number or address").first).to_be_visible()
    expect(page.get_by_text("You have an appointment Tue 3/10 at 2pm")).to_be_visible()
    expect(page.get_by_text("Tiene una cita el martes 10 de marzo")).to_be_visible()
    accessible(page)
    hand.click("button", "Send it to 2 people")
    expect(page.get_by_role("heading", name="To 2 people")).to_be_visible()
    assert (hand.clicks, hand.keys) == (CLICKS, KEYSTROKES)

    # Progress arrives by itself; then second thoughts.
    worker.do(lambda _: sending.drain(runtime))
    expect(page.get_by_text("On their way, or waiting for their hour2")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Pause it").click()
    expect(page.get_by_text("Paused", exact=True)).to_be_visible()
    page.get_by_role("button", name="Let it go on").click()
    page.get_by_role("button", name="Cancel the rest").click()
    expect(page.get_by_text("Taken back2")).to_be_visible()
    with runtime.reading() as session:
        texts = session.scalars(select(Message)).all()
    assert sorted(text.language for text in texts) == ["en", "es"]
