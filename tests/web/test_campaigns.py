"""Campaigns on pages: read in sentences, changed in a form, approved by a second person."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from campaigns import sound
from campaigns.loading import load_campaigns
from campaigns.models.version import CampaignVersion
from messaging.directory.approving import Stage
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from tests.campaigns.own_versions import in_force
from tests.support.people import Office
from tests.web.browsers import Desk, add_worker, as_shown, browser, log_in, text_of
from web.campaign_words import sentences
from web.staff import campaign_form
from web.voice import Voice

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HERE = "/staff/campaigns/renewal"


def supervisor(app: FastAPI, runtime: Runtime, office: Office) -> Desk:
    with runtime.unit() as unit:
        email = add_worker(unit, office.agency, None, role=StaffRole.SUPERVISOR)
    client = browser(app)
    log_in(client, email)
    return Desk(client, "/staff/campaigns")


@pytest.fixture
def ana(app: FastAPI, runtime: Runtime, office: Office) -> Desk:
    return supervisor(app, runtime, office)


@pytest.fixture
def ben(app: FastAPI, runtime: Runtime, office: Office) -> Desk:
    return supervisor(app, runtime, office)


def rows(runtime: Runtime) -> list[CampaignVersion]:
    with runtime.reading() as session:
        return list(session.scalars(select(CampaignVersion).order_by(CampaignVersion.version)))


def test_a_form_that_nobody_touched_changes_nothing(ana: Desk, runtime: Runtime) -> None:
    for key, campaign in load_campaigns().items():
        form = as_shown(ana.get(f"/staff/campaigns/{key}/edit").text)
        assert ana.post(f"/staff/campaigns/{key}", form).status_code == 303, key
        [row] = [row for row in rows(runtime) if row.campaign == key]
        assert row.definition == sound.stored(campaign), key


def test_from_a_draft_over_a_second_person_to_in_force(
    ana: Desk, ben: Desk, runtime: Runtime, office: Office
) -> None:
    assert "30 days before the date, at 10:00 on the parent's clock: text and email" in text_of(
        ana.get(HERE)
    )
    form = as_shown(ana.get(f"{HERE}/edit").text)
    del form["s-14_days_before-there"]
    form |= {"s-30_days_before-when": "work_before", "s-30_days_before-days": "20"}
    form |= {"s-3_days_before-hour": "17", "s-3_days_before-days": "4"}
    form |= {"s-NEW-there": "yes", "s-NEW-when": "before", "s-NEW-days": "2", "s-NEW-hour": "9"}
    form |= {"s-NEW-template": "renewal_reminder", "s-NEW-send": "sms", "s-NEW-else": "email"}
    form |= {"s-NEW-question": "want_help", "a-want_help-yes-within": "3"}
    form |= {"role-custodial": "yes", "stop-new": "party.updated"}
    assert ana.post(HERE, form).status_code == 303

    page = text_of(ana.get(HERE))
    assert "Your version 1 · Being written" in page
    for said in (
        "New: For: Custodial parent.",
        "No more: 14 days before the date",
        "New: 20 working days before the date, at 10:00 on the parent's clock: text and email",
        "New: 4 days before the date, at 17:00 on the parent's clock: text, else email",
        "New: 2 days before the date, at 9:00",
        "A worker is asked to call back within 3 working days.",
        "New: It ends with: party.updated.",
    ):
        assert said in page, said

    versions = f"{HERE}/versions/1"
    assert ana.post(f"{versions}/propose", {"seen": "1"}).status_code == 303
    assert "You wrote this" in text_of(ana.get(HERE))
    assert ana.post(f"{versions}/approve", {"seen": "1"}).status_code == 409
    assert in_force(runtime, office).version == 0
    assert "Approve" in text_of(ben.get(HERE))
    assert "1 waiting for your approval" in text_of(ben.get("/staff/inbox"))
    assert "waiting for your approval" not in text_of(ana.get("/staff/inbox"))
    assert ben.post(f"{versions}/approve", {"seen": "1"}).status_code == 303

    campaign = in_force(runtime, office)
    assert [step.key for step in campaign.steps] == [
        "30_days_before", "7_days_before", "3_days_before", "own_1", "1_day_before"
    ]  # fmt: skip
    again = as_shown(ana.get(f"{HERE}/edit").text)
    assert (again["s-30_days_before-when"], again["s-30_days_before-days"]) == ("work_before", "20")
    assert "s-14_days_before-there" not in again, "what was taken out can be put back"
    assert again["s-14_days_before-template"] == "renewal_reminder"
    assert "Your version 1" in text_of(ana.get("/staff/campaigns"))


def test_a_step_can_hang_on_what_was_answered(ana: Desk, runtime: Runtime) -> None:
    form = as_shown(ana.get(f"{HERE}/edit").text)
    form |= {"s-14_days_before-spared-want_help.yes": "yes", "useful_days_after": "2"}
    form |= {"s-NEW-there": "yes", "s-NEW-when": "after", "s-NEW-days": "2", "s-NEW-hour": "9"}
    form |= {"s-NEW-template": "renewal_reminder", "s-NEW-send": "sms", "s-NEW-question": ""}
    form |= {"s-NEW-only-want_help.no": "yes"}
    assert ana.post(HERE, form).status_code == 303

    page = text_of(ana.get(HERE))
    assert "Not to who answered YES / SI." in page
    assert "New: 2 days after they answer NO, at 9:00 on the parent's clock" in page
    again = as_shown(ana.get(f"{HERE}/edit").text)
    assert again["s-14_days_before-spared-want_help.yes"] == "yes"
    assert ana.post(HERE, again | {"seen": again["seen"]}).status_code == 303
    [row] = rows(runtime)
    followed = [step["key"] for step in row.definition["steps"] if step.get("after_answer")]
    assert followed == ["own_1"]


def test_what_is_wrong_is_told_beside_the_form_and_kept_nowhere(
    ana: Desk, runtime: Runtime
) -> None:
    form = as_shown(ana.get(f"{HERE}/edit").text)
    wrong = {**form, "s-14_days_before-days": "40", "s-1_day_before-hour": "soon"}
    answer = ana.post(HERE, wrong)
    assert answer.status_code == 422
    assert "hour" in text_of(answer)
    assert as_shown(answer.text)["s-14_days_before-days"] == "40"
    nothing = {name: value for name, value in form.items() if not name.endswith("-there")}
    assert ana.post(HERE, nothing).status_code == 422
    assert rows(runtime) == []


def test_a_refusal_says_what_should_change(ana: Desk, ben: Desk, runtime: Runtime) -> None:
    form = as_shown(ana.get(f"{HERE}/edit").text)
    ana.post(HERE, {**form, "a-want_help-yes-within": "9"})
    ana.post(f"{HERE}/versions/1/propose", {"seen": "1"})
    assert ben.post(f"{HERE}/versions/1/refuse", {"seen": "1"}).status_code == 409
    refused = ben.post(f"{HERE}/versions/1/refuse", {"seen": "1", "reason": "Nine is too long."})
    assert refused.status_code == 303
    assert "Nine is too long." in text_of(ana.get(f"{HERE}?version=1"))
    assert [row.stage for row in rows(runtime)] == [Stage.REFUSED]


def test_a_time_line_says_what_a_sample_parent_gets_when(ana: Desk) -> None:
    """It is Monday, March 2; the first two steps of a renewal on the 12th have passed."""
    page = text_of(ana.get(f"{HERE}?on=2026-03-12"))
    assert page.count("Not sent: its time has passed already.") == 1, "the last one is caught up on"
    assert re.search(r"Monday, March 9, 2026, 10:00:00\sAM", page)
    assert "renew" in page
    assert ana.get(f"{HERE}?version=7").status_code == 404
    assert ana.get("/staff/campaigns/nothing").status_code == 404


@pytest.mark.parametrize("key", sorted(load_campaigns()))
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_campaign_reads_as_sentences(key: str, language: str, runtime: Runtime) -> None:
    campaign = load_campaigns()[key]
    said = sentences(campaign, {}, Voice.of(language, "America/Chicago", runtime.clock()))
    assert len(said) >= len(campaign.steps) + len(campaign.stops) + 1
    assert all(len(one.split()) > 2 and "%" not in one for one in said)
    assert campaign_form.step_wordings(campaign, runtime.library)
