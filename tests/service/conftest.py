"""What tests of commands share."""

import pytest
from typer.testing import CliRunner

from messaging.runtime import Runtime
from tests.support.runtimes import SECRET


@pytest.fixture
def kinline(monkeypatch: pytest.MonkeyPatch, database_url: str, runtime: Runtime) -> CliRunner:
    """The command line, on this test's database."""
    for name, value in {
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "VAR_DIR": str(runtime.settings.var_dir),
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    return CliRunner()
