"""Wording by key: read and written; a person approves."""

from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.staff import StaffRole
from messaging.runtime import Runtime
from service.accounts import add_key
from tests.support.people import Office, add_staff
from tests.web.browsers import browser
from web.api.keys import Scope

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEY = "help"
WORDS = {
    "sms.text": "{{ sender_name }}: Please call {{ agency_phone }} {{ office_hours }} or see "
    "{{ help_site }}. STOP to end."
}


def headers(runtime: Runtime, office: Office, role: StaffRole) -> Mapping[str, str]:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, role=role)
        key = add_key(unit, office.agency, "test", scopes=[Scope.WORDING_WRITE], acts_for=staff)
    return {"Authorization": f"Bearer {key}", "Idempotency-Key": "once"}


def test_words_are_written_and_wait_for_a_person_and_no_key_approves_them(
    app: FastAPI, runtime: Runtime, office: Office
) -> None:
    client = browser(app)
    ana = headers(runtime, office, StaffRole.SUPERVISOR)

    def post(path: str, body: object, who: Mapping[str, str]) -> Response:
        return client.post(f"/api/v1/wordings/{path}", json=body, headers=dict(who))

    found = client.get("/api/v1/wordings", headers=dict(ana)).json()
    assert KEY in [one["template"] for one in found]
    made = post(f"{KEY}/en", {"words": WORDS, "revision": 0, "propose": True}, ana)
    assert (made.status_code, made.json()["stage"]) == (201, "proposed")
    again = post(f"{KEY}/en", {"words": WORDS, "revision": 0, "propose": True}, ana)
    assert (again.status_code, again.json()) == (200, made.json())
    used = post(f"{KEY}/es", {"words": WORDS}, ana)
    assert (used.status_code, "Idempotency-Key" in used.text) == (422, True)
    one = client.get(f"/api/v1/wordings/{KEY}", headers=dict(ana)).json()
    assert one["languages"]["en"]["own_version"] is None
    assert [(row["stage"], row["words"]) for row in one["versions"]] == [("proposed", WORDS)]
    path = f"versions/{made.json()['id']}/approve"
    assert post(path, {"revision": 1}, ana).status_code == 404
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
