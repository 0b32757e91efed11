"""A file's bytes as they are kept: in sealed parts, never whole on a disk."""

from collections.abc import Callable
from io import BufferedReader, RawIOBase
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaigns.csv_file import Source
from campaigns.models.import_job import ImportJob, ImportPart
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

PART_BYTES = 1 << 20


class _Parts(RawIOBase):
    """Reads one after the other."""

    def __init__(self, fetch: Callable[[int], bytes]) -> None:
        super().__init__()
        self._fetch = fetch
        self._next, self._left = 0, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # as RawIOBase documents it
        if not self._left:
            self._left = memoryview(self._fetch(self._next))
            self._next += 1
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def keep(unit: Unit, job: ImportJob, file: BinaryIO) -> int:
    """Put all of it away. Returns its size in bytes."""
    size = 0
    for number, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        part = ImportPart(id=new_id(), agency_id=job.agency_id, job_id=job.id, number=number)
        part.content = content
        unit.session.add(part)
        unit.session.flush()
        unit.session.expunge(part)
        size += len(content)
    return size


def forget(unit: Unit, job: ImportJob) -> None:
    unit.session.execute(
        delete(ImportPart).where(ImportPart.agency_id == job.agency_id, ImportPart.job_id == job.id)
    )


def source(runtime: Runtime, job: ImportJob) -> Source:
    agency_id, job_id = job.agency_id, job.id

    def fetch(number: int) -> bytes:
        with runtime.reading() as session:
            return _content(session, agency_id, job_id, number)

    return lambda: BufferedReader(_Parts(fetch))


def source_within(unit: Unit, job: ImportJob) -> Source:
    """Before it is committed."""
    return lambda: BufferedReader(
        _Parts(lambda number: _content(unit.session, job.agency_id, job.id, number))
    )


def _content(session: Session, agency_id: UUID, job_id: UUID, number: int) -> bytes:
    part = session.scalars(
        select(ImportPart).where(
            ImportPart.agency_id == agency_id,
            ImportPart.job_id == job_id,
            ImportPart.number == number,
        )
    ).one_or_none()
    if part is None:
        return b""
    content: bytes = part.content
    session.expunge(part)
    return content
