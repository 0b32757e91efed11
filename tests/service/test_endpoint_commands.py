"""`kinline endpoint …` for an agency's own system that hears of what happens."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from messaging.platform.database import Database
from messaging.platform.events import FactType
from messaging.platform.settings import Settings
from outgoing.models import Endpoint, Subscription
from service.cli import app
from tests.support.databases import copy_sqlite

AGENCY = (
    "agency add --slug oak --phone (312)555-0100 --time-zone America/Chicago --state IL "
    "--branch north=North --name Oak --neutral-name Oak"
)
# Nobody listens on port 9, and no name server is asked about an address in digits.
LISTENER = "http://127.0.0.1:9/hooks"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, sqlite_template: Path, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LOCAL_ENDPOINTS", "true")
    (tmp_path / "var").mkdir()
    copy_sqlite(sqlite_template, tmp_path / "var")
    well(AGENCY)


def well(command: str) -> str:
    result = CliRunner().invoke(app, command.split())
    assert result.exit_code == 0, result.output
    return result.output


def refused(command: str) -> str:
    result = CliRunner().invoke(app, command.split())
    assert result.exit_code != 0
    return result.output


def the_endpoint() -> Endpoint:
    database = Database(Settings.load().database)
    with database.reading() as session:
        found = session.scalars(select(Endpoint)).one()
    database.dispose()
    return found


def types() -> set[FactType]:
    database = Database(Settings.load().database)
    with database.reading() as session:
        found = set(session.scalars(select(Subscription.type)))
    database.dispose()
    return found


def test_an_endpoint_from_its_adding_to_its_removal() -> None:
    added = well(f"endpoint add --agency oak --url {LISTENER}")
    assert "whsec_" in added
    endpoint = str(the_endpoint().id)
    assert endpoint in added
    listed = well("endpoint list --agency oak")
    assert LISTENER in listed
    assert "well" in listed
    well(f"endpoint pause --agency oak {endpoint}")
    assert "Paused by" in well("endpoint list --agency oak")
    well(f"endpoint resume --agency oak {endpoint}")
    assert the_endpoint().paused_at is None
    assert "whsec_" in well(f"endpoint rotate --agency oak {endpoint}")
    assert "could not be reached" in refused(f"endpoint test --agency oak {endpoint}")
    well(f"endpoint remove --agency oak {endpoint}")
    assert LISTENER not in well("endpoint list --agency oak")


def test_it_may_want_some_types_only() -> None:
    well(f"endpoint add --agency oak --url {LISTENER} --type task.opened --type message.failed")
    assert types() == {FactType.TASK_OPENED, FactType.MESSAGE_FAILED}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("--url ftp://oak.example/", "must begin with https"),
        (f"--url {LISTENER} --type agency.event", "is not told"),
        ("--url http://", "host or port"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words: str, why: str) -> None:
    assert why in refused(f"endpoint add --agency oak {words}")


@pytest.mark.parametrize(
    ("url", "why"),
    [(LISTENER, "must begin with https"), ("https://127.0.0.1/hooks", "inside a network")],
)
def test_outside_development_nothing_goes_inside(
    monkeypatch: pytest.MonkeyPatch, url: str, why: str
) -> None:
    monkeypatch.delenv("LOCAL_ENDPOINTS")
    assert why in refused(f"endpoint add --agency oak --url {url}")


def test_one_agency_does_not_reach_anothers() -> None:
    well(AGENCY.replace("oak", "elm") + " --text-sender +12175550100")
    well(f"endpoint add --agency oak --url {LISTENER}")
    assert "no such endpoint" in refused(f"endpoint pause --agency elm {the_endpoint().id}")
