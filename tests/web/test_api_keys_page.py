"""Keys and secrets as administrators handle them: shown once, replaced with overlap, ended."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from messaging.models.audit import Audit
from messaging.models.secret import ApiKey, KeyKind, WebhookSecret
from messaging.models.staff import Staff, StaffRole
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from outgoing import endpoints
from outgoing.models.endpoint import EndpointSecret
from tests.support.people import Office, add_staff
from tests.web.browsers import Desk, browser, log_in, password_hash

KEY = re.compile(r"<code>(kin_\w+_[\w-]{40,})</code>")
SECRET = re.compile(r"<code>(whsec_[\w+/=]+)</code>")
HERE = "/staff/api-keys"


@pytest.fixture
def boss(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(
            unit, office.agency, role=StaffRole.ADMINISTRATOR, password_hash=password_hash()
        )


@pytest.fixture
def office_desk(app: FastAPI, boss: Staff) -> Iterator[Desk]:
    with browser(app) as client:
        log_in(client, boss.email)
        yield Desk(client)


def actions(unit: Unit) -> list[str]:
    rows = unit.session.scalars(select(Audit).where(Audit.actor.startswith("staff:")))
    return [row.action for row in rows if row.action.partition(".")[0] in {"key", "secret"}]


def test_a_key_is_made_shown_once_replaced_and_ended(
    office_desk: Desk, runtime: Runtime, boss: Staff
) -> None:
    form = {"name": "CRM", "acts_for": str(boss.id), "scope": "tasks:read", "kind": "test"}
    made = office_desk.post(HERE, {**form, "days": "30"})
    first = KEY.search(made.text)
    assert first is not None
    page = office_desk.get(HERE).text
    assert first[1] not in page
    assert "CRM" in page
    with runtime.reading() as session:
        (row,) = session.scalars(select(ApiKey)).all()
    assert (row.kind, row.scopes, row.expires_at is None) == (KeyKind.TEST, ["tasks:read"], False)
    second = KEY.search(office_desk.post(f"{HERE}/{row.id}/rotate", {"overlap": "24"}).text)
    assert second is not None
    assert second[1].startswith("kin_test_")
    assert second[1] != first[1]
    assert office_desk.post(f"{HERE}/{row.id}/end").status_code == 303
    assert office_desk.post(f"{HERE}/{row.id}/rotate").status_code == 409
    with runtime.unit() as unit:
        assert actions(unit) == ["key.added", "key.rotated", "key.ended"]


def test_secrets_of_signatures_are_replaced_with_overlap(
    office_desk: Desk, runtime: Runtime, office: Office
) -> None:
    with runtime.unit() as unit:
        endpoint, old = endpoints.add(unit, office.agency.id, "https://oak.example/hooks")
    for path in (f"{HERE}/secrets", f"{HERE}/secrets", f"{HERE}/endpoints/{endpoint.id}"):
        shown = SECRET.search(office_desk.post(path, {"overlap": "24"}).text)
        assert shown is not None
        assert shown[1] != old
        assert shown[1] not in office_desk.get(HERE).text
    with runtime.reading() as session:
        own = session.scalars(select(WebhookSecret).order_by(WebhookSecret.id)).all()
        theirs = session.scalars(select(EndpointSecret).order_by(EndpointSecret.id)).all()
    assert [row.expires_at is None for row in own] == [False, True]
    assert [row.expires_at is None for row in theirs] == [False, True]


@pytest.mark.parametrize(
    "wrong",
    [{"acts_for": "019a0000-0000-7000-8000-000000000000"}, {"scope": "all"}, {"days": "9999"}],
)
def test_what_is_no_key_is_not_made(
    office_desk: Desk, runtime: Runtime, boss: Staff, wrong: dict[str, str]
) -> None:
    form = {"name": "CRM", "acts_for": str(boss.id), "scope": "tasks:read"}
    assert office_desk.post(HERE, {**form, **wrong}).status_code in {404, 422}
    with runtime.reading() as session:
        assert session.scalars(select(ApiKey)).all() == []
