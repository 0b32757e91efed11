"""Signed by who may, and yet anything at all: Twilio's forms, agencies' events, raw mail."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, literal, select, union_all
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from messaging.models.secret import WebhookSecret
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.signing import signature
from messaging.runtime import Runtime
from service.app import create_app
from tests.campaigns.telling import THINGS, document
from tests.support.databases import copy_sqlite
from tests.support.letters import bounce, letter
from tests.support.people import Office
from tests.wall.soaking import examples
from tests.webhooks.test_twilio import REPORT, TEXT

SECRET = "whsec_c2FtcGxlIHNlY3JldCBvZiBhIHNhbXBsZSBhZ2VuY3k="
OURS = {"From": REPORT["From"], "To": TEXT["To"]}
NOBODYS = 503
"""A text to a number that no agency uses: Twilio is to try again, and then its fallback."""

JUNK = st.one_of(
    st.text(max_size=30),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.none(),
    st.booleans(),
    st.sampled_from(
        ["", "\x00", "9" * 400, "1e999", "=1+1", "\u202e", "\ud7ff", "+1" + "5" * 30, "0001-01-01",
         "9999-12-31T23:59:59+14:00", "2026-02-30", "2026-03-08T02:30:00", "-0", "NaN"]
    ),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.none(), max_size=2),
)  # fmt: skip
WORDS = st.text(max_size=60) | JUNK.map(str)


class Doors:
    """The whole app. No dataclass: hypothesis would print all of it."""

    def __init__(self, client: TestClient, runtime: Runtime) -> None:
        self.client, self.runtime = client, runtime

    def rows(self) -> dict[str, int]:
        counted = union_all(
            *(
                select(literal(table.name), func.count()).select_from(table)
                for table in Base.metadata.sorted_tables
            )
        )
        with self.runtime.reading() as session:
            return {row[0]: row[1] for row in session.execute(counted)}

    def twilio(self, path: str, fields: Mapping[str, str], query: str = "") -> Response:
        url = f"{self.runtime.settings.public_url}{path}{query}"
        signed = RequestValidator(self.runtime.settings.twilio_token).compute_signature(url, fields)
        headers = {"X-Twilio-Signature": signed}
        return self.client.post(f"{path}{query}", data=dict(fields), headers=headers)

    def signed(self, path: str, body: bytes, **headers: str) -> Response:
        name, stamp = f"evt_{new_id()}", str(int(self.runtime.clock().timestamp()))
        proof = {
            "webhook-id": name,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(SECRET, name, stamp, body),
        }
        return self.client.post(path, content=body, headers={**proof, **headers})


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def doors(runtime: Runtime, office: Office) -> Iterator[Doors]:
    with runtime.unit() as unit:
        row = WebhookSecret(agency_id=office.agency.id, created_at=unit.now)
        row.secret = SECRET
        unit.session.add(row)
    with TestClient(create_app(runtime), client=("127.0.0.1", 1)) as client:
        yield Doors(client, runtime)


def forms(sample: Mapping[str, str]) -> st.SearchStrategy[dict[str, str]]:
    """As Twilio sends them, with fields changed, gone and added."""
    changed = st.dictionaries(st.sampled_from(sorted(sample)), WORDS, max_size=4)
    added = st.dictionaries(
        st.sampled_from(["NumMedia", "MediaUrl0", "OptOutType", "ErrorCode", "MessagingServiceSid"])
        | st.text(min_size=1, max_size=12),
        WORDS,
        max_size=3,
    )
    gone = st.sets(st.sampled_from(sorted(sample)), max_size=2)
    sids = st.uuids().map(lambda sid: {"MessageSid": f"SM{sid.hex}"})
    return st.builds(
        lambda sid, new, more, less: {
            name: value
            for name, value in {**sample, **sid, **new, **more}.items()
            if name not in less
        },
        sids, changed, added, gone,
    )  # fmt: skip


@examples(fast=60)
@given(forms(TEXT) | forms(REPORT), st.sampled_from(["inbound", "status"]), WORDS)
def test_a_form_of_twilio(doors: Doors, form: dict[str, str], door: str, attempt: str) -> None:
    before = doors.rows()
    query = "?attempt=0" if attempt.isascii() and attempt.isdigit() else ""
    answer = doors.twilio(f"/webhooks/twilio/{door}", form, query)
    ours = form.get("To") == OURS["To"]
    assert answer.status_code < 500 or (answer.status_code == NOBODYS and not ours), form
    if answer.status_code >= 400:
        assert doors.rows() == before


@st.composite
def events(draw: st.DrawFn) -> Any:
    """An agency's event in which any part may be something else, gone, or beside something new."""
    event = document(draw(st.sampled_from(sorted(THINGS))))
    for _ in range(draw(st.integers(0, 4))):
        place = event
        while True:
            name = draw(st.sampled_from(sorted(place)) | st.text(max_size=6))
            inner = place.get(name)
            if isinstance(inner, list) and inner and isinstance(inner[0], dict):
                inner = inner[0]
            if not isinstance(inner, dict) or not inner or draw(st.integers(0, 3)) == 0:
                break
            place = inner
        if draw(st.booleans()):
            place.pop(name, None)
            if not place:
                break
        else:
            place[name] = draw(JUNK)
    return event


@examples(fast=80)
@given(events().map(lambda event: json.dumps(event).encode()) | JUNK.map(repr).map(str.encode))
def test_an_event_of_an_agency(doors: Doors, body: bytes) -> None:
    before = doors.rows()
    answer = doors.signed("/webhooks/agency/oak", body)
    assert answer.status_code in {202, 400, 422}, answer.text
    if answer.status_code >= 400:
        assert doors.rows() == before
        assert answer.headers["content-type"] == "application/problem+json"


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    raw = bytearray(
        draw(st.sampled_from([letter("reply@in.kinline.example"), bounce("<m.0@kinline.example>")]))
    )
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=20))
    return bytes(raw)


@examples(fast=40)
@given(mails() | st.binary(max_size=200), st.sampled_from(["oak", "elm", ""]))
def test_a_raw_mail(doors: Doors, raw: bytes, agency: str) -> None:
    before = doors.rows()
    headers = {"content-type": "message/rfc822"} | ({"kinline-agency": agency} if agency else {})
    answer = doors.signed("/webhooks/email/inbound", raw, **headers)
    assert answer.status_code in {200, 400, 401, 404, 422}, answer.text
    if answer.status_code >= 400:
        assert doors.rows() == before


HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)


@examples(fast=40)
@given(
    st.fixed_dictionaries(
        {
            "webhook-id": HEADER,
            "webhook-timestamp": HEADER | st.integers(-1, 10**13).map(str),
            "webhook-signature": HEADER | HEADER.map(lambda text: f"v1,{text}"),
        }
    ),
    st.sampled_from(["/webhooks/agency/oak", "/webhooks/email/inbound", "/webhooks/twilio/status"]),
)
def test_a_signature_that_is_none(doors: Doors, headers: dict[str, str], path: str) -> None:
    before = doors.rows()
    sent = {name.encode(): value.strip().encode("latin-1") for name, value in headers.items()}
    kind = {b"content-type": b"message/rfc822"} if "email" in path else {}
    answer = doors.client.post(
        path,
        content=b"MessageSid=SM1&MessageStatus=sent",
        headers={**sent, **kind, b"x-twilio-signature": sent[b"webhook-signature"]},
    )
    assert answer.status_code in {401, 403}, answer.text
    assert doors.rows() == before
