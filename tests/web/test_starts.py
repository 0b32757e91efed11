"""The pages on which a campaign is started for a kept list."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from campaigns.sends import saved
from campaigns.sends.audience import Audience
from campaigns.starting import running
from messaging.directory.access import Viewer
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, add_worker, browser, log_in, text_of

HERE = "/staff/campaigns/renewal/starts"


@pytest.fixture
def head(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A supervisor, logged in."""
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def test_a_list_is_chosen_tried_confirmed_and_followed(
    head: Desk, runtime: Runtime, office: Office
) -> None:
    assert "No lists are kept yet." in text_of(head.get(HERE))
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office)
        nora = Viewer.of(add_staff(unit, office.agency, office.branch))
        row = saved.keep(unit, nora, "Everybody we know", Audience())
    form = {"key": "one-press-of-a-button", "audience": str(row.id)}
    assert "Everybody we know (Everybody)" in text_of(head.get(HERE))
    assert "Choose the day that it is about" in text_of(head.post(HERE, form))
    assert "Choose a kept list." in text_of(head.post(HERE, {**form, "audience": "none"}))
    path = head.post(HERE, {**form, "on": "2026-04-30"}).headers["location"]
    assert "Everybody is being tried" in text_of(head.get(path))
    while running.drain(runtime):
        pass
    page = text_of(head.get(path))
    assert "2 people would be enrolled" in page
    assert "about Apr 30, 2026" in page
    assert head.post(f"{path}/confirm", {"number": "3"}).status_code == 409
    assert head.post(f"{path}/confirm", {"number": "2"}).status_code == 303
    while running.drain(runtime):
        pass
    assert "2 people are enrolled" in text_of(head.get(path))
    assert head.post(f"{path}/cancel").status_code == 409
    assert "Everybody we know" in text_of(head.get(HERE))
    form |= {"key": "another-press", "on": "2026-04-30"}
    again = head.post(HERE, form).headers["location"]
    while running.drain(runtime):
        pass
    page = text_of(head.get(again))
    assert "0 people would be enrolled" in page
    assert "2 They are in it already." in page
    assert head.post(f"{again}/cancel").status_code == 303
    assert head.get("/staff/campaigns/none/starts").status_code == 404
