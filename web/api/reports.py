"""A report over the API, as it leaves the house: small counts are null."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from campaigns.reports import kept
from campaigns.reports.leaving import leaving
from campaigns.reports.report import report, zone_of
from messaging.directory.audit import note
from web.api.keys import ReportReaderDep
from web.dependencies import RuntimeDep
from web.months import AskedDep
from web.report_names import Names
from web.voice import Voice

router = APIRouter(prefix="/reports", tags=["reports"])


class RowView(BaseModel):
    table: str = Field(description="what the lines are, such as campaign, branch or failures")
    within: str = Field(description="the line of another table it lies within, or empty")
    line: str = Field(description="its name; `total` is the sum of a table")
    counts: dict[str, int | None] = Field(
        description="null: withheld, since it or one beside it is 1 to 10, or told of an "
        "experiment before its end"
    )


class ReportView(BaseModel):
    items: list[RowView]
    counted_at: datetime = Field(
        description="what took long to count is kept for twelve hours, and told as it stood then"
    )


@router.get("")
def read(
    runtime: RuntimeDep,
    caller: ReportReaderDep,
    asked: AskedDep,
) -> ReportView:
    """One quarter of a year that is over, by its first month (`from=2026-01`), its last (`to`) or
    both; else the latest. The figures of the page's file."""
    viewer = caller.viewer
    with runtime.reading() as session:
        zone = zone_of(session, viewer)
    period = asked.in_files(runtime.clock(), zone).in_zone(zone)
    figures = kept.counted(runtime, viewer, period)
    with runtime.unit() as unit:
        names = Names.of(unit.session, viewer.agency_id, Voice.of(caller.language, zone, unit.now))
        found = report(unit.session, viewer, figures, unit.now)
        note(unit, viewer.agency_id, caller.actor, "report.exported", "report", None)
        return ReportView(
            items=[
                RowView(table=row.table, within=row.within, line=row.line, counts=dict(row.counts))
                for row in leaving(found, names)
            ],
            counted_at=found.counted_at,
        )
