"""Changing a campaign: one writes, another approves; what is wrong is told and changes nothing."""

from typing import Any

import pytest
from sqlalchemy import select

from campaigns import sound, versions
from campaigns.definition import Campaign
from campaigns.experiments import running
from campaigns.loading import load_campaigns
from campaigns.models.version import CampaignVersion
from messaging.directory.access import ForbiddenError, Viewer
from messaging.directory.approving import CHANGED, NO_REASON, OWN_WORK, ApprovalError, Move, Stage
from messaging.models.audit import Audit
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from templates.loading import load_library
from tests.campaigns.own_versions import (
    Change,
    at_hour,
    changed,
    come_in_force,
    in_force,
    supervisor,
    without,
)
from tests.support.people import Office, add_staff

ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
RENEWAL = load_campaigns()["renewal"]
LATER = changed(RENEWAL, at_hour(11))


@pytest.fixture
def ana(runtime: Runtime, office: Office) -> Viewer:
    with runtime.unit() as unit:
        return supervisor(unit, office)


@pytest.fixture
def ben(runtime: Runtime, office: Office) -> Viewer:
    with runtime.unit() as unit:
        return supervisor(unit, office)


def save(
    runtime: Runtime, who: Viewer, table: dict[str, Any] = LATER, seen: int | None = None
) -> int:
    with runtime.unit() as unit:
        return versions.save(unit, runtime, who, "renewal", table, seen=seen).version


def propose(runtime: Runtime, who: Viewer, version: int = 1) -> None:
    with runtime.unit() as unit:
        versions.act(unit, runtime, who, Move.PROPOSE, "renewal", version)


def approve(runtime: Runtime, who: Viewer, version: int = 1, seen: int | None = None) -> None:
    with runtime.unit() as unit:
        versions.act(unit, runtime, who, Move.APPROVE, "renewal", version, seen=seen)


def stages(runtime: Runtime) -> dict[int, Stage]:
    with runtime.reading() as session:
        return {row.version: row.stage for row in session.scalars(select(CampaignVersion))}


def test_one_writes_and_another_brings_it_in_force(
    runtime: Runtime, office: Office, ana: Viewer, ben: Viewer
) -> None:
    save(runtime, ana)
    save(runtime, ana, changed(RENEWAL, at_hour(12)), seen=1)
    propose(runtime, ana)
    assert in_force(runtime, office).version == 0
    with pytest.raises(ApprovalError, match=OWN_WORK):
        approve(runtime, ana)
    approve(runtime, ben, seen=2)

    campaign = in_force(runtime, office)
    assert (campaign.version, {step.hour for step in campaign.steps}) == (1, {12})
    with runtime.reading() as session:
        [row] = session.scalars(select(CampaignVersion))
        assert (row.author_id, row.decided_by_id) == (ana.staff_id, ben.staff_id)
        done = [
            (one.actor, one.action) for one in session.scalars(select(Audit).order_by(Audit.id))
        ]
    assert [action for _, action in done] == [
        "campaign.saved", "campaign.saved", "campaign.proposed", "campaign.approved"
    ]  # fmt: skip
    assert done[-1][0] == ben.actor


def test_the_next_one_takes_the_place_of_the_one_before(runtime: Runtime, office: Office) -> None:
    come_in_force(runtime, office, at_hour(11))
    come_in_force(runtime, office, at_hour(12))
    assert stages(runtime) == {1: Stage.RETIRED, 2: Stage.APPROVED}


@ONE_DATABASE
def test_going_back_to_the_file_takes_one_person(
    runtime: Runtime, office: Office, ana: Viewer
) -> None:
    version = come_in_force(runtime, office, at_hour(11))
    with runtime.unit() as unit:
        versions.act(unit, runtime, ana, Move.RETIRE, "renewal", version)
    assert in_force(runtime, office) == RENEWAL


@ONE_DATABASE
def test_a_refusal_says_why_and_leaves_what_is_in_force(
    runtime: Runtime, office: Office, ana: Viewer, ben: Viewer
) -> None:
    save(runtime, ana)
    propose(runtime, ana)
    for reason, heard in (("  ", NO_REASON), ("Too late in the day.", None)):
        with runtime.unit() as unit:
            if heard:
                with pytest.raises(ApprovalError, match=heard):
                    versions.act(unit, runtime, ben, Move.REFUSE, "renewal", 1, said=reason)
            else:
                row = versions.act(unit, runtime, ben, Move.REFUSE, "renewal", 1, said=reason)
                assert (row.stage, row.reason) == (Stage.REFUSED, reason)
    assert in_force(runtime, office).version == 0
    assert save(runtime, ana) == 2, "a new draft may be begun"


@ONE_DATABASE
def test_two_people_do_not_write_past_each_other(
    runtime: Runtime, ana: Viewer, ben: Viewer
) -> None:
    save(runtime, ana)
    for seen in (None, 7):
        with pytest.raises(ApprovalError, match=CHANGED):
            save(runtime, ben, seen=seen)
    propose(runtime, ana)
    with pytest.raises(ApprovalError, match=CHANGED):
        approve(runtime, ben, seen=9)
    save(runtime, ben, changed(RENEWAL, at_hour(13)), seen=1)
    assert stages(runtime) == {1: Stage.DRAFT}, "what is changed waits for approval no more"


@ONE_DATABASE
def test_what_changes_nothing_is_not_sent_to_anybody(runtime: Runtime, ana: Viewer) -> None:
    save(runtime, ana, sound.stored(RENEWAL))
    with pytest.raises(ApprovalError, match=versions.NO_CHANGE):
        propose(runtime, ana)


@ONE_DATABASE
def test_while_an_experiment_takes_parents_in_nothing_else_comes_in_force(
    runtime: Runtime, office: Office, ana: Viewer, ben: Viewer
) -> None:
    save(runtime, ana)
    propose(runtime, ana)
    assert RENEWAL.experiment is not None
    with runtime.unit() as unit:
        running.start(unit, office.agency.id, RENEWAL, RENEWAL.experiment, "keyboard")
    with pytest.raises(ApprovalError, match="experiment"):
        approve(runtime, ben)
    with runtime.unit() as unit:
        running.stop(unit, office.agency.id, "renewal", "keyboard")
    approve(runtime, ben)
    assert in_force(runtime, office).version == 1


@ONE_DATABASE
def test_it_is_for_those_who_may(runtime: Runtime, office: Office, ana: Viewer) -> None:
    save(runtime, ana)
    propose(runtime, ana)
    with runtime.unit() as unit:
        worker = Viewer.of(add_staff(unit, office.agency))
        of_a_branch = Viewer.of(
            add_staff(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
        )
    with pytest.raises(ForbiddenError):
        save(runtime, worker, seen=1)
    with pytest.raises(ForbiddenError):
        approve(runtime, of_a_branch)


@ONE_DATABASE
def test_a_mistake_is_told_and_changes_nothing(runtime: Runtime, ana: Viewer) -> None:
    save(runtime, ana)
    with pytest.raises(sound.DefinitionError), runtime.unit() as unit:
        versions.save(unit, runtime, ana, "renewal", changed(RENEWAL, no_steps), seen=1)
    with runtime.reading() as session:
        [row] = session.scalars(select(CampaignVersion))
    assert (row.revision, row.definition) == (1, LATER)


def no_steps(table: dict[str, Any]) -> None:
    table["steps"] = []


def step(**said: object) -> Change:
    return lambda table: table["steps"][0].update(said)


def answer(**said: object) -> Change:
    return lambda table: table["questions"]["want_help"]["yes"].update(said)


def said(**words: object) -> Change:
    return lambda table: table.update(words)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (no_steps, "steps"),
        (step(days_before=400), "days_before"),
        (step(days_before=2), "is not after"),
        (step(hour=22), "hour"),
        (step(template="no_such"), "there is no wording no_such"),
        (step(template="appointment_reminder"), "needs"),
        (step(send_by=["sms", "sms"]), "twice"),
        (step(send_by=["fax"]), "send_by"),
        (step(question="no_such"), "no_such, which is not there"),
        (answer(reply="no_such"), "there is no wording no_such"),
        (answer(within_work_days=0), "within_work_days"),
        (answer(words={"en": "STOP", "es": "SI"}), "carriers"),
        (said(stops=[{"on": ["renewal.dreamt"]}]), "there is no event renewal.dreamt"),
        (said(kind="notice"), "kind stands in the campaign's file"),
        (said(starts_on=["payment.due"]), "starts_on stands in the campaign's file"),
        (said(goal=None), "goal stands in the campaign's file"),
        (said(script="rm"), "script is not a word"),
        (step(required_by_law=True), "what the law requires"),
        (step(days_before=None, work_days_before=5), "is not after"),
        (without("3_days_before"), None),
        (step(days_before=None, work_days_before=20), None),
        (answer(within_work_days=5, task="income_change"), None),
    ],
)
def test_what_is_no_such_campaign_any_more_is_told_in_words(
    change: Change, told: str | None
) -> None:
    table = changed(RENEWAL, change)
    if told is None:
        sound.read(RENEWAL, table, load_library(), {})
        return
    with pytest.raises(sound.DefinitionError) as wrong:
        sound.read(RENEWAL, table, load_library(), {})
    assert any(told in what for what, _ in wrong.value.findings), wrong.value.findings
    assert all(do for _, do in wrong.value.findings)


@pytest.mark.parametrize(
    "change",
    [without("3_days_before"), lambda t: t["steps"][3].update(required_by_law=False),
     lambda t: t["steps"][3].update(template="renewal_yes"),
     lambda t: t.update(audience={"roles": ["custodial"]})],
    ids=["gone", "no longer by law", "other words", "for fewer"],
)  # fmt: skip
def test_what_the_law_requires_cannot_be_taken_out(change: Change) -> None:
    table = sound.stored(RENEWAL)
    table["steps"][3]["required_by_law"] = True
    base = Campaign.model_validate({**table, "key": "renewal"})
    sound.read(base, changed(base, at_hour(12)), load_library(), {})
    with pytest.raises(sound.DefinitionError, match="law"):
        sound.read(base, changed(base, change), load_library(), {})
