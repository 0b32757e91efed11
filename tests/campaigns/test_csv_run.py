"""A campaign from a CSV file: good rows start once, bad rows are told by row and column."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import campaigns.csv_run
from campaigns.csv_campaign import run
from campaigns.csv_file import CsvRunError, count_rows
from campaigns.csv_run import Report
from campaigns.models import AgencyEvent
from messaging.models.case import Party
from messaging.models.contact_point import ContactPoint
from messaging.models.person import Person
from messaging.platform.lanes import Lane
from messaging.runtime import Runtime
from tests.campaigns.telling import enrollments, waiting
from tests.support.doorbell import RecordingDoorbell
from tests.support.people import Office

HEADER = (
    "case_number,program,branch,external_id,role,first_name,language,phone,email,"
    "consent_source,consent_at,renewal_id,due_on"
)
MARIA = (
    "CS-1,snap,north,P-1,custodial,Maria,es,(312) 555-0142,,application,2025-11-02,R-1,2026-04-30"
)
JAMES = "CS-2,snap,north,P-2,custodial,James,en,,james@example.org,,,,04/15/2026"


def renewals(folder: Path, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "renewals.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding=encoding)
    return path


def start(runtime: Runtime, path: Path, *, rehearsal: bool = False) -> Report:
    return run(runtime, "oak", "renewal", path, rehearsal=rehearsal)


def count(runtime: Runtime, table: type[AgencyEvent | Party | ContactPoint]) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_every_good_row_starts_its_campaign(
    runtime: Runtime, office: Office, tmp_path: Path, doorbell: RecordingDoorbell
) -> None:
    seen: list[int] = []
    path = renewals(tmp_path, MARIA, JAMES)
    report = run(runtime, "oak", "renewal", path, progress=seen.append)

    assert report.outcomes == {"started": 2}
    assert report.bad == []
    assert (report.rows, sum(seen), count_rows(path)) == (2, 2, 2)
    assert len(enrollments(runtime)) == 2
    with runtime.reading() as session:
        assert set(session.scalars(select(Person.language))) == {"en", "es"}
        assert {c.address for c in session.scalars(select(ContactPoint))} == {
            "+13125550142",
            "james@example.org",
        }


def test_a_row_known_already_starts_nothing_in_whatever_file(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    start(runtime, renewals(tmp_path, MARIA, JAMES))
    again = start(runtime, renewals(tmp_path, JAMES, JAMES, MARIA))
    assert again.outcomes == {"repeated": 3}
    assert count(runtime, AgencyEvent) == 2
    assert len(enrollments(runtime)) == 2


def test_a_row_with_another_date_moves_what_it_is_about(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    start(runtime, renewals(tmp_path, JAMES))
    moved = start(runtime, renewals(tmp_path, JAMES.replace("04/15/2026", "2026-05-20")))
    assert moved.outcomes == {"moved": 1}
    [enrollment] = enrollments(runtime)
    assert (enrollment.subject, enrollment.generation) == ("renewal:CS-2", 2)


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        (MARIA.replace("(312) 555-0142", "12"), "phone", "not a valid phone number"),
        (MARIA.replace("(312) 555-0142", "+44 20 7946 0000"), "phone", "country"),
        (JAMES.replace("james@", "james at "), "email", "not an email address"),
        (MARIA.replace("custodial", "mother"), "role", "'custodial'"),
        (MARIA.replace("CS-1", ""), "case_number", "is required"),
        (MARIA.replace("2026-04-30", "soon"), "due_on", "valid date"),
        (MARIA.replace("2026-04-30", ""), "due_on", "is required"),
        (JAMES.replace("04/15/2026", "04/31/2026"), "due_on", "valid date"),
        (MARIA.replace("2025-11-02", "long ago"), "consent_at", "datetime"),
        (MARIA.replace("north", "moon"), "branch", "no branch"),
        (MARIA.replace(",es,", ",Spanish,"), "language", "language code"),
        (MARIA + ",one,more", "", "more cells than the header"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_bad_row_is_told_and_the_good_ones_go_on(
    runtime: Runtime, office: Office, tmp_path: Path, row: str, column: str, told: str
) -> None:
    other = JAMES.replace("CS-2", "CS-3").replace("P-2", "P-3")
    report = start(runtime, renewals(tmp_path, other, row, other.replace("-3", "-4")))
    [bad] = report.bad
    assert (bad.row, bad.column) == (3, column)
    assert told in bad.problem
    assert report.outcomes == {"started": 2}
    assert report.rows == 3


def test_every_problem_of_a_row_is_told(runtime: Runtime, office: Office, tmp_path: Path) -> None:
    bad = start(
        runtime, renewals(tmp_path, MARIA.replace("custodial", "x").replace("555", "55"))
    ).bad
    assert {one.column for one in bad} == {"role", "phone"}


def test_nothing_of_a_person_stands_in_the_report(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    report = start(runtime, renewals(tmp_path, MARIA.replace("555-0142", "Maria")))
    assert report.bad
    assert not any("Maria" in str(one) for one in report.bad)


def test_a_rehearsal_says_what_would_happen_and_changes_nothing(
    runtime: Runtime,
    office: Office,
    tmp_path: Path,
    doorbell: RecordingDoorbell,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(campaigns.csv_run, "BATCH", 2)
    doorbell.forget()
    bad = MARIA.replace("custodial", "x").replace("P-1", "P-9")
    report = start(runtime, renewals(tmp_path, MARIA, bad, JAMES, MARIA, MARIA), rehearsal=True)
    assert report.outcomes == {"started": 2, "repeated": 2}
    assert len(report.bad) == 1
    assert count(runtime, AgencyEvent) == count(runtime, Party) == 0
    assert count(runtime, ContactPoint) == 0
    assert Lane.JOURNEYS not in doorbell.rung


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("utf-8-sig", ";"), ("utf-8", "\t")],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_files_as_spreadsheets_write_them(
    runtime: Runtime, office: Office, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = renewals(
        tmp_path,
        MARIA.replace(",", delimiter).replace("Maria", "María"),
        delimiter * 12,
        "",
        header=HEADER.replace(",", delimiter).upper(),
        encoding=encoding,
    )
    report = start(runtime, path)
    assert report.outcomes == {"started": 1}
    assert report.bad == []


def test_columns_nobody_reads_are_named(runtime: Runtime, office: Office, tmp_path: Path) -> None:
    report = start(runtime, renewals(tmp_path, MARIA + ",x,y", header=HEADER + ",shoe_size,emial"))
    assert report.ignored_columns == ("shoe_size", "emial")


@pytest.mark.parametrize(
    ("agency", "campaign", "header", "told"),
    [
        ("elm", "renewal", HEADER, "no agency elm"),
        ("oak", "renewals", HEADER, "use one of: appointment, appointment_missed"),
        ("oak", "appointment_missed", HEADER, "not from a file"),
        ("oak", "renewal", HEADER.replace("due_on", "due"), "no column due_on"),
        ("oak", "renewal", "", "no column case_number"),
        ("oak", "renewal", HEADER + ",phone", "two columns phone"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_run_at_all(
    runtime: Runtime, office: Office, tmp_path: Path, agency: str, campaign: str, header: str,
    told: str,
) -> None:  # fmt: skip
    path = renewals(tmp_path, MARIA, header=header)
    with pytest.raises(CsvRunError, match=told):
        run(runtime, agency, campaign, path)
    assert count(runtime, AgencyEvent) == 0


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"case_number\n\xff\xfe", "UTF-8"),
        (b'case_number\n"never closed', "not a CSV file"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "renewals.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CsvRunError, match=told):
        count_rows(path)


@pytest.mark.parametrize(
    ("campaign", "columns", "cells", "step"),
    [
        ("payment_due", "payment_id,due_on", "Y-1,2026-03-20", "7_days_before"),
        ("payment_posted", "payment_id,posted_on", "Y-1,2026-03-02", "posted"),
        ("appointment", "appointment_id,starts_at,place", "A-1,03/20/2026 14:00,10 Main", "told"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_other_campaigns_have_columns_of_their_own(
    runtime: Runtime, office: Office, tmp_path: Path, campaign: str, columns: str, cells: str,
    step: str,
) -> None:  # fmt: skip
    role = "noncustodial" if campaign == "payment_due" else "custodial"
    header = f"case_number,program,branch,external_id,role,{columns}"
    path = renewals(tmp_path, f"CS-1,x,north,P-1,{role},{cells}", header=header)
    report = run(runtime, "oak", campaign, path)
    assert report.bad == []
    assert report.outcomes == {"started": 1}
    assert step in waiting(runtime)
    if campaign == "appointment":
        assert "2026-03-20T14:00:00-05:00" in enrollments(runtime)[0].values
