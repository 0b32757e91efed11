"""No row can point at another agency's row: the database itself refuses it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    Enum,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    Numeric,
    Table,
    Uuid,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

import campaigns.models
import casework.models
import messaging.models
import outgoing.models
from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base, Database
from messaging.platform.ids import new_id

EVERY_ROOM = (messaging.models, campaigns.models, casework.models, outgoing.models)

WITHOUT_A_KEY = {
    "events.thread_id": "a fact outlives the rows it tells of",
    "events.subject_id": "of whichever table its type says",
    "event_deliveries.event_id": "taken from the fact by a statement that joins on the agency",
    "event_deliveries.object_id": "of whichever table its type says",
    "audits.subject_id": "of whichever table its subject_type says; outlives it",
    "resealings.last_id": "how far a walk along a table's ids has come",
    "resealings.key_id": "which secret key",
    "retentions.last_id": "how far a walk along an agency's ids has come",
    "receipts.attempt_id": "kept when its attempt is not known yet",
    "receipts.provider_id": "the provider's own word",
    "senders.probe_id": "of the attempt of whichever agency had a message waiting",
    "attempts.provider_id": "the provider's own word",
    "sign_on_providers.client_id": "the provider's own word",
    "inbound_messages.provider_id": "the provider's own word",
    "api_keys.root_id": "followed by nobody: part of what a request said again is known by",
    "agency_events.event_id": "the agency's own word",
    "people.external_id": "the agency's own word",
}
"""Pointers that hold no wall, and why."""

AGENCIES = Base.metadata.tables["agencies"]
NOW = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

WALLS = [
    (table, key)
    for table in Base.metadata.sorted_tables
    for key in table.foreign_key_constraints
    if len(key.column_keys) > 1
]


def pointer(key: ForeignKeyConstraint) -> str:
    """The column that names the row; the others name the agency and perhaps the branch."""
    (column,) = [
        own
        for own, theirs in zip(key.column_keys, key.elements, strict=True)
        if theirs.column.key == "id"
    ]
    return column


class Rows:
    """Makes rows that satisfy every constraint, whatever the table, with parents of their own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def agency(self) -> UUID:
        return self.add(AGENCIES, None)

    def add(self, table: Table, agency: UUID | None, **given: Any) -> UUID:
        values = self._values(table, agency) | given
        self._connection.execute(insert(table).values(**values))
        return UUID(str(values.get("id", new_id())))

    def _values(self, table: Table, agency: UUID | None) -> dict[str, Any]:
        values: dict[str, Any] = {
            column.key: self._value(column.type) for column in table.columns if not column.nullable
        }
        if "agency_id" in values:
            values["agency_id"] = agency
        for key in table.foreign_key_constraints:
            if len(key.column_keys) > 1 and pointer(key) in values:
                values |= self.pointing(key, self.add(key.referred_table, agency))
        return values

    def pointing(self, key: ForeignKeyConstraint, row: UUID) -> dict[str, Any]:
        """What leads to `row`: its id, and its branch where the key holds that too."""
        parent = key.referred_table
        found = self._connection.execute(select(parent).where(parent.c.id == row)).one()
        columns = zip(key.column_keys, key.elements, strict=True)
        return {
            own: getattr(found, theirs.column.key) for own, theirs in columns if own != "agency_id"
        }

    def _value(self, kind: Any) -> Any:
        simple: list[tuple[tuple[Any, ...], Any]] = [
            ((Uuid,), new_id()),
            ((Enum,), kind.enums[0] if isinstance(kind, Enum) else None),
            ((UtcDateTime, DateTime), NOW),
            ((Date,), NOW.date()),
            ((Boolean,), True),
            ((Integer, Numeric), 1),
            ((LargeBinary,), new_id().bytes),
            ((JSON,), {}),
        ]
        found = next((value for kinds, value in simple if isinstance(kind, kinds)), None)
        return found if found is not None else new_id().hex[-(kind.length or 32) :]


def crossings(rows: Rows, connection: Connection) -> Iterator[str]:
    """The names of foreign keys that let a row point at another agency's."""
    oak, elm = rows.agency(), rows.agency()
    for table, key in WALLS:
        parent = key.referred_table
        rows.add(table, oak, **rows.pointing(key, rows.add(parent, oak)))
        theirs = rows.pointing(key, rows.add(parent, elm))
        refused = ""
        try:
            with connection.begin_nested():
                rows.add(table, oak, **theirs)
        except IntegrityError as error:
            refused = str(error).lower()
        if "foreign key" not in refused:
            yield f"{table.name}.{pointer(key)}"


def test_no_pointer_leads_to_another_agency(database: Database) -> None:
    with database.engine.begin() as connection:
        assert list(crossings(Rows(connection), connection)) == []
    assert len(WALLS) >= 20


def test_every_pointer_is_such_a_wall() -> None:
    held = {f"{table.name}.{column}" for table, key in WALLS for column in key.column_keys}
    pointers = {
        f"{table.name}.{column.key}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.key.endswith("_id") and column.key != "agency_id"
    }
    assert pointers - held - WITHOUT_A_KEY.keys() == set()
    assert WITHOUT_A_KEY.keys() <= pointers


def test_every_row_belongs_to_an_agency_that_exists() -> None:
    """By a key of its own, or through a pointer that is never empty."""
    homeless = {
        table.name
        for table in Base.metadata.sorted_tables
        if table is not AGENCIES
        and not any(
            key.column_keys == ["agency_id"]
            or (len(key.column_keys) > 1 and not table.columns[pointer(key)].nullable)
            for key in table.foreign_key_constraints
        )
    }
    assert homeless == {"receipts", "senders", "resealings", "reset_requests"}, (
        "a receipt waits until its attempt, and so its agency, is known; "
        "a sender is the installation's; who forgot a password is not looked up at once"
    )


def test_what_must_be_unique_is_unique_within_an_agency() -> None:
    """A key across agencies would let one learn what another has."""
    across = {
        f"{table.name}({', '.join(columns)})"
        for table in Base.metadata.sorted_tables
        for constraint in table.constraints
        if (columns := list(getattr(constraint, "columns", {}).keys()))
        and type(constraint).__name__ == "UniqueConstraint"
        and "agency_id" not in columns
    }
    assert across == {
        "agencies(slug)",
        "agencies(text_sender)",
        "api_keys(key_hash)",
        "attempts(provider, provider_id)",
        "invitations(token_hash)",
        "passkeys(credential)",
        "password_resets(token_hash)",
        "receipts(provider, provider_id, status)",
        "senders(channel, address)",
        "staff(email)",
        "staff_sessions(token_hash)",
    }
