"""`kinline campaign …` at the keyboard."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner

from messaging.runtime import Runtime
from service.cli import app
from tests.campaigns.own_versions import at_hour, come_in_force
from tests.campaigns.telling import enrollments
from tests.campaigns.test_csv_run import JAMES, MARIA, renewals
from tests.support.people import Office, add_office
from tests.support.runtimes import SECRET

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def kinline(monkeypatch: pytest.MonkeyPatch, database_url: str, tmp_path: Path) -> CliRunner:
    """The command line, on this test's database."""
    for name, value in {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "VAR_DIR": str(tmp_path / "var"),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def run(kinline: CliRunner, path: Path, *options: str) -> tuple[int, str]:
    arguments = ["campaign", "run", "renewal", "--agency", "oak", "--csv", str(path), *options]
    result = kinline.invoke(app, arguments)
    return result.exit_code, result.output


def test_a_run_counts_what_it_started(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    path = renewals(tmp_path, MARIA, JAMES)
    code, said = run(kinline, path)
    assert (code, "2 rows: 2 started, 0 bad" in said) == (0, True)
    code, said = run(kinline, path)
    assert (code, "2 rows: 2 repeated, 0 bad" in said) == (0, True)
    assert len(enrollments(runtime)) == 2


def test_the_agency_may_be_left_out_where_there_is_only_one(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    command = ["campaign", "run", "renewal", "--csv", str(renewals(tmp_path, MARIA))]
    assert kinline.invoke(app, command).exit_code == 0
    assert len(enrollments(runtime)) == 1
    with runtime.unit() as unit:
        add_office(unit, "elm", text_sender="+13125550111")
    refused = kinline.invoke(app, command)
    assert (refused.exit_code, "--agency elm or --agency oak" in refused.output) == (1, True)


def test_a_dry_run_starts_nothing(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    code, said = run(kinline, renewals(tmp_path, MARIA), "--dry-run")
    assert code == 0
    assert "nothing was changed" in said
    assert "1 rows: 1 started" in said
    assert enrollments(runtime) == []


def test_bad_rows_are_shown_and_written_down(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    report = tmp_path / "bad.csv"
    path = renewals(tmp_path, MARIA.replace("(312) 555-0142", "12"), JAMES)
    code, said = run(kinline, path, "--report", str(report))
    assert code == 1
    assert "2 rows: 1 started, 1 bad" in said
    assert "row 2, phone: is not a valid phone number; check the digits" in said
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "problem"],
            ["2", "phone", "is not a valid phone number; check the digits"],
        ]
    assert len(enrollments(runtime)) == 1


def test_a_file_that_cannot_be_run_is_told_in_a_sentence(
    kinline: CliRunner, runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    code, said = run(kinline, tmp_path / "missing.csv")
    assert code == 1
    assert "cannot be read" in said


def test_the_list_says_what_each_campaign_is_for(kinline: CliRunner) -> None:
    result = kinline.invoke(app, ["campaign", "list"])
    assert result.exit_code == 0
    assert "appointment_missed" in result.output
    assert "Helps parents renew in time" in result.output


def test_the_list_says_which_version_an_agency_has_in_force(
    kinline: CliRunner, runtime: Runtime, office: Office
) -> None:
    come_in_force(runtime, office, at_hour(11))
    lines = kinline.invoke(app, ["campaign", "list", "--agency", "oak"]).output.splitlines()
    ends = {line.split()[0]: line.split()[-1] for line in lines if "." in line and line[0] != " "}
    assert (ends["renewal"], ends["payment_due"]) == ("1", "shipped")
    assert "shipped" not in kinline.invoke(app, ["campaign", "list"]).output
