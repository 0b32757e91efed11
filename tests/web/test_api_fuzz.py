"""Whatever is sent to the API, as its own description invites or past it: no accident, and nothing
stored when it is refused."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, literal, select, union_all

from casework.models.task import TaskKind
from casework.tasks import open_task
from channels.values import ChannelKind
from messaging.models.contact_point import ContactPoint
from messaging.models.message import MessageStatus
from messaging.models.secret import KeyKind
from messaging.models.staff import StaffRole
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.lanes import SENDING_LANES
from messaging.runtime import Runtime
from outgoing import endpoints
from service.accounts import add_key
from service.jobs import DRAINS
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent, add_staff
from tests.web.browsers import browser
from tests.web.conversations import doubtful, heard, told
from web.api.keys import REHEARSED, Scope

EXAMPLES = 150
REHEARSALS = 80
UNTOUCHED = frozenset({"audits", "audit_heads", "api_keys"})
"""Readings go on record whatever they lead to."""

JUNK = st.one_of(
    st.text(max_size=40),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["", "null", "%00", "../..", "' OR 1=1 --", "é" * 50, "\u202e", "0", "-1"]),
)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3)
    ),
    max_leaves=8,
)
HEADER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=300)


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    parameters: tuple[Mapping[str, Any], ...]
    body: Mapping[str, Any] | None


class Fuzzed:
    """The API with one administrator's key. No dataclass: hypothesis would print all of it."""

    def __init__(
        self,
        client: TestClient,
        key: str,
        test_key: str,
        runtime: Runtime,
        known: Mapping[str, str],
    ) -> None:
        self.client, self.runtime, self.known = client, runtime, known
        self.key, self.test_key = key, test_key
        self.document = client.get("/api/v1/openapi.json").json()
        self.operations = list(_operations(self.document))

    def contents(self) -> dict[str, str]:
        """What every table says, but for what was read, when a key was used, and the rehearsals'
        own log."""
        said = {}
        with self.runtime.reading() as session:
            for table in Base.metadata.sorted_tables:
                if table.name not in UNTOUCHED | {"rehearsed_messages"}:
                    said[table.name] = repr(session.execute(select(table)).all())
        return said

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        counted = union_all(
            *(
                select(literal(table.name), func.count()).select_from(table)
                for table in Base.metadata.sorted_tables
                if table.name not in UNTOUCHED
            )
        )
        with self.runtime.reading() as session:
            return {row[0]: row[1] for row in session.execute(counted)}


@pytest.fixture
def fuzzed(app: FastAPI, runtime: Runtime, office: Office) -> Iterator[Fuzzed]:
    with runtime.unit() as unit:
        staff = add_staff(unit, office.agency, role=StaffRole.ADMINISTRATOR)
        parent = add_parent(unit, office)
        message = heard(unit, parent, "hello")
        task = open_task(
            unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, origin="sample",
            due_at=unit.now, thread_id=parent.thread.id,
        )  # fmt: skip
        scopes = [scope.value for scope in Scope]
        key = add_key(unit, office.agency, "fuzz", scopes=scopes, acts_for=staff)
        doubt = doubtful(unit, told(unit, parent, "Sample", status=MessageStatus.UNCERTAIN))
        contact = unit.session.scalars(select(ContactPoint)).one()
        contact.held_for_review_at = unit.now
        endpoint = endpoints.add(unit, office.agency.id, "https://oak.example/hooks")[0]
        test_key = add_key(
            unit, office.agency, "rehearsal", scopes=scopes, acts_for=staff, kind=KeyKind.TEST
        )
    known = {
        "thread_id": str(parent.thread.id),
        "message_id": str(message.id),
        "task_id": str(task.id),
        "attempt_id": str(doubt.id),
        "contact_id": str(contact.id),
        "endpoint_id": str(endpoint.id),
    }
    with browser(app) as client:
        yield Fuzzed(client, key, test_key, runtime, known)


def _operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield Operation(
                method.upper(), path, tuple(said.get("parameters", ())), body.get("schema")
            )


def _value(schema: Mapping[str, Any], document: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """What the description invites, and now and then what it does not."""
    if "$ref" in schema:
        named = schema["$ref"].rpartition("/")[2]
        return _value(document["components"]["schemas"][named], document)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "anyOf" in schema:
        return st.one_of([_value(each, document) for each in schema["anyOf"]])
    kinds: Mapping[str, st.SearchStrategy[Any]] = {
        "integer": st.integers(-5, 500),
        "number": st.floats(allow_nan=False),
        "boolean": st.booleans(),
        "null": st.none(),
        "string": st.text(max_size=60) | st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
        "array": st.lists(_value(schema.get("items", {}), document), max_size=4)
        if schema.get("type") == "array"
        else st.nothing(),
        "object": st.fixed_dictionaries(
            {name: _value(each, document) for name, each in schema.get("properties", {}).items()}
        ),
    }
    return kinds.get(schema.get("type", ""), ANY_JSON)


@given(st.data())
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
)
def test_no_request_makes_an_accident_and_a_refused_one_stores_nothing(
    fuzzed: Fuzzed, data: st.DataObject
) -> None:
    before = fuzzed.rows()
    one, answer = _asked(fuzzed, data, fuzzed.operations, fuzzed.key)
    assert answer.status_code < 500, (one.method, one.path)
    if answer.status_code >= 400:
        assert fuzzed.rows() == before
        if "/api/v1/" in str(answer.url):
            assert answer.headers["content-type"] == "application/problem+json"


@given(st.data())
@settings(
    max_examples=REHEARSALS, deadline=None, suppress_health_check=[*HealthCheck], derandomize=True
)
def test_whatever_a_test_key_asks_for_nothing_changes_and_nobody_is_reached(
    fuzzed: Fuzzed,
    doorbell: RecordingDoorbell,
    channels: dict[ChannelKind, FakeChannel],
    runner: asyncio.Runner,
    data: st.DataObject,
) -> None:
    posts = [one for one in fuzzed.operations if one.method != "GET"]
    before = fuzzed.contents()
    doorbell.forget()
    chosen = fuzzed.operations if data.draw(st.integers(0, 9)) == 0 else posts
    one, answer = _asked(fuzzed, data, chosen, fuzzed.test_key)
    assert answer.status_code < 500, (one.method, one.path)
    assert fuzzed.contents() == before
    assert (doorbell.rung, doorbell.touched) == ([], [])
    for lane in SENDING_LANES:
        DRAINS[lane](fuzzed.runtime, runner, lambda: False)
    assert [each.tried for each in channels.values()] == [[], [], []]
    if one.method != "GET" and answer.is_success:
        assert answer.headers[REHEARSED] == "true"


def _asked(
    fuzzed: Fuzzed, data: st.DataObject, operations: Sequence[Operation], key: str
) -> tuple[Operation, Response]:
    one = data.draw(st.sampled_from(operations))
    path, query = one.path, dict[str, Any]()
    headers = {"Authorization": f"Bearer {key}"}
    for parameter in one.parameters:
        name, place = parameter["name"], parameter["in"]
        if place == "path":
            known = st.just(fuzzed.known.get(name, str(new_id())))
            path = path.replace(f"{{{name}}}", _mostly(data, known, JUNK.filter(_fits_a_path)))
        elif place == "query" and data.draw(st.integers(0, 3)) == 0:
            query[name] = _mostly(data, _value(parameter["schema"], fuzzed.document), JUNK)
        elif place == "header":
            headers[name] = _mostly(data, st.text("abc123", min_size=1, max_size=40), HEADER)
    body = None
    if one.body is not None:
        body = _mostly(data, _value(one.body, fuzzed.document), ANY_JSON)
    answer = fuzzed.client.request(
        one.method, f"/api/v1{path}", params=query, headers=headers, json=body
    )
    return one, answer


def _mostly(
    data: st.DataObject, invited: st.SearchStrategy[Any], past_it: st.SearchStrategy[Any]
) -> Any:
    return data.draw(invited if data.draw(st.integers(0, 4)) else past_it)


def _fits_a_path(text: str) -> bool:
    return bool(text) and text.isascii() and text.isprintable() and not set(text) & set("/?#.\\")


def test_the_description_names_every_operation(fuzzed: Fuzzed) -> None:
    """So that none is left out above."""
    assert len(fuzzed.operations) >= 15
