"""What people do with a file: upload it, say what its columns are, let it be tried and taken in."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from io import StringIO
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from campaigns import in_view
from campaigns.csv_campaign import CampaignDoor, campaign_and_thing
from campaigns.csv_columns import FIELD, THINGS, Shape
from campaigns.csv_file import opened
from campaigns.csv_import import PeopleDoor
from campaigns.csv_run import Door
from campaigns.imports import parts
from campaigns.imports.guessing import guessed
from campaigns.in_view import RefusedError
from campaigns.loading import load_campaigns
from campaigns.models.import_job import ImportBad, ImportColumns, ImportJob, ImportState
from messaging.directory import audit, own_fields
from messaging.directory.access import Act, Viewer, require
from messaging.platform.database import insert_or_ignore
from messaging.platform.ids import new_id
from messaging.platform.lanes import Lane
from messaging.platform.spreadsheets import safe
from messaging.platform.unit_of_work import Unit

PEOPLE = "people"
KEPT = timedelta(days=7)
"""How long a file and its bad rows are kept after anything was done with them."""
LONGEST_NAME = 120
DETAILS = re.compile(r"@|(?:\d\D?){7}")
"""An address or a phone: no heading has one."""
PROBLEM = "problem"

NO_FILE = "Choose a file first."
NO_HEADINGS = "The first line must name the columns. This one looks like somebody's details."
NO_SUCH_KIND = "Choose what the rows are for."
MISSING = "A column that is needed has no heading and no value yet."
NOT_NOW = "This file is being read, or is done. Load the page again."
REFUSALS = (NO_FILE, NO_HEADINGS, NO_SUCH_KIND, MISSING, NOT_NOW)
"""What an `ImportRefusedError` says, each in the catalogue of pages."""


class ImportRefusedError(RefusedError):
    """Nothing became of the file."""


def kinds() -> list[str]:
    """What rows can be for: people alone, or a campaign that each of them starts."""
    return [PEOPLE, *(k for k, c in load_campaigns().items() if c.starts_on[0] in THINGS)]


def door_of(kind: str) -> Door:
    """Raises `CsvRunError`."""
    return PeopleDoor() if kind == PEOPLE else CampaignDoor(*campaign_and_thing(kind))


def shape_of(kind: str) -> Shape:
    return door_of(kind).shape


def own_columns(session: Session, agency_id: UUID) -> dict[str, tuple[str, str]]:
    """Those of the agency's own fields, each with its key and its name."""
    fields = own_fields.in_use(session, agency_id).values()
    return {f"{FIELD}{one.key}": (one.key, one.label) for one in fields}


def upload(unit: Unit, viewer: Viewer, key: str, kind: str, name: str, file: BinaryIO) -> ImportJob:
    """Put a file away and guess what its columns are. `key` names this one act. Raises
    `ImportRefusedError`, or `CsvRunError` for what is no table."""
    require(viewer, Act.RUN)
    if kind not in kinds():
        raise ImportRefusedError(NO_SUCH_KIND)
    made_by = f"{viewer.staff_id}:{key[:40]}"
    new = insert_or_ignore(
        unit.session, ImportJob, id=new_id(), agency_id=viewer.agency_id,
        author_id=viewer.staff_id, made_by=made_by, kind=kind, encoding="",
        name_sealed=ImportJob.name.seal(viewer.agency_id, name[-LONGEST_NAME:]),
        headings_sealed=ImportJob.headings.seal(viewer.agency_id, "[]"),
        state=ImportState.UPLOADED, rows_in_all=0, worked_at=unit.now, created_at=unit.now,
    )  # fmt: skip
    job = unit.session.scalars(
        select(ImportJob).where(ours(viewer), ImportJob.made_by == made_by)
    ).one()
    if not new:
        return job
    if not parts.keep(unit, job, file):
        raise ImportRefusedError(NO_FILE)
    with opened(parts.source_within(unit, job)) as table:
        if any(DETAILS.search(name) for name in table.header):
            # What headings mean is remembered in the clear.
            raise ImportRefusedError(NO_HEADINGS)
        job.headings = json.dumps(table.header, ensure_ascii=False)
        job.encoding = table.encoding
        job.columns = guessed(
            table.header,
            shape_of(kind).columns,
            _before(unit, viewer, kind),
            own_columns(unit.session, viewer.agency_id),
        )
    audit.note(unit, viewer.agency_id, viewer.actor, "import.uploaded", "import", job.id)
    return job


def name_columns(
    unit: Unit, viewer: Viewer, job_id: UUID, columns: Mapping[str, str], given: Mapping[str, str]
) -> ImportJob:
    """Say what is what, keep it for next time, and have the file tried. Raises
    `ImportRefusedError` or `NotFoundError`."""
    job = _locked(unit, viewer, job_id)
    if job.state in (ImportState.RUNNING, ImportState.DONE):
        raise ImportRefusedError(NOT_NOW)
    named = {heading: column for heading, column in columns.items() if column}
    fixed = {column: value.strip() for column, value in given.items() if value.strip()}
    if set(shape_of(job.kind).needed) - set(named.values()) - fixed.keys():
        raise ImportRefusedError(MISSING)
    _remember(unit, viewer, job.kind, named)
    job.columns, job.given = named, fixed
    _begin(unit, job, ImportState.CHECKING)
    return job


def run(unit: Unit, viewer: Viewer, job_id: UUID) -> ImportJob:
    """Take it in, as it was tried. Raises `ImportRefusedError` or `NotFoundError`."""
    job = _locked(unit, viewer, job_id)
    if job.state is not ImportState.CHECKED:
        raise ImportRefusedError(NOT_NOW)
    _begin(unit, job, ImportState.RUNNING)
    audit.note(unit, viewer.agency_id, viewer.actor, "import.run", "import", job.id)
    return job


def drop(unit: Unit, viewer: Viewer, job_id: UUID) -> None:
    """Forget the file; what was taken in stays. Raises `NotFoundError`."""
    job = _locked(unit, viewer, job_id)
    audit.note(unit, viewer.agency_id, viewer.actor, "import.dropped", "import", job.id)
    unit.session.delete(job)
    unit.touch(viewer.agency_id, "imports")


def forget_old(unit: Unit) -> int:
    """Files with which nobody has done anything for `KEPT`, of every agency; how many."""
    old = delete(ImportJob).where(ImportJob.worked_at < unit.now - KEPT).returning(ImportJob.id)
    return len(unit.session.scalars(old).all())


def find(session: Session, viewer: Viewer, job_id: UUID) -> ImportJob:
    """Raises `NotFoundError`."""
    return in_view.find(session, ImportJob, job_id, ours(viewer))


def ours(viewer: Viewer) -> ColumnElement[bool]:
    return ImportJob.agency_id == viewer.agency_id


def to_mend(session: Session, job: ImportJob) -> Iterator[str]:
    """The bad rows as they were, with what is wrong beside them; formulas defused. Mended, the
    file can be sent again."""
    header = [name for name in json.loads(job.headings) if name != PROBLEM]
    yield "\ufeff" + line([*header, PROBLEM])
    rows = select(ImportBad).where(ImportBad.agency_id == job.agency_id, ImportBad.job_id == job.id)
    for each in session.scalars(rows.order_by(ImportBad.number)).yield_per(20):
        yield each.lines


def line(cells: Sequence[str]) -> str:
    text = StringIO()
    csv.writer(text).writerow([safe(cell) for cell in cells])
    return text.getvalue()


def _begin(unit: Unit, job: ImportJob, state: ImportState) -> None:
    """From its first row."""
    job.state, job.rows, job.outcomes, job.bad_rows, job.twice = state, 0, {}, 0, []
    job.first_bad, job.problem, job.worked_at = None, None, unit.now
    unit.session.execute(
        delete(ImportBad).where(ImportBad.agency_id == job.agency_id, ImportBad.job_id == job.id)
    )
    unit.ring(Lane.JOURNEYS)
    unit.touch(job.agency_id, "imports")


def _before(unit: Unit, viewer: Viewer, kind: str) -> dict[str, str]:
    row = unit.session.scalars(
        select(ImportColumns).where(
            ImportColumns.agency_id == viewer.agency_id, ImportColumns.kind == kind
        )
    ).one_or_none()
    return dict(row.columns) if row else {}


def _remember(unit: Unit, viewer: Viewer, kind: str, named: Mapping[str, str]) -> None:
    insert_or_ignore(
        unit.session,
        ImportColumns,
        id=new_id(),
        agency_id=viewer.agency_id,
        kind=kind,
        columns={},
    )
    row = unit.session.scalars(
        select(ImportColumns)
        .where(ImportColumns.agency_id == viewer.agency_id, ImportColumns.kind == kind)
        .with_for_update()
    ).one()
    row.columns = {**row.columns, **named}


def _locked(unit: Unit, viewer: Viewer, job_id: UUID) -> ImportJob:
    return in_view.locked(unit, viewer, Act.RUN, ImportJob, job_id, ours(viewer))
