"""Column types: aware times, words of an enum, and text that is sealed at rest."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, overload
from uuid import UUID

from sqlalchemy import BindParameter, DateTime, Dialect, Enum, String, literal
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator, TypeEngine

from messaging.platform.sealing import keyring


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; what we stored there was UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def literally(column: InstrumentedAttribute[Any], value: object) -> BindParameter[Any]:
    """What is compared with `column`, as it stands in the statement itself: a partial index is not
    used for a bound value."""
    return literal(value, column.type, literal_execute=True)


def words(kind: type[StrEnum]) -> Enum:
    """A column that holds one word of `kind`.

    No CHECK constraint: a new word must not need a table rebuild on SQLite.
    """
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def in_code_order(length: int) -> TypeEngine[str]:
    """Text that is sorted letter by letter on every database, so that all that begins alike stands
    together in an index, whatever language the database sorts by."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Sealed:
    """An attribute that reads and writes plain text while the row holds only its sealed form.

        text = Sealed("text_sealed")

    The row needs `agency_id` first: each agency has its own keys. None is kept as NULL, and NULL
    reads as "".
    """

    def __init__(self, column: str) -> None:
        self._column = column
        self._label = column

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._label = f"{owner.__tablename__}.{self._column}"

    @overload
    def __get__(self, row: None, owner: type[Any]) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> str: ...
    def __get__(self, row: Any, owner: type[Any]) -> "str | Sealed":
        if row is None:
            return self
        sealed = getattr(row, self._column)
        return "" if sealed is None else self.open(row.agency_id, sealed)

    def __set__(self, row: Any, text: str | None) -> None:
        if row.agency_id is None:
            raise ValueError(f"{self._label}: set agency_id before a sealed value")
        setattr(row, self._column, None if text is None else self.seal(row.agency_id, text))

    def seal(self, agency_id: UUID, text: str) -> bytes:
        """The sealed form, for statements that write many rows without objects."""
        return keyring().seal(agency_id, self._label, text)

    def open(self, agency_id: UUID, sealed: bytes) -> str:
        return keyring().open(agency_id, self._label, sealed)


class SealedBytes:
    """As `Sealed`, for what is no text. None is kept as NULL, and NULL reads as b""."""

    def __init__(self, column: str) -> None:
        self._column = column
        self._label = column

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._label = f"{owner.__tablename__}.{self._column}"

    @overload
    def __get__(self, row: None, owner: type[Any]) -> "SealedBytes": ...
    @overload
    def __get__(self, row: object, owner: type[Any]) -> bytes: ...
    def __get__(self, row: Any, owner: type[Any]) -> "bytes | SealedBytes":
        if row is None:
            return self
        sealed = getattr(row, self._column)
        return b"" if sealed is None else keyring().open_bytes(row.agency_id, self._label, sealed)

    def __set__(self, row: Any, content: bytes | None) -> None:
        sealed = None if content is None else self.seal(row.agency_id, content)
        setattr(row, self._column, sealed)

    def seal(self, agency_id: UUID, content: bytes) -> bytes:
        """The sealed form, for statements that write many rows without objects."""
        return keyring().seal_bytes(agency_id, self._label, content)
