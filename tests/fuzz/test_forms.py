"""Every form of the pages, filled in with anything: no accident, and nothing stored on refusal."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, literal, select, union_all

from messaging.models.staff import StaffRole
from messaging.platform.database import Base
from messaging.platform.ids import new_id
from messaging.platform.links import LinkPurpose
from messaging.runtime import Runtime
from service.app import create_app
from tests.support.databases import copy_sqlite
from tests.support.people import Office, add_parent, add_staff
from tests.wall.soaking import examples
from tests.web.browsers import Desk, MemoryThrottle, browser, log_in, password_hash
from tests.web.conversations import heard
from tests.web.routes import doors

UNTOUCHED = frozenset({"audits", "audit_heads", "staff_sessions"})
"""Readings and log-ins go on record whatever they lead to."""
FIELDS = (
    "acts_for", "again", "address", "alike", "answer", "baseline", "branch", "case", "channel",
    "code", "contact", "days", "effect", "en", "es", "external_id", "fact", "from_hour", "holdout",
    "key", "kind", "language", "name", "not_before", "number", "overlap", "pause", "purpose",
    "saved", "scope", "send_at", "text", "thread_id", "topic", "until", "until_hour", "verdict",
    "way", "when", "words", "worker",
)  # fmt: skip
JUNK = st.text(max_size=40) | st.sampled_from(
    ["", "\x00", "9" * 5_000, "-1", "1e999", "sms", "chat", "email", "wants", "stop", "live",
     "test", "hearing", "2026-03-06T14:00", "0001-01-01T00:00Z", "9999-12-31T23:59:59+14:00",
     "\u202e", str(new_id())]
)  # fmt: skip
LOGGED_OUT = "/staff/logout"


class Forms:
    """No dataclass: hypothesis would print all of it."""

    def __init__(self, runtime: Runtime, app: FastAPI, desk: Desk, known: dict[str, str]) -> None:
        self.runtime, self.desk, self.known = runtime, desk, known
        self.paths = sorted(
            path
            for method, path in doors(app)
            if method == "POST" and path.startswith(("/staff/", "/p/")) and path != LOGGED_OUT
        )
        self.csrf = desk.csrf()

    def rows(self) -> dict[str, int]:
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
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


@pytest.fixture
def forms(runtime: Runtime, office: Office) -> Iterator[Forms]:
    app = create_app(runtime)
    app.state.throttle = MemoryThrottle()
    app.state.live.close()
    with runtime.unit() as unit:
        boss = add_staff(
            unit, office.agency, role=StaffRole.ADMINISTRATOR, password_hash=password_hash()
        )
        parent = add_parent(unit, office)
        heard(unit, parent, "hello")
    now = runtime.clock()
    known = {
        "thread_id": str(parent.thread.id),
        "slug": office.agency.slug,
        "token": runtime.links.sign(LinkPurpose.CHAT, parent.thread.id, now),
    }
    with browser(app) as client:
        log_in(client, boss.email)
        yield Forms(runtime, app, Desk(client), known)


@examples(fast=100)
@given(st.data())
def test_a_form_filled_in_with_anything(forms: Forms, data: st.DataObject) -> None:
    template = data.draw(st.sampled_from(forms.paths))
    path = re.sub(r"\{(\w+)\}", lambda name: forms.known.get(name[1], str(new_id())), template)
    form = data.draw(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=len(FIELDS)))
    before = forms.rows()
    answer = forms.desk.client.post(path, data={"csrf": forms.csrf, **form})
    assert answer.status_code < 500, (template, form)
    # An administrator's own post: whatever is refused, it is for what it says.
    assert answer.status_code != 403 or template.startswith("/p/"), template
    if answer.status_code >= 400:
        assert forms.rows() == before, (template, form)
