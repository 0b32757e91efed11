"""Migrations make the tables that the models describe, on both databases."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Enum, inspect

import campaigns.models
import casework.models
import messaging.models
import outgoing.models
from messaging.platform.database import Base, Database
from service.schema import alembic_config, current, head

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
