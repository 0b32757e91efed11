"""`kinline export …`: records to take away."""

import os
from pathlib import Path
from typing import Annotated

import typer

from messaging.models.audit import Why
from service import accounts
from service.commands.campaign import AT_THE_KEYBOARD
from service.commands.house import WRONG, console, fail, runtime
from web import records

app = typer.Typer(help="Records to take away.", no_args_is_help=True)

AgencyOption = Annotated[str, typer.Option(help="the agency's slug")]
ExternalId = Annotated[str, typer.Option("--person", help="the agency's own number for them")]
Out = Annotated[Path, typer.Option(help="the ZIP to write; one that is there stays as it is")]


@app.command("person")
def person(
    agency: AgencyOption,
    external_id: ExternalId,
    why: Annotated[Why, typer.Option(help="what it is for; goes on record")],
    out: Out,
) -> None:
    """Everything we hold of one person: JSON, and their files."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        try:
            content = records.of_person(unit, owner.id, AT_THE_KEYBOARD, external_id, why)
        except records.NoRecordError:
            fail(f"{agency} has nobody of that number.", WRONG)
        _write(out, content)


@app.command("hearing")
def hearing(
    agency: AgencyOption,
    case: Annotated[str, typer.Option(help="its number")],
    external_id: ExternalId,
    out: Out,
) -> None:
    """What was said with one party of a case, what became of it, and proof: PDF and CSV."""
    with runtime() as made, made.unit() as unit:
        owner = accounts.agency_called(unit, agency)
        try:
            content = records.for_hearing(unit, owner.id, AT_THE_KEYBOARD, case, external_id)
        except records.NoRecordError:
            fail(f"{agency} has nobody of that number on that case.", WRONG)
        _write(out, content)


def _write(out: Path, content: bytes) -> None:
    """For its owner's eyes alone."""
    try:
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}.", WRONG)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    console.print(f"Written to {out}.", highlight=False, markup=False)
