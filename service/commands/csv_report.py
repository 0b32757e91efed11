"""What commands that take in a CSV file share: the bar, the summary, the rows to mend."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from campaigns.csv_run import BadRow, OnBad, Report
from messaging.platform.spreadsheets import safe
from service.commands.house import WRONG, console

SHOWN = 20
"""Bad rows on the screen; the file has all."""
PROBLEM = "problem"
UNICODE = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"})


def bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
    )


@contextmanager
def listed(path: Path | None) -> Iterator[OnBad]:
    """Writes what is wrong: row, column, problem."""
    with _written(path) as writer:
        if writer:
            writer.writerow(("row", "column", PROBLEM))

        def write(_header: Sequence[str], _cells: Sequence[str], bad: Sequence[BadRow]) -> None:
            if writer:
                writer.writerows((one.row, one.column, one.problem) for one in bad)

        yield write


@contextmanager
def to_mend(path: Path | None) -> Iterator[OnBad]:
    """Writes the bad rows as they were, with what is wrong beside them: mended, the file can be
    sent again."""
    with _written(path) as writer:
        begun = False

        def write(header: Sequence[str], cells: Sequence[str], bad: Sequence[BadRow]) -> None:
            nonlocal begun
            if writer and not begun:
                writer.writerow((*_own(header, header), PROBLEM))
                begun = True
            if writer:
                own = (safe(cell) for cell in _own(header, cells))
                writer.writerow((*own, "; ".join(one.sentence for one in bad)))

        yield write


def tell(outcome: Report, *, dry_run: bool) -> None:
    """Ends the command with 1 when some rows were bad."""
    if dry_run:
        console.print("Dry run: nothing was changed.")
    counts = ", ".join(f"{count} {did}" for did, count in sorted(outcome.outcomes.items()))
    told = f"{outcome.rows} rows: {counts or 'none taken'}, {outcome.bad_rows} bad"
    console.print(told, highlight=False, markup=False)
    if outcome.encoding not in UNICODE:
        assumed = (
            f"Read as {outcome.encoding}: look at the names, and save as “CSV UTF-8” if need be."
        )
        console.print(assumed, highlight=False, markup=False)
    if outcome.twice:
        rows = ", ".join(map(str, outcome.twice[:SHOWN]))
        console.print(f"The same as a row before them: {rows}", highlight=False, markup=False)
    if outcome.ignored_columns:
        ignored = ", ".join(outcome.ignored_columns)
        console.print(f"Not read: {ignored}", highlight=False, markup=False)
    for bad in outcome.bad[:SHOWN]:
        where = f"row {bad.row}, {bad.column}" if bad.column else f"row {bad.row}"
        console.print(f"{where}: {bad.problem}", highlight=False, markup=False)
    if len(outcome.bad) > SHOWN:
        console.print(f"… and {len(outcome.bad) - SHOWN} more; --report FILE lists all of them.")
    if outcome.bad_rows:
        raise typer.Exit(WRONG)


@contextmanager
def _written(path: Path | None) -> Iterator[Any]:
    if path is None:
        yield None
        return
    # With the mark in front, or Excel takes it for another encoding.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield csv.writer(file)


def _own(header: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
    """As many cells as the header has, without an older file's column of problems."""
    filled = [*cells, *[""] * (len(header) - len(cells))]
    return [cell for name, cell in zip(header, filled, strict=False) if name != PROBLEM]
