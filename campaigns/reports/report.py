"""Everything a report tells of a period, for the page, the file and the API alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.experiments import running
from campaigns.experiments.results import Standing, standing
from campaigns.models.experiment import Experiment
from campaigns.reports.cube import Period, cube
from campaigns.reports.failures import Failure, failures
from campaigns.reports.opting_out import OptOuts, opt_outs
from campaigns.reports.responding import Responses, responses
from campaigns.reports.tables import By, Table, table, tables
from messaging.directory.access import Viewer
from messaging.models.agency import Agency


@dataclass(frozen=True, slots=True)
class Report:
    tables: Mapping[By, Table]
    failures: Sequence[Failure]
    opt_outs: Sequence[OptOuts]
    responses: Responses
    experiments: Sequence[tuple[Experiment, Standing]]
    """Those of the whole agency, the latest first; empty for who sees a part of it only."""
    by_field: Table | None = None
    """By the field of the agency's own that was asked about; it never leaves the house."""


def report(
    session: Session, viewer: Viewer, period: Period, now: datetime, field_id: UUID | None = None
) -> Report:
    """As far as `viewer` may see. `field_id`: of a field of the agency's own with words."""
    experiments = [
        (row, standing(session, row, now)) for row in running.of_agency(session, viewer.agency_id)
    ]
    unread = {row.campaign for row, found in experiments if not found.is_readable}
    cells = cube(session, viewer, period, field_id)
    return Report(
        tables(cells, unread),
        failures(session, viewer, period),
        opt_outs(session, viewer, period),
        responses(session, viewer, period),
        [] if viewer.bounded else experiments,
        table(cells, By.FIELD, unread) if field_id else None,
    )


def zone_of(session: Session, viewer: Viewer) -> str:
    return session.get_one(Agency, viewer.agency_id).time_zone
