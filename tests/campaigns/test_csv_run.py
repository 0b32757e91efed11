"""A campaign from a CSV file: good rows start once, bad rows are told by row and column."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

import campaigns.csv_run
from campaigns.csv_campaign import CampaignDoor, campaign_and_thing, run
from campaigns.csv_encodings import encoding_of
from campaigns.csv_file import NOT_JSON, NOT_PLAIN, CsvRunError, count_rows
from campaigns.csv_run import Done, FileRun, Report
from campaigns.models import AgencyEvent
from messaging.models.case import Case, Party
from messaging.models.contact_point import ContactPoint
from messaging.models.person import Person
from messaging.platform.lanes import Lane
from messaging.platform.unit_of_work import Unit
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
    assert again.outcomes == {"repeated": 2, "twice_in_file": 1}
    assert again.twice == [3]
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
    assert report.outcomes == {"started": 2, "twice_in_file": 2}
    assert report.twice == [5, 6]
    assert len(report.bad) == 1
    assert count(runtime, AgencyEvent) == count(runtime, Party) == 0
    assert count(runtime, ContactPoint) == 0
    assert Lane.JOURNEYS not in doorbell.rung


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ","),
        ("utf-8-sig", ";"),
        ("utf-8", "\t"),
        ("utf-16", "\t"),
        ("utf-16-le", ","),
        ("utf-16-be", ";"),
        ("cp1252", ";"),
        ("latin-1", ","),
    ],
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
    with runtime.reading() as session:
        assert session.scalars(select(Person)).one().first_name == "María"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Núñez".encode(), "utf-8"),
        ("a" * 5000 + "ñ", "utf-8"),
        (b"a" * 5000 + b"\xf1", "cp1252"),
        (b"N\xfa\xf1ez \x93quoted\x94", "cp1252"),
        (b"odd \x81 \xf1", "latin-1"),
        (b"", "utf-8"),
        (b"cut \xc3", "cp1252"),
    ],
)
def test_an_encoding_is_found_from_the_bytes(content: bytes | str, encoding: str) -> None:
    raw = content.encode() if isinstance(content, str) else content
    assert encoding_of(BytesIO(raw)) == encoding


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("phone", "1.3125550123E+10"),
        ("phone", "1,31E+10"),
        ("external_id", "7e+12"),
        ("renewal_id", "4.5E+15"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_number_that_a_spreadsheet_shortened_is_named_with_what_to_do(
    runtime: Runtime, office: Office, tmp_path: Path, column: str, cell: str
) -> None:
    cells = dict(zip(HEADER.split(","), MARIA.split(","), strict=True)) | {column: cell}
    row = ";".join(cells.values())
    [bad] = start(runtime, renewals(tmp_path, row, header=HEADER.replace(",", ";"))).bad
    assert (bad.row, bad.column) == (2, column)
    assert "format the column as text" in bad.problem
    assert cell not in bad.problem


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_lines_of_json_are_rows(runtime: Runtime, office: Office, tmp_path: Path) -> None:
    first, second = (
        dict(zip(HEADER.split(","), row.split(","), strict=True)) for row in (MARIA, JAMES)
    )
    lines = [
        json.dumps({**first, "case_number": 17, "nondisclosure": True, "email": None}),
        "",
        '{"case_number": "CS-9", "phone": ["(312) 555-0142"]}',
        "[1, 2]",
        json.dumps(second),
    ]
    path = tmp_path / "renewals.ndjson"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = start(runtime, path)
    assert report.outcomes == {"started": 2}
    assert [(bad.row, bad.problem) for bad in report.bad] == [(3, NOT_PLAIN), (4, NOT_JSON)]
    with runtime.reading() as session:
        assert set(session.scalars(select(Case.number))) == {"17", "CS-2"}
        assert True in session.scalars(select(Party.nondisclosure)).all()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_columns_can_have_other_names_and_one_value_for_all(
    runtime: Runtime, office: Office, tmp_path: Path
) -> None:
    header = HEADER.replace("case_number,program,branch", "docket,program,office").replace(
        "phone", "cell"
    )
    names = {name: name for name in header.split(",")} | {
        "docket": "case_number", "office": "", "cell": "phone"
    }  # fmt: skip
    bad = JAMES.replace("CS-2", "CS-3").replace("P-2,", "P-3,").replace(",,james@", ",12,james@")
    path = renewals(tmp_path, MARIA, bad, header=header)
    door = CampaignDoor(*campaign_and_thing("renewal"))
    given = {"branch": "north"}
    with FileRun(runtime, "oak", door, path, names=names, given=given) as run_:
        while run_.step():
            pass
    assert run_.report.outcomes == {"started": 1}
    assert [one.column for one in run_.report.bad] == ["cell"]


def test_a_run_goes_on_behind_the_rows_that_were_dealt_with(
    runtime: Runtime, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And still knows which of them are told of twice."""
    monkeypatch.setattr(campaigns.csv_run, "BATCH", 1)
    kept: list[int] = []

    def keep(_unit: Unit, done: Done) -> None:
        kept.append(done.rows)

    path, door = (
        renewals(tmp_path, MARIA, JAMES, MARIA),
        CampaignDoor(*campaign_and_thing("renewal")),
    )
    with FileRun(runtime, "oak", door, path, keep=keep) as first:
        first.step()
    with FileRun(runtime, "oak", door, path, keep=keep, skip=1) as second:
        while second.step():
            pass
    assert second.report.outcomes == {"started": 1, "twice_in_file": 1}
    assert kept == [1, 1, 1]
    assert count(runtime, AgencyEvent) == 2


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
        (b"\xff\xfec\x00a\x00s", "UTF-8"),
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
