"""Filters of the inbox that somebody keeps under names of their own."""

from casework import saved_filters
from messaging.runtime import Runtime
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, text_of
from tests.web.conversations import told

WANTED = "/staff/filters?in=branch&language=es&state=waiting"


def keep(desk: Desk, name: str) -> int:
    return desk.post(WANTED, {"name": name}).status_code


def test_a_filter_is_kept_used_and_forgotten(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        told(unit, add_parent(unit, office), "Your renewal is due.")
    answer = desk.post(WANTED, {"name": "  Spanish,   waiting "})
    assert answer.headers["location"] == "/staff/inbox?in=branch&state=waiting&language=es"
    page = desk.get(answer.headers["location"])
    assert "No conversation is like that right now." in text_of(page)
    link = 'href="/staff/inbox?in=branch&amp;state=waiting&amp;language=es" aria-current="true">'
    assert f"{link}Spanish, waiting</a>" in page.text
    assert "Spanish, waiting" not in text_of(south_desk.get("/staff/inbox"))

    # The same name again means this one.
    desk.post("/staff/filters?state=snoozed", {"name": "Spanish, waiting"})
    page = desk.get("/staff/inbox")
    assert 'href="/staff/inbox?in=branch&amp;state=snoozed">Spanish, waiting</a>' in page.text
    path = page.text.partition('action="/staff/filters/')[2].partition('"')[0]
    assert south_desk.post(f"/staff/filters/{path}").status_code == 404
    assert desk.post(f"/staff/filters/{path}").status_code == 303
    assert "Spanish, waiting" not in text_of(desk.get("/staff/inbox"))
    assert desk.post(f"/staff/filters/{path}").status_code == 404


def test_a_filter_needs_a_name_and_some_are_enough(desk: Desk) -> None:
    assert [keep(desk, name) for name in ("", " ", "x" * 41)] == [422] * 3
    assert {keep(desk, f"No {number}") for number in range(saved_filters.MOST)} == {303}
    answer = desk.post(WANTED, {"name": "One more"})
    assert answer.status_code == 422
    assert saved_filters.TOO_MANY in text_of(answer)
    assert keep(desk, "No 1") == 303
