"""Logging in and out."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from messaging.models.staff import Staff, StaffSession
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office
from tests.web.browsers import ORIGIN, PASSWORD, Desk, add_worker, log_in, text_of
from web.identity import passwords
from web.identity.sessions import IDLE, LIFE
from web.staff.sessions import COOKIE
from web.staff.throttle import TRIES_PER_ACCOUNT


@pytest.fixture
def email(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return add_worker(unit, office.agency, office.branch)


def test_the_right_password_opens_the_inbox(stranger: TestClient, email: str) -> None:
    answer = log_in(stranger, f"  {email.upper()} ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/inbox")
    assert stranger.get("/staff/inbox").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    stranger: TestClient, email: str
) -> None:
    cookie = log_in(stranger, email).headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=lax", "Path=/staff"):
        assert word in cookie


def test_only_a_hash_of_the_token_is_kept(
    stranger: TestClient, email: str, runtime: Runtime
) -> None:
    log_in(stranger, email)
    with runtime.reading() as session:
        kept = session.scalars(select(StaffSession.token_hash)).one()
    token = stranger.cookies[COOKIE]
    assert len(token) > 40
    assert token.encode() not in kept


@pytest.mark.parametrize(
    ("name", "password"),
    [(None, "wrong"), (None, ""), ("nobody@oak.example", PASSWORD), ("", "")],
)
def test_anything_else_says_the_same(
    stranger: TestClient, email: str, name: str | None, password: str
) -> None:
    answer = log_in(stranger, email if name is None else name, password)
    assert answer.status_code == 401
    assert "do not match" in text_of(answer)
    assert "set-cookie" not in answer.headers


def test_an_account_that_was_closed_does_not_open(
    stranger: TestClient, email: str, runtime: Runtime
) -> None:
    log_in(stranger, email)
    with runtime.unit() as unit:
        unit.session.scalars(select(Staff).where(Staff.email == email)).one().active = False
    assert stranger.get("/staff/inbox").status_code == 303
    assert log_in(stranger, email).status_code == 401


def test_after_too_many_wrong_tries_even_the_right_password_waits(
    stranger: TestClient, email: str
) -> None:
    for _ in range(TRIES_PER_ACCOUNT):
        log_in(stranger, email, "wrong")
    answer = log_in(stranger, email)
    assert answer.status_code == 429
    assert "15 minutes" in text_of(answer)


def test_an_unknown_account_costs_as_much_work_as_a_known_one(
    stranger: TestClient, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    real = passwords.matches

    def counting(password: str, password_hash: str | None) -> bool:
        checked.append(password_hash is not None)
        return real(password, password_hash)

    monkeypatch.setattr(passwords, "matches", counting)
    for name in (email, "nobody@oak.example"):
        log_in(stranger, name, "wrong")
    assert checked == [True, False]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/staff/triage", "/staff/triage"),
        ("https://elsewhere.example/staff/", "/staff/inbox"),
        ("//elsewhere.example/staff/", "/staff/inbox"),
        ("/\\elsewhere.example", "/staff/inbox"),
        ("/p/chat/x", "/staff/inbox"),
    ],
)
def test_it_leads_on_only_to_our_own_pages(
    stranger: TestClient, email: str, asked: str, led_to: str
) -> None:
    answer = stranger.post(
        "/staff/login", data={"email": email, "password": PASSWORD, "next": asked}
    )
    assert answer.headers["location"] == led_to


def test_a_post_from_another_site_is_refused(stranger: TestClient, email: str) -> None:
    answer = stranger.post(
        "/staff/login",
        data={"email": email, "password": PASSWORD},
        headers={"Origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403


def test_a_session_ends_by_itself(desk: Desk, clock: MovableClock) -> None:
    step = IDLE - timedelta(minutes=1)
    for _ in range(int(LIFE / step) + 1):
        assert desk.get("/staff/inbox").status_code == 200
        clock.move(step)
    answer = desk.get("/staff/inbox?in=mine")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/staff/login?next=%2Fstaff%2Finbox%3Fin%3Dmine"


@pytest.mark.parametrize(
    ("path", "headers", "kept"),
    [
        ("/staff/inbox", {}, True),
        ("/staff/inbox", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-User": "?1"}, True),
        ("/staff/inbox", {"Sec-Fetch-Mode": "navigate"}, False),
        ("/staff/inbox/list", {"HX-Request": "true"}, False),
        ("/staff/alarm", {"HX-Request": "true"}, False),
    ],
)
def test_a_page_that_nobody_touches_keeps_no_session_open(
    desk: Desk, clock: MovableClock, path: str, headers: dict[str, str], kept: bool
) -> None:
    clock.move(IDLE - timedelta(minutes=1))
    assert desk.get(path, **headers).status_code == 200
    clock.move(timedelta(minutes=2))
    assert desk.get("/staff/inbox").status_code == (200 if kept else 303)


def test_a_piece_of_a_page_tells_the_page_to_log_in(stranger: TestClient) -> None:
    answer = stranger.get("/staff/inbox/list", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/staff/login")


def test_logging_out_ends_the_session_everywhere(desk: Desk, runtime: Runtime) -> None:
    token = desk.client.cookies[COOKIE]
    assert desk.post("/staff/logout").headers["location"] == "/staff/login"
    desk.client.cookies.set(COOKIE, token, domain="127.0.0.1", path="/staff")
    assert desk.get("/staff/inbox").status_code == 303


def test_the_cookie_is_secure_where_the_address_is(
    stranger: TestClient, email: str, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    assert "Secure" not in log_in(stranger, email).headers["set-cookie"]
    assert runtime.settings.public_url == ORIGIN
