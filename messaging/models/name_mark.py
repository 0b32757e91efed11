"""How people are found by name without their names being readable."""

from uuid import UUID

from sqlalchemy import Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.database import Base, same_agency


class NameMark(Base):
    """What somebody's name begins with may be this (`messaging/directory/name_marks.py`). Many
    names have one mark, so whoever looks opens the names behind it."""

    __tablename__ = "name_marks"
    __table_args__ = (
        Index(None, "agency_id", "mark", "person_id"),
        same_agency("person_id", "people"),
    )

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    mark: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
