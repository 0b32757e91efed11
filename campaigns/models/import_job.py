"""A file that somebody uploaded to be taken in: its bytes, its columns, and how far it is."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from messaging.platform.columns import Sealed, SealedBytes, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    """Somebody is to say which column is what."""
    CHECKING = "checking"
    """It is tried, and nothing stays."""
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It cannot be run at all; `problem` says why."""


BUSY = text("state IN ('checking', 'running')")
"""In the words of the partial index, which is not used for bound values."""


class ImportJob(Owned, Base):
    __tablename__ = "import_jobs"
    __table_args__ = (
        UniqueConstraint("agency_id", "id"),
        UniqueConstraint("agency_id", "made_by"),
        Index("ix_import_jobs_busy", "worked_at", sqlite_where=BUSY, postgresql_where=BUSY),
        Index(None, "agency_id", "created_at"),
        same_agency("author_id", "staff"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    author_id: Mapped[UUID]
    made_by: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    """A campaign that each row starts; or `people`."""
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Sealed("name_sealed")
    """The file's."""
    headings_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    headings = Sealed("headings_sealed")
    """JSON of the file's headings, in its order."""
    encoding: Mapped[str] = mapped_column(String(20))
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Our column by heading."""
    given: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What stands in a column for every row."""
    state: Mapped[ImportState] = mapped_column(words(ImportState))
    problem: Mapped[str | None] = mapped_column(String(300))
    rows_in_all: Mapped[int]
    rows: Mapped[int] = mapped_column(default=0)
    """So many are dealt with, of the trial or the run."""
    outcomes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    bad_rows: Mapped[int] = mapped_column(default=0)
    first_bad_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    first_bad = Sealed("first_bad_sealed")
    """JSON of the first bad rows: row, column, problem."""
    twice: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The first rows that say the same as one before them."""
    worked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportPart(Owned, Base):
    """Some of the file's bytes, sealed; gone once it is taken in."""

    __tablename__ = "import_parts"
    __table_args__ = (
        UniqueConstraint("agency_id", "job_id", "number"),
        same_agency("job_id", "import_jobs", ondelete="CASCADE"),
    )

    job_id: Mapped[UUID]
    number: Mapped[int]
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    content = SealedBytes("content_sealed")


class ImportBad(Owned, Base):
    """Bad rows of one batch, as lines of the file to mend."""

    __tablename__ = "import_bad"
    __table_args__ = (
        UniqueConstraint("agency_id", "job_id", "number"),
        same_agency("job_id", "import_jobs", ondelete="CASCADE"),
    )

    job_id: Mapped[UUID]
    number: Mapped[int]
    """How many rows came before the batch."""
    lines_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lines = Sealed("lines_sealed")


class ImportColumns(Owned, Base):
    """What an agency's headings were said to mean, for next time."""

    __tablename__ = "import_columns"
    __table_args__ = (UniqueConstraint("agency_id", "kind"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    kind: Mapped[str] = mapped_column(String(40))
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)
