"""Second factors: an authenticator app, recovery codes, and an agency that wants one of all."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from messaging.directory import resealing
from messaging.models.audit import Audit
from messaging.models.message import Message
from messaging.models.second_factor import Authenticator, RecoveryCode
from messaging.models.staff import Staff
from messaging.platform import sealing
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office
from tests.support.runtimes import SECRET
from tests.web.browsers import Desk, MemoryThrottle, log_in, text_of
from web.identity import authenticators, recovery
from web.identity.letters import SAID, Change
from web.identity.sessions import FRESH, HALF_LIFE, MOST_TRIES
from web.staff.throttle import TRIES_PER_ACCOUNT

STEP = timedelta(seconds=30)


@pytest.fixture
def email(runtime: Runtime, desk: Desk) -> str:
    """Of the person at the desk."""
    with runtime.reading() as session:
        return session.scalars(select(Staff.email)).one()


@pytest.fixture
def code(runtime: Runtime, clock: MovableClock) -> Callable[[], str]:
    """What the app of the one person shows; it shows another one each time."""

    def now() -> str:
        clock.move(STEP)
        with runtime.reading() as session:
            row = session.scalars(select(Authenticator)).one()
        return pyotp.TOTP(row.secret).at(clock())

    return now


@pytest.fixture
def codes(desk: Desk, code: Callable[[], str]) -> list[str]:
    """Recovery codes of the person at the desk, who has enrolled an app."""
    desk.post("/staff/account/authenticator")
    shown = desk.post("/staff/account/authenticator/confirm", {"code": code()})
    return re.findall(r"<code>([a-z2-9-]+)</code>", shown.text)


def done(runtime: Runtime) -> list[str]:
    """The actions on record."""
    with runtime.reading() as session:
        return list(session.scalars(select(Audit.action).order_by(Audit.id)))


def told(runtime: Runtime) -> list[str]:
    """Mails that the outbox holds."""
    with runtime.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id)).all()
        assert all(row.thread_id is None for row in rows)
        return [row.text for row in rows]


def to_the_code(client: TestClient, email: str) -> None:
    answer = log_in(client, email)
    assert answer.headers["location"].startswith("/staff/login/code")
    assert client.get("/staff/inbox").status_code == 303


def test_an_app_is_enrolled_by_square_or_by_text_and_has_to_show_a_code(
    desk: Desk, runtime: Runtime, code: Callable[[], str]
) -> None:
    assert desk.post("/staff/account/authenticator").status_code == 303
    page = desk.get("/staff/account")
    with runtime.reading() as session:
        row = session.scalars(select(Authenticator)).one()
    assert "<svg" in page.text
    assert row.secret in text_of(page).replace(" ", "")
    wrong = desk.post("/staff/account/authenticator/confirm", {"code": "000000"})
    assert wrong.headers["location"] == "/staff/account?told=wrong_code"
    shown = desk.post("/staff/account/authenticator/confirm", {"code": code()})
    assert len(re.findall(r"<code>[a-z2-9]{4}(-[a-z2-9]{4}){3}</code>", shown.text)) == 10
    assert row.secret not in desk.get("/staff/account").text
    assert "staff.authenticator_added" in done(runtime)
    assert told(runtime)[-1].startswith(SAID["en"][Change.AUTHENTICATOR_ADDED])


def test_the_square_says_what_apps_understand(runtime: Runtime, desk: Desk, email: str) -> None:
    desk.post("/staff/account/authenticator")
    with runtime.reading() as session:
        row = session.scalars(select(Authenticator)).one()
        address = authenticators.address(row, email)
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert (read.secret, read.issuer, read.name) == (row.secret, "Kinline", email)


@pytest.mark.usefixtures("codes")
def test_logging_in_asks_for_the_code_which_is_good_once(
    stranger: TestClient, email: str, code: Callable[[], str]
) -> None:
    right = code()
    to_the_code(stranger, email)
    answer = stranger.post("/staff/login/code", data={"code": right, "next": "/staff/tasks"})
    assert answer.headers["location"] == "/staff/tasks"
    assert stranger.get("/staff/inbox").status_code == 200
    stranger.cookies.clear()
    to_the_code(stranger, email)
    assert stranger.post("/staff/login/code", data={"code": right}).status_code == 401


@pytest.mark.usefixtures("codes")
@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_a_phones_clock_may_be_half_a_minute_off(
    stranger: TestClient, email: str, runtime: Runtime, clock: MovableClock, steps: int
) -> None:
    clock.move(STEP * 4)
    with runtime.reading() as session:
        secret = session.scalars(select(Authenticator)).one().secret
    to_the_code(stranger, email)
    typed = pyotp.TOTP(secret).at(clock(), counter_offset=steps)
    answer = stranger.post("/staff/login/code", data={"code": f"{typed[:3]} {typed[3:]}"})
    assert answer.status_code == (303 if abs(steps) == 1 else 401)


@pytest.mark.usefixtures("codes")
def test_wrong_codes_are_throttled_wherever_they_come_from(
    stranger: TestClient,
    email: str,
    code: Callable[[], str],
    throttle: MemoryThrottle,
    runtime: Runtime,
) -> None:
    to_the_code(stranger, email)
    for _ in range(TRIES_PER_ACCOUNT - 1):
        assert stranger.post("/staff/login/code", data={"code": "12345"}).status_code == 401
    stranger.cookies.clear()
    to_the_code(stranger, email)
    assert stranger.post("/staff/login/code", data={"code": "x" * 100}).status_code == 401
    assert stranger.post("/staff/login/code", data={"code": code()}).status_code == 429
    assert done(runtime).count("staff.code_refused") == TRIES_PER_ACCOUNT
    # Also while Redis, which counts, is away: the password is asked for again.
    throttle.tries.clear()
    to_the_code(stranger, email)
    for _ in range(MOST_TRIES):
        throttle.tries.clear()
        stranger.post("/staff/login/code", data={"code": "12345"})
    throttle.tries.clear()
    again = stranger.post("/staff/login/code", data={"code": code()})
    assert again.headers["location"] == "/staff/login"


@pytest.mark.usefixtures("codes")
def test_the_first_step_opens_nothing_and_is_soon_over(
    stranger: TestClient, email: str, code: Callable[[], str], clock: MovableClock
) -> None:
    to_the_code(stranger, email)
    assert "Code of your app" in text_of(stranger.get("/staff/login/code"))
    clock.move(HALF_LIFE)
    assert stranger.get("/staff/login/code").headers["location"] == "/staff/login"
    answer = stranger.post("/staff/login/code", data={"code": code()})
    assert answer.headers["location"] == "/staff/login"


def test_each_recovery_code_opens_once_and_its_owner_hears_of_it(
    stranger: TestClient, email: str, codes: list[str], runtime: Runtime
) -> None:
    first = codes[0].upper().replace("-", " ")
    to_the_code(stranger, email)
    assert stranger.post("/staff/login/code", data={"code": first}).status_code == 303
    assert "9 are left" in text_of(stranger.get("/staff/account"))
    assert told(runtime)[-1].startswith(SAID["en"][Change.CODE_USED])
    assert "staff.recovery_used" in done(runtime)
    stranger.cookies.clear()
    to_the_code(stranger, email)
    assert stranger.post("/staff/login/code", data={"code": first}).status_code == 401
    assert stranger.post("/staff/login/code", data={"code": codes[1]}).status_code == 303


def test_of_a_recovery_code_only_a_hash_is_kept(runtime: Runtime, codes: list[str]) -> None:
    with runtime.reading() as session:
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert len(kept) == len(set(kept)) == recovery.NUMBER
    plain = [each.replace("-", "").encode() for each in codes]
    assert not any(each in row for each in plain for row in kept)


def test_new_recovery_codes_end_the_old_ones(
    desk: Desk, stranger: TestClient, email: str, codes: list[str]
) -> None:
    shown = desk.post("/staff/account/recovery")
    assert codes[0] not in shown.text
    to_the_code(stranger, email)
    assert stranger.post("/staff/login/code", data={"code": codes[0]}).status_code == 401


def test_an_app_that_is_removed_is_asked_for_no_more(
    desk: Desk, stranger: TestClient, email: str, codes: list[str], runtime: Runtime
) -> None:
    assert codes
    assert desk.post("/staff/account/authenticator/remove").status_code == 303
    with runtime.reading() as session:
        assert session.scalars(select(RecoveryCode)).all() == []
    assert log_in(stranger, email).headers["location"] == "/staff/inbox"
    assert told(runtime)[-1].startswith(SAID["en"][Change.AUTHENTICATOR_REMOVED])


def test_what_logging_in_asks_for_is_changed_only_by_who_has_just_logged_in(
    desk: Desk, clock: MovableClock, runtime: Runtime
) -> None:
    clock.move(FRESH + timedelta(seconds=1))
    for path in ("authenticator", "authenticator/remove", "recovery", "passkeys"):
        answer = desk.post(f"/staff/account/{path}")
        assert answer.headers["location"] == "/staff/login?next=%2Fstaff%2Faccount&told=again"
    assert "Log in again first" in text_of(desk.get(answer.headers["location"]))
    with runtime.reading() as session:
        assert session.scalars(select(Authenticator)).all() == []


def test_the_first_factor_ends_sessions_that_were_begun_with_less(
    desk: Desk, stranger: TestClient, email: str, code: Callable[[], str]
) -> None:
    log_in(stranger, email)
    desk.post("/staff/account/authenticator")
    desk.post("/staff/account/authenticator/confirm", {"code": code()})
    assert stranger.get("/staff/inbox").status_code == 303
    assert desk.get("/staff/inbox").status_code == 200


def test_an_agency_that_wants_a_second_factor_leads_everybody_to_it_first(
    desk: Desk, runtime: Runtime, office: Office, code: Callable[[], str]
) -> None:
    csrf = desk.csrf()
    with runtime.unit() as unit:
        unit.session.merge(office.agency).requires_second_factor = True
    assert desk.get("/staff/inbox").headers["location"] == "/staff/account"
    piece = desk.get("/staff/inbox/list", **{"HX-Request": "true"})
    assert (piece.status_code, piece.headers["hx-redirect"]) == (401, "/staff/account")
    assert desk.client.post("/staff/search", data={"csrf": csrf}).status_code == 303
    page = desk.get("/staff/account")
    assert "Your agency asks everybody for one." in text_of(page)
    assert "/staff/inbox" not in page.text
    desk.client.post("/staff/account/authenticator", data={"csrf": csrf})
    shown = desk.client.post(
        "/staff/account/authenticator/confirm", data={"csrf": csrf, "code": code()}
    )
    assert "I have kept them" in text_of(shown)
    assert desk.get("/staff/inbox").status_code == 200
    last = desk.post("/staff/account/authenticator/remove")
    assert last.headers["location"] == "/staff/account?told=last_one"
    assert desk.get("/staff/inbox").status_code == 200


def test_a_secret_is_sealed_and_sealed_anew_under_a_new_key(
    runtime: Runtime, desk: Desk, codes: list[str]
) -> None:
    assert codes
    sealing.install(Keyring(["another secret key, long enough for us", SECRET]))
    with runtime.unit() as unit:
        before = unit.session.scalars(select(Authenticator)).one().secret
        while resealing.step(unit, False) and resealing.under_way(unit.session):
            pass
    sealing.install(Keyring(["another secret key, long enough for us"]))
    with runtime.reading() as session:
        row = session.scalars(select(Authenticator)).one()
        assert row.secret == before
        assert before.encode() not in row.secret_sealed
