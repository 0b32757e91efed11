"""Minding one run: passing on what it says, saying how it ended, leaving nothing behind."""

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from service.orphans import END_WITH_PARENT
from tests.chaos.inside import VERDICT
from tests.chaos.processes import children_of, is_alive

_PR_SET_CHILD_SUBREAPER = 36
LEAVE_SECONDS = 40.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Ended:
    how: str
    clean: bool
    found: Mapping[str, int] = field(default_factory=dict)


def mind(
    arguments: Sequence[str],
    folder: Path,
    say: Callable[[str], None],
    module: str = "tests.chaos",
) -> Ended:
    """Run `python -m module` with `arguments` until it ends, however that is."""
    (folder / VERDICT).unlink(missing_ok=True)
    with (
        _orphans_adopted(say),
        subprocess.Popen(
            [sys.executable, "-X", "faulthandler", "-u", "-m", module, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=END_WITH_PARENT,
        ) as process,
        _signals_passed_on(process, say),
        (folder / "run.log").open("w") as log,
    ):
        for line in process.stdout or ():
            log.write(line)
            log.flush()
            say(line.rstrip("\n"))
        code = process.wait()
    return _read(folder, code)


@contextmanager
def _signals_passed_on(
    process: subprocess.Popen[str], say: Callable[[str], None]
) -> Iterator[None]:
    def pass_on(signum: int, _frame: FrameType | None) -> None:
        say(f"-- {signal.Signals(signum).name} from outside")
        process.terminate()

    before = {signum: signal.signal(signum, pass_on) for signum in SIGNALS}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _read(folder: Path, code: int) -> Ended:
    how = f"by {signal.Signals(-code).name}" if code < 0 else f"with code {code}"
    try:
        verdict = json.loads((folder / VERDICT).read_text())
    except FileNotFoundError:
        return Ended(f"{how}, without a verdict", clean=False)
    return Ended(how, clean=verdict["clean"] and code == 0, found=verdict["found"])


@contextmanager
def _orphans_adopted(say: Callable[[str], None]) -> Iterator[None]:
    """Whoever loses its parent below us becomes our child, so that none is forgotten."""
    ours = set(children_of(os.getpid()))
    _be_subreaper(1)
    try:
        yield
    finally:
        left = _end([pid for pid in children_of(os.getpid()) if pid not in ours])
        _be_subreaper(0)
        if left:
            say(f"-- {left} processes had been left behind, and were ended")


def _be_subreaper(on: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, on)


def _end(orphans: Sequence[int]) -> int:
    """How many of them were still alive."""
    left = sum(map(is_alive, orphans))
    deadline = time.monotonic() + LEAVE_SECONDS
    while alive := [pid for pid in orphans if is_alive(pid)]:
        how = signal.SIGTERM if time.monotonic() < deadline else signal.SIGKILL
        for pid in alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, how)
        time.sleep(0.1)
    for pid in orphans:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    return left
