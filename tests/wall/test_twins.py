"""Two agencies with equal names, phones, case and person numbers: whatever is done in the one, of
the other nothing is answered, listed, counted, matched, suppressed or notified."""

import asyncio
import re
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from messaging.compliance.consent import ConsentState
from messaging.directory import consents
from messaging.models.contact_point import ContactPoint
from messaging.platform.database import Base
from messaging.runtime import Runtime
from outgoing import endpoints
from service.jobs import DRAINS
from tests.messaging.inbound.hearing import store, text_from
from tests.support.databases import copy_sqlite
from tests.support.doorbell import RecordingDoorbell
from tests.wall.doors import LANES, Played, find_threads, opened, tell
from tests.wall.soaking import examples
from tests.wall.worlds import STARTING, WRITTEN, Parent, World, event, phone_of
from tests.web.browsers import MemoryThrottle
from web import site
from webhooks.agency import router as agency_door

pytestmark = pytest.mark.timeout(3_600)

NUMBERS = (0, 1)
"""The parties of one case, known to both agencies."""
WORLD = World(
    [Parent(case, place, "en", True, False) for case in (0, 1) for place in (0, 1)],
    frozenset(), (), (),
)  # fmt: skip
ONLY_THERE = 2
"""Known to the other agency alone."""
PAGES = ("/staff/inbox", "/staff/tasks", "/staff/triage", "/staff/overdue", "/staff/reports")
MADE_ANEW = re.compile(r'name="csrf" value="\w+"|"X-CSRF-Token": "\w+"|\d+\.\d+ s')

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.sampled_from(NUMBERS), st.sampled_from(STARTING)),
        st.tuples(st.just("write"), st.sampled_from(NUMBERS), st.sampled_from(WRITTEN)),
        st.tuples(st.just("stray"), st.just(ONLY_THERE), st.sampled_from(WRITTEN)),
        st.tuples(st.just("reply"), st.sampled_from(NUMBERS), st.just("Sample words")),
        st.tuples(st.just("search"), st.just(ONLY_THERE), st.sampled_from(["last", "CS-1", "P-2"])),
    ),
    min_size=3,
    max_size=7,
)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    return copy_sqlite(sqlite_template, tmp_path)


class Town:
    """No dataclass: hypothesis would print all of it."""

    def __init__(self, runtime: Runtime, runner: asyncio.Runner, bell: RecordingDoorbell) -> None:
        self.runtime, self.runner, self.bell = runtime, runner, bell
        self.app = FastAPI(openapi_url=None)
        site.install(self.app, runtime, throttle=MemoryThrottle())
        self.app.include_router(agency_door)

    def drain(self) -> None:
        for _ in range(6):
            if not sum(DRAINS[lane](self.runtime, self.runner, lambda: False) for lane in LANES):
                return

    def found(self, name: str, *numbers: int) -> Played:
        one = opened(self.runtime, self.app, name)
        with self.runtime.unit() as unit:
            endpoints.add(unit, one.office.agency.id, "https://oak.example/hooks")
        for number in numbers:
            # Of both agencies alike: their names and numbers are the same words.
            tell(self.runtime, one, event(WORLD, "o", number, "party.updated", number), number)
        self.drain()
        find_threads(self.runtime, one)
        return one

    def rows(self, agency_id: UUID) -> dict[str, str]:
        """Everything of one agency."""
        with self.runtime.reading() as session:
            return {
                table.name: repr(
                    session.execute(select(table).where(table.c.agency_id == agency_id)).all()
                )
                for table in Base.metadata.sorted_tables
                if "agency_id" in table.c
            }


@pytest.fixture
def town(runtime: Runtime, runner: asyncio.Runner, doorbell: RecordingDoorbell) -> Town:
    return Town(runtime, runner, doorbell)


@examples(fast=5, shrink=False)
@given(ACTS)
def test_whatever_is_done_in_one_agency_the_other_stays_as_it_was(
    town: Town, acts: list[tuple[str, int, str]]
) -> None:
    here, there = town.found("o", *NUMBERS), town.found("e", *NUMBERS, ONLY_THERE)
    shown = [_page(there, path) for path in PAGES]
    before = town.rows(there.office.agency.id)
    town.bell.forget()
    for turn, (kind, number, words) in enumerate(acts, start=10):
        _do(town, here, turn, kind, number, words)
        town.drain()
    assert town.rows(there.office.agency.id) == before
    assert {agency_id for agency_id, _ in town.bell.touched} <= {here.office.agency.id}
    assert [_page(there, path) for path in PAGES] == shown


def _do(town: Town, here: Played, turn: int, kind: str, number: int, words: str) -> None:
    runtime = town.runtime
    if kind == "event":
        tell(runtime, here, event(WORLD, "o", number, words, turn), turn)
    elif kind in {"write", "stray"}:
        said = words.format(mark="sample")
        store(runtime, here.office.agency, text_from(runtime, phone_of(WORLD, number), said))
    elif kind == "reply":
        form = {"key": f"sample-{turn}", "text": words, "way": "chat"}
        answer = here.post(f"/staff/threads/{here.threads[number].id}/reply", form)
        assert answer.status_code < 400, answer.text
    else:
        # Nobody here answers to what only the other agency knows.
        assert "/staff/threads/" not in here.search(words if words != "last" else "zqxwjvoclast")


def _page(one: Played, path: str) -> str:
    return MADE_ANEW.sub("", one.page(path))


def test_who_opts_out_of_one_is_still_written_to_by_the_other(town: Town) -> None:
    """The same phone is another contact point there, with a ledger of its own."""
    here, there = town.found("o", *NUMBERS), town.found("e", *NUMBERS)
    stop = text_from(town.runtime, phone_of(WORLD, 0), "STOP")
    store(town.runtime, here.office.agency, stop)
    town.drain()
    with town.runtime.reading() as session:
        states = {
            one.name: {
                consents.state_of(session, contact, "service")
                for contact in session.scalars(
                    select(ContactPoint).where(ContactPoint.agency_id == one.office.agency.id)
                )
            }
            for one in (here, there)
        }
    assert ConsentState.REVOKED in states["o"]
    assert ConsentState.REVOKED not in states["e"]
