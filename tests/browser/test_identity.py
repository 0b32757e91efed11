"""Second factors in a real browser: passkeys from a virtual authenticator, under our own policy."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyotp
import pytest
from playwright.sync_api import CDPSession, Page, expect
from redis import Redis
from sqlalchemy import select

from messaging.directory.access import Viewer
from messaging.models.agency import Agency
from messaging.models.second_factor import Authenticator, Passkey
from messaging.models.staff import Staff, StaffRole, StaffSession, Way
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.browser.conftest import Site
from tests.browser.test_accessible import REFUSED, looked_at
from tests.support.people import Office
from tests.support.runtimes import SECRET
from tests.web.browsers import PASSWORD, add_worker
from web.identity import inviting
from web.identity.inviting import Invited
from web.staff.sessions import LOGIN

pytestmark = pytest.mark.browser

INBOX = re.compile("/staff/inbox$")
REPLAYED = ("cookie", "origin", "sec-fetch-site", "content-type")


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        free: int = found.getsockname()[1]
        return free


@pytest.fixture
def settings(tmp_path: Path, embedded_redis: str, port: int) -> Settings:
    """At a name: passkeys are bound to one, and an address is none."""
    with Redis.from_url(embedded_redis) as redis:
        redis.flushall()
    return Settings.load(
        var_dir=tmp_path / "var", secret_key=SECRET, redis_url=embedded_redis,
        public_url=f"http://localhost:{port}",
    )  # fmt: skip


@pytest.fixture
def email(runtime: Runtime, office: Office) -> str:
    with runtime.unit() as unit:
        return add_worker(unit, office.agency, office.branch, role=StaffRole.ADMINISTRATOR)


@pytest.fixture
def page(served: Site, settings: Settings) -> Iterator[Page]:
    """On a phone; it fails where our own policy refuses something of ours."""
    opened = served.context(
        base_url=settings.public_url, viewport={"width": 320, "height": 640}
    ).new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda said: faults.append(said.text) if REFUSED in said.text else None)
    yield opened
    assert faults == []


def authenticator(page: Page, *, verifies: bool) -> CDPSession:
    """A device of the browser's own; one that `verifies` asks for finger, face or PIN, and keeps
    what it is for. A simple key does neither."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if verifies else "usb",
        "hasResidentKey": verifies,
        "hasUserVerification": verifies,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp


def log_in(page: Page, email: str) -> None:
    page.goto(LOGIN)
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Log in").click()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/staff/account")
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    page.get_by_role("link", name="I have kept them").click()


def ways(runtime: Runtime) -> set[Way]:
    with runtime.reading() as session:
        return set(session.scalars(select(StaffSession.way)))


def test_a_passkey_is_registered_logs_in_as_both_factors_and_is_removed(
    page: Page, runtime: Runtime, office: Office, email: str
) -> None:
    authenticator(page, verifies=True)
    log_in(page, email)
    expect(page).to_have_url(INBOX)
    add_passkey(page, "Office computer")
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).requires_second_factor = True
    page.goto("/staff/account")
    page.get_by_role("button", name="Log out", exact=True).click()
    with page.expect_request("**/staff/login/passkey") as sent:
        page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(INBOX)
    assert ways(runtime) == {Way.PASSKEY}
    # What was sent is good once, also for who has all of it.
    headers = sent.value.all_headers()
    again = {name: headers[name] for name in REPLAYED}
    answer = httpx2.post(sent.value.url, content=sent.value.post_data or "", headers=again)
    assert answer.status_code == 401
    page.goto("/staff/account")
    page.locator("summary", has_text="Office computer").click()
    page.get_by_label("Name", exact=True).fill("Old laptop")
    page.get_by_role("button", name="Rename").click()
    expect(page.locator("summary", has_text="Old laptop")).to_be_visible()
    page.goto("/staff/account")
    page.locator("summary", has_text="Old laptop").click()
    page.get_by_role("button", name=re.compile("^Remove.*Old laptop")).click()
    expect(page.get_by_role("alert")).to_contain_text("Your agency asks for a second factor")
    with runtime.unit() as unit:
        unit.session.get_one(Agency, office.agency.id).requires_second_factor = False
    page.locator("summary", has_text="Old laptop").click()
    page.get_by_role("button", name=re.compile("^Remove.*Old laptop")).click()
    expect(page.get_by_role("status").filter(has_text="Removed.")).to_be_visible()
    with runtime.reading() as session:
        assert session.scalars(select(Passkey)).all() == []


def test_a_simple_key_is_a_second_factor_after_the_password(
    page: Page, runtime: Runtime, email: str
) -> None:
    authenticator(page, verifies=False)
    log_in(page, email)
    add_passkey(page, "Key")
    page.goto("/staff/account")
    page.get_by_role("button", name="Log out", exact=True).click()
    log_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(INBOX)
    assert ways(runtime) == {Way.PASSKEY}


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_these_pages_too_are_fit_for_everyone(
    page: Page, runtime: Runtime, office: Office, email: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
    faults: list[str] = []

    def look(name: str, path: str = "") -> None:
        if path:
            page.goto(path)
        faults.extend(looked_at(page, name))

    look("forgot", "/staff/forgot")
    look("link over", "/staff/reset/x")
    log_in(page, email)
    with runtime.unit() as unit:
        viewer = Viewer.of(unit.session.scalars(select(Staff)).one())
        new = Invited("d" * 60 + "@oak.example", "Dana Sample", StaffRole.AUDITOR)
        invitation = inviting.invite(unit, runtime.settings, viewer, new)
        unit.session.get_one(Agency, office.agency.id).requires_second_factor = True
    assert invitation.email
    page.goto("/staff/inbox")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more thing before you begin")
    page.get_by_role("button", name="Add an authenticator app").click()
    look("enrol")
    with runtime.reading() as session:
        secret = session.scalars(select(Authenticator)).one().secret
    page.get_by_label("Code that the app shows").fill(pyotp.TOTP(secret).at(runtime.clock()))
    page.get_by_role("button", name="Use this app").click()
    look("recovery codes")
    look("account", "/staff/account?told=short")
    look("people", "/staff/people?told=invited")
    page.goto("/staff/account")
    page.get_by_role("button", name="Log out", exact=True).click()
    log_in(page, email)
    look("second step")
    assert faults == []
