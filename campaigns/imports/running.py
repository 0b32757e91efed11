"""Files that were uploaded are tried and taken in: by the journeys lane, a batch at a time, so that
nothing else waits long. How far it is stands in the very transaction that did it: a worker that
dies has done a batch or has not, and the next one goes on behind it."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, and_, select

from campaigns.csv_file import CsvRunError, count_rows
from campaigns.csv_run import Done, FileRun
from campaigns.imports import parts
from campaigns.imports.acts import PROBLEM, door_of, line
from campaigns.models.import_job import BUSY, ImportBad, ImportJob, ImportState
from messaging.models.agency import Agency
from messaging.platform.ids import new_id
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

log = structlog.get_logger(__name__)

SHOWN = 20
"""Bad rows that the page shows; the file to mend has all."""

AFTER = {ImportState.CHECKING: ImportState.CHECKED, ImportState.RUNNING: ImportState.DONE}


class _OvertakenError(Exception):
    """Another worker has done this batch, or the job has been begun anew."""


def due(_now: datetime) -> ColumnElement[bool]:
    """Whether there is a file to read."""
    # The words alone name no table.
    return and_(BUSY, ImportJob.state.in_(AFTER))


class Importing:
    """The lane's drain. A file under way stays open between two calls."""

    def __init__(self) -> None:
        self._at: tuple[UUID, ImportState, int] | None = None
        """Which, on what, and behind which row the open one stands."""
        self._run: FileRun | None = None

    def __call__(self, runtime: Runtime) -> int:
        """One batch of the file that came first. Returns how many rows; 0: there is none."""
        job = self._next(runtime)
        if job is None:
            self.close()
            return 0
        try:
            done = self._opened(runtime, job).step()
        except CsvRunError as error:
            self.close()
            self._fail(runtime, job, str(error))
            return 1
        except _OvertakenError:
            self.close()
            return 1
        except BaseException:
            self.close()
            raise
        if done is None:
            self.close()
            self._end(runtime, job)
            return 1
        self._at = (job.id, job.state, job.rows + done.rows)
        return done.rows

    def close(self) -> None:
        if self._run is not None:
            self._run.close()
        self._run = self._at = None

    def _next(self, runtime: Runtime) -> ImportJob | None:
        with runtime.reading() as session:
            return session.scalars(
                select(ImportJob)
                .where(due(runtime.clock()))
                .order_by(ImportJob.created_at, ImportJob.id)
                .limit(1)
            ).first()

    def _opened(self, runtime: Runtime, job: ImportJob) -> FileRun:
        """The run of this job behind what is done of it."""
        if self._run is not None and self._at == (job.id, job.state, job.rows):
            return self._run
        self.close()
        file = parts.source(runtime, job)
        with runtime.reading() as session:
            slug = session.get_one(Agency, job.agency_id).slug
        if not job.rows_in_all:
            _count(runtime, job, count_rows(file))
        self._run = FileRun(
            runtime,
            slug,
            door_of(job.kind),
            file,
            rehearsal=job.state is ImportState.CHECKING,
            names=job.columns,
            given=job.given,
            skip=job.rows,
            keep=self._keep,
        )
        self._at = (job.id, job.state, job.rows)
        return self._run

    def _keep(self, unit: Unit, done: Done) -> None:
        assert self._at is not None  # noqa: S101 (a run is open: a defect of ours)
        job_id, state, rows = self._at
        job = unit.session.get(ImportJob, job_id, with_for_update=True, populate_existing=True)
        if job is None or (job.state, job.rows) != (state, rows):
            raise _OvertakenError
        _note(unit, job, done)

    def _end(self, runtime: Runtime, job: ImportJob) -> None:
        with runtime.unit() as unit:
            row = unit.session.get(ImportJob, job.id, with_for_update=True)
            if row is None or (row.state, row.rows) != (job.state, job.rows):
                return
            row.state, row.ended_at = AFTER[row.state], unit.now
            if row.state is ImportState.DONE:
                parts.forget(unit, row)
            unit.touch(row.agency_id, "imports")

    def _fail(self, runtime: Runtime, job: ImportJob, problem: str) -> None:
        with runtime.unit() as unit:
            row = unit.session.get(ImportJob, job.id, with_for_update=True)
            if row is not None:
                row.state, row.problem, row.ended_at = ImportState.FAILED, problem[:300], unit.now
                unit.touch(row.agency_id, "imports")
        log.info("import.failed", job=str(job.id))


def _count(runtime: Runtime, job: ImportJob, rows: int) -> None:
    with runtime.unit() as unit:
        row = unit.session.get(ImportJob, job.id, with_for_update=True)
        if row is not None:
            row.rows_in_all = rows


def _note(unit: Unit, job: ImportJob, done: Done) -> None:
    header = json.loads(job.headings)
    if done.bad:
        own = ImportBad(id=new_id(), agency_id=job.agency_id, job_id=job.id, number=job.rows)
        own.lines = "".join(_line(header, bad.cells, bad.sentence) for bad in done.bad)
        unit.session.add(own)
        first = json.loads(job.first_bad or "[]")
        first += [[one.row, one.column, one.problem] for bad in done.bad[:SHOWN] for one in bad.why]
        job.first_bad = json.dumps(first[:SHOWN], ensure_ascii=False)
    job.rows += done.rows
    job.bad_rows += len(done.bad)
    counts = {**job.outcomes}
    for outcome, count in done.outcomes.items():
        counts[outcome] = counts.get(outcome, 0) + count
    job.outcomes = counts
    job.twice = [*job.twice, *done.twice][:SHOWN]
    job.worked_at = unit.now
    unit.touch(job.agency_id, "imports")


def _line(header: Sequence[str], cells: Sequence[str], sentence: str) -> str:
    filled = [*cells, *[""] * len(header)]
    own = [cell for name, cell in zip(header, filled, strict=False) if name != PROBLEM]
    return line([*own, sentence])
