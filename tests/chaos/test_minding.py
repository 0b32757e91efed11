"""However a run ends, somebody says so, and nothing of it stays behind."""

import json
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.chaos.inside import VERDICT
from tests.chaos.minding import Ended, mind
from tests.chaos.processes import is_alive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def minded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> tuple[Ended, list[str]]:
    """What became of a run that is `code`, and what was said."""
    (tmp_path / "sample_run.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    said: list[str] = []
    return mind([], tmp_path, said.append, module="sample_run"), said


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "by SIGKILL"),
        ("import os; os.abort()", "by SIGABRT"),
        ("raise SystemExit(3)", "with code 3"),
        ("pass", "with code 0"),
    ],
)
def test_a_run_without_a_verdict_is_told_and_never_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, how: str
) -> None:
    ended, _ = minded(tmp_path, monkeypatch, code)
    assert ended.how == f"{how}, without a verdict"
    assert not ended.clean


def test_where_it_broke_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, said = minded(tmp_path, monkeypatch, "import os; os.abort()")
    assert "Fatal Python error: Aborted" in "\n".join(said)


@pytest.mark.parametrize(("clean", "lost"), [(True, 0), (False, 2)])
def test_its_verdict_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: bool, lost: int
) -> None:
    verdict = json.dumps({"clean": clean, "found": {"lost": lost}})
    code = f"from pathlib import Path\nPath({str(tmp_path / VERDICT)!r}).write_text({verdict!r})"
    ended, _ = minded(tmp_path, monkeypatch, code)
    assert (ended.clean, ended.found) == (clean, {"lost": lost})


def test_a_verdict_is_worth_nothing_when_the_run_then_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = json.dumps({"clean": True, "found": {}})
    code = (
        f"from pathlib import Path\nPath({str(tmp_path / VERDICT)!r}).write_text({verdict!r})\n"
        "raise SystemExit(1)"
    )
    assert not minded(tmp_path, monkeypatch, code)[0].clean


def test_what_it_leaves_behind_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import subprocess, sys\n"
        "idle = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "quiet = subprocess.DEVNULL\n"
        "child = subprocess.Popen(idle, start_new_session=True, stdout=quiet, stderr=quiet)\n"
        "print(child.pid, flush=True)\n"
    )
    _, said = minded(tmp_path, monkeypatch, code)
    assert not is_alive(int(said[0]))
    assert said[-1] == "-- 1 processes had been left behind, and were ended"


def test_told_to_end_it_says_so_and_ends_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = f"import os, signal, time\nos.kill({os.getpid()}, signal.SIGTERM)\ntime.sleep(600)\n"
    before = signal.getsignal(signal.SIGTERM)
    ended, said = minded(tmp_path, monkeypatch, code)
    assert said[0] == "-- SIGTERM from outside"
    assert ended.how == "by SIGTERM, without a verdict"
    assert signal.getsignal(signal.SIGTERM) is before
