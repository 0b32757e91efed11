"""`kinline audit …` and `kinline key status` at the keyboard."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from messaging.directory.audit import note
from messaging.platform import sealing
from messaging.platform.sealing import Keyring
from messaging.runtime import Runtime
from service import chaining
from service.cli import app
from tests.support.people import Office, add_parent

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def write(runtime: Runtime, office: Office, runner: asyncio.Runner) -> None:
    with runtime.unit() as unit:
        for _ in range(3):
            note(unit, office.agency.id, "system", "sample", "agency", office.agency.id)
    chaining.sweep(runtime, runner)


def cut(runtime: Runtime) -> None:
    with runtime.database.writing() as session:
        session.execute(text("DROP TRIGGER audits_stay"))
        session.execute(text("DELETE FROM audits WHERE position = 2"))


def test_a_chain_is_verified_and_a_missing_row_named(
    kinline: CliRunner, runtime: Runtime, runner: asyncio.Runner, office: Office
) -> None:
    write(runtime, office, runner)
    sound = kinline.invoke(app, ["audit", "verify"])
    assert (sound.exit_code, "oak: 3 rows, and the chain holds." in sound.output) == (0, True)
    cut(runtime)
    broken = kinline.invoke(app, ["audit", "verify", "--agency", "oak"])
    assert broken.exit_code == 1
    assert "removed: place 2" in broken.output


def test_an_anchor_is_printed_and_held_against_the_rows(
    kinline: CliRunner, runtime: Runtime, runner: asyncio.Runner, office: Office, tmp_path: Path
) -> None:
    write(runtime, office, runner)
    kept = tmp_path / "anchor.txt"
    kept.write_text(kinline.invoke(app, ["audit", "anchor", "--agency", "oak"]).output)
    write(runtime, office, runner)
    command = ["audit", "verify", "--agency", "oak", "--anchor"]
    held = kinline.invoke(app, [*command, str(kept)])
    assert (held.exit_code, "6 rows" in held.output) == (0, True)
    refused = kinline.invoke(app, [*command, "no anchor"])
    assert (refused.exit_code, "no anchor" in refused.output) == (1, True)
    assert kinline.invoke(app, ["audit", "verify", "--agency", "elm"]).exit_code == 1


FIRST = "the first secret key of this installation"


def test_which_key_seals_what_is_told_and_a_lost_one_named(
    kinline: CliRunner, runtime: Runtime, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing.install(Keyring([FIRST]))
    with runtime.unit() as unit:
        add_parent(unit, office)
    lost = kinline.invoke(app, ["key", "status"])
    assert (lost.exit_code, "Add that SECRET_KEY" in lost.output) == (1, True)
    monkeypatch.setenv("OLD_SECRET_KEYS", FIRST)
    both = kinline.invoke(app, ["key", "status"])
    assert (both.exit_code, "being sealed anew" in both.output) == (0, True)
    monkeypatch.setenv("SECRET_KEY", FIRST)
    alone = kinline.invoke(app, ["key", "status"])
    assert (alone.exit_code, "being sealed anew" in alone.output) == (0, False)
    in_one_line = " ".join(alone.output.split())
    assert "leave it in OLD_SECRET_KEYS while they matter" in in_one_line
