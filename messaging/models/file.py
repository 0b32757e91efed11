"""Pictures and files that came with a message. Their bytes are sealed; no other party's thread can
show them, since a file belongs to what came in and goes wherever that goes."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from channels.file_kinds import FileKind
from channels.values import MediaProblem
from messaging.platform.columns import Sealed, SealedBytes, UtcDateTime, words
from messaging.platform.database import Base, Owned, same_agency


class FileState(StrEnum):
    WAITING = "waiting"
    """Announced; its bytes are still with the provider, or in the mail beside it."""
    KEPT = "kept"
    LOST = "lost"
    """It could not be had; `problem` says why."""
    REMOVED = "removed"
    """It was kept, and its time is over."""


class File(Owned, Base):
    __tablename__ = "files"
    __table_args__ = (
        # A provider that repeats itself brings no second one.
        UniqueConstraint("agency_id", "inbound_id", "position"),
        Index(
            "ix_files_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        same_agency("inbound_id", "inbound_messages"),
    )

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), sort_order=-1)
    inbound_id: Mapped[UUID]
    position: Mapped[int]
    """Its place among the files of one message, from 0."""
    state: Mapped[FileState] = mapped_column(words(FileState))
    kind: Mapped[FileKind | None] = mapped_column(words(FileKind))
    """What its bytes are, whatever its name and its sender say."""
    size: Mapped[int] = mapped_column(default=0)
    """Bytes."""
    problem: Mapped[MediaProblem | None] = mapped_column(words(MediaProblem))
    """Why it is lost, or what the last try met."""
    source_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    source = Sealed("source_sealed")
    """Where its bytes are: the provider's URL, or `part:<number>` of the mail."""
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    name = Sealed("name_sealed")
    """As its sender calls it."""
    content_sealed: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    content = SealedBytes("content_sealed")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    next_try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
