"""Migrations make the tables that the models describe, on both databases."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Enum, inspect, select

import campaigns.models
import casework.models
import messaging.models
import outgoing.models
from casework.models.task import Task, TaskKind
from casework.tasks import open_task
from messaging.models.case import Case, Party
from messaging.models.thread import Thread
from messaging.platform.database import Base, Database
from messaging.runtime import Runtime
from service.schema import alembic_config, current, head
from tests.support.people import Office, add_branch, add_parent

EVERY_ROOM = (messaging.models, campaigns.models, casework.models, outgoing.models)


def same_type(
    _context: Any, _inspected: Any, _metadata: Any, inspected_type: Any, model_type: Any
) -> bool | None:
    """False: alike. The words of an enum are plain text in the database."""
    if isinstance(model_type, Enum):
        return bool(inspected_type.length != model_type.length)
    return None


def test_models_and_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        assert compare_metadata(context, Base.metadata) == []


def test_a_fresh_database_is_at_head(database: Database) -> None:
    assert current(database) == head()


def test_every_migration_can_be_taken_back(database: Database) -> None:
    config = alembic_config(database.engine.url.render_as_string(hide_password=False))
    command.downgrade(config, "base")
    with database.engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    command.upgrade(config, "head")
    assert current(database) == head()


def test_no_column_holds_a_parents_details_in_the_clear(database: Database) -> None:
    """Names, addresses and words of parents have only sealed or hashed columns."""
    ours = {"senders.address", "attempts.sender"}
    lives = {"first_name", "last_name", "address", "text", "html", "sender", "raw", "payload"}
    with database.engine.connect() as connection:
        inspector = inspect(connection)
        found = {
            f"{table}.{column['name']}"
            for table in inspector.get_table_names()
            for column in inspector.get_columns(table)
            if column["name"] in lives
        }
    assert found - ours == set()


def test_what_was_there_stands_in_its_branch(
    database: Database, runtime: Runtime, office: Office
) -> None:
    """0009, over rows that were made before it."""
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        for branch in (office.branch, south):
            thread = add_parent(unit, Office(office.agency, branch)).thread
            for about in (thread.id, None):
                open_task(
                    unit, agency_id=office.agency.id, kind=TaskKind.CALL_BACK, thread_id=about,
                    origin=f"sample:{branch.code}:{about}", due_at=unit.now,
                )  # fmt: skip
    config = alembic_config(database.engine.url.render_as_string(hide_password=False))
    command.downgrade(config, "0008")
    command.upgrade(config, "head")
    with runtime.unit() as unit:
        tasks = unit.session.execute(
            select(Task.branch_id, Thread.branch_id, Party.branch_id, Case.branch_id)
            .join(Thread, Thread.id == Task.thread_id)
            .join(Party, Party.id == Thread.party_id)
            .join(Case, Case.id == Party.case_id)
        ).all()
        strays = unit.session.scalars(select(Task.branch_id).where(Task.thread_id.is_(None))).all()
    assert {tuple(row) for row in tasks} == {(each.id,) * 4 for each in (office.branch, south)}
    assert strays == [None, None]
