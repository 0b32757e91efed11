"""Files uploaded from a page: columns guessed and remembered, tried, taken in once, mended."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from threading import Barrier

import pytest
from sqlalchemy import func, select

import campaigns.csv_run
from campaigns.csv_run import Done
from campaigns.imports import acts, parts
from campaigns.imports.guessing import guessed
from campaigns.imports.running import Importing
from campaigns.models.import_job import ImportJob, ImportPart, ImportState
from messaging.directory.access import Viewer
from messaging.models.case import Party
from messaging.models.person import Person
from messaging.platform.database import Database
from messaging.platform.unit_of_work import Unit
from messaging.runtime import Runtime
from service.forgetting import Pruning
from tests.support.clock import MovableClock
from tests.support.people import Office

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEADINGS = "Docket;Person ID;Relationship;First;Apellido;Teléfono;shoe size"
ROWS = [f"CS-{n};P-{n};custodial;María;Sample;(312) 555-01{n:02};9" for n in range(1, 8)]
BAD = "CS-9;P-9;custodial;=1+1;Sample;1.3125550123E+10;9"
GIVEN = {"program": "snap", "branch": "north"}


def uploaded(runtime: Runtime, boss: Viewer, *rows: str, key: str = "one-press") -> ImportJob:
    content = "\n".join((HEADINGS, *rows)).encode("cp1252")
    with runtime.unit() as unit:
        return acts.upload(unit, boss, key, "people", "people.csv", BytesIO(content))


def drained(runtime: Runtime, importing: Importing | None = None) -> None:
    importing = importing or Importing()
    while importing(runtime):
        pass


def found(runtime: Runtime, job: ImportJob) -> ImportJob:
    with runtime.reading() as session:
        return session.get_one(ImportJob, job.id)


def count(runtime: Runtime, table: type[Party | ImportJob | ImportPart]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("case_number", "case_number"),
        ("Case No.", "case_number"),
        ("Teléfono", "phone"),
        ("telefonno", "phone"),
        ("Cell-Phone", "phone"),
        ("Due Date", "due_on"),
        ("shoe size", None),
        ("", None),
    ],
)
def test_a_heading_is_understood_in_many_words(heading: str, column: str | None) -> None:
    columns = ("case_number", "phone", "due_on", "first_name")
    assert guessed([heading], columns, {}).get(heading) == column


def test_what_was_said_last_time_goes_first_and_no_column_twice() -> None:
    assert guessed(["cell", "home"], ["phone"], {"home": "phone"}) == {"home": "phone"}
    assert guessed(["phone", "cell"], ["phone"], {}) == {"phone": "phone"}


@sqlite
def test_a_file_is_tried_and_then_taken_in_once(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns.csv_run, "BATCH", 3)
    monkeypatch.setattr(parts, "PART_BYTES", 50)
    job = uploaded(runtime, boss, *ROWS, BAD, ROWS[0])
    assert uploaded(runtime, boss, *ROWS).id == job.id
    assert job.encoding == "cp1252"
    assert (job.columns["docket"], job.columns["teléfono"]) == ("case_number", "phone")
    with runtime.unit() as unit:
        acts.name_columns(unit, boss, job.id, job.columns, GIVEN)
    drained(runtime)
    checked = found(runtime, job)
    assert (checked.state, checked.rows, checked.rows_in_all) == (ImportState.CHECKED, 9, 9)
    assert (checked.outcomes, checked.bad_rows) == ({"added": 7, "twice_in_file": 1}, 1)
    assert checked.twice == [10]
    assert checked.first_bad.startswith('[[9, "teléfono", ')
    assert count(runtime, Party) == 0

    with runtime.unit() as unit:
        acts.run(unit, boss, job.id)
    drained(runtime)
    done = found(runtime, job)
    assert (done.state, done.outcomes) == (ImportState.DONE, checked.outcomes)
    assert (count(runtime, Party), count(runtime, ImportPart)) == (7, 0)
    with runtime.reading() as session:
        assert {one.first_name for one in session.scalars(select(Person))} == {"María"}
        mend = "".join(acts.to_mend(session, done))
    assert mend.startswith("\ufeffdocket,person id,relationship")
    assert "'=1+1" in mend
    assert "format the column as text" in mend
    # What was said of its columns is known the next time.
    assert uploaded(runtime, boss, *ROWS, key="another-press").columns == job.columns


def test_two_presses_at_the_same_instant_keep_one_file(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    both = Barrier(2)

    def press(_: int) -> ImportJob:
        both.wait()
        return uploaded(runtime, boss, *ROWS)

    with ThreadPoolExecutor(2) as pressing:
        first, second = pressing.map(press, range(2))
    assert first.id == second.id
    assert count(runtime, ImportPart) == 1


@sqlite
@pytest.mark.parametrize("heading", ["(312) 555-0101", "312.555.0101", "maria@parent.example"])
def test_a_file_without_headings_is_refused_since_headings_are_kept_in_the_clear(
    runtime: Runtime, office: Office, boss: Viewer, heading: str
) -> None:
    with pytest.raises(acts.ImportRefusedError, match="name the columns"), runtime.unit() as unit:
        acts.upload(unit, boss, "key", "people", "a.csv", BytesIO(f"CS-1,{heading}\n".encode()))
    assert count(runtime, ImportJob) == count(runtime, ImportPart) == 0


@sqlite
def test_a_file_goes_when_nobody_has_touched_it_for_a_week(
    runtime: Runtime, office: Office, boss: Viewer, clock: MovableClock, runner: asyncio.Runner
) -> None:
    uploaded(runtime, boss, *ROWS)
    clock.move(acts.KEPT)
    assert Pruning()(runtime, runner) == 0
    clock.move(timedelta(seconds=1))
    assert Pruning()(runtime, runner) == 1
    assert count(runtime, ImportJob) == count(runtime, ImportPart) == 0


@sqlite
def test_a_needed_column_must_have_a_heading_or_a_value(
    runtime: Runtime, office: Office, boss: Viewer
) -> None:
    job = uploaded(runtime, boss, *ROWS)
    with runtime.unit() as unit, pytest.raises(acts.ImportRefusedError, match="needed"):
        acts.name_columns(unit, boss, job.id, job.columns, {"program": "snap"})
    with runtime.unit() as unit, pytest.raises(acts.ImportRefusedError, match="being read"):
        acts.run(unit, boss, job.id)


class _Dying(Importing):
    """Kills its process in the midst of its second batch, just before that is committed."""

    def _keep(self, unit: Unit, done: Done) -> None:
        super()._keep(unit, done)
        unit.session.flush()
        if self._at and self._at[2] > 0:
            os._exit(9)


def test_a_worker_killed_half_way_is_taken_over_and_nothing_is_done_twice(
    runtime: Runtime, office: Office, boss: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns.csv_run, "BATCH", 2)
    monkeypatch.setattr(campaigns.csv_run, "LEAST", {True: 1, False: 1})
    job = uploaded(runtime, boss, *ROWS)
    with runtime.unit() as unit:
        row = unit.session.get_one(ImportJob, job.id)
        row.given, row.state = GIVEN, ImportState.RUNNING
    runtime.database.dispose()
    child = os.fork()
    if child == 0:
        own = replace(runtime, database=Database(runtime.database.url))
        drained(own, _Dying())
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (found(runtime, job).rows, count(runtime, Party)) == (2, 2)

    # Two go on at the same time; one overtakes the other and neither repeats.
    first, second = Importing(), Importing()
    for each in (first, second, first):
        each(runtime)
    drained(runtime, first)
    drained(runtime, second)
    done = found(runtime, job)
    assert (done.state, done.rows, done.outcomes) == (ImportState.DONE, 7, {"added": 7})
    assert count(runtime, Party) == 7
