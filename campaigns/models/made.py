"""What every list is that staff make for many: whose, made once, and how far it is."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Owned, same_agency


class Made(Owned):
    """For a list of people, by a member of staff."""

    __abstract__: ClassVar[bool] = True
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    author_id: Mapped[UUID]
    """Whose list it is: nobody is on it whom they may not see."""
    branch_id: Mapped[UUID | None]
    """The author's, when they made it."""
    made_by: Mapped[str] = mapped_column(String(80))
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Listed(Made):
    """Its list is laid out, looked at, confirmed by its number, and worked on a batch at a time."""

    __abstract__: ClassVar[bool] = True
    listed_to: Mapped[str | None] = mapped_column(String(80))
    """How far the list is made."""
    worked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When something was last done for it: those that waited longest go first."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[str | None] = mapped_column(String(60))
    """As the audit log calls them."""
    number: Mapped[int | None]
    """How many were on it, as the confirmation said."""


def constraints() -> tuple[SchemaItem, ...]:
    """Of each such table."""
    return (
        UniqueConstraint("agency_id", "id"),
        # Nothing twice: one press of a button makes one.
        UniqueConstraint("agency_id", "made_by"),
        same_agency("author_id", "staff"),
        same_agency("branch_id", "branches"),
    )
