"""Passkeys below the browser: what only this answer to only this challenge opens."""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from webauthn.helpers import bytes_to_base64url, encode_cbor

from messaging.models.second_factor import Passkey, RecoveryCode
from messaging.models.staff import Staff, StaffSession, Way
from messaging.platform.links import LinkPurpose
from messaging.platform.settings import Settings
from messaging.runtime import Runtime
from tests.support.clock import MovableClock
from tests.support.runtimes import SECRET
from tests.web.browsers import Desk, log_in, text_of
from web.identity import passkeys
from web.identity.passkeys import PasskeyError
from web.staff.second_step import CHALLENGE_COOKIE, NO_PASSKEY, NOT_VERIFIED

HOST = "kinline.example"
HERE = f"http://{HOST}"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    return Settings.load(var_dir=tmp_path / "var", secret_key=SECRET, public_url=HERE)


@dataclass
class Device:
    """Holds one key, and signs whatever it is asked to."""

    origin: str = HERE
    host: str = HOST
    verifies: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    name: bytes = b"sample credential"
    uses: int = 0

    def make(self, challenge: str) -> str:
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2, 3: -7, -1: 1,
            -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big"),
        }  # fmt: skip
        told = self._told(ATTESTED) + bytes(16) + len(self.name).to_bytes(2, "big") + self.name
        attested = {"fmt": "none", "attStmt": {}, "authData": told + encode_cbor(public)}
        return self._said("webauthn.create", challenge, attestationObject=encode_cbor(attested))

    def get(self, challenge: str, kind: str = "webauthn.get") -> str:
        self.uses += 1
        told, client = self._told(), self._client(kind, challenge)
        signed = self.key.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._said(kind, challenge, authenticatorData=told, signature=signed)

    def _told(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        host = hashlib.sha256(self.host.encode()).digest()
        return host + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _said(self, kind: str, challenge: str, **parts: bytes) -> str:
        parts["clientDataJSON"] = self._client(kind, challenge)
        name = bytes_to_base64url(self.name)
        response = {part: bytes_to_base64url(value) for part, value in parts.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


@pytest.fixture
def device() -> Device:
    return Device()


@pytest.fixture
def email(runtime: Runtime, desk: Desk) -> str:
    with runtime.reading() as session:
        return session.scalars(select(Staff.email)).one()


def register(desk: Desk, device: Device, name: str = "Sample") -> Response:
    options = desk.post("/staff/account/passkeys/options").json()
    assert options["rp"]["id"] == HOST
    answer = device.make(options["challenge"])
    return desk.post("/staff/account/passkeys", {"credential": answer, "name": name})


def challenge(client: TestClient) -> str:
    return str(client.post("/staff/login/passkey/options").json()["challenge"])


def brings(client: TestClient, challenge: str) -> None:
    """A browser that has this challenge in its cookie."""
    client.cookies.clear()
    client.cookies.set(CHALLENGE_COOKIE, challenge, domain="127.0.0.1", path="/staff/login")


def use(client: TestClient, answer: str) -> Response:
    return client.post("/staff/login/passkey", data={"credential": answer})


def refused(answer: Response) -> bool:
    return answer.status_code == 401 and NO_PASSKEY in text_of(answer)


def ways(runtime: Runtime) -> list[Way]:
    """Of those who came in beside the desk."""
    with runtime.reading() as session:
        return list(session.scalars(select(StaffSession.way).order_by(StaffSession.id)))[1:]


def test_a_passkey_opens_the_account_once_for_each_challenge(
    desk: Desk, stranger: TestClient, device: Device, runtime: Runtime
) -> None:
    shown = register(desk, device)
    assert len(re.findall(r"<code>", shown.text)) == 10
    spent = challenge(stranger)
    answer = device.get(spent)
    assert use(stranger, answer).headers["location"] == "/staff/inbox"
    assert ways(runtime) == [Way.PASSKEY]
    brings(stranger, spent)
    assert refused(use(stranger, answer))
    challenge(stranger)
    assert refused(use(stranger, answer))


def test_an_answer_to_an_earlier_challenge_is_no_good_after_a_later_one(
    desk: Desk, stranger: TestClient, device: Device
) -> None:
    register(desk, device)
    first = challenge(stranger)
    assert use(stranger, device.get(challenge(stranger))).status_code == 303
    brings(stranger, first)
    assert refused(use(stranger, device.get(first)))


def test_a_challenge_is_over_after_some_minutes(
    desk: Desk, stranger: TestClient, device: Device, clock: MovableClock
) -> None:
    register(desk, device)
    asked = challenge(stranger)
    clock.move(passkeys.LASTS * 1.1)
    assert refused(use(stranger, device.get(asked)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://elsewhere.example"},
        {"host": "elsewhere.example"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
        {"name": b"another credential"},
        {"uses": -1},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_nothing_else_opens_it(
    desk: Desk, stranger: TestClient, device: Device, runtime: Runtime, wrong: dict[str, Any]
) -> None:
    device.uses = 5
    register(desk, device)
    if "uses" in wrong:
        wrong = {"uses": 4}  # a copy of the key that has fallen behind
    for name, value in wrong.items():
        setattr(device, name, value)
    assert refused(use(stranger, device.get(challenge(stranger))))
    assert ways(runtime) == []


def test_an_answer_of_another_kind_or_to_a_challenge_of_another_browser_is_refused(
    desk: Desk, stranger: TestClient, device: Device
) -> None:
    register(desk, device)
    assert refused(use(stranger, device.get(challenge(stranger), "webauthn.create")))
    theirs = challenge(stranger)
    challenge(stranger)
    assert refused(use(stranger, device.get(theirs)))
    to_register = desk.post("/staff/account/passkeys/options").json()["challenge"]
    brings(stranger, to_register)
    assert refused(use(stranger, device.get(to_register)))


def test_a_key_that_does_not_check_who_holds_it_is_a_second_factor_and_no_first(
    desk: Desk, stranger: TestClient, device: Device, email: str, runtime: Runtime
) -> None:
    device.verifies = False
    register(desk, device)
    answer = use(stranger, device.get(challenge(stranger)))
    assert (answer.status_code, NOT_VERIFIED in text_of(answer)) == (401, True)
    assert ways(runtime) == []
    assert log_in(stranger, email).headers["location"].startswith("/staff/login/code")
    asked = stranger.post("/staff/login/passkey/options").json()
    assert [each["id"] for each in asked["allowCredentials"]] == [bytes_to_base64url(device.name)]
    assert use(stranger, device.get(challenge(stranger))).status_code == 303
    assert ways(runtime) == [Way.PASSKEY]


def test_a_passkey_is_registered_only_by_the_session_that_asked(
    desk: Desk, device: Device, runtime: Runtime
) -> None:
    options = desk.post("/staff/account/passkeys/options").json()
    other = runtime.links.sign(LinkPurpose.NEW_PASSKEY, UUID(int=1), runtime.clock())
    for asked in (other, passkeys.ask(runtime)[1], options["challenge"][:-2]):
        answer = desk.post("/staff/account/passkeys", {"credential": device.make(asked)})
        assert answer.headers["location"] == "/staff/account?told=no_passkey"
    with runtime.reading() as session:
        assert session.scalars(select(Passkey)).all() == []


def test_the_same_passkey_is_not_registered_twice(
    desk: Desk, device: Device, runtime: Runtime
) -> None:
    register(desk, device)
    assert register(desk, device).headers["location"] == "/staff/account?told=no_passkey"
    device.name = b"another credential"
    assert register(desk, device).headers["location"] == "/staff/account?told=passkey"
    with runtime.reading() as session:
        assert len(session.scalars(select(Passkey)).all()) == 2
        assert len(session.scalars(select(RecoveryCode)).all()) == 10


def test_a_passkey_of_a_closed_account_opens_nothing(
    desk: Desk, stranger: TestClient, device: Device, runtime: Runtime
) -> None:
    register(desk, device)
    with runtime.unit() as unit:
        unit.session.scalars(select(Staff)).one().active = False
    assert refused(use(stranger, device.get(challenge(stranger))))


@pytest.fixture
def proving(runtime: Runtime) -> Callable[[str], None]:
    token = passkeys.ask(runtime)[1]

    def prove(answer: str) -> None:
        with runtime.unit() as unit:
            passkeys.prove(unit, runtime, answer, token)

    return prove


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
PARTS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text() | JSON,
        "rawId": st.text() | JSON,
        "type": st.just("public-key") | JSON,
        "response": st.dictionaries(
            st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]),
            st.text() | JSON,
        ),
    },
)


def test_no_answer_breaks_the_reader(proving: Callable[[str], None]) -> None:
    @given(st.text() | JSON.map(json.dumps) | PARTS.map(json.dumps))
    def whatever(answer: str) -> None:
        with pytest.raises(PasskeyError):
            proving(answer)

    whatever()


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (HERE, HOST),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", ""),
        ("http://[::1]:8000", ""),
    ],
)
def test_passkeys_are_bound_to_a_name(url: str, host: str) -> None:
    assert passkeys.host(url) == host
