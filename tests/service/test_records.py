"""Records to take away: all of one person, nothing of anyone else, and proof."""

import asyncio
import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from messaging.directory.register import Registered
from messaging.models.audit import Audit, Why
from messaging.models.case import PartyRole
from messaging.models.staff import Staff
from messaging.runtime import Runtime
from service import chaining, records
from service.cli import app
from tests.support.people import Office, add_parent, add_staff
from tests.support.runtimes import SECRET
from tests.web.conversations import heard, told

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NUMBER = "+13125550142"


@pytest.fixture
def nora(runtime: Runtime, office: Office) -> Staff:
    with runtime.unit() as unit:
        return add_staff(unit, office.agency, office.branch)


@pytest.fixture
def parents(runtime: Runtime, office: Office, nora: Staff) -> list[Registered]:
    """Both parents of one case."""
    with runtime.unit() as unit:
        mother = add_parent(unit, office, case="CS-1", text_to=NUMBER)
        father = add_parent(unit, office, case="CS-1", role=PartyRole.NONCUSTODIAL)
        heard(unit, mother, "=her own words")
        told(unit, mother, "what we answered her").author_id = nora.id
        heard(unit, father, "his own words")
        return [mother, father]


def opened(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_persons_record_holds_all_of_theirs_and_nothing_of_the_other_parents(
    runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    with runtime.unit() as unit:
        number = parents[0].person.external_id
        content = records.of_person(unit, office.agency.id, "test", number, Why.RECORDS_REQUEST)
    whole = opened(content)["record.json"]
    record = json.loads(whole)
    assert record["person"]["first_name"] == "Maria"
    assert [contact["address"] for contact in record["contacts"]] == [NUMBER]
    assert record["contacts"][0]["consents"]
    (case,) = record["cases"]
    assert [each["text"] for each in case["messages"]] == [
        "=her own words", "what we answered her",
    ]  # fmt: skip
    assert "his own words" not in whole
    assert parents[1].person.external_id not in whole
    with runtime.reading() as session:
        row = session.scalars(select(Audit).where(Audit.action == "record.exported")).one()
    assert (row.why, row.subject_id) == (Why.RECORDS_REQUEST, parents[0].person.id)


def test_a_hearing_record_has_states_and_the_chains_proof(
    runtime: Runtime, office: Office, parents: list[Registered], nora: Staff,
    runner: asyncio.Runner,
) -> None:  # fmt: skip
    number = parents[0].person.external_id
    with runtime.unit() as unit:
        records.for_hearing(unit, office.agency.id, "test", "CS-1", number)
    chaining.sweep(runtime, runner)
    with runtime.unit() as unit:
        pieces = opened(records.for_hearing(unit, office.agency.id, "test", "CS-1", number))
    first, second = csv.DictReader(StringIO(pieces["hearing.csv"]))
    assert (first["from"], first["text"]) == ("parent", "'=her own words")
    assert (second["from"], second["status"], second["written_by"]) == (
        "agency", "delivered", nora.name,
    )  # fmt: skip
    assert "his own words" not in pieces["hearing.csv"]
    assert "1 rows of this agency's audit are chained.\nThe chain holds." in pieces["proof.txt"]


@pytest.mark.parametrize(("case", "person"), [("CS-2", "P-1"), ("CS-1", "P-nobody")])
def test_who_is_not_there_has_no_record(
    runtime: Runtime, office: Office, parents: list[Registered], case: str, person: str
) -> None:
    with runtime.unit() as unit, pytest.raises(records.NoRecordError):
        records.for_hearing(unit, office.agency.id, "test", case, person)


def test_it_is_written_for_its_owner_alone_and_over_nothing(
    runtime: Runtime, parents: list[Registered], monkeypatch: pytest.MonkeyPatch,
    database_url: str, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("SECRET_KEY", SECRET)
    monkeypatch.setenv("VAR_DIR", str(runtime.settings.var_dir))
    out, number = tmp_path / "record.zip", parents[0].person.external_id
    command = ["export", "person", "--agency", "oak", "--person", number,
               "--why", "records_request", "--out", str(out)]  # fmt: skip
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert out.stat().st_mode & 0o777 == 0o600
    assert CliRunner().invoke(app, command).exit_code == 1
