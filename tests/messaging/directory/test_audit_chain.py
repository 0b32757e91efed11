"""What was written down cannot be unsaid: the database refuses, and what somebody does to it all
the same is found."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from messaging.directory import audit_chain
from messaging.directory.audit import note
from messaging.directory.audit_chain import anchor_of
from messaging.directory.audit_proof import LATE, Anchor, Finding, Flaw, Proof, verify
from messaging.models.audit import Audit, AuditHead, Why
from messaging.platform import sealing
from messaging.platform.database import Database
from messaging.platform.ids import new_id
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from service import chaining, checks
from tests.support.clock import MovableClock
from tests.support.people import Office, add_office
from tests.support.runtimes import SECRET

ROWS = 6
NEW = "a new secret key, long enough for us"


def write(runtime: Runtime, agency_id: UUID, number: int = ROWS) -> None:
    for place in range(number):
        with runtime.unit() as unit:
            note(unit, agency_id, "staff:sample", f"act.{place}", "thread", new_id(),
                 why=Why.HEARING if place % 2 else None, number=place, word="ñ")  # fmt: skip


def chain(runtime: Runtime, runner: asyncio.Runner) -> None:
    while chaining.sweep(runtime, runner):
        pass


def proof(runtime: Runtime, agency_id: UUID, anchor: Anchor | None = None) -> Proof:
    with runtime.reading() as session:
        return verify(session, agency_id, runtime.clock(), anchor=anchor)


def head(runtime: Runtime, agency_id: UUID) -> AuditHead:
    with runtime.reading() as session:
        return session.get_one(AuditHead, agency_id)


def without_guards(database: Database) -> None:
    """Who owns the database can take its guards off."""
    on = "" if database.is_sqlite else " ON audits"
    with database.writing() as session:
        for name in ("audits_stand", "audits_stay"):
            session.execute(text(f"DROP TRIGGER {name}{on}"))


def do(database: Database, *statements: str) -> None:
    with database.writing() as session:
        for statement in statements:
            session.execute(text(statement))


@pytest.fixture
def chained(runtime: Runtime, office: Office, runner: asyncio.Runner) -> UUID:
    write(runtime, office.agency.id)
    chain(runtime, runner)
    return office.agency.id


def test_a_chain_that_nobody_touched_holds(
    runtime: Runtime, office: Office, runner: asyncio.Runner, chained: UUID
) -> None:
    """Also one that grows, and beside another agency's."""
    with runtime.unit() as unit:
        other = add_office(unit, "elm").agency.id
    write(runtime, chained, 2)
    write(runtime, other, 3)
    chain(runtime, runner)
    assert (proof(runtime, chained), proof(runtime, other)) == (Proof(ROWS + 2, ()), Proof(3, ()))


REFUSED = (
    "UPDATE audits SET action = 'nothing' WHERE position = 3",
    "UPDATE audits SET why = 'review' WHERE position = 3",
    "UPDATE audits SET position = 30 WHERE position = 3",
    "UPDATE audits SET detail = '{}' WHERE position IS NULL",
    "DELETE FROM audits WHERE position = 3",
    "DELETE FROM audits WHERE position IS NULL",
)


def test_the_database_refuses_to_change_or_delete_a_row(
    runtime: Runtime, database: Database, chained: UUID
) -> None:
    write(runtime, chained, 1)
    for statement in REFUSED:
        with pytest.raises(DatabaseError, match="never changed or deleted"):
            do(database, statement)


ALTERED = Flaw.ALTERED
DONE: list[tuple[list[str], list[tuple[Flaw, int]]]] = [
    (["UPDATE audits SET action = 'x' WHERE position = 3"], [(ALTERED, 3)]),
    (["UPDATE audits SET actor = 'staff:other' WHERE position = 1"], [(ALTERED, 1)]),
    (["UPDATE audits SET subject_id = NULL WHERE position = 4"], [(ALTERED, 4)]),
    (["UPDATE audits SET why = NULL WHERE position = 2"], [(ALTERED, 2)]),
    (["UPDATE audits SET detail = '{\"number\": 7}' WHERE position = 6"], [(ALTERED, 6)]),
    (["UPDATE audits SET at = '2020-01-01 00:00:00' WHERE position = 5"], [(ALTERED, 5)]),
    (["UPDATE audits SET mac = NULL WHERE position = 5"], [(ALTERED, 5)]),
    (["DELETE FROM audits WHERE position = 1"], [(Flaw.REMOVED, 1)]),
    (["DELETE FROM audits WHERE position IN (3, 4)"], [(Flaw.REMOVED, 3)]),
    (["DELETE FROM audits WHERE position = 6"], [(Flaw.CUT, 6)]),
    (["DELETE FROM audits"], [(Flaw.CUT, 1)]),
    (["DELETE FROM audits", "DELETE FROM audit_heads"], [(Flaw.CUT, 1)]),
    (
        [
            "UPDATE audits SET position = 90 WHERE position = 2",
            "UPDATE audits SET position = 2 WHERE position = 3",
            "UPDATE audits SET position = 3 WHERE position = 90",
        ],
        [(ALTERED, 2), (ALTERED, 3), (ALTERED, 4)],
    ),
    (["DELETE FROM audit_heads"], [(Flaw.ADDED, place) for place in range(1, ROWS + 1)]),
]


def test_what_is_done_to_the_rows_all_the_same_is_found(
    runtime: Runtime, database: Database, chained: UUID
) -> None:
    """Each of these by itself; then it is taken back."""
    without_guards(database)
    for statements, expected in DONE:
        with Session(database.engine) as session:
            for statement in statements:
                session.execute(text(statement))
            findings = verify(session, chained, runtime.clock()).findings
            session.rollback()
        found = [(each.flaw, each.position) for each in findings]
        assert (statements, found) == (statements, expected)
    assert proof(runtime, chained).holds


def stranger(agency_id: UUID, clock: MovableClock, mac: bytes | None) -> Audit:
    return Audit(
        agency_id=agency_id, at=clock(), actor="staff:other", action="x", subject_type="thread",
        subject_id=None, detail={}, mac=mac,
    )  # fmt: skip


@pytest.mark.parametrize("mac", [None, bytes(36)], ids=["no mac", "another's"])
def test_a_row_that_somebody_puts_in_is_found_before_it_is_chained_and_after(
    runtime: Runtime, runner: asyncio.Runner, clock: MovableClock, chained: UUID, mac: bytes | None
) -> None:
    row = stranger(chained, clock, mac)
    with runtime.database.writing() as session:
        session.add(row)
    assert proof(runtime, chained).findings == (Finding(Flaw.ADDED, None, row.id),)
    chain(runtime, runner)
    assert proof(runtime, chained).findings == (Finding(Flaw.ADDED, None, row.id),)


def test_a_row_put_beyond_the_end_is_found(
    runtime: Runtime, clock: MovableClock, chained: UUID
) -> None:
    row = stranger(chained, clock, bytes(36))
    row.position, row.link = ROWS + 1, bytes(32)
    with runtime.database.writing() as session:
        session.add(row)
    assert proof(runtime, chained).findings == (Finding(Flaw.ADDED, ROWS + 1, row.id),)


def made_anew(runtime: Runtime, agency_id: UUID, drop: Callable[[Audit], bool]) -> None:
    """The whole chain, by someone who reads our source and writes the database, without the key."""
    sealing.install(Keyring(["a key of their own, which is not ours"]))
    with runtime.database.writing() as session:
        rows = session.scalars(select(Audit).order_by(Audit.position)).all()
        end = session.get_one(AuditHead, agency_id)
        end.position, end.link = 0, audit_chain.START
        for row in rows:
            if drop(row):
                session.delete(row)
        session.flush()
        for row in (each for each in rows if not drop(each)):
            end.position += 1
            row.position, row.link = None, None
            session.flush()
            row.link = audit_chain.link_of(end.link, end.position, row)
            row.position, end.link = end.position, row.link
        made = audit_chain.end_of(end.position, end.link)
        end.mac = sealing.keyring().mac(agency_id, made)
    sealing.install(Keyring([SECRET]))


def test_a_chain_made_anew_without_the_key_is_found(
    runtime: Runtime, database: Database, chained: UUID
) -> None:
    without_guards(database)
    made_anew(runtime, chained, lambda row: row.action == "act.2")
    found = proof(runtime, chained).findings
    assert [each.flaw for each in found] == [Flaw.ENDS_OTHERWISE]


def test_a_database_set_back_is_found_by_an_anchor_kept_elsewhere(
    runtime: Runtime, database: Database, runner: asyncio.Runner, chained: UUID
) -> None:
    """An earlier end was signed too, so nothing in the database itself can tell."""
    before = head(runtime, chained)
    assert before.position == 6
    write(runtime, chained, 2)
    chain(runtime, runner)
    kept = Anchor.read(anchor_of(head(runtime, chained)))
    assert proof(runtime, chained, kept).holds
    without_guards(database)
    do(database, "DELETE FROM audits WHERE position > 6")
    with database.writing() as session:
        session.merge(before)
    assert proof(runtime, chained).holds
    assert proof(runtime, chained, kept).findings == (Finding(Flaw.CUT, ROWS + 1),)


def test_an_anchor_that_is_not_ours_is_refused(runtime: Runtime, chained: UUID) -> None:
    kept = Anchor.read(anchor_of(head(runtime, chained)))
    with pytest.raises(ValueError, match="not written here"):
        proof(runtime, chained, replace(kept, position=kept.position - 1))


def test_rows_from_before_there_were_chains_begin_one(
    runtime: Runtime, runner: asyncio.Runner, clock: MovableClock, office: Office
) -> None:
    with runtime.database.writing() as session:
        session.add(stranger(office.agency.id, clock, None))
    write(runtime, office.agency.id, 1)
    assert proof(runtime, office.agency.id).holds
    chain(runtime, runner)
    assert proof(runtime, office.agency.id) == Proof(2, ())


def test_however_many_rows_are_from_before_they_begin_the_chain_and_then_no_other_does(
    runtime: Runtime, runner: asyncio.Runner, clock: MovableClock, office: Office
) -> None:
    agency_id, old = office.agency.id, 1_200
    with runtime.database.writing() as session:
        session.add_all(stranger(agency_id, clock, None) for _ in range(old))
    chaining.sweep(runtime, runner)
    assert head(runtime, agency_id).position == audit_chain.BATCH
    assert proof(runtime, agency_id) == Proof(audit_chain.BATCH, ())
    chain(runtime, runner)
    assert proof(runtime, agency_id) == Proof(old + 1, ())  # and the remark that this is all
    late = stranger(agency_id, clock, None)
    with runtime.database.writing() as session:
        session.add(late)
    chain(runtime, runner)
    assert proof(runtime, agency_id).findings == (Finding(Flaw.ADDED, None, late.id),)


@pytest.mark.parametrize("link", [None, bytes(32)], ids=["no link", "a link"])
def test_a_row_put_beyond_the_end_stops_neither_its_agency_nor_another(
    runtime: Runtime,
    runner: asyncio.Runner,
    clock: MovableClock,
    chained: UUID,
    link: bytes | None,
) -> None:
    bad = stranger(chained, clock, bytes(36))
    bad.position, bad.link = ROWS + 1, link
    with runtime.database.writing() as session:
        session.add(bad)
    with runtime.unit() as unit:
        other = add_office(unit, "elm").agency.id
    write(runtime, chained, 1)
    write(runtime, other, 1)
    chain(runtime, runner)
    assert proof(runtime, other) == Proof(1, ())
    found = proof(runtime, chained)
    assert found.rows == ROWS + 3
    assert found.findings == (
        Finding(Flaw.ALTERED, ROWS + 1, bad.id),
        Finding(Flaw.ADDED, None, bad.id),
    )


def test_what_breaks_one_agencys_chain_holds_up_no_other(
    runtime: Runtime, database: Database, runner: asyncio.Runner, chained: UUID
) -> None:
    with runtime.unit() as unit:
        other = add_office(unit, "elm").agency.id
    last = 2**63 - 1 if database.is_sqlite else 2**31 - 1
    with database.writing() as session:
        session.get_one(AuditHead, chained).position = last
    write(runtime, chained, 1)
    write(runtime, other, 1)
    with capture_logs() as logs:
        chaining.sweep(runtime, runner)
    assert [each["agency"] for each in logs if each["event"] == "audit.not_chained"] == [
        str(chained)
    ]
    assert proof(runtime, other).holds


def test_a_clock_that_stands_still_is_noticed(
    runtime: Runtime, clock: MovableClock, chained: UUID
) -> None:
    write(runtime, chained, 1)
    assert proof(runtime, chained).holds
    clock.move(LATE + timedelta(seconds=1))
    assert [each.flaw for each in proof(runtime, chained).findings] == [Flaw.LATE]


def test_the_chain_outlives_a_change_of_keys(
    runtime: Runtime, runner: asyncio.Runner, chained: UUID
) -> None:
    """The rows' own links need no key, and the end is signed anew with each batch."""
    sealing.install(Keyring(["a new secret key, long enough for us", SECRET]))
    write(runtime, chained, 1)
    chain(runtime, runner)
    sealing.install(Keyring(["a new secret key, long enough for us"]))
    assert proof(runtime, chained) == Proof(ROWS + 1, ())


def test_an_end_that_nothing_is_added_to_is_signed_anew_after_a_change_of_keys(
    runtime: Runtime, database: Database, runner: asyncio.Runner, chained: UUID
) -> None:
    """But none that we have not signed: that stays to be found."""
    with runtime.unit() as unit:
        forged = add_office(unit, "elm").agency.id
    write(runtime, forged, 1)
    chain(runtime, runner)
    with database.writing() as session:
        session.get_one(AuditHead, forged).mac = bytes(36)
    sealing.install(Keyring([NEW, SECRET]))
    chain(runtime, runner)
    sealing.install(Keyring([NEW]))
    assert proof(runtime, chained) == Proof(ROWS, ())
    assert [each.flaw for each in proof(runtime, forged).findings] == [Flaw.ENDS_OTHERWISE]


def test_writers_and_chainers_at_once_lose_and_double_nothing(
    runtime: Runtime, office: Office
) -> None:
    agency_id = office.agency.id

    def chainer() -> None:
        with asyncio.Runner() as own:
            for _ in range(10):
                chaining.sweep(runtime, own)

    with ThreadPoolExecutor(6) as threads:
        work = [threads.submit(write, runtime, agency_id, 10) for _ in range(4)]
        work += [threads.submit(chainer) for _ in range(2)]
        for each in work:
            each.result()
    with asyncio.Runner() as own:
        chain(runtime, own)
    assert proof(runtime, agency_id) == Proof(40, ())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_doctor_says_when_rows_wait_for_their_place(
    runtime: Runtime, office: Office, clock: MovableClock, runner: asyncio.Runner
) -> None:
    with runtime.unit() as unit:
        note(unit, office.agency.id, "test", "read", "thread", None)
    assert checks.audit(runtime).problem is None
    clock.move(timedelta(minutes=11))
    assert "1 rows wait" in (checks.audit(runtime).problem or "")
    chaining.sweep(runtime, runner)
    assert checks.audit(runtime).problem is None
