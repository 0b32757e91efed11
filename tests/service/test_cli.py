"""The command line."""

import hashlib
import re
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from messaging.models.audit import Audit
from messaging.models.message import Message
from messaging.models.second_factor import Authenticator
from messaging.models.secret import ApiKey, WebhookSecret
from messaging.models.staff import Staff, StaffRole, StaffSession, Way
from messaging.platform.database import Database
from messaging.platform.settings import Settings
from service.cli import app
from service.compose import compose_for_a_command
from tests.support.databases import copy_sqlite
from web.identity import authenticators, sessions
from web.identity.letters import SAID, Change
from web.identity.passwords import matches

PASSWORD = "four unrelated words here"
AGENCY = (
    "agency add --slug oak --phone (312)555-0100 --time-zone America/Chicago --state IL "
    "--branch north=North --name Oak --neutral-name Oak"
)
ELM = AGENCY.replace("oak", "elm") + " --text-sender +13125550111"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "200")


def kinline(command: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, command.split(), input=stdin)


def well(command: str, stdin: str | None = None) -> str:
    result = kinline(command, stdin)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def migrated(sqlite_template: Path, tmp_path: Path) -> None:
    """What `kinline migrate` leaves, made once for all tests."""
    (tmp_path / "var").mkdir()
    copy_sqlite(sqlite_template, tmp_path / "var")


@pytest.fixture
def oak(migrated: None) -> str:
    """What `agency add` said."""
    return well(AGENCY)


Row = TypeVar("Row", Staff, ApiKey, WebhookSecret)


def rows(table: type[Row]) -> list[Row]:
    database = Database(Settings.load().database)
    with database.reading() as session:
        found = list(session.scalars(select(table)))
        session.expunge_all()
    database.dispose()
    return found


def test_migrating_twice_changes_nothing() -> None:
    assert well("migrate") == well("migrate")


def test_an_agency_gets_a_secret_that_is_shown_once(oak: str) -> None:
    shown = re.search(r"whsec_\S+", oak)
    (row,) = rows(WebhookSecret)
    assert shown is not None
    assert row.secret == shown.group()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (AGENCY, "already an agency"),
        (AGENCY.replace("oak", "elm"), "--text-sender"),
        (AGENCY.replace("oak", "elm").replace("America/Chicago", "Chicago"), "time zone"),
        (ELM.replace("+13125550111", "(312)555-0111"), "+13125550100"),
        (f"{ELM} --wording slogan=Hi", "no message asks an agency for 'slogan'"),
        (f"{ELM} --wording first_name=Maria", "no message asks an agency for"),
        (f"{ELM} --wording monthly_count=few", "monthly_count is a whole number"),
        ("key add --agency elm --name x", "there is no agency 'elm'; there is oak"),
        ("key add --agency oak --name x --user nobody@oak.example", "no account"),
        ("branch add --agency oak --code north --name North", "a branch of that code already"),
        ("agency office --slug oak --opens 17 --closes 8", "An office opens before it closes"),
        ("agency office --slug oak --closed 12/24", "write 2026-12-24"),
        ("agency office --slug oak --answers-within 0", "1 to 30 working days"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(oak: str, command: str, words: str) -> None:
    result = kinline(command)
    assert result.exit_code == 1
    assert words in result.output
    assert "Traceback" not in result.output


def test_an_office_has_hours_days_off_and_promises_of_its_own(oak: str) -> None:
    well("agency office --slug oak --opens 7 --closed 2026-12-31 --closed 2026-12-24")
    said = well("agency office --slug oak --works 2026-12-31 --answers-within 3 --no-receipts")
    for words in ("7:00 to 17:00", "2026-12-24", "3 working days", "none"):
        assert words in said
    assert "2026-12-31" not in said


@pytest.mark.parametrize(
    "change",
    [("--slug oak", "--slug Oak_Co"), ("--state IL", "--state Illinois"), ("north=North", "north")],
)
def test_a_misspelled_option_is_pointed_at(change: tuple[str, str]) -> None:
    assert kinline(AGENCY.replace(*change)).exit_code == 2


def test_a_user_can_log_in_with_the_password_piped_in(oak: str) -> None:
    well("user add --agency oak --email W@Oak.example --name W --role supervisor --branch north",
         PASSWORD + "\n")  # fmt: skip
    (row,) = rows(Staff)
    assert (row.email, row.role) == ("w@oak.example", StaffRole.SUPERVISOR)
    assert row.branch_id is not None
    assert matches(PASSWORD, row.password_hash)


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("elevenchars", "at least 12"),
        ("passwordpassword", "easy to guess"),
        ("aaaaaaaaaaaaaaaa", "easy to guess"),
        ("worker@oak.example", "easy to guess"),
        ("", "at least 12"),
    ],
)
def test_a_weak_password_is_refused(oak: str, password: str, words: str) -> None:
    result = kinline("user add --agency oak --email worker@oak.example --name W", password + "\n")
    assert result.exit_code == 1
    assert words in result.output
    assert rows(Staff) == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--email worker@oak.example --branch south", "no branch 'south'"),
        ("--email worker", "is not an email address"),
    ],
)
def test_an_account_that_cannot_be_is_refused(oak: str, options: str, words: str) -> None:
    result = kinline(f"user add --agency oak --name W {options}", PASSWORD + "\n")
    assert result.exit_code == 1
    assert words in result.output


def test_an_email_has_one_account(oak: str) -> None:
    add = "user add --agency oak --email worker@oak.example --name W"
    well(add, PASSWORD)
    assert "already an account" in kinline(add, PASSWORD).output


def test_of_a_key_only_the_hash_is_kept(oak: str) -> None:
    well("user add --agency oak --email worker@oak.example --name W", PASSWORD)
    said = well(
        "key add --agency oak --name reports --user worker@oak.example "
        "--scope tasks:read --scope threads:read"
    )
    key = said.split()[0]
    (row,) = rows(ApiKey)
    (staff,) = rows(Staff)
    assert key.startswith("kin_live_")
    assert row.key_hash == hashlib.sha256(key.encode()).digest()
    assert (row.scopes, row.staff_id) == (["tasks:read", "threads:read"], staff.id)


def test_a_rotated_secret_lets_the_old_one_lapse(oak: str) -> None:
    secret = well("endpoint add --agency oak --keep-old-hours 24").split()[0]
    found = {row.secret: row.expires_at for row in rows(WebhookSecret)}
    assert len(found) == 2
    assert found.pop(secret) is None
    assert None not in found.values()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("PUBLIC_URL", "messages.agency.example"),
        ("SMTP_URL", "smtp://user:pw@"),
        ("TWILIO_ACCOUNT_SID", "AC1"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    for command in ("clock", "doctor", "web"):
        result = kinline(command)
        assert result.exit_code == 2
        assert variable in result.output
        assert "Traceback" not in result.output


def test_a_process_alone_says_that_redis_is_missing() -> None:
    result = kinline("clock")
    assert result.exit_code == 2
    assert "REDIS_URL" in result.output


def test_an_unknown_lane_is_pointed_at() -> None:
    result = kinline("worker --lanes urgent,slow")
    assert result.exit_code == 2
    assert "'slow' is no lane" in result.output


def test_a_database_without_tables_is_said_to_be_so() -> None:
    result = kinline("endpoint add --agency oak")
    assert result.exit_code == 1
    assert "kinline migrate" in result.output


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it() -> None:
    before = kinline("doctor")
    assert before.exit_code == 1
    assert "run: kinline migrate" in before.output
    assert "kinline up" in before.output
    well("migrate")
    assert "run: kinline migrate" not in kinline("doctor").output


def test_an_api_key_is_listed_replaced_and_ended(oak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    well("user add --agency oak --email worker@oak.example --name W", PASSWORD)
    add = "key add --agency oak --name crm --user worker@oak.example --scope tasks:read"
    assert "there is no scope 'all'" in kinline(f"{add} --scope all").output
    assert well(f"{add} --test --ends-after-days 30").startswith("kin_test_")
    (first,) = rows(ApiKey)
    assert str(first.id) in well("key list --agency oak")
    assert well(f"key rotate --agency oak {first.id}").startswith("kin_test_")
    well(f"key end --agency oak {first.id}")
    assert "has ended" in kinline(f"key rotate --agency oak {first.id}").output


def test_an_administrator_who_lost_every_second_factor_is_let_in_again(oak: str) -> None:
    well("user add --agency oak --email boss@oak.example --name B --role administrator", PASSWORD)
    reset = "user reset-factors boss@oak.example --agency oak"
    assert kinline(reset).exit_code == 2, "it asks how they showed who they are"
    assert "no second factor" in well(f"{reset} --proved in_person")
    (boss,) = rows(Staff)
    made = compose_for_a_command(Settings.load())
    with made.unit() as unit:
        authenticators.offer(unit, boss.agency_id, boss.id)
        unit.session.flush()
        unit.session.scalars(select(Authenticator)).one().confirmed_at = unit.now
        who = sessions.account_of(unit.session, boss.id)
        assert who is not None
        sessions.begin(unit, who, Way.CODE)
    assert "Their password alone lets them in" in well(f"{reset} --proved called_back")
    with made.reading() as session:
        assert session.scalars(select(StaffSession)).all() == []
        noted = session.scalars(select(Audit).where(Audit.action == "staff.factors_removed")).one()
        mail = session.scalars(select(Message)).one()
    made.database.dispose()
    assert (noted.actor, noted.detail) == ("keyboard", {"proved": "called_back", "sessions": 1})
    assert mail.text.startswith(SAID["en"][Change.FACTORS_REMOVED])
    assert rows(Staff)[0].password_hash == boss.password_hash
    assert "no account" in kinline(f"{reset.replace('boss', 'dana')} --proved video").output
