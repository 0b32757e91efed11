"""The proof of a long audit: what a worker has read holds for a quarter of an hour, and whoever can
write the database, and no more, makes nothing better of it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from messaging.directory.audit_proof import Flaw, Proof, verify
from messaging.directory.audit_proving import HOLDS, Earlier, ask_for, earlier
from messaging.models.preparation import Preparation
from messaging.platform.database import Database
from messaging.runtime import Runtime
from service import preparing
from tests.messaging.directory.test_audit_chain import ROWS, chain, do, without_guards, write
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def read(runtime: Runtime, office: Office, runner: asyncio.Runner) -> UUID:
    """The agency, its audit read by a worker."""
    write(runtime, office.agency.id)
    chain(runtime, runner)
    _read(runtime, office.agency.id)
    return office.agency.id


def _read(runtime: Runtime, agency_id: UUID) -> None:
    with runtime.unit() as unit:
        ask_for(unit, agency_id)
    preparing.drain(runtime)


def known(runtime: Runtime, agency_id: UUID) -> Earlier | None:
    with runtime.reading() as session:
        state = earlier(session, agency_id, runtime.clock())
    assert state is None or isinstance(state, Earlier)
    return state


def now(runtime: Runtime, agency_id: UUID) -> Proof:
    """The whole: what was read before, and from there on."""
    before = known(runtime, agency_id)
    assert before
    with runtime.reading() as session:
        return verify(session, agency_id, runtime.clock(), after=before.proof)


def test_it_goes_on_where_the_worker_ended(
    runtime: Runtime, runner: asyncio.Runner, read: UUID, clock: MovableClock
) -> None:
    began = clock()
    write(runtime, read, 2)
    chain(runtime, runner)
    clock.move(HOLDS - timedelta(seconds=1))
    before = known(runtime, read)
    assert before
    assert (before.proof.rows, before.at) == (ROWS, began)
    whole = now(runtime, read)
    assert (whole, whole.position) == (Proof(ROWS + 2, ()), ROWS + 2)


def test_it_holds_for_a_quarter_of_an_hour(
    runtime: Runtime, read: UUID, clock: MovableClock
) -> None:
    clock.move(HOLDS)
    assert known(runtime, read) is None


def test_what_was_wrong_then_is_still_told(
    runtime: Runtime, runner: asyncio.Runner, database: Database, read: UUID
) -> None:
    without_guards(database)
    do(database, "UPDATE audits SET action = 'nothing' WHERE position = 3")
    assert now(runtime, read).holds, "it was well when it was read"
    _read(runtime, read)
    write(runtime, read, 1)
    chain(runtime, runner)
    (finding,) = now(runtime, read).findings
    assert (finding.flaw, finding.position) == (Flaw.ALTERED, 3)


@pytest.mark.parametrize(
    ("done", "flaw"),
    [
        ("UPDATE audits SET action = 'nothing' WHERE position = 8", Flaw.ALTERED),
        ("DELETE FROM audits WHERE position = 7", Flaw.REMOVED),
        ("DELETE FROM audits WHERE position > 6", Flaw.CUT),
        ("UPDATE audit_heads SET position = 6", Flaw.ENDS_OTHERWISE),
    ],
)
def test_what_is_done_to_later_rows_is_found(
    runtime: Runtime, runner: asyncio.Runner, database: Database, read: UUID, done: str, flaw: Flaw
) -> None:
    write(runtime, read, 3)
    chain(runtime, runner)
    without_guards(database)
    do(database, done)
    assert flaw in {finding.flaw for finding in now(runtime, read).findings}


def _wider(result: dict[str, Any]) -> None:
    result["rows"] += 100


def _later(result: dict[str, Any]) -> None:
    result["at"] = result["at"].replace("2026", "2027")


def _no_findings(result: dict[str, Any]) -> None:
    result["findings"] = []


@pytest.mark.parametrize("alter", [_wider, _later, _no_findings])
def test_another_finding_put_in_its_place_is_not_taken(
    runtime: Runtime, database: Database, read: UUID, alter: Callable[[dict[str, Any]], None]
) -> None:
    without_guards(database)
    do(database, "UPDATE audits SET action = 'nothing' WHERE position = 3")
    _read(runtime, read)
    with runtime.unit() as unit:
        row = unit.session.scalars(select(Preparation)).one()
        assert row.result
        result = {**row.result}
        alter(result)
        row.result = result
    assert known(runtime, read) is None


def test_an_old_finding_is_no_newer_for_being_dated_anew(
    runtime: Runtime, read: UUID, clock: MovableClock
) -> None:
    clock.move(HOLDS)
    with runtime.unit() as unit:
        unit.session.scalars(select(Preparation)).one().as_of = unit.now
    assert known(runtime, read) is None


def test_another_agencys_finding_is_not_taken(
    runtime: Runtime, runner: asyncio.Runner, read: UUID
) -> None:
    with runtime.unit() as unit:
        other = add_office(unit, "elm").agency.id
    write(runtime, other)
    chain(runtime, runner)
    _read(runtime, other)
    with runtime.unit() as unit:
        ours, theirs = unit.session.scalars(
            select(Preparation).order_by(Preparation.agency_id == other)
        ).all()
        theirs.result = {**(ours.result or {})}
    assert known(runtime, other) is None
    assert known(runtime, read)
