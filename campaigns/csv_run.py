"""A CSV file taken in: every good row takes effect once, every bad one is told."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from campaigns.csv_columns import Row, Shape
from campaigns.csv_file import CsvRunError, Numbered, checked, opened
from campaigns.csv_seen import Seen
from campaigns.incoming.kinds import AgencyEventIn
from campaigns.incoming.reading import EventRefusedError, read_event
from campaigns.retrying import retrying
from campaigns.turns import LONGEST_SECONDS, Pace
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import UnknownBranchError
from messaging.models.agency import Agency
from messaging.platform import bulk
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime

BATCH = 2000
"""Most rows per unit of work: an interrupted run loses at most so many, and repeats none."""
LEAST = {True: 1, False: 500}
"""Fewest, by whether it is SQLite: below, a unit costs more than its rows."""
TURN_SECONDS = {True: LONGEST_SECONDS, False: 5.0}
"""By whether it is SQLite, where everybody else waits; PostgreSQL lets others write meanwhile."""
MOST_TOLD = 1000
"""Bad rows that a report keeps; `on_bad` hears of all."""
TOO_MANY_CELLS = "it has more cells than the header; a comma inside a value needs quotes around it"


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
    """How many, by what happened, such as started, moved, kept, repeated, left_out."""
    bad: list[BadRow] = field(default_factory=list)
    """The first of them."""
    bad_rows: int = 0
    ignored_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Good:
    """One row, read and checked."""

    event: AgencyEventIn
    text: str
    """The event as JSON."""
    key: str
    """The same for the same row in whatever file."""


class Door(Protocol):
    """What a file's rows are for."""

    shape: Shape
    seen_before: str
    """The outcome of a row that came before."""

    def row_of(self, cells: dict[str, str], zone: ZoneInfo) -> Row: ...

    def document(self, row: Row, now: str) -> str:
        """The event that the row stands for, as JSON."""

    def key(self, row: Row) -> str: ...

    def take(
        self, unit: Unit, agency: Agency, rows: Sequence[Good]
    ) -> Sequence[str | UnknownBranchError]:
        """What became of each."""


class _UndoError(Exception):
    """Ends a rehearsal's unit of work, so that nothing of it stays."""


Progress = Callable[[int], None]
OnBad = Callable[[Sequence[str], Sequence[str], Sequence[BadRow]], None]
"""Hears of each bad row: the file's header, the row's cells, what is wrong with it."""
_Read = Good | tuple[BadRow, ...]


def run_file(
    runtime: Runtime,
    agency_slug: str,
    door: Door,
    path: Path,
    *,
    rehearsal: bool = False,
    progress: Progress = lambda _: None,
    on_bad: OnBad = lambda _header, _cells, _bad: None,
) -> Report:
    """Every good row goes through `door`.

    A rehearsal does and undoes the same, so that its numbers are true. Raises `CsvRunError`.
    """
    agency = _agency(runtime, agency_slug)
    zone = ZoneInfo(agency.time_zone)
    sqlite = runtime.database.is_sqlite
    report, pace = Report(), Pace(BATCH, TURN_SECONDS[sqlite], LEAST[sqlite])
    with opened(path) as table, Seen() as seen:
        report.ignored_columns = checked(table.header, door.shape)
        while batch := list(islice(table.rows, pace.rows)):
            now = runtime.clock().isoformat()
            read = [_read(door, table.header, numbered, zone, now) for numbered in batch]
            began = time.monotonic()
            with _not_collecting():
                done = _written(runtime, agency, door, read, seen if rehearsal else None)
            pace.took(time.monotonic() - began)
            for (number, cells), one in zip(batch, done, strict=True):
                bad = _told(report, number, one)
                if bad:
                    on_bad(table.header, cells, bad)
            report.rows += len(batch)
            progress(len(batch))
    return report


@contextmanager
def _not_collecting() -> Iterator[None]:
    """A unit's tens of thousands of rows all live until its end, and Python's collector looks
    through them in vain again and again, a good part of the work. Between units it does as ever."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _agency(runtime: Runtime, slug: str) -> Agency:
    with runtime.reading() as session:
        agency = agency_by_slug(session, slug)
    if agency is None:
        raise CsvRunError(f"there is no agency {slug}; add it with `kinline agency add`")
    return agency


def _told(
    report: Report, number: int, outcome: str | UnknownBranchError | tuple[BadRow, ...]
) -> tuple[BadRow, ...]:
    """Put into the report; what is wrong with the row comes back."""
    if isinstance(outcome, str):
        report.outcomes[outcome] += 1
        return ()
    bad = outcome if isinstance(outcome, tuple) else (BadRow(number, "branch", str(outcome)),)
    report.bad_rows += 1
    report.bad += bad[: max(0, MOST_TOLD - len(report.bad))]
    return bad


def _read(door: Door, header: Sequence[str], numbered: Numbered, zone: ZoneInfo, now: str) -> _Read:
    """The row as an event, or every reason why not."""
    number, cells = numbered
    if len(cells) > len(header) and any(cells[len(header) :]):
        return (BadRow(number, "", TOO_MANY_CELLS),)
    row = door.row_of(dict(zip(header, cells, strict=False)), zone)
    text = door.document(row, now)
    try:
        return Good(read_event(text), text, door.key(row))
    except EventRefusedError as error:
        return tuple(BadRow(number, row.column_of(p), p.detail) for p in error.problems)


def _written(
    runtime: Runtime, agency: Agency, door: Door, read: Sequence[_Read], rehearsed: Seen | None
) -> list[str | UnknownBranchError | tuple[BadRow, ...]]:
    """What became of each row, in one unit of work."""
    good = {place: one for place, one in enumerate(read) if isinstance(one, Good)}
    before = rehearsed.among([one.key for one in good.values()]) if rehearsed else set()
    fresh = {place: one for place, one in good.items() if one.key not in before}
    outcomes = retrying(
        partial(_unit, runtime, agency, door, list(fresh.values()), undo=rehearsed is not None)
    )
    by_place = dict(zip(fresh, outcomes, strict=True))
    if rehearsed:
        rehearsed.add([fresh[place].key for place, o in by_place.items() if isinstance(o, str)])
    return [
        by_place.get(place, door.seen_before) if isinstance(one, Good) else one
        for place, one in enumerate(read)
    ]


def _unit(
    runtime: Runtime, agency: Agency, door: Door, rows: Sequence[Good], *, undo: bool
) -> Sequence[str | UnknownBranchError]:
    outcomes: Sequence[str | UnknownBranchError] = ()
    if rows:
        try:
            with runtime.unit() as unit:
                bulk.plan_anew(unit.session)
                outcomes = door.take(unit, agency, rows)
                if undo:
                    raise _UndoError
        except _UndoError:
            pass
    return outcomes
