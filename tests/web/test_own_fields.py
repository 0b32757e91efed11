"""Fields of an agency's own on pages: defined in settings, noted beside a conversation."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from campaigns.models.audience import SavedAudience
from messaging.directory import own_fields
from messaging.models.audit import Audit
from messaging.models.own_field import FieldKind, OwnValue
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.campaigns.telling import tell
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import Desk, as_shown, browser, log_in, password_hash, text_of

HERE = "/staff/settings/fields"
COUNTY = {
    "key": "county", "label": "County", "kind": "choice", "choices": "lake = Lake\ncook = Cook",
}  # fmt: skip

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def boss(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    with runtime.unit() as unit:
        email = add_staff(
            unit, office.agency, role=StaffRole.ADMINISTRATOR, password_hash=password_hash()
        ).email
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def audited(runtime: Runtime, action: str) -> list[dict[str, Any]]:
    with runtime.reading() as session:
        rows = session.scalars(select(Audit).where(Audit.action.startswith(action)))
        return [{"action": row.action, **row.detail} for row in rows.all()]


def test_a_field_is_added_changed_and_rests(boss: Desk, runtime: Runtime, office: Office) -> None:
    assert boss.post(HERE, COUNTY).headers["location"].endswith("told=field-added")
    for wrong, words in (
        (COUNTY, "of that key already"),
        ({**COUNTY, "key": "pay", "label": "Income"}, "Sums of money"),
        ({**COUNTY, "key": "pay", "choices": ""}, "Write the choices"),
    ):
        answer = boss.post(HERE, wrong)
        assert (answer.status_code, words in text_of(answer)) == (422, True)
        assert wrong["choices"] in answer.text
    with runtime.reading() as session:
        county = own_fields.of_agency(session, office.agency.id)["county"]
    changed = {"label": "County of the case", "choices": "lake = Lake County"}
    assert boss.post(f"{HERE}/{county.id}", {**changed, "used": "true"}).status_code == 303
    shown = text_of(boss.get("/staff/settings"))
    assert ("County of the case" in shown, "At rest: Cook" in shown) == (True, True)
    boss.post(f"{HERE}/{county.id}", changed)
    again = boss.post(f"{HERE}/{county.id}", changed)
    assert again.headers["location"].endswith("told=same")
    assert [row["action"] for row in audited(runtime, "field.")] == [
        "field.added", "field.changed", "field.retired",
    ]  # fmt: skip


def test_a_worker_notes_what_they_know_of_one_parent(
    desk: Desk, south_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        maria, james = (add_parent(unit, office, case=f"CS-{number}") for number in (1, 2))
        one = office.agency.id, "test"
        own_fields.add(unit, *one, "county", "County", FieldKind.CHOICE, "lake = Lake\nCook")
        own_fields.add(unit, *one, "remark", "What helps", FieldKind.TEXT)
    path = f"/staff/threads/{maria.thread.id}"
    told = {"field-county": "lake", "field-remark": "by bus"}
    assert "Note something" in text_of(desk.get(path))
    assert south_desk.post(f"{path}/fields", told).status_code == 404
    assert desk.post(f"{path}/fields", {"field-moon": "x"}).status_code == 404
    for wrong, why in (
        ({"field-county": "moon"}, "County Choose one of the list."),
        ({"field-remark": "123-45-6789"}, "What helps Social Security and other"),
    ):
        refused = desk.post(f"{path}/fields", {**told, **wrong})
        assert (refused.status_code, why in text_of(refused)) == (422, True)
        assert ("Nothing is saved yet" in refused.text, "Nothing yet." in refused.text) == (
            (True, True)
        )
        assert "open hx-morph-skip" in refused.text, "reading again leaves what was typed"
        assert as_shown(refused.text)["field-remark"] == {**told, **wrong}["field-remark"]
    assert desk.post(f"{path}/fields", told).status_code == 303
    shown = text_of(desk.get(path))
    assert ("County Lake" in shown, "What helps by bus" in shown) == (True, True)
    assert "by bus" not in desk.get(f"/staff/threads/{james.thread.id}").text
    desk.post(f"{path}/fields", {"field-remark": "", "field-county": "lake"})
    with runtime.reading() as session:
        assert [row.word for row in session.scalars(select(OwnValue))] == ["lake"]
    assert audited(runtime, "party.") == [
        {"action": "party.fields", "fields": ["county", "remark"]},
        {"action": "party.fields", "fields": ["remark"]},
    ]


@pytest.fixture
def chief(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Desk]:
    """A supervisor, with fields to ask of."""
    with runtime.unit() as unit:
        one = office.agency.id, "test"
        own_fields.add(unit, *one, "county", "County", FieldKind.CHOICE, "lake = Lake\nCook")
        own_fields.add(unit, *one, "court_day", "Court day", FieldKind.DATE)
        email = add_staff(
            unit, office.agency, role=StaffRole.SUPERVISOR, password_hash=password_hash()
        ).email
    with browser(app) as client:
        log_in(client, email)
        yield Desk(client)


def test_a_kept_list_and_a_campaign_ask_for_what_is_known(
    chief: Desk, runtime: Runtime, office: Office
) -> None:
    asked = {"own-county": "lake", "own-court_day": "2026-03-10", "name": "Lake"}
    kept = chief.post("/staff/sends/audiences", asked)
    assert kept.status_code == 303
    with runtime.reading() as session:
        assert session.scalars(select(SavedAudience.asks)).one()["own"] == {
            "county": "lake", "court_day": "2026-03-10/",
        }  # fmt: skip
    page = chief.get(kept.headers["location"])
    assert 'value="2026-03-10"' in page.text
    assert "County: Lake · Court day: from Mar 10, 2026 on" in text_of(chief.get("/staff/sends"))
    wrong = chief.post("/staff/sends/audiences", {**asked, "own-moon": "x", "name": "Moon"})
    assert (wrong.status_code, "does not use" in text_of(wrong)) == (422, True)

    with runtime.unit() as unit:
        day = own_fields.of_agency(unit.session, office.agency.id)["court_day"]
        own_fields.change(unit, office.agency.id, "test", day.id, day.label, rests=True)
    again = as_shown(chief.get(kept.headers["location"]).text)
    assert (again["own-court_day"], again["own-county"]) == ("2026-03-10", "lake")
    assert "does not use" in text_of(chief.post("/staff/sends", {**again, "key": "sample-key"}))

    form = chief.get("/staff/campaigns/payment_posted/edit").text
    assert ('name="field-county-lake"' in form, "field-court_day" in form) == (True, False)
    said = {**as_shown(form), "field-county-lake": "yes"}
    assert chief.post("/staff/campaigns/payment_posted", said).status_code == 303
    assert "County: Lake" in text_of(chief.get("/staff/campaigns/payment_posted"))


def test_a_heading_is_guessed_by_the_name_of_a_field(
    chief: Desk, runtime: Runtime, office: Office
) -> None:
    rows = "case_number,Day in court,COUNTY,county office\nCS-1,,Lake,north\n"
    sent = {"key": "sample-key", "kind": "people"}
    made = chief.client.post(
        "/staff/imports", data={**sent, "csrf": chief.csrf()}, files={"file": ("a.csv", rows)}
    )
    page = chief.get(made.headers["location"]).text
    assert as_shown(page)["c-field:county"] == "2"
    assert ">Court day<" in page.replace("\n", "")


def test_a_report_is_told_apart_by_a_field_on_the_page_alone(
    chief: Desk, runtime: Runtime, office: Office
) -> None:
    tell(runtime, office, "renewal.due", due_on="2026-03-20", party={"fields": {"county": "lake"}})
    assert "By County" in text_of(chief.get("/staff/reports?field=county"))
    assert "By Court day" not in text_of(chief.get("/staff/reports?field=court_day"))
    assert "lake" not in chief.get("/staff/reports/file.csv?field=county").text.casefold()
