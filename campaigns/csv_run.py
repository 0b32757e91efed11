"""A campaign started from a CSV file: every good row is an event, every bad one is told."""

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from campaigns.csv_columns import (
    NEEDED,
    THINGS,
    Row,
    Thing,
    identity,
    known_columns,
    row_of,
)
from campaigns.definition import Campaign
from campaigns.incoming.reading import EventRefusedError, read_event
from campaigns.intake import Accepted, accept
from campaigns.loading import load_campaigns
from campaigns.retrying import retrying
from campaigns.turns import Turn
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import UnknownBranchError
from messaging.models.agency import Agency
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

BATCH = 200
"""Most rows per unit of work: an interrupted run loses at most so many, and repeats none."""
REPEATED = "repeated"
DELIMITERS = ",;\t"
TOO_MANY_CELLS = "it has more cells than the header; a comma inside a value needs quotes around it"


class CsvRunError(Exception):
    """The file cannot be run at all. The message says what to do."""


@dataclass(frozen=True, slots=True)
class BadRow:
    row: int
    """As a spreadsheet numbers it: the header is 1."""
    column: str
    problem: str


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """By what happened: started, moved, kept, repeated, left_out."""
    bad: list[BadRow] = field(default_factory=list)
    ignored_columns: tuple[str, ...] = ()


class _UndoError(Exception):
    """Ends a rehearsal's unit of work, so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class _Run:
    runtime: Runtime
    agency: Agency
    campaign: Campaign
    thing: Thing
    rehearsal: bool


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of one row."""

    bad: tuple[BadRow, ...] = ()
    outcome: str | None = None
    event_id: str | None = None


Numbered = tuple[int, list[str]]
Progress = Callable[[int], None]


def count_rows(path: Path) -> int:
    """Rows below the header, for a progress bar. Raises `CsvRunError`."""
    with _opened(path) as table:
        return sum(1 for _ in table.rows)


def run(
    runtime: Runtime,
    agency_slug: str,
    campaign_key: str,
    path: Path,
    *,
    rehearsal: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Start `campaign_key` for every good row; rows that were started before change nothing.

    A rehearsal does and undoes the same, so that its numbers are true. Raises `CsvRunError`.
    """
    this = _prepared(runtime, agency_slug, campaign_key, rehearsal)
    report = Report()
    seen: set[str] = set()
    with _opened(path) as table:
        report.ignored_columns = _checked(table.header, this.thing)
        batch: list[Numbered] = []
        while batch := [*batch, *islice(table.rows, BATCH - len(batch))]:
            rows = retrying(partial(_batch, this, table.header, batch, frozenset(seen)))
            for done in rows:
                report.bad += done.bad
                report.outcomes += Counter([done.outcome] if done.outcome else [])
                seen |= {done.event_id} if done.event_id else set()
            batch = batch[len(rows) :]
            report.rows += len(rows)
            progress(len(rows))
    return report


def _prepared(runtime: Runtime, agency_slug: str, key: str, rehearsal: bool) -> _Run:
    campaign = load_campaigns().get(key)
    if campaign is None:
        known = ", ".join(load_campaigns())
        raise CsvRunError(f"there is no campaign {key}; use one of: {known}")
    thing = THINGS.get(campaign.starts_on[0])
    if thing is None:
        raise CsvRunError(f"{key} starts only on events of the agency's systems, not from a file")
    with runtime.reading() as session:
        agency = agency_by_slug(session, agency_slug)
    if agency is None:
        raise CsvRunError(f"there is no agency {agency_slug}; add it with `kinline agency add`")
    return _Run(runtime, agency, campaign, thing, rehearsal)


# Reading


@dataclass(frozen=True, slots=True)
class _Table:
    header: list[str]
    rows: Iterator[Numbered]


@contextmanager
def _opened(path: Path) -> Iterator[_Table]:
    """UTF-8, with or without the mark that Excel puts in front; commas, semicolons or tabs."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield _table(file)
    except OSError as error:
        raise CsvRunError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CsvRunError(f"{path} is not UTF-8; save it as “CSV UTF-8”") from None
    except csv.Error as error:
        raise CsvRunError(f"{path} is not a CSV file: {error}") from None


def _table(file: TextIO) -> _Table:
    first = file.readline()
    file.seek(0)
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    header = [name.strip().casefold() for name in next(reader, [])]
    numbered = enumerate(reader, start=2)
    return _Table(header, ((number, cells) for number, cells in numbered if any(cells)))


def _checked(header: Sequence[str], thing: Thing) -> tuple[str, ...]:
    """The columns nobody reads. Raises `CsvRunError` for those that are missing."""
    if missing := [name for name in (*NEEDED, *thing.needed) if name not in header]:
        raise CsvRunError(f"the file has no column {', '.join(missing)}; the first line names them")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        raise CsvRunError(f"the file has two columns {', '.join(twice)}")
    return tuple(name for name in header if name and name not in known_columns(thing))


# Doing


def _batch(
    this: _Run, header: Sequence[str], batch: Sequence[Numbered], seen: frozenset[str]
) -> list[_Done]:
    """Those rows of `batch` that fit into a short transaction; at least one."""
    done: list[_Done] = []
    try:
        with this.runtime.unit() as unit:
            turn = Turn()
            for number, cells in batch:
                done.append(_row(unit, this, header, number, cells, seen))
                if turn.is_over:
                    break
            if this.rehearsal:
                raise _UndoError
    except _UndoError:
        pass
    return done


def _row(
    unit: Unit,
    this: _Run,
    header: Sequence[str],
    number: int,
    cells: list[str],
    seen: frozenset[str],
) -> _Done:
    if len(cells) > len(header) and any(cells[len(header) :]):
        return _Done((BadRow(number, "", TOO_MANY_CELLS),))
    named = dict(zip(header, cells, strict=False))
    row = row_of(named, this.thing, ZoneInfo(this.agency.time_zone))
    event_id = _event_id(row, this)
    if event_id in seen:
        return _Done(outcome=REPEATED, event_id=event_id)
    text = _text(unit, this, row)
    try:
        event = read_event(text)
        with unit.session.begin_nested():
            accepted = accept(unit, this.runtime, this.agency, event, event_id, text)
    except EventRefusedError as error:
        return _Done(tuple(BadRow(number, row.column_of(p), p.detail) for p in error.problems))
    except UnknownBranchError as error:
        return _Done((BadRow(number, "branch", str(error)),))
    if accepted.repeated:
        return _Done(outcome=REPEATED, event_id=event_id)
    return _Done(outcome=_outcome(accepted, this.campaign), event_id=event_id)


def _text(unit: Unit, this: _Run, row: Row) -> str:
    document = {
        "type": this.campaign.starts_on[0],
        "timestamp": unit.now.isoformat(),
        "data": row.data,
    }
    return json.dumps(document, ensure_ascii=False)


def _event_id(row: Row, this: _Run) -> str:
    """The same for the same row in whatever file."""
    parts = json.dumps(identity(row, this.thing, this.campaign.key))
    return f"csv:{hashlib.sha256(parts.encode()).hexdigest()}"


def _outcome(accepted: Accepted, campaign: Campaign) -> str:
    """How this one campaign took it; others may start on the same event."""
    return next(
        str(one["did"])
        for one in accepted.answer["campaigns"]
        if one["campaign"] == campaign.key and one["did"] != "stopped"
    )
