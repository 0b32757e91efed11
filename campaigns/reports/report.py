"""Everything a report tells of a period, for the page, the file and the API alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.experiments import running
from campaigns.experiments.results import Standing, standing
from campaigns.models.experiment import Experiment
from campaigns.reports.cube import Cell, Period, cube
from campaigns.reports.failures import Failure, failures
from campaigns.reports.opting_out import OptOuts, opt_outs
from campaigns.reports.responding import Responses, responses
from campaigns.reports.tables import LEAVING, By, Table, table
from messaging.directory.access import Viewer
from messaging.models.agency import Agency


@dataclass(frozen=True, slots=True)
class Counted:
    """What a report is made of, as it stood `at` that moment."""

    cells: Mapping[By, Sequence[Cell]]
    """Of each table; those that one does not tell apart may be one cell there."""
    failures: Sequence[Failure]
    opt_outs: Sequence[OptOuts]
    responses: Responses
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    tables: Mapping[By, Table]
    failures: Sequence[Failure]
    opt_outs: Sequence[OptOuts]
    responses: Responses
    experiments: Sequence[tuple[Experiment, Standing]]
    """Those of the whole agency, the latest first; empty for who sees a part of it only."""
    counted_at: datetime
    by_field: Table | None = None
    """By the field of the agency's own that was asked about; it never leaves the house."""


def count(
    session: Session,
    viewer: Viewer,
    period: Period,
    now: datetime,
    field_id: UUID | None = None,
    *,
    told: Callable[[], None] = lambda: None,
) -> Counted:
    """As far as `viewer` may see. `field_id`: of a field of the agency's own with words. `told`
    hears of each of the four parts that it is counted."""
    cells = cube(session, viewer, period, field_id)
    told()
    unarrived = failures(session, viewer, period)
    told()
    stopped = opt_outs(session, viewer, period)
    told()
    waits = responses(session, viewer, period)
    told()
    told_apart = LEAVING if field_id is None else (*LEAVING, By.FIELD)
    return Counted(dict.fromkeys(told_apart, cells), unarrived, stopped, waits, now)


def report(session: Session, viewer: Viewer, counted: Counted, now: datetime) -> Report:
    """What of an experiment may not be told yet is left out now, whenever it was counted."""
    running_or_over = running.of_agency(session, viewer.agency_id)
    experiments = [] if viewer.bounded else running_or_over
    stands = {row.id: standing(session, row, now) for row in experiments}
    unread = {
        row.campaign
        for row in running_or_over
        if not (row.closed_at and (stands.get(row.id) or standing(session, row, now)).is_readable)
    }
    made = {by: table(cells, by, unread) for by, cells in counted.cells.items()}
    return Report(
        {by: made[by] for by in LEAVING},
        counted.failures,
        counted.opt_outs,
        counted.responses,
        [(row, stands[row.id]) for row in experiments],
        counted.at,
        made.get(By.FIELD),
    )


def zone_of(session: Session, viewer: Viewer) -> str:
    return session.get_one(Agency, viewer.agency_id).time_zone
