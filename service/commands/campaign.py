"""`kinline campaign …`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from campaigns import own, pausing
from campaigns.csv_campaign import run as run_file
from campaigns.csv_file import CsvRunError, count_rows
from campaigns.loading import Campaigns, load_campaigns
from campaigns.models.pause import CampaignPause
from service.accounts import agency_called, only_agency
from service.commands import csv_report
from service.commands.house import WRONG, console, fail, runtime

app = typer.Typer(help="Campaigns: who hears what, when.", no_args_is_help=True)

Campaign = Annotated[str, typer.Argument(help="its name, as `kinline campaign list` shows it")]
Agency = Annotated[
    str | None, typer.Option(help="the agency's slug; may be left out where there is only one")
]

AT_THE_KEYBOARD = "keyboard"
"""How the audit log calls whoever runs a command."""


@app.command("list")
def list_campaigns(
    agency: Annotated[
        str | None, typer.Option(help="an agency's slug: say which version it has in force")
    ] = None,
) -> None:
    """Every campaign, what it is for and what starts it."""
    known = load_campaigns() if agency is None else _of(agency)
    table = Table(box=None, pad_edge=False)
    for heading in ("campaign", "what it is for", "starts on", *(["version"] if agency else [])):
        table.add_column(heading)
    for one in known.values():
        version = [str(one.version or "shipped")] if agency else []
        table.add_row(one.key, one.purpose, "\n".join(one.starts_on), *version)
    console.print(table)


def _of(slug: str) -> Campaigns:
    with runtime() as made, made.unit() as unit:
        return own.of_agency(unit.session, agency_called(unit, slug).id).in_force


@app.command("run")
def run(
    campaign: Campaign,
    file: Annotated[Path, typer.Option("--csv", help="docs/campaign-files.md names its columns")],
    agency: Agency = None,
    dry_run: Annotated[
        bool, typer.Option(help="say what would happen, and change nothing")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="write the bad rows there, as CSV: row, column, problem")
    ] = None,
) -> None:
    """Start a campaign for every row of a CSV file. Rows started before change nothing.

    Ends with 1 when some rows were bad; the good ones are started all the same.
    """
    try:
        with runtime() as made, csv_report.bar() as bar, csv_report.listed(report) as on_bad:
            task = bar.add_task(campaign, total=count_rows(file))
            outcome = run_file(
                made,
                agency or only_agency(made),
                campaign,
                file,
                rehearsal=dry_run,
                progress=lambda rows: bar.advance(task, rows),
                on_bad=on_bad,
            )
    except CsvRunError as error:
        fail(str(error), WRONG)
    if report is not None:
        console.print(f"Bad rows are in {report}.", highlight=False, markup=False)
    csv_report.tell(outcome, dry_run=dry_run)


@app.command("status")
def status(agency: Agency = None) -> None:
    """Which campaigns of an agency are paused, since when and why."""
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            rows = {
                row.campaign: row
                for row in pausing.rows(unit.session, agency_called(unit, slug).id)
            }
    for key in load_campaigns():
        row = rows.get(key)
        console.print(f"{key}: {_standing(row)}", highlight=False, markup=False, soft_wrap=True)


@app.command("pause")
def pause(campaign: Campaign, agency: Agency = None) -> None:
    """Hold a campaign's messages and steps until it is resumed."""
    _known(campaign)
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            new = pausing.pause(unit, agency_called(unit, slug).id, campaign, AT_THE_KEYBOARD)
    console.print(f"Campaign {campaign} of {slug} {'is' if new else 'was already'} paused.")


@app.command("resume")
def resume(campaign: Campaign, agency: Agency = None) -> None:
    """Let a paused campaign go on where it was."""
    _known(campaign)
    with runtime() as made:
        slug = agency or only_agency(made)
        with made.unit() as unit:
            new = pausing.resume(unit, agency_called(unit, slug).id, campaign, AT_THE_KEYBOARD)
    console.print(f"Campaign {campaign} of {slug} {'goes on' if new else 'was not paused'}.")


def _known(campaign: str) -> None:
    if campaign not in load_campaigns():
        fail(f"There is no campaign {campaign}; kinline campaign list shows them.", WRONG)


def _standing(row: CampaignPause | None) -> str:
    if row is None or row.paused_at is None:
        return "runs"
    since = f"paused since {row.paused_at:%Y-%m-%d %H:%M} UTC"
    return f"{since}: {row.failed} of {row.tried} failed" if row.tried else f"{since} by a person"
