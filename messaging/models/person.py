"""A person an agency serves: one human, whatever roles they have on whatever cases."""

from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, validates

from messaging.platform.columns import Sealed
from messaging.platform.database import Base, Owned
from messaging.platform.zones import known_zone


class Person(Owned, Base):
    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "external_id"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    external_id: Mapped[str] = mapped_column(String(80))
    """The agency's own number for this person."""
    first_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_name = Sealed("first_name_sealed")
    last_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_name = Sealed("last_name_sealed")
    language: Mapped[str] = mapped_column(String(8), default="en")
    language_chosen: Mapped[bool] = mapped_column(default=False)
    """The parent chose it, or wrote in it and a worker said so; an agency's event no longer changes
    it."""
    time_zone: Mapped[str | None] = mapped_column(String(40))
    """Where they live; None: as far as their number tells."""

    @validates("time_zone")
    def _is_zone(self, _key: str, name: str | None) -> str | None:
        return None if name is None else known_zone(name)
