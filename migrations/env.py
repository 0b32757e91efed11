"""Alembic's entry: the address comes from `service/schema.py`, the tables from every room."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum, create_engine, pool, text

import campaigns.models
import casework.models
import messaging.models
import outgoing.models
from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base

EVERY_ROOM = (messaging.models, campaigns.models, casework.models, outgoing.models)
"""Imported for their tables."""

ONE_AT_A_TIME = 7_201_846
"""Any number, the same for all: two hosts that start at once must not both migrate."""


def plain_type(kind: str, column_type: Any, _context: AutogenContext) -> str | Literal[False]:
    """A migration says what stands in the database, free of today's Python types."""
    if kind == "type" and isinstance(column_type, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(column_type, Enum):
        return f"sa.String(length={column_type.length})"
    return False


def main() -> None:
    # An engine of its own: SQLite copies tables to alter them, and must not check foreign keys
    # meanwhile.
    url = context.config.get_main_option("sqlalchemy.url", "")
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=plain_type,
        )
        with context.begin_transaction():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})"))
            context.run_migrations()
    engine.dispose()


main()
