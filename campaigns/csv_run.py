"""A CSV file taken in: every good row takes effect once, every bad one is told."""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol
from zoneinfo import ZoneInfo

from campaigns.csv_columns import LOST, Row, Shape, column_at, shortened
from campaigns.csv_file import CsvRunError, Numbered, Source, Table, checked, in_words, opened
from campaigns.csv_seen import Seen
from campaigns.incoming.kinds import AgencyEventIn
from campaigns.incoming.reading import EventRefusedError, read_event
from campaigns.retrying import retrying
from campaigns.turns import LONGEST_SECONDS, Pace
from messaging.directory.agencies import agency_by_slug
from messaging.directory.register import UnfitError
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
TWICE = "twice_in_file"
"""The outcome of a row that is about the same as one before it in the same file."""
TOO_MANY_CELLS = "it has more cells than the header; a comma inside a value needs quotes around it"


@dataclass(frozen=True, slots=True)
class BadRow:
    row: int
    """As a spreadsheet numbers it: the header is 1."""
    column: str
    problem: str

    @property
    def sentence(self) -> str:
        return f"{self.column}: {self.problem}" if self.column else self.problem


@dataclass(slots=True)
class Report:
    """What became of the rows."""

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """How many, by what happened, such as started, moved, kept, repeated, left_out, or `TWICE`."""
    bad: list[BadRow] = field(default_factory=list)
    """The first of them."""
    bad_rows: int = 0
    ignored_columns: tuple[str, ...] = ()
    encoding: str = "utf-8"
    """As Python calls it."""
    twice: list[int] = field(default_factory=list)
    """The first rows that say the same as one before them in this file."""


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

    def row_of(self, cells: dict[str, str], zone: ZoneInfo) -> Row: ...

    def document(self, row: Row, now: str) -> str:
        """The event that the row stands for, as JSON."""

    def key(self, row: Row) -> str: ...

    def take(self, unit: Unit, agency: Agency, rows: Sequence[Good]) -> Sequence[str | UnfitError]:
        """What became of each."""


class _UndoError(Exception):
    """Ends a rehearsal's unit of work, so that nothing of it stays."""


@dataclass(frozen=True, slots=True, repr=False)
class Bad:
    """A row that was not taken, as it stood there."""

    cells: Sequence[str]
    why: tuple[BadRow, ...]

    @property
    def sentence(self) -> str:
        return "; ".join(one.sentence for one in self.why)


@dataclass(slots=True, repr=False)
class Done:
    """What became of one batch."""

    rows: int
    outcomes: Counter[str] = field(default_factory=Counter)
    bad: list[Bad] = field(default_factory=list)
    twice: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Of those that were taken."""


Progress = Callable[[int], None]
OnBad = Callable[[Sequence[str], Sequence[str], Sequence[BadRow]], None]
"""Hears of each bad row: the file's header, the row's cells, what is wrong with it."""
Keep = Callable[[Unit, Done], None]
"""Writes down what became of a batch, in the very unit that did it."""
Names = Mapping[str, str]
"""Our column by the file's own heading."""
_Read = Good | tuple[BadRow, ...]


def run_file(
    runtime: Runtime,
    agency_slug: str,
    door: Door,
    source: Source,
    *,
    rehearsal: bool = False,
    progress: Progress = lambda _: None,
    on_bad: OnBad = lambda _header, _cells, _bad: None,
) -> Report:
    """Every good row goes through `door`.

    A rehearsal does and undoes the same, so that its numbers are true. Raises `CsvRunError`.
    """
    with FileRun(runtime, agency_slug, door, source, rehearsal=rehearsal) as run:
        while done := run.step():
            for bad in done.bad:
                on_bad(run.header, bad.cells, bad.why)
            progress(done.rows)
        return run.report


class FileRun:
    """A file on its way through a door, a batch at a time. Raises `CsvRunError` where it begins."""

    def __init__(
        self,
        runtime: Runtime,
        agency_slug: str,
        door: Door,
        source: Source,
        *,
        rehearsal: bool = False,
        names: Names | None = None,
        given: Mapping[str, str] | None = None,
        skip: int = 0,
        keep: Keep | None = None,
    ) -> None:
        """`names`: our columns by the file's headings, where they are not the same. `given`: what
        stands in a column for every row. `skip`: so many rows were dealt with before."""
        self._runtime, self._door, self._keep = runtime, door, keep
        self._source = source
        self._agency = _agency(runtime, agency_slug)
        self._zone = ZoneInfo(self._agency.time_zone)
        self._rehearsal, self._given = rehearsal, given or {}
        sqlite = runtime.database.is_sqlite
        self._pace = Pace(BATCH, TURN_SECONDS[sqlite], LEAST[sqlite])
        self.report = Report()
        self._open = ExitStack()
        try:
            table = self._open.enter_context(opened(source))
            self._seen = self._open.enter_context(Seen())
            self._begin(table, names, skip)
        except BaseException:
            self._open.close()
            raise

    def _begin(self, table: Table, names: Names | None, skip: int) -> None:
        self.header, self._rows = table.header, table.rows
        found = [names.get(name, "") if names is not None else name for name in table.header]
        self._columns = found
        self.report.ignored_columns = checked([*found, *self._given], self._door.shape)
        self.report.encoding = table.encoding
        while before := list(islice(self._rows, min(skip, BATCH))):
            skip -= len(before)
            self._seen.add(key for each in before if (key := self._key(each)))
            if not skip:
                break

    def __enter__(self) -> "FileRun":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open.close()

    def step(self) -> Done | None:
        """The next batch; None after the last. Raises `CsvRunError`."""
        with in_words(self._source):
            batch = list(islice(self._rows, self._pace.rows))
        if not batch:
            return None
        now = self._runtime.clock().isoformat()
        read = [self._read(one, now) for one in batch]
        began = time.monotonic()
        with _not_collecting():
            done = retrying(partial(self._unit, batch, read))
        self._pace.took(time.monotonic() - began)
        self._seen.add(done.keys)
        self._told(done)
        return done

    def _told(self, done: Done) -> None:
        report = self.report
        report.rows += done.rows
        report.outcomes += done.outcomes
        report.bad_rows += len(done.bad)
        for bad in done.bad:
            report.bad += bad.why[: max(0, MOST_TOLD - len(report.bad))]
        report.twice += done.twice[: max(0, MOST_TOLD - len(report.twice))]

    def _unit(self, batch: Sequence[Numbered], read: Sequence[_Read]) -> Done:
        """What became of each row, in one unit of work."""
        places = self._to_take(read)
        try:
            with self._runtime.unit() as unit:
                bulk.plan_anew(unit.session)
                rows = [one for place in places if isinstance(one := read[place], Good)]
                outcomes = self._door.take(unit, self._agency, rows) if rows else ()
                done = self._done(batch, read, dict(zip(places, outcomes, strict=True)))
                if self._rehearsal:
                    raise _UndoError
                if self._keep:
                    self._keep(unit, done)
        except _UndoError:
            if self._keep:
                with self._runtime.unit() as unit:
                    self._keep(unit, done)
        return done

    def _to_take(self, read: Sequence[_Read]) -> list[int]:
        """In a rehearsal nothing stays, so what came before must not be taken for new."""
        good = {place: one.key for place, one in enumerate(read) if isinstance(one, Good)}
        if not self._rehearsal:
            return list(good)
        before = self._seen.among(list(good.values()))
        return [place for place, key in good.items() if key not in before]

    def _done(
        self,
        batch: Sequence[Numbered],
        read: Sequence[_Read],
        outcomes: Mapping[int, str | UnfitError],
    ) -> Done:
        done = Done(len(batch))
        seen = self._seen.among([one.key for one in read if isinstance(one, Good)])
        for place, (row, one) in enumerate(zip(batch, read, strict=True)):
            if not isinstance(one, Good):
                done.bad.append(Bad(row.cells, one))
                continue
            outcome = outcomes.get(place, TWICE)
            if not isinstance(outcome, str):
                why = (
                    BadRow(row.number, self._shown(column_at(pointer)), words)
                    for pointer, words in outcome.problems.items()
                )
                done.bad.append(Bad(row.cells, tuple(why)))
                continue
            if one.key in seen:
                outcome = TWICE
                done.twice.append(row.number)
            seen.add(one.key)
            done.keys.append(one.key)
            done.outcomes[outcome] += 1
        return done

    def _cells(self, row: Numbered) -> dict[str, str]:
        cells = dict(zip(self._columns, row.cells, strict=False))
        for column, text in self._given.items():
            if not cells.get(column, "").strip():
                cells[column] = text
        return cells

    def _key(self, row: Numbered) -> str:
        return (
            "" if row.problem else self._door.key(self._door.row_of(self._cells(row), self._zone))
        )

    def _shown(self, column: str) -> str:
        """The heading that the file itself has for one of our columns."""
        places = [place for place, name in enumerate(self._columns) if name == column]
        return self.header[places[0]] if places else column

    def _read(self, row: Numbered, now: str) -> _Read:
        """The row as an event, or every reason why not."""
        number, cells, problem = row
        if problem:
            return (BadRow(number, "", problem),)
        if len(cells) > len(self.header) and any(cells[len(self.header) :]):
            return (BadRow(number, "", TOO_MANY_CELLS),)
        named = self._cells(row)
        if lost := shortened(named):
            return tuple(BadRow(number, self._shown(column), LOST) for column in lost)
        one = self._door.row_of(named, self._zone)
        text = self._door.document(one, now)
        try:
            return Good(read_event(text), text, self._door.key(one))
        except EventRefusedError as error:
            return tuple(
                BadRow(number, self._shown(one.column_of(p)), p.detail) for p in error.problems
            )


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
