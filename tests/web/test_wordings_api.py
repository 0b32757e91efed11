"""Wording by key: read, written and approved, never by one person both."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from service.accounts import add_key
from service.app import create_app
from tests.support.people import Office, add_staff
from tests.web.browsers import browser
from web.api.keys import Scope

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = "help"
WORDS = {
    "sms.text": "{{ sender_name }}: Please call {{ agency_phone }} {{ office_hours }} or see "
    "{{ help_site }}. STOP to end."
}


@pytest.fixture
def app(runtime: Runtime) -> FastAPI:
    return create_app(runtime)


def headers(runtime: Runtime, office: Office, role: StaffRole) -> Mapping[str, str]:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, role=role)
        key = add_key(unit, office.agency, "test", scopes=[Scope.WORDING_WRITE], acts_for=staff)
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": "once"}


def test_one_writes_and_another_approves(app: FastAPI, runtime: Runtime, office: Office) -> None:
    client = browser(app)
    ana, ben = (
        headers(runtime, office, role) for role in (StaffRole.SUPERVISOR, StaffRole.ADMINISTRATOR)
    )

    def post(path: str, body: object, who: Mapping[str, str]) -> Response:
        return client.post(f"/api/v1/wordings/{path}", json=body, headers=dict(who))

    found = client.get("/api/v1/wordings", headers=dict(ana)).json()
    assert KEY in [one["template"] for one in found]
    made = post(f"{KEY}/en", {"words": WORDS, "revision": 0, "propose": True}, ana)
    assert (made.status_code, made.json()["stage"]) == (201, "proposed")
    approve = f"versions/{made.json()['id']}/approve"
    own = post(approve, {"revision": 1}, ana)
    assert (own.status_code, "A colleague approves it" in own.text) == (409, True)
    assert post(approve, {"revision": 9}, ben).status_code == 409
    done = post(approve, {"revision": 1}, ben)
    assert (done.status_code, done.json()["stage"]) == (200, "approved")

    one = client.get(f"/api/v1/wordings/{KEY}", headers=dict(ben)).json()
    assert one["languages"]["en"] == {"own_version": 1, "words": WORDS}
    assert one["languages"]["es"]["own_version"] is None
    assert [row["stage"] for row in one["versions"]] == ["approved"]
    with runtime.reading() as session:
        noted = session.scalars(select(Audit).where(Audit.subject_type == "wording")).all()
        assert {row.actor.partition(":")[0] for row in noted} == {"key"}


@pytest.mark.parametrize(
    ("path", "words", "status", "told"),
    [
        (f"{KEY}/en", {"sms.text": "{{ sender_name }}: You owe $5."}, 422, "sum of money"),
        (f"{KEY}/en", {"sms.text": WORDS["sms.text"] + "\u0000"}, 422, "nobody sees"),
        (f"{KEY}/xx", WORDS, 404, "no such message"),
        ("gone/en", WORDS, 404, "no such message"),
    ],
)
def test_what_is_refused_says_what_to_do(
    app: FastAPI,
    runtime: Runtime,
    office: Office,
    path: str,
    words: Mapping[str, str],
    status: int,
    told: str,
) -> None:
    who = headers(runtime, office, StaffRole.SUPERVISOR)
    answer = browser(app).post(f"/api/v1/wordings/{path}", json={"words": words}, headers=dict(who))
    assert (answer.status_code, told in answer.text) == (status, True)
