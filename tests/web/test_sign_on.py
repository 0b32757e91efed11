"""Single sign-on, against a real OpenID Connect provider in a process of its own."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from sqlalchemy import select

from messaging.models.agency import Agency
from messaging.models.audit import Audit
from messaging.models.message import Message
from messaging.models.second_factor import Authenticator
from messaging.models.sign_on import SignOnProvider
from messaging.models.staff import Staff, StaffRole, StaffSession, Way
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office, add_staff
from tests.support.runtimes import SECRET
from tests.web.browsers import ORIGIN, Desk, browser, log_in, password_hash, text_of
from web.identity import providers, sign_on
from web.identity.letters import SAID, Change
from web.identity.provider import Provider, ProviderError, Terms
from web.identity.providers import BACK, NO_ADDRESS, NO_PROVIDER
from web.identity.sessions import FRESH
from web.staff.sign_on import COOKIE, NO_ANSWER, NOT_KNOWN, NOT_TIED

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
WORKER = "worker@oak.example"
PEOPLE: Mapping[str, Mapping[str, object]] = {
    "dana": {"email": "Worker@oak.example", "email_verified": True},
    "dana-two": {"email": WORKER, "email_verified": True, "amr": ["pwd", "otp"]},
    "unverified": {"email": WORKER, "email_verified": False},
    "in-a-word": {"email": WORKER, "email_verified": "true"},
    "nobody": {"email": "nobody@oak.example", "email_verified": True},
    "elm": {"email": "worker@elm.example", "email_verified": True},
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    port = free_port()
    people = [
        part
        for sub, claims in PEOPLE.items()
        for part in ("--user-claims", json.dumps({"sub": sub, **claims}))
    ]
    command = [
        sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port),
        "--require-nonce", "true", *people,
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "Uvicorn running" in line or "startup complete" in line:
                break
        yield f"http://127.0.0.1:{port}"
        process.kill()


@pytest.fixture
def settings(tmp_path: Any, issuer: str) -> Settings:
    return Settings.load(
        var_dir=tmp_path / "var", secret_key=SECRET, oidc_issuer=issuer, oidc_client_id="kinline",
        oidc_client_secret="sample secret", oidc_agency="oak", oidc_name="your county account",
        local_endpoints=True,
    )  # fmt: skip


@pytest.fixture
def worker(runtime: Runtime, office: Office, clock: MovableClock) -> Staff:
    """Somebody of Oak Co. The provider's clock is the real one."""
    clock.set(datetime.now(UTC))
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, office.branch)
        staff.email = WORKER
        elm = add_office(unit, "elm", text_sender="+13125550199")
        add_staff(unit, elm.agency).email = "worker@elm.example"
        return staff


Come = Callable[[str], httpx2.Response]


@pytest.fixture
def come(stranger: TestClient, worker: Staff) -> Come:
    """Go to the provider as one of its people, and come back."""

    def there_and_back(sub: str) -> httpx2.Response:
        away = stranger.get("/staff/login/sign-on?next=/staff/tasks")
        assert away.status_code == 303, text_of(away)
        back = httpx2.post(away.headers["location"], data={"sub": sub})
        assert back.headers["location"].startswith(f"{ORIGIN}{BACK}?")
        return stranger.get(back.headers["location"].removeprefix(ORIGIN))

    return there_and_back


def ways(runtime: Runtime) -> list[tuple[Way, bool]]:
    with runtime.reading() as session:
        return [(row.way, row.half) for row in session.scalars(select(StaffSession))]


def test_who_comes_from_the_provider_is_matched_by_a_verified_address(
    come: Come, stranger: TestClient, runtime: Runtime
) -> None:
    assert "Log in with your county account" in text_of(stranger.get("/staff/login"))
    assert come("dana").headers["location"] == "/staff/tasks"
    assert stranger.get("/staff/inbox").status_code == 200
    assert ways(runtime) == [(Way.SIGN_ON, False)]
    with runtime.reading() as session:
        came_in = select(Audit.detail).where(Audit.action == "staff.logged_in")
        assert session.scalars(came_in).all() == [{"way": "sign_on"}]


@pytest.mark.parametrize(
    ("sub", "said", "code"),
    [
        ("unverified", NO_ANSWER, 502),
        ("in-a-word", NO_ANSWER, 502),
        ("nobody", NOT_KNOWN, 403),
        ("elm", NOT_KNOWN, 403),
    ],
)
def test_nobody_else_comes_in_and_no_account_is_made(
    come: Come, stranger: TestClient, runtime: Runtime, sub: str, said: str, code: int
) -> None:
    answer = come(sub)
    assert (answer.status_code, said in text_of(answer)) == (code, True)
    assert ways(runtime) == []
    with runtime.reading() as session:
        assert len(session.scalars(select(Staff.id)).all()) == 2


def test_the_providers_second_factor_counts(
    come: Come, stranger: TestClient, runtime: Runtime, worker: Staff
) -> None:
    with runtime.unit() as unit:
        unit.session.get_one(Agency, worker.agency_id).requires_second_factor = True
    come("dana")
    assert stranger.get("/staff/inbox").headers["location"] == "/staff/account"
    with runtime.unit() as unit:
        unit.session.get_one(Staff, worker.id).sign_on = None
    come("dana-two")
    assert stranger.get("/staff/inbox").status_code == 200
    assert ways(runtime) == [(Way.SIGN_ON_TWO, False)]


def test_who_has_a_second_factor_here_is_asked_for_it_where_the_provider_was_not(
    come: Come, runtime: Runtime, worker: Staff
) -> None:
    with runtime.unit() as unit:
        row = Authenticator(agency_id=worker.agency_id, staff_id=worker.id, created_at=unit.now)
        row.secret, row.confirmed_at = "JBSWY3DPEHPK3PXP", unit.now
        unit.session.add(row)
    assert come("dana").headers["location"].startswith("/staff/login/code?")
    assert ways(runtime) == [(Way.SIGN_ON, True)]


def test_an_address_that_was_given_to_somebody_else_opens_nothing(
    come: Come, runtime: Runtime
) -> None:
    assert come("dana").status_code == 303
    assert NOT_KNOWN in text_of(come("dana-two"))
    assert come("dana").status_code == 303


def test_only_who_went_away_from_here_comes_back(
    come: Come, stranger: TestClient, runtime: Runtime, app: FastAPI
) -> None:
    away = stranger.get("/staff/login/sign-on")
    back = httpx2.post(away.headers["location"], data={"sub": "dana"}).headers["location"]
    path = back.removeprefix(ORIGIN)
    with browser(app) as another:
        assert another.get(path).headers["location"] == "/staff/login"
        another.cookies.set(COOKIE, "bm90aGluZw", domain="127.0.0.1", path="/staff/login")
        assert another.get(path).headers["location"] == "/staff/login"
        # A browser that somebody made come back with a code of their own.
        another.cookies.clear()
        another.get("/staff/login/sign-on")
        assert NO_ANSWER in text_of(another.get(path))
    assert ways(runtime) == []
    stranger.get(path)
    assert [way for way, _ in ways(runtime)] == [Way.SIGN_ON]
    assert stranger.get(path).headers["location"] == "/staff/login"


def test_one_goes_with_a_challenge_whose_answer_only_we_know(
    stranger: TestClient, worker: Staff, runtime: Runtime
) -> None:
    away = stranger.get("/staff/login/sign-on")
    asked = dict(parse_qsl(urlsplit(away.headers["location"]).query))
    begun = sign_on.opened(stranger.cookies[COOKIE], runtime.clock())
    assert begun is not None
    agency_id, trip = begun
    assert agency_id == worker.agency_id
    assert (asked["state"], asked["nonce"]) == (trip.state, trip.nonce)
    assert asked["code_challenge"] == sign_on.challenge(trip.verifier)
    assert asked["code_challenge_method"] == "S256"
    assert trip.verifier not in away.headers["location"]
    assert trip.verifier not in stranger.cookies[COOKIE]
    late = runtime.clock() + sign_on.LASTS + timedelta(seconds=1)
    assert sign_on.opened(stranger.cookies[COOKIE], late) is None


def test_the_challenge_is_that_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert sign_on.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def elm_boss(app: FastAPI, runtime: Runtime, worker: Staff) -> Iterator[Desk]:
    """An administrator of Elm Co, logged in. The installation's own provider is for Oak Co."""
    with runtime.unit() as unit:
        staff = unit.session.scalars(select(Staff).where(Staff.email == "worker@elm.example")).one()
        staff.role, staff.password_hash = StaffRole.ADMINISTRATOR, password_hash()
    with browser(app) as client:
        log_in(client, "worker@elm.example")
        yield Desk(client)


def told(runtime: Runtime) -> list[str]:
    """The beginnings of mails to staff."""
    with runtime.reading() as session:
        rows = session.scalars(select(Message).order_by(Message.id))
        return [row.text.split("\n")[0] for row in rows]


def comes(client: TestClient, sub: str, agency: str) -> httpx2.Response:
    away = client.get(f"/staff/login/sign-on?agency={agency}")
    back = httpx2.post(away.headers["location"], data={"sub": sub})
    return client.get(back.headers["location"].removeprefix(ORIGIN))


def test_an_agency_names_its_own_provider_which_opens_only_accounts_that_are_tied_to_it(
    elm_boss: Desk, stranger: TestClient, runtime: Runtime, issuer: str
) -> None:
    form = {"issuer": issuer, "client_id": "elm at the provider", "name": "Elm's own",
            "client_secret": "the secret of Elm"}  # fmt: skip
    for changed, said, code in (
        ({"issuer": "ftp://login.elm.example"}, NO_ADDRESS, 422),
        ({"issuer": f"{issuer}/elsewhere"}, NO_PROVIDER, 409),
        ({"client_id": " "}, providers.NO_CLIENT, 422),
        ({"name": ""}, providers.NO_NAME, 422),
    ):
        answer = elm_boss.post("/staff/sign-on", {**form, **changed})
        assert (answer.status_code, said in text_of(answer)) == (code, True)
    assert elm_boss.post("/staff/sign-on", form).headers["location"] == "/staff/sign-on?told=kept"
    page = elm_boss.get("/staff/sign-on")
    assert "the secret of Elm" not in page.text
    assert "/staff/login?agency=elm" in page.text
    with runtime.reading() as session:
        row = session.scalars(select(SignOnProvider)).one()
        assert b"the secret of Elm" not in (row.client_secret_sealed or b"")
        noted = session.scalars(select(Audit).where(Audit.action == "agency.sign_on")).one()
        assert noted.detail == {"provider": "127.0.0.1", "two_factors": False}
    assert told(runtime) == [SAID["en"][Change.SIGN_ON_CHANGED]]

    # Two agencies have one now: which it is, the page asks.
    assert "Single sign-on of your agency" in text_of(stranger.get("/staff/login"))
    assert "Log in with Elm's own" in text_of(stranger.get("/staff/login?agency=elm"))
    assert "Log in with your county account" in text_of(stranger.get("/staff/login?agency=oak"))
    assert stranger.get("/staff/login/sign-on").headers["location"] == "/staff/login"

    # What the administrator's provider says of somebody opens nothing by itself.
    assert NOT_TIED in text_of(comes(stranger, "elm", "elm"))
    assert NOT_KNOWN in text_of(comes(stranger, "dana", "elm"))
    leaving = elm_boss.post("/staff/account/sign-on")
    assert "You go to 127.0.0.1 now" in text_of(leaving)
    link = re.search(r'href="(http[^"]+)"', leaving.text)
    assert link is not None
    there = httpx2.post(unescape(link[1]), data={"sub": "dana"}).headers["location"]
    assert elm_boss.get(there.removeprefix(ORIGIN)).headers["location"].endswith("told=not_yours")
    leaving = elm_boss.post("/staff/account/sign-on")
    link = re.search(r'href="(http[^"]+)"', leaving.text)
    assert link is not None
    there = httpx2.post(unescape(link[1]), data={"sub": "elm"}).headers["location"]
    assert elm_boss.get(there.removeprefix(ORIGIN)).headers["location"].endswith("told=tied")
    assert told(runtime)[-1] == SAID["en"][Change.SIGN_ON_TIED]
    assert "Elm's own opens your account" in text_of(elm_boss.get("/staff/account"))
    assert comes(stranger, "elm", "elm").headers["location"] == "/staff/inbox"
    assert stranger.get("/staff/inbox").status_code == 200

    elm_boss.post("/staff/account/sign-on/remove")
    assert told(runtime)[-1] == SAID["en"][Change.SIGN_ON_UNTIED]
    assert NOT_TIED in text_of(comes(stranger, "elm", "elm"))
    assert elm_boss.post("/staff/sign-on/remove").headers["location"].endswith("told=removed")
    assert "your county account" in text_of(stranger.get("/staff/login?agency=elm"))
    assert elm_boss.post("/staff/account/sign-on").headers["location"].endswith("no_provider")


def test_a_secret_goes_to_no_other_provider_than_its_own(
    elm_boss: Desk, runtime: Runtime, issuer: str
) -> None:
    form = {"issuer": issuer, "client_id": "elm", "name": "Elm's", "client_secret": "a secret"}
    elm_boss.post("/staff/sign-on", form)
    again = {**form, "client_secret": ""}
    for before, kept in ((issuer, "a secret"), ("https://login.elsewhere.example", "")):
        with runtime.unit() as unit:
            unit.session.scalars(select(SignOnProvider)).one().issuer = before
        assert elm_boss.post("/staff/sign-on", again).status_code == 303
        with runtime.reading() as session:
            assert session.scalars(select(SignOnProvider)).one().client_secret == kept


def test_who_did_not_just_log_in_names_no_provider(
    elm_boss: Desk, runtime: Runtime, issuer: str, clock: MovableClock
) -> None:
    clock.move(FRESH + timedelta(seconds=1))
    for path in ("/staff/sign-on", "/staff/sign-on/remove", "/staff/account/sign-on"):
        answer = elm_boss.post(path, {"issuer": issuer, "client_id": "elm", "name": "Elm's"})
        assert "told=again" in answer.headers["location"]
    with runtime.reading() as session:
        assert session.scalars(select(SignOnProvider)).all() == []


async def test_an_agencys_own_provider_is_never_inside_whatever_the_installations_may_be(
    tmp_path: Any,
) -> None:
    settings = Settings.load(
        var_dir=tmp_path, oidc_issuer="https://login.example", oidc_client_id="kinline",
        oidc_inside=True,
    )  # fmt: skip
    for address in (
        "https://localhost:1",
        "https://127.0.0.1",
        "https://[::1]",
        "https://10.0.0.1",
    ):
        given = providers.Given(address, "kinline", "", "sample", two_factors=False)
        with pytest.raises(providers.NoProviderError) as refused:
            await providers.tried(settings, None, given)
        assert str(refused.value) == NO_PROVIDER


AGREED = Terms(
    UUID(int=1), "https://localhost:1", "kinline", "", "sample", two_factors=False,
    back=f"{ORIGIN}{BACK}", own=False,
)  # fmt: skip


async def test_a_provider_at_a_private_address_is_asked_only_where_settings_say_so(
    issuer: str,
) -> None:
    for inside, said in ((False, "PrivateAddress"), (True, "ConnectError")):
        provider = Provider(replace(AGREED, inside=inside))
        with pytest.raises(ProviderError, match=said):
            await provider.about()
        await provider.aclose()
    plain = Provider(replace(AGREED, issuer=issuer, inside=True))
    with pytest.raises(ProviderError, match="https"):
        await plain.about()
    await plain.aclose()


KEY = ECKey.generate_key("P-256", {"use": "sig", "kid": "one"})
CLAIMS: Mapping[str, Any] = {
    "iss": "https://login.agency.example",
    "aud": "kinline",
    "sub": "dana",
    "nonce": "sample nonce",
    "iat": int(NOW.timestamp()),
    "exp": int((NOW + timedelta(minutes=5)).timestamp()),
    "email": WORKER,
    "email_verified": True,
}
HOUR = 3600


class OneToken(Provider):
    """A provider that gives this token, whatever it is asked."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def about(self) -> Mapping[str, Any]:
        return {}

    async def exchange(self, *_: Any) -> str:
        return self._token

    async def keys(self, about: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}


def token(claims: Mapping[str, Any], key: Any = KEY, alg: str = "ES256") -> str:
    return jwt.encode({"alg": alg, "kid": "one"}, dict(claims), key, algorithms=[alg])


async def identified(given: str) -> sign_on.Identity:
    terms = replace(AGREED, issuer=CLAIMS["iss"], client_id=CLAIMS["aud"])
    trip = sign_on.Trip("state", "sample nonce", "verifier", "/staff/", 0)
    return await sign_on.identify(terms, OneToken(given), trip, "code", NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["kinline", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": CLAIMS["iat"] - HOUR},
        {"exp": None},
        {"iat": CLAIMS["iat"] + HOUR},
        {"sub": None},
        {"email": None},
        {"email_verified": None},
        {"email_verified": 1},
    ],
)
async def test_a_token_with_anything_wrong_is_refused(changed: Mapping[str, Any]) -> None:
    claims = {name: value for name, value in {**CLAIMS, **changed}.items() if value is not None}
    with pytest.raises(ProviderError):
        await identified(token(claims))


async def test_only_the_providers_own_signature_counts() -> None:
    assert (await identified(token(CLAIMS))).email == WORKER
    other = ECKey.generate_key("P-256", {"kid": "one"})
    shared = OctKey.generate_key(256, {"kid": "one"})
    unsigned = token(CLAIMS).rpartition(".")[0] + "."
    for bad in (token(CLAIMS, other), token(CLAIMS, shared, "HS256"), unsigned, "", "a.b.c"):
        with pytest.raises(ProviderError):
            await identified(bad)
