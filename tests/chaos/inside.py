"""One run in a process of its own: it stands up the servers and writes its verdict down."""

import faulthandler
import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.chaos.judge import KINDS as FINDINGS
from tests.chaos.judge import Verdict
from tests.chaos.plan import LONG, SHORT
from tests.chaos.run import run
from tests.chaos.servers import Embedded, Servers, separate
from tests.support import found

KINDS = ("embedded", "separate")
VERDICT = "verdict.json"
LONGER_THAN_ANY = 900.0
"""Seconds beside load and settling; a run that takes longer hangs, and says where."""


def inside(kind: str, folder: Path, seed: int, *, short: bool, say: Callable[[str], None]) -> int:
    """Exit code 0 when nothing was found."""
    plan = SHORT if short else LONG
    signal.signal(signal.SIGTERM, _end)
    faulthandler.enable()
    faulthandler.dump_traceback_later(
        plan.load_seconds + plan.settle_seconds + LONGER_THAN_ANY, exit=True
    )
    with _standing(kind, folder) as servers:
        verdict = run(plan, servers, folder, seed, say)
    write(folder, verdict)
    return 0 if verdict.clean else 1


def write(folder: Path, verdict: Verdict) -> None:
    numbers = {name: len(getattr(verdict, name)) for name in (*FINDINGS, "hasty", "parked")}
    (folder / VERDICT).write_text(json.dumps({"clean": verdict.clean, "found": numbers}))


def _end(signum: int, _frame: FrameType | None) -> None:
    """With everything it started."""
    sys.exit(f"told to end by {signal.Signals(signum).name}")


@contextmanager
def _standing(kind: str, folder: Path) -> Iterator[Servers]:
    if kind == "embedded":
        yield Embedded(folder)
        return
    programs, redis = found.postgres_programs(), found.redis_server()
    if programs is None or redis is None:
        sys.exit("Debian's postgresql and redis-server are needed; or --only embedded")
    with separate(programs, redis, folder) as servers:
        yield servers
