"""`kinline import`."""

from pathlib import Path
from typing import Annotated

import typer

from campaigns.csv_file import CsvRunError, count_rows
from campaigns.csv_import import import_parents
from service.accounts import only_agency
from service.commands import csv_report
from service.commands.house import WRONG, console, fail, runtime


def import_(
    file: Annotated[Path, typer.Argument(help="docs/campaign-files.md names its columns")],
    agency: Annotated[
        str | None, typer.Option(help="the agency's slug; may be left out where there is only one")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option(help="say what would happen, and change nothing")
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option(help="write the bad rows there as they are, to mend them and send them again"),
    ] = None,
) -> None:
    """Take in parents, cases, contacts and consents from a CSV file. No campaign starts.

    The same file again adds nothing. Ends with 1 when some rows were bad; the good ones are taken
    all the same.
    """
    if errors is not None and errors.exists() and errors.samefile(file):
        fail("--errors must be another file than the one that is read", WRONG)
    try:
        with runtime() as made, csv_report.bar() as bar, csv_report.to_mend(errors) as on_bad:
            task = bar.add_task("import", total=count_rows(file))
            outcome = import_parents(
                made,
                agency or only_agency(made),
                file,
                rehearsal=dry_run,
                progress=lambda rows: bar.advance(task, rows),
                on_bad=on_bad,
            )
    except CsvRunError as error:
        fail(str(error), WRONG)
    if errors is not None:
        console.print(f"Bad rows are in {errors}.", highlight=False, markup=False)
    csv_report.tell(outcome, dry_run=dry_run)
