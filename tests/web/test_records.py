"""Records to take away: all of one person, nothing of anyone else, and proof."""

import asyncio
import csv
import json
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from channels.values import DeliveryStatus
from messaging.directory import audit_proving
from messaging.directory.access import Viewer
from messaging.directory.audit import note
from messaging.directory.register import Registered
from messaging.models.attempt import Attempt, AttemptOutcome
from messaging.models.audit import Audit, Why
from messaging.models.case import PartyRole
from messaging.models.message import MessageStatus
from messaging.models.receipt import Receipt
from messaging.models.staff import Staff, StaffRole
from messaging.runtime import Runtime
from service import chaining, preparing
from service.cli import app
from tests.support.pdf import words_of
from tests.support.people import Office, add_branch, add_parent, add_staff
from tests.support.runtimes import SECRET
from tests.web.browsers import Desk, add_worker, browser, log_in, pages, text_of
from tests.web.conversations import heard, told
from web import records

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
        return {name: _text(archive.read(name)) for name in archive.namelist()}


def _text(content: bytes) -> str:
    return words_of(content) if content.startswith(b"%PDF") else content.decode()


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


def test_each_message_has_its_own_attempts_and_reports_in_the_order_of_time(
    runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    tried = {"first": ("temporary", "accepted"), "second": ("accepted",), "third": ()}
    with runtime.unit() as unit:
        for text, outcomes in tried.items():
            message = told(unit, parents[0], text)
            # Written last one first: their numbers say what came when.
            for number in reversed(range(len(outcomes))):
                attempt = Attempt(
                    agency_id=office.agency.id,
                    message_id=message.id,
                    number=number + 1,
                    provider="twilio",
                    outcome=AttemptOutcome(outcomes[number]),
                    started_at=unit.now + timedelta(minutes=number),
                )
                unit.session.add(attempt)
                unit.session.flush()
                unit.session.add_all(
                    Receipt(
                        agency_id=office.agency.id,
                        attempt_id=attempt.id,
                        provider="twilio",
                        provider_id=f"{text} {number}",
                        status=status,
                        received_at=unit.now + timedelta(hours=number, minutes=minutes),
                    )
                    for minutes, status in ((2, DeliveryStatus.DELIVERED), (1, DeliveryStatus.SENT))
                )
    with runtime.unit() as unit:
        content = records.of_person(
            unit, office.agency.id, "test", parents[0].person.external_id, Why.REVIEW
        )
    (case,) = json.loads(opened(content)["record.json"])["cases"]
    said = {each["text"]: each for each in case["messages"]}
    assert {text: _words(said[text]["attempts"]) for text in tried} == tried
    assert {text: _words(said[text]["provider_reports"]) for text in tried} == {
        "first": ("sent", "delivered") * 2, "second": ("sent", "delivered"), "third": (),
    }  # fmt: skip


def _words(times: str) -> tuple[str, ...]:
    """Without the times before them, which must ascend."""
    each = [one.split(" ") for one in times.split("; ") if one]
    assert each == sorted(each, key=lambda pair: pair[0])
    return tuple(word for _, word in each)


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
    digest = sha256(pieces["hearing.csv"].encode()).hexdigest()
    assert digest in pieces["proof.txt"]


def test_where_the_audit_is_long_a_worker_reads_it_before_the_record_is_made(
    runtime: Runtime, office: Office, parents: list[Registered], runner: asyncio.Runner,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The page says how far it is; the record says what was read when."""
    monkeypatch.setattr(audit_proving, "AT_ONCE", 0)
    with runtime.unit() as unit:
        note(unit, office.agency.id, "test", "read", "person", parents[0].person.id)
        email = add_worker(unit, office.agency, office.branch, role=StaffRole.SUPERVISOR)
    chaining.sweep(runtime, runner)
    wanted = {"case": "CS-1", "number": parents[0].person.external_id, "purpose": "hearing"}
    with browser(pages(runtime)) as client:
        log_in(client, email)
        desk = Desk(client, "/staff/records")
        sent_on = desk.post("/staff/records/hearing", wanted)
        assert sent_on.status_code == 303
        waits = desk.get(sent_on.headers["Location"])
        assert waits.status_code == 202
        assert "We are reading the audit, from its first line" in text_of(waits)
        preparing.drain(runtime)
        assert "The audit is read." in text_of(desk.get(sent_on.headers["Location"]))
        there = desk.post("/staff/records/hearing", wanted)
        assert there.headers["Content-Type"] == "application/zip"
        assert desk.post("/staff/records/hearing", wanted | {"case": "CS-9"}).status_code == 404
    proof = opened(there.content)["proof.txt"]
    assert "rows of this agency's audit are chained.\nThe first" in proof
    assert "The chain holds." in proof


NAMES = "Nguyễn Łukasz Jiří Şahin Юлія Γιώργος"


def test_the_document_can_be_read_in_court_and_names_what_it_has_no_letter_for(
    runtime: Runtime, office: Office, parents: list[Registered], nora: Staff
) -> None:
    number = parents[0].person.external_id
    with runtime.unit() as unit:
        heard(
            unit, parents[0], f"¿Mañana a las 9? Sí (niño) {NAMES} \N{GRINNING FACE}\ufe0f \u202emi"
        )
        told(unit, parents[0], "x" * 3_000, status=MessageStatus.FAILED, reason="Sample reason.")
    with runtime.unit() as unit:
        pieces = opened(records.for_hearing(unit, office.agency.id, "test", "CS-1", number))
    read = pieces["hearing.pdf"]
    for words in (
        "Record of messages: case CS-1", f"Maria Sample (custodial party, number {number})",
        "=her own words", "what we answered her", nora.name, "by sms",
        f"¿Mañana a las 9? Sí (niño) {NAMES} [grinning face] [right-to-left override]mi",
        "delivered, as the phone or mail company reported", "not delivered (Sample reason.)",
        "Proof that the agency's audit is unaltered", "page 2 of",
    ):  # fmt: skip
        assert words in read.replace("\n", " "), words
    assert read.count("x") >= 3_000
    for other in ("his own words", parents[1].person.external_id):
        assert other not in read


def test_who_sees_a_part_takes_no_whole_record_and_no_other_branchs(
    runtime: Runtime, office: Office, parents: list[Registered]
) -> None:
    number = parents[0].person.external_id
    with runtime.unit() as unit:
        south = add_branch(unit, office.agency, "south")
        for branch, sees in ((office.branch, True), (south, False)):
            staff = add_staff(unit, office.agency, branch, role=StaffRole.SUPERVISOR)
            viewer = Viewer.of(staff)
            with ExitStack() as stack:
                if not sees:
                    stack.enter_context(pytest.raises(records.NoRecordError))
                records.for_hearing(unit, office.agency.id, "test", "CS-1", number, viewer=viewer)
            with ExitStack() as stack:
                if not sees:
                    stack.enter_context(pytest.raises(records.NoRecordError))
                records.of_person(unit, office.agency.id, "test", number, Why.REVIEW, viewer=viewer)


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
