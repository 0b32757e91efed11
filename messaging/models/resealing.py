"""How far sealed values have been sealed anew with the present key, table by table."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import UtcDateTime
from messaging.platform.database import Base


class Resealing(Base):
    __tablename__ = "resealings"

    table: Mapped[str] = mapped_column(String(40), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(8))
    """The key that values are sealed with now."""
    last_id: Mapped[UUID | None]
    """Rows up to this one have been looked at."""
    resealed: Mapped[int] = mapped_column(default=0)
    """Rows that were sealed anew."""
    lost: Mapped[int] = mapped_column(default=0)
    """Rows that could not be opened: their key is not here."""
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
