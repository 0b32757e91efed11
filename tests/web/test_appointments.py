"""The page of appointments: days, whose they are, what to do about them."""

import re

import pytest
from sqlalchemy import select

from campaigns.models.send import Send
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from tests.campaigns.telling import tell
from tests.support.people import Office
from tests.web.browsers import Desk, text_of
from web.staff import appointments


def scheduled(runtime: Runtime, office: Office, number: int, hour: int) -> None:
    tell(
        runtime, office, "appointment.scheduled", id=f"A-{number}",
        starts_at=f"2026-03-20T{hour:02}:00:00-05:00", place="10 Main St",
        case={"number": f"CS-4{number}"},
        party={"external_id": f"P-4{number}", "time_zone": "America/Denver", "contacts": []},
    )  # fmt: skip


def test_a_day_without_any_says_what_will_stand_there(desk: Desk) -> None:
    for address in ("", "?day=2026-03-20", "?day=nonsense&branch=x&after=x", "?day=9999-12-31"):
        page = text_of(desk.get(f"/staff/appointments{address}"))
        assert "No appointment is on this day. Once your system tells us" in page
    assert "of your own cases" in text_of(desk.get("/staff/appointments?in=mine"))


def test_a_day_shows_who_comes_when_and_leads_to_reminding_them(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, hour in ((1, 14), (2, 9), (3, 11)):
        scheduled(runtime, office, number, hour)
    assert "The next one: March 20" in text_of(desk.get("/staff/appointments?day=2026-03-02"))
    assert "The next one" not in south_desk.get("/staff/appointments?day=2026-03-02").text
    path = "/staff/appointments?day=2026-03-20"
    answer = desk.get(path)
    page = text_of(answer)
    assert page.index("9:00 AM") < page.index("11:00 AM") < page.index("2:00 PM")
    for words in (
        "1:00 PM where they are", "Custodial parent · CS-41", "10 Main St", "Not told yet",
        "3 appointments", "Remind everybody of this day",
    ):  # fmt: skip
        assert words in page
    assert "CS-4" not in south_desk.get(path).text
    assert "CS-4" not in desk.get(f"{path}&in=mine").text
    assert "CS-41" in desk.get("/staff/appointments?day=2026-03-16&span=week").text

    monkeypatch.setattr(appointments, "PAGE", 2)
    begun = desk.get(path)
    assert "CS-41" not in begun.text
    further = re.search(r'href="([^"]*after=[^"]*)"', begun.text)
    assert further is not None
    rest = desk.get(further[1].replace("&amp;", "&")).text
    assert "CS-41" in rest
    assert "CS-42" not in rest

    sent = dict(re.findall(r'name="(key|about|template|branch)" value="([^"]*)"', answer.text))
    assert desk.post("/staff/sends", {**sent, "first": "2026-03-20"}).status_code == 303
    with runtime.unit() as unit:
        asked = unit.session.scalars(select(Send)).one().audience
        assert asked == {
            "about": "appointment", "first": "2026-03-20", "last": "2026-03-20",
            "program": "", "language": "",
        }  # fmt: skip
        for staff in unit.session.scalars(select(Staff)):
            staff.language = "es"
    assert "Recordar a todos los de este día" in text_of(desk.get(path))
