"""`make chaos`: the long form, on both kinds of database. Prints the figures, ends with one line.

python -m tests.chaos [--short] [--seed N] [--only embedded|separate]
"""

import argparse
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.chaos.judge import Verdict
from tests.chaos.plan import LONG, SHORT
from tests.chaos.run import run
from tests.chaos.servers import Embedded, Servers, separate
from tests.support import found

KINDS = ("embedded", "separate")


@contextmanager
def standing(kind: str, folder: Path) -> Iterator[Servers]:
    if kind == "embedded":
        yield Embedded(folder)
        return
    programs, redis = found.postgres_programs(), found.redis_server()
    if programs is None or redis is None:
        sys.exit("Debian's postgresql and redis-server are needed; or --only embedded")
    with separate(programs, redis, folder) as servers:
        yield servers


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def total(verdicts: list[Verdict]) -> Verdict:
    whole = Verdict()
    for verdict in verdicts:
        for kind in ("lost", "doubled", "stuck", "misordered", "leaked", "parked"):
            getattr(whole, kind).extend(getattr(verdict, kind))
    return whole


def main(say: Callable[[str], None] = say) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--short", action="store_true", help="the form that `make test` runs")
    parser.add_argument("--seed", type=int, help="repeat a run's faults")
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--keep", type=Path, help="a folder for logs and data, which stays")
    given = parser.parse_args()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    verdicts = []
    for kind in [given.only] if given.only else KINDS:
        say(f"== {kind}")
        with tempfile.TemporaryDirectory(prefix="kinline-chaos-") as scratch:
            folder = given.keep / kind if given.keep else Path(scratch)
            folder.mkdir(parents=True, exist_ok=True)
            with standing(kind, folder) as servers:
                verdicts.append(run(SHORT if given.short else LONG, servers, folder, seed, say))
    whole = total(verdicts)
    say(f"parked={len(whole.parked)}")
    say(whole.line)
    return 0 if whole.clean else 1


if __name__ == "__main__":
    sys.exit(main())
