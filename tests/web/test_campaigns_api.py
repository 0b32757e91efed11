"""Campaigns by key: read and drafted; a person approves."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from service.accounts import add_key
from tests.support.people import Office, add_staff
from tests.web.browsers import browser
from web.api.keys import Scope

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HERE = "/api/v1/campaigns"


@pytest.fixture
def headers(runtime: Runtime, office: Office) -> dict[str, str]:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, role=StaffRole.SUPERVISOR)
        scopes = [Scope.CAMPAIGNS_WRITE]
        key = add_key(unit, office.agency, "test", scopes=scopes, acts_for=staff)
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": "once"}


def test_a_draft_waits_for_a_person_and_no_key_approves_it(
    app: FastAPI, runtime: Runtime, headers: dict[str, str]
) -> None:
    client = browser(app)
    shipped = client.get(f"{HERE}/renewal", headers=headers).json()
    assert (shipped["version"], shipped["versions"]) == (0, [])
    definition = shipped["definition"]
    definition["steps"][0]["hour"] = 11
    made = client.post(
        f"{HERE}/renewal", json={"definition": definition, "propose": True}, headers=headers
    )
    assert (made.status_code, made.json()["stage"], made.json()["version"]) == (201, "proposed", 1)
    now = client.get(f"{HERE}/renewal", headers=headers).json()
    assert now["version"] == 0
    assert [row["definition"]["steps"][0]["hour"] for row in now["versions"]] == [11]
    path = f"{HERE}/renewal/versions/1/approve"
    assert client.post(path, json={}, headers=headers).status_code == 404
    same = {"definition": definition, "propose": True}
    again = client.post(f"{HERE}/renewal", json=same, headers=headers)
    assert (again.status_code, again.json()) == (200, made.json())
    used = client.post(f"{HERE}/renewal", json={"definition": definition}, headers=headers)
    assert (used.status_code, "Idempotency-Key" in used.text) == (422, True)
    late = client.post(
        f"{HERE}/renewal", json=same, headers=headers | {"Idempotency-Key": "another"}
    )
    assert (late.status_code, "changed since" in late.text) == (409, True)
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.action.startswith("campaign."))).all()
        assert [row.action for row in noted] == ["campaign.saved", "campaign.proposed"]
        assert {row.actor.partition(":")[0] for row in noted} == {"key"}


@pytest.mark.parametrize(
    ("campaign", "change", "status", "told"),
    [
        ("renewal", {"kind": "notice"}, 422, "kind stands in the campaign's file"),
        ("renewal", {"steps": []}, 422, "steps"),
        ("renewal", {"colour": "blue"}, 422, "colour is not a word of campaign files"),
        ("gone", {}, 404, "no such campaign"),
    ],
    ids=["of another kind", "without steps", "with a word of its own", "unknown"],
)
def test_what_is_refused_says_what_to_do_and_keeps_nothing(
    app: FastAPI, headers: dict[str, str], campaign: str, change: Mapping[str, Any],
    status: int, told: str,
) -> None:  # fmt: skip
    client = browser(app)
    definition = client.get(f"{HERE}/renewal", headers=headers).json()["definition"]
    answer = client.post(
        f"{HERE}/{campaign}", json={"definition": {**definition, **change}}, headers=headers
    )
    assert (answer.status_code, told in answer.text) == (status, True)
    assert client.get(f"{HERE}/renewal", headers=headers).json()["versions"] == []
