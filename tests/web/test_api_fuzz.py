"""Whatever is sent to the API, as its own description invites or past it: no accident, and nothing
stored when it is refused."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.core import NotSet
from schemathesis.core.result import Ok
from sqlalchemy import func, literal, select, union_all

from casework.models.task import TaskKind
from casework.tasks import open_task
from channels.values import ChannelKind
from messaging.models.contact_point import ContactPoint
from messaging.models.message import MessageStatus
from messaging.models.secret import KeyKind
from messaging.models.staff import StaffRole
from messaging.platform.database import Base
from messaging.platform.lanes import SENDING_LANES
from messaging.runtime import Runtime
from outgoing import endpoints
from service.accounts import add_key
from service.jobs import DRAINS
from tests.support.doorbell import RecordingDoorbell
from tests.support.fake_channel import FakeChannel
from tests.support.people import Office, add_parent, add_staff
from tests.wall.soaking import SLOW, TEN_TIMES, soaking
from tests.web.browsers import browser
from tests.web.conversations import doubtful, heard, told
from web.api.keys import REHEARSED, Scope

UNTOUCHED = frozenset({"audits", "audit_heads", "api_keys"})
"""Readings go on record whatever they lead to."""

Operation = schemathesis.APIOperation[Any, Any, Any, Any]
Request = Case[Any]
MODES = (GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def tried(fast: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The same cases each time, but in `make soak`: ten times as many, and others."""
    return settings(
        max_examples=fast * TEN_TIMES if soaking() else fast,
        derandomize=not soaking(),
        deadline=None,
        suppress_health_check=SLOW,
    )


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
        document = client.get("/api/v1/openapi.json").json()
        found = schemathesis.openapi.from_dict(document).get_all_operations()
        self.operations: Sequence[Operation] = [each.ok() for each in found if isinstance(each, Ok)]
        self.posts = [one for one in self.operations if one.method.upper() != "GET"]
        self._cases: dict[tuple[str, GenerationMode], st.SearchStrategy[Request]] = {}

    def cases(self, one: Operation, mode: GenerationMode) -> st.SearchStrategy[Request]:
        """Requests as the description invites (positive), or past it. Made once: it takes long."""
        known = (one.label, mode)
        if known not in self._cases:
            self._cases[known] = one.as_strategy(mode)
        return self._cases[known]

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


@given(st.data())
@tried(90)
def test_no_request_makes_an_accident_and_a_refused_one_stores_nothing(
    fuzzed: Fuzzed, data: st.DataObject
) -> None:
    before = fuzzed.rows()
    method, path, answer = _asked(fuzzed, data, fuzzed.operations, fuzzed.key)
    assert answer.status_code < 500, (method, path)
    if answer.status_code >= 400:
        assert fuzzed.rows() == before
        if "/api/v1/" in str(answer.url):
            assert answer.headers["content-type"] == "application/problem+json"


@given(st.data())
@tried(50)
def test_whatever_a_test_key_asks_for_nothing_changes_and_nobody_is_reached(
    fuzzed: Fuzzed,
    doorbell: RecordingDoorbell,
    channels: dict[ChannelKind, FakeChannel],
    runner: asyncio.Runner,
    data: st.DataObject,
) -> None:
    before = fuzzed.contents()
    doorbell.forget()
    chosen = fuzzed.operations if data.draw(st.integers(0, 9)) == 0 else fuzzed.posts
    method, path, answer = _asked(fuzzed, data, chosen, fuzzed.test_key)
    assert answer.status_code < 500, (method, path)
    assert fuzzed.contents() == before
    assert (doorbell.rung, doorbell.touched) == ([], [])
    for lane in SENDING_LANES:
        DRAINS[lane](fuzzed.runtime, runner, lambda: False)
    assert [each.tried for each in channels.values()] == [[], [], []]
    if method != "GET" and answer.is_success:
        assert answer.headers[REHEARSED] == "true"


def _asked(
    fuzzed: Fuzzed, data: st.DataObject, operations: Sequence[Operation], key: str
) -> tuple[str, str, Response]:
    one = data.draw(st.sampled_from(operations))
    mode = data.draw(st.sampled_from(MODES))
    case = data.draw(fuzzed.cases(one, mode))
    path = one.path
    for name, made in (case.path_parameters or {}).items():
        invented = data.draw(st.integers(0, 4)) == 0
        value = str(made) if invented else fuzzed.known.get(name, str(made))
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    headers = {
        name: value for name, value in case.headers.items() if _fits_a_header(name, value)
    } | {"Authorization": f"Bearer {key}"}
    content = b""
    if not isinstance(case.body, NotSet):
        content = case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()
        headers["Content-Type"] = "application/json"
    answer = fuzzed.client.request(
        one.method.upper(), f"/api/v1{path}", params=case.query, headers=headers, content=content
    )
    return one.method.upper(), one.path, answer


def _fits_a_header(name: str, value: object) -> bool:
    return name.isascii() and isinstance(value, str) and value.isascii() and value.isprintable()


def test_the_description_names_every_operation(fuzzed: Fuzzed) -> None:
    """So that none is left out above."""
    paths = fuzzed.client.get("/api/v1/openapi.json").json()["paths"]
    named = [(path, method) for path, methods in paths.items() for method in methods]
    assert len(fuzzed.operations) == len(named) >= 15
