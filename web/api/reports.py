"""A report over the API, as it leaves the house: small counts are null."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from campaigns.reports.leaving import leaving
from campaigns.reports.report import months, report, zone_of
from messaging.directory.audit import note
from web.api.keys import ReportReaderDep
from web.dependencies import RuntimeDep
from web.staff.report_names import Names
from web.staff.reports import Asked, in_address
from web.voice import Voice

router = APIRouter(prefix="/reports", tags=["reports"])


class RowView(BaseModel):
    table: str = Field(description="what the lines are, such as campaign, branch or failures")
    within: str = Field(description="the line of another table it lies within, or empty")
    line: str = Field(description="its name; `total` is the sum of a table")
    counts: dict[str, int | None] = Field(
        description="null: withheld, since it or one beside it is 1 to 10"
    )


class ReportView(BaseModel):
    items: list[RowView]


@router.get("")
def read(
    runtime: RuntimeDep,
    caller: ReportReaderDep,
    asked: Annotated[Asked, Depends(in_address)],
) -> ReportView:
    """Whole months, `from` and `to` written 2026-03. The figures of the page, and of its file."""
    viewer = caller.viewer
    with runtime.unit() as unit:
        zone = zone_of(unit.session, viewer)
        names = Names.of(unit.session, viewer.agency_id, Voice.of(caller.language, zone, unit.now))
        found = report(unit.session, viewer, months(asked.first, asked.last, zone), unit.now)
        note(unit, viewer.agency_id, caller.actor, "report.exported", "report", None)
        return ReportView(
            items=[
                RowView(table=row.table, within=row.within, line=row.line, counts=dict(row.counts))
                for row in leaving(found, names)
            ]
        )
