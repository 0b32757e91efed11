"""`kinline retention …`, `kinline hold …`: what is kept how long, and what is kept anyway."""

from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import select

from messaging.directory import retention
from messaging.models.agency import Agency
from messaging.models.case import Case
from messaging.models.retention import LegalHold, Record, Retention
from messaging.platform.unit_of_work import Unit
from service import accounts
from service.commands.campaign import AT_THE_KEYBOARD
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(help="How long contents are kept.", no_args_is_help=True)
holds = typer.Typer(help="Legal holds: cases of which nothing is removed.", no_args_is_help=True)

AgencyOption = Annotated[str, typer.Option(help="the agency's slug")]
CaseNumber = Annotated[str, typer.Option(help="its number")]


@app.command("set")
def set_(
    agency: AgencyOption,
    record: Annotated[Record, typer.Argument()],
    days: Annotated[int | None, typer.Argument(help="none: for ever", min=1)] = None,
) -> None:
    """Keep that class of contents for so many days, then remove it in the background."""
    try:
        with runtime() as made, made.unit() as unit:
            owner = accounts.agency_called(unit, agency)
            retention.keep(unit, owner.id, AT_THE_KEYBOARD, record, days)
    except retention.RetentionError as error:
        fail(f"{error}.", WRONG)
    console.print(f"{record.value}: " + (f"{days} days." if days else "for ever."))


@app.command("list")
def list_() -> None:
    """What is kept how long, and how much was removed."""
    table = Table(box=None, pad_edge=False)
    for heading in ("agency", "record", "days", "removed"):
        table.add_column(heading)
    with runtime() as made, made.reading() as session:
        rows = session.execute(
            select(Agency.slug, Retention)
            .join(Retention, Retention.agency_id == Agency.id)
            .order_by(Agency.slug, Retention.record)
        )
        for slug, row in rows:
            table.add_row(slug, row.record.value, str(row.days), str(row.removed))
    console.print(table)


@holds.command("add")
def add(agency: AgencyOption, case: CaseNumber) -> None:
    """Remove nothing of this case until the hold is ended."""
    with runtime() as made, made.unit() as unit:
        found = _case(unit, accounts.agency_called(unit, agency), case)
        new = retention.hold(unit, found.agency_id, AT_THE_KEYBOARD, found.id)
    console.print("On hold." if new else "It was on hold already.")


@holds.command("end")
def end(agency: AgencyOption, case: CaseNumber) -> None:
    """Let retention have it again."""
    with runtime() as made, made.unit() as unit:
        found = _case(unit, accounts.agency_called(unit, agency), case)
        new = retention.release(unit, found.agency_id, AT_THE_KEYBOARD, found.id)
    console.print("Released." if new else "It was not on hold.")


@holds.command("list")
def listed(agency: AgencyOption) -> None:
    """The cases on hold."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        rows = unit.session.execute(
            select(Case.number, LegalHold.made_at)
            .join(LegalHold, LegalHold.case_id == Case.id)
            .where(LegalHold.agency_id == owner.id, LegalHold.ended_at.is_(None))
            .order_by(Case.number)
        ).all()
    for number, since in rows:
        console.print(f"{number} since {since:%Y-%m-%d}", highlight=False)


def _case(unit: Unit, agency: Agency, number: str) -> Case:
    found = unit.session.scalar(
        select(Case).where(Case.agency_id == agency.id, Case.number == number)
    )
    if found is None:
        fail(f"{agency.slug} has no case {number!r}.", WRONG)
    return found
