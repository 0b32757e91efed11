"""Short transactions on either database: who waits, who is refused, and what an error tells."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from messaging.models.agency import Branch
from messaging.models.case import Case
from messaging.models.person import Person
from messaging.models.staff import Staff, StaffRole
from messaging.platform.database import Database, insert_or_ignore
from messaging.platform.ids import new_id
from messaging.runtime import Runtime
from tests.support.people import Office, add_office, add_parent

WAIT = 30
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def branch(office: Office, code: str) -> dict[str, object]:
    return {
        "id": new_id(), "agency_id": office.agency.id, "code": code, "name": code, "enabled": True
    }  # fmt: skip


def test_writing_commits_at_the_end(database: Database) -> None:
    with database.writing() as session:
        session.execute(text("CREATE TABLE notes (word TEXT)"))
        session.execute(text("INSERT INTO notes VALUES ('kept')"))
    with database.reading() as session:
        assert session.execute(text("SELECT word FROM notes")).scalars().all() == ["kept"]


def test_an_exception_takes_everything_back(runtime: Runtime, office: Office) -> None:
    def break_half_way() -> None:
        with runtime.database.writing() as session:
            session.add(Branch(**branch(office, "south")))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_half_way()
    assert count(runtime.database, Branch) == 1


def test_insert_or_ignore_tells_whether_the_row_is_new(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        assert insert_or_ignore(unit.session, Branch, **branch(office, "south"))
        assert not insert_or_ignore(unit.session, Branch, **branch(office, "south"))
        assert not insert_or_ignore(unit.session, Branch, **branch(office, office.branch.code))
    assert count(runtime.database, Branch) == 2


def test_insert_or_ignore_ignores_nothing_but_a_row_that_is_there(
    runtime: Runtime, office: Office
) -> None:
    nobodys = branch(office, "south") | {"agency_id": new_id()}
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        insert_or_ignore(unit.session, Branch, **nobodys)
    nameless = branch(office, "south") | {"name": None}
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        insert_or_ignore(unit.session, Branch, **nameless)


def test_of_many_who_insert_at_once_one_is_first(runtime: Runtime, office: Office) -> None:
    at_once = threading.Barrier(4)

    def insert(_: int) -> bool:
        at_once.wait(WAIT)
        with runtime.unit() as unit:
            return insert_or_ignore(unit.session, Branch, **branch(office, "south"))

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(insert, range(4))) == [False, False, False, True]


def test_writers_wait_for_each_other_rather_than_fail(runtime: Runtime, office: Office) -> None:
    """Read, then write what was read: on SQLite the second reader must wait before it reads."""
    with runtime.unit() as unit:
        thread = add_parent(unit, office).thread

    def add_one(_: int) -> None:
        with runtime.unit() as unit:
            unit.session.execute(
                text("UPDATE threads SET unread = unread + 1 WHERE agency_id IS NOT NULL")
            )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with runtime.reading() as session:
        assert session.get_one(type(thread), thread.id).unread == 40


@only_sqlite
def test_on_sqlite_a_read_followed_by_a_write_is_safe(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        thread = add_parent(unit, office).thread
    table = type(thread)

    def add_one(_: int) -> None:
        with runtime.unit() as unit:
            row = unit.session.get_one(table, thread.id)
            row.unread = row.unread + 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with runtime.reading() as session:
        assert session.get_one(table, thread.id).unread == 40


@only_sqlite
def test_processes_that_open_a_new_file_at_once_all_succeed(
    tmp_path: Path, database_url: str
) -> None:
    url = f"sqlite:///{tmp_path}/folder/new.db"
    at_once = threading.Barrier(6)

    def open_it(_: int) -> str:
        at_once.wait(WAIT)
        database = Database(url)
        with database.writing() as session:
            mode = session.execute(text("PRAGMA journal_mode")).scalar_one()
        database.dispose()
        return str(mode)

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(open_it, range(6))) == {"wal"}


def test_a_reader_does_not_hold_up_a_writer(runtime: Runtime, office: Office) -> None:
    with runtime.reading() as session:
        before = session.scalar(select(func.count()).select_from(Branch))
        with runtime.unit() as unit:
            unit.session.add(Branch(**branch(office, "south")))
    assert before == 1
    assert count(runtime.database, Branch) == 2


def test_a_reader_does_not_wait_for_a_writer(runtime: Runtime, office: Office) -> None:
    with runtime.unit() as unit:
        unit.session.add(Branch(**branch(office, "south")))
        unit.session.flush()
        assert count(runtime.database, Branch) == 1


def test_a_reader_cannot_write(runtime: Runtime, office: Office) -> None:
    """Otherwise a write in the wrong place would be taken back without a word."""
    with runtime.reading() as session:
        session.add(Branch(**branch(office, "south")))
        with pytest.raises(DBAPIError, match=r"readonly|read-only"):
            session.flush()
    with runtime.unit() as unit:  # the connection is good for writing again
        unit.session.add(Branch(**branch(office, "west")))
    assert count(runtime.database, Branch) == 2


def test_what_was_read_can_be_used_afterwards(runtime: Runtime, office: Office) -> None:
    with runtime.reading() as session:
        row = session.scalars(select(Branch)).one()
    assert row.code == office.branch.code
    with runtime.unit() as unit:
        row = unit.session.scalars(select(Branch)).one()
    assert row.code == office.branch.code


def test_foreign_keys_are_held(runtime: Runtime, office: Office) -> None:
    with pytest.raises(IntegrityError), runtime.unit() as unit:
        unit.session.add(
            Case(agency_id=office.agency.id, branch_id=new_id(), number="CS-1", program="x")
        )


# What an error tells

SECRET_WORDS = ("CS-10482", "worker@oak.example", "Worker Sample", "P-7731")


def duplicate_case(office: Office) -> list[object]:
    return [
        Case(agency_id=office.agency.id, branch_id=office.branch.id, number="CS-10482", program="x")
        for _ in range(2)
    ]


def nameless_staff(office: Office) -> list[object]:
    return [
        Staff(agency_id=office.agency.id, email="worker@oak.example", name="Worker Sample",
              role=StaffRole.CASEWORKER, password_hash=None)
    ]  # fmt: skip


def person_of_nobody(office: Office) -> list[object]:
    return [Person(agency_id=new_id(), external_id="P-7731")]


@pytest.mark.parametrize("rows", [duplicate_case, nameless_staff, person_of_nobody])
def test_an_error_does_not_quote_the_row(
    runtime: Runtime, rows: Callable[[Office], list[object]]
) -> None:
    with runtime.unit() as unit:
        office = add_office(unit)
    with pytest.raises(IntegrityError) as refused, runtime.unit() as unit:
        unit.session.add_all(rows(office))
    error: BaseException | None = refused.value
    while error is not None:
        said = f"{error} {error!r} {error.args}"
        assert not [word for word in SECRET_WORDS if word in said]
        assert "constraint" in said.lower()
        error = error.__cause__
