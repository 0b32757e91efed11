"""Parents from a CSV file: known once, brought up to date, bad rows to mend and send again."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from campaigns.csv_import import import_parents
from campaigns.csv_run import Report
from campaigns.models import AgencyEvent, Enrollment
from messaging.directory import own_fields
from messaging.models.case import Case, Party
from messaging.models.consent import ConsentEntry
from messaging.models.contact_point import ContactPoint
from messaging.models.own_field import FieldKind, OwnValue
from messaging.models.person import Person
from messaging.platform.database import Base
from messaging.runtime import Runtime
from service.cli import app
from tests.support.people import Office
from tests.support.runtimes import SECRET

HEADER = (
    "case_number,program,branch,external_id,role,first_name,language,phone,email,"
    "consent_source,consent_at"
)
MARIA = "CS-1,snap,north,P-1,custodial,Maria,es,(312) 555-0142,,application,2025-11-02"
JAMES = "CS-2,snap,north,P-2,custodial,James,en,,james@example.org,,"
ON_THE_SAME_CASE = "CS-1,snap,north,P-3,noncustodial,Ana,en,(312) 555-0143,,,"


def parents(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "parents.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def count(runtime: Runtime, table: type[Base]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def take(runtime: Runtime, path: Path, *, rehearsal: bool = False) -> Report:
    return import_parents(runtime, "oak", path, rehearsal=rehearsal)


def test_a_row_makes_a_parent_known_and_starts_nothing(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    report = take(runtime, parents(tmp_path, MARIA, JAMES, ON_THE_SAME_CASE))
    assert report.outcomes == {"added": 3}
    counts = {table: count(runtime, table) for table in (Case, Person, Party, ContactPoint)}
    assert counts == {Case: 2, Person: 3, Party: 3, ContactPoint: 3}
    assert count(runtime, ConsentEntry) == 1
    assert count(runtime, AgencyEvent) == count(runtime, Enrollment) == 0


def test_the_same_file_again_adds_nothing(runtime: Runtime, office: Office, tmp_path: Path) -> None:
    path = parents(tmp_path, MARIA, JAMES, MARIA)
    assert take(runtime, path).outcomes == {"added": 2, "twice_in_file": 1}
    assert take(runtime, path).outcomes == {"known": 2, "twice_in_file": 1}
    assert count(runtime, Party) == 2
    assert count(runtime, ConsentEntry) == 1


def test_what_a_later_file_takes_back_counts(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    for name in ("Maria", "Mariana", "Maria"):
        take(runtime, parents(tmp_path, MARIA.replace("Maria", name)))
    with runtime.reading() as session:
        assert session.scalars(select(Person)).one().first_name == "Maria"


def test_the_last_of_two_rows_about_one_person_holds(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    take(runtime, parents(tmp_path, MARIA, MARIA.replace("Maria,es", "Mariana,en")))
    with runtime.reading() as session:
        person = session.scalars(select(Person)).one()
    assert (person.first_name, person.language) == ("Mariana", "en")


def test_a_language_the_parent_chose_stays(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    take(runtime, parents(tmp_path, MARIA))
    with runtime.unit() as unit:
        unit.session.scalars(select(Person)).one().language_chosen = True
    take(runtime, parents(tmp_path, MARIA.replace(",es,", ",en,")))
    with runtime.reading() as session:
        assert session.scalars(select(Person)).one().language == "es"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (MARIA.replace("(312) 555-0142", "12"), "phone"),
        (MARIA.replace("north", "moon"), "branch"),
        (MARIA.replace("application", "IRS"), "/data/party/contacts/0/consent"),
        (MARIA.replace("CS-1", ""), "case_number"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_row_is_told_and_the_good_ones_go_on(
    runtime: Runtime, office: Office, tmp_path: Path, row: str, column: str
) -> None:
    report = take(runtime, parents(tmp_path, JAMES, row))
    assert [one.row for one in report.bad] == [3]
    assert column.endswith(report.bad[0].column)
    assert report.outcomes == {"added": 1}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_fields_of_the_agencys_own_are_columns(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    with runtime.unit() as unit:
        one = office.agency.id, "test"
        own_fields.add(unit, *one, "county", "County", FieldKind.CHOICE, "lake = Lake County\nCook")
        own_fields.add(unit, *one, "interpreter", "Interpreter", FieldKind.YES_NO)
    header = f"{HEADER},field:county,Field:Interpreter"
    rows = (f"{MARIA},Lake County,yes", f"{JAMES},,", f"{ON_THE_SAME_CASE},moon,perhaps")
    report = take(runtime, parents(tmp_path, *rows, header=header))
    assert (report.outcomes, report.ignored_columns) == ({"added": 2}, ())
    assert {(one.row, one.column) for one in report.bad} == {
        (4, "field:county"), (4, "field:interpreter")
    }  # fmt: skip
    with runtime.reading() as session:
        assert set(session.scalars(select(OwnValue.word))) == {"lake", "yes"}


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(
    runtime: Runtime, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.csv_run.BATCH", 1)
    report = take(runtime, parents(tmp_path, MARIA, JAMES, MARIA), rehearsal=True)
    assert report.outcomes == {"added": 2, "twice_in_file": 1}
    assert count(runtime, Person) == count(runtime, ContactPoint) == 0


# At the keyboard


@pytest.fixture
def kinline(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> CliRunner:
    for name, value in {
        "DATABASE_URL": database_url, "SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path / "var"),
        "COLUMNS": "200",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return CliRunner()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_bad_rows_can_be_mended_and_sent_again(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    path = parents(tmp_path, MARIA.replace("(312) 555-0142", "12"), JAMES)
    bad = tmp_path / "bad.csv"
    told = kinline.invoke(app, ["import", str(path), "--agency", "oak", "--errors", str(bad)])
    assert told.exit_code == 1
    assert "2 rows: 1 added, 1 bad" in told.output
    with bad.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["phone"] == "12"
    assert row["problem"].startswith("phone: is not")

    mended = bad.read_text(encoding="utf-8-sig").replace(",12,", ",(312) 555-0142,")
    bad.write_text(mended, encoding="utf-8-sig")
    again = kinline.invoke(app, ["import", str(bad), "--agency", "oak"])
    assert again.exit_code == 0
    assert "1 rows: 1 added, 0 bad" in again.output
    assert "Not read: problem" in again.output
    assert count(runtime, Party) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_to_be_mended_runs_no_formula_and_comes_back_as_it_was(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    formula = MARIA.replace("Maria", "=1+1").replace("(312) 555-0142", "+13125550142")
    path, bad = parents(tmp_path, formula.replace("north", "moon")), tmp_path / "bad.csv"
    kinline.invoke(app, ["import", str(path), "--agency", "oak", "--errors", str(bad)])
    text = bad.read_text(encoding="utf-8-sig")
    assert "'=1+1" in text
    assert "'+13125550142" in text
    bad.write_text(text.replace("moon", "north", 1), encoding="utf-8-sig")
    again = kinline.invoke(app, ["import", str(bad), "--agency", "oak"])
    assert "1 rows: 1 added, 0 bad" in again.output
    with runtime.reading() as session:
        assert session.scalars(select(Person)).one().first_name == "=1+1"
        assert session.scalars(select(ContactPoint)).one().address == "+13125550142"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_bad_rows_never_replace_the_file_that_is_read(
    kinline: CliRunner, office: Office, tmp_path: Path
) -> None:
    path = parents(tmp_path, MARIA)
    before = path.read_bytes()
    told = kinline.invoke(app, ["import", str(path), "--agency", "oak", "--errors", str(path)])
    assert told.exit_code == 1
    assert path.read_bytes() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_dry_run_at_the_keyboard(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    path = parents(tmp_path, MARIA)
    told = kinline.invoke(app, ["import", str(path), "--agency", "oak", "--dry-run"])
    assert "Dry run: nothing was changed." in told.output
    assert count(runtime, Person) == 0
