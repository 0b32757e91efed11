"""`kinline experiment`: planned, started, looked at and ended at the keyboard."""

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from campaigns.models import Closed, Experiment
from messaging.runtime import Runtime
from service.cli import app
from tests.support.people import Office
from tests.support.runtimes import SECRET

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def kinline(monkeypatch: pytest.MonkeyPatch, database_url: str, runtime: Runtime) -> CliRunner:
    """The command line, on this test's database."""
    for name, value in {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "VAR_DIR": str(runtime.settings.var_dir),
    }.items():
        monkeypatch.setenv(name, value)
    return CliRunner()


def said(kinline: CliRunner, *arguments: str) -> tuple[int, str]:
    result = kinline.invoke(app, ["experiment", *arguments])
    return result.exit_code, result.output


def test_from_plan_to_end(kinline: CliRunner, runtime: Runtime, office: Office) -> None:
    code, plan = said(kinline, "plan", "renewal", "--holdout", "0.5", "--smallest-effect", "0.1")
    assert code == 0
    assert "712 parents must take part (nobody was enrolled yet" in plan
    assert said(kinline, "show")[1] == "No experiment yet.\n"
    assert said(kinline, "start", "renewal")[0] == 0
    again, why = said(kinline, "start", "renewal")
    assert (again, "under way already" in why) == (1, True)
    assert "held_out 0, usual 0" in said(kinline, "show")[1]
    assert said(kinline, "end", "renewal") == (0, "Nobody new takes part.\n")
    assert said(kinline, "end", "renewal") == (0, "None was open with renewal.\n")
    with runtime.reading() as session:
        row = session.scalars(select(Experiment)).one()
    assert (row.closed_because, row.started_by) == (Closed.STOPPED, "keyboard")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("plan", "payment_posted"), "use one of: renewal"),
        (("plan", "renewal", "--holdout", "0.9"), "do not fit together"),
    ],
)
def test_what_cannot_be_is_said_so(
    kinline: CliRunner, office: Office, arguments: tuple[str, ...], why: str
) -> None:
    code, words = said(kinline, *arguments)
    assert code == 1
    assert why in " ".join(words.split())
