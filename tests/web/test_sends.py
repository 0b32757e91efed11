"""The page for sending to many, and the same over the API."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from campaigns.models.send import Send, SendState
from campaigns.sends import sending
from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.message import Message
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from service.accounts import add_key
from tests.support.people import Office, add_parent
from tests.web.browsers import Desk, browser, text_of

HERE = "/staff/sends"
WORDS = "{{ agency_name }}: The office is closed on Friday."
FORM = {"key": "one-press-of-a-button", "en": WORDS, "ways": "both"}


@pytest.fixture
def parents(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        add_parent(unit, office)
        add_parent(unit, office, language="es")
        add_parent(unit, office, consent=False)


def test_a_list_is_looked_at_tried_on_oneself_confirmed_and_followed(
    desk: Desk, runtime: Runtime, parents: None
) -> None:
    made = desk.post(HERE, FORM)
    assert made.status_code == 303
    assert desk.post(HERE, FORM).headers["location"] == made.headers["location"]
    path = made.headers["location"]
    page = text_of(desk.get(path))
    assert "It would go to 2 people" in page
    assert "No consent to text this number is on record." in page
    assert page.count("Oak Co Child Support: The office is closed on Friday.") == 2

    assert desk.post(f"{path}/test", {}).status_code == 303
    with runtime.reading() as session:
        [mail] = session.scalars(select(Message)).all()
    assert "The office is closed on Friday." in mail.text
    assert mail.thread_id is None

    assert desk.post(f"{path}/confirm", {"number": "3"}).status_code == 409
    assert desk.post(f"{path}/confirm", {"number": "2"}).status_code == 303
    while sending.drain(runtime):
        pass
    assert re.search(r"waiting for their hour\s*2", text_of(desk.get(path)))
    assert desk.post(f"{path}/pause", {}).status_code == 303
    assert "Paused" in text_of(desk.get(path))
    assert desk.post(f"{path}/resume", {}).status_code == 303
    assert desk.post(f"{path}/cancel", {}).status_code == 303
    assert "Cancelled" in text_of(desk.get(HERE))
    with runtime.reading() as session:
        noted = session.scalars(select(Audit.action).where(Audit.subject_type == "send")).all()
    assert sorted(noted) == [
        "send.cancelled", "send.confirmed", "send.listed", "send.paused", "send.resumed",
        "send.tested",
    ]  # fmt: skip


def test_wrong_words_stay_in_the_form_with_what_is_wrong(
    desk: Desk, runtime: Runtime, parents: None
) -> None:
    answer = desk.post(HERE, {**FORM, "en": "{{ agency_name }}: pay $100 now"})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "These words cannot go out as they are." in page
    assert "it names a sum of money" in page
    assert "pay $100 now" in answer.text
    with runtime.reading() as session:
        assert session.scalars(select(Send)).all() == []


def test_a_list_of_one_is_for_nobody_else(
    desk: Desk, runtime: Runtime, office: Office, parents: None
) -> None:
    with runtime.unit() as unit:
        one = add_parent(unit, office)
    assert "Send to Maria Sample" in text_of(desk.get(f"{HERE}?thread={one.thread.id}"))
    made = desk.post(HERE, {**FORM, "thread": str(one.thread.id)})
    assert "It would go to 1 person" in text_of(desk.get(made.headers["location"]))


def test_a_list_is_kept_under_a_name_opened_renamed_and_deleted(desk: Desk, parents: None) -> None:
    asked = {"about": "renewal", "first_in": "0", "last_in": "7", "name": "Renewals of the week"}
    made = desk.post(f"{HERE}/audiences", asked)
    path = made.headers["location"]
    opened = desk.get(path).text
    assert re.search(r'name="last_in"[^>]*value="7"', opened)
    assert '<option value="renewal" selected>' in opened
    assert "A renewal that is due · 0 to 7 days ahead" in text_of(desk.get(HERE))
    again = desk.post(f"{HERE}/audiences", asked)
    assert again.status_code == 422
    assert "There is one of that name." in text_of(again)
    one = f"{HERE}/audiences/{path.partition('=')[2]}"
    assert desk.post(f"{one}/rename", {"name": ""}).status_code == 422
    assert desk.post(f"{one}/rename", {"name": "The week"}).headers["location"] == path
    assert "The week" in text_of(desk.get(HERE))
    assert desk.post(f"{one}/delete").headers["location"] == HERE
    assert desk.get(path).status_code == 404


def test_what_repeats_is_set_up_confirmed_paused_and_ended(
    desk: Desk, runtime: Runtime, parents: None
) -> None:
    weekly = {"every": "week", "weekday": "1", "hour": "10", "until": "2026-03-31"}
    assert "within a year" in text_of(desk.post(HERE, {**FORM, **weekly, "until": ""}))
    path = desk.post(HERE, {**FORM, **weekly}).headers["location"]
    page = text_of(desk.get(path))
    assert "every Tuesday at 10:00 AM, until Mar 31, 2026" in page
    assert "Repeat it, to about 2 people each time" in page
    assert "Tomorrow" in page
    assert desk.post(f"{path}/confirm", {"number": "3"}).status_code == 409
    assert desk.post(f"{path}/confirm", {"number": "2"}).status_code == 303
    assert "None yet. Each day appears here" in text_of(desk.get(path))
    assert desk.post(f"{path}/pause").status_code == 303
    assert "Confirmed for 2 people" in text_of(desk.get(HERE))
    assert desk.post(f"{path}/resume").status_code == 303
    assert desk.post(f"{path}/end").status_code == 303
    assert "Ended" in text_of(desk.get(path))
    assert desk.post(f"{path}/end").status_code == 409
    other = desk.post(HERE, {**FORM, **weekly, "key": "another-press"}).headers["location"]
    assert desk.post(f"{other}/end").headers["location"] == HERE
    assert desk.get(other).status_code == 404


def test_a_kept_list_never_grows_because_of_who_opens_it(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office, parents: None
) -> None:
    """A program of which they see no case, a branch that is not theirs, a day to end on."""
    asked = {
        "program": "paternity", "branch": str(office.branch.id), "about": "renewal",
        "last": "2026-04-30", "name": "North, paternity",
    }  # fmt: skip
    path = desk.post(f"{HERE}/audiences", asked).headers["location"]
    for each in (desk, south_desk):
        opened = each.get(path).text
        assert '<option value="paternity" selected>' in opened
        assert f'<option value="{office.branch.id}" selected>' in opened
        assert "from today to Apr 30, 2026" in text_of(each.get(HERE))
    undated = desk.post(HERE, {**FORM, "first": "2026-03-09"})
    assert "Something in the list does not fit together." in text_of(undated)


def test_another_branch_sees_neither_the_list_nor_the_parent(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office, parents: None
) -> None:
    path = desk.post(HERE, FORM).headers["location"]
    assert south_desk.get(path).status_code == 404
    assert path not in south_desk.get(HERE).text
    theirs = south_desk.post(HERE, FORM).headers["location"]
    assert "Nobody would get it." in text_of(south_desk.get(theirs))


def test_the_same_over_the_api(
    app: FastAPI, runtime: Runtime, office: Office, parents: None, desk: Desk
) -> None:
    with runtime.unit() as unit:
        boss = unit.session.scalars(select(Staff)).one()
        agency = unit.session.get_one(Agency, office.agency.id)
        key = add_key(unit, agency, "test", scopes=["messages:write"], acts_for=boss)
    with browser(app) as client:
        made = _post(client, key, "", {"audience": {}, "words": {"en": WORDS}}, "one")
        assert (made["state"], made["to_go"], made["left_out"]) == (
            "ready", 2, {"no_consent": 1}
        )  # fmt: skip
        again = _post(client, key, "", {"audience": {}, "words": {"en": WORDS}}, "one")
        assert again["id"] == made["id"]
        confirmed = _post(client, key, f"/{made['id']}/confirm", {"number": 2}, "two")
        assert (confirmed["state"], confirmed["number"]) == ("running", 2)
        assert _post(client, key, f"/{made['id']}/pause", {}, "three")["paused"]
        assert not _post(client, key, f"/{made['id']}/resume", {}, "four")["paused"]
        assert _post(client, key, f"/{made['id']}/cancel", {}, "five")["state"] == "cancelled"
    with runtime.reading() as session:
        assert session.scalars(select(Send)).one().state is SendState.CANCELLED


def _post(
    client: TestClient, key: str, path: str, body: dict[str, object], once: str
) -> dict[str, object]:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": once}
    answer = client.post(f"/api/v1/sends{path}", json=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    found: dict[str, object] = answer.json()
    return found
