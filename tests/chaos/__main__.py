"""`make chaos`: the long form, on both kinds of database. Prints the figures, ends with one line.

python -m tests.chaos [--short] [--seed N] [--only embedded|separate] [--keep DIR]

Each run is a process of its own, so that however it ends somebody is left to say so. What it
leaves behind (logs, data) is kept when anything was found, or in DIR anyway.
"""

import argparse
import secrets
import shlex
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.chaos.inside import KINDS, inside
from tests.chaos.judge import KINDS as FINDINGS
from tests.chaos.minding import Ended, mind


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--short", action="store_true", help="the form that `make test` runs")
    parser.add_argument("--seed", type=int, help="repeat a run's faults")
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--keep", type=Path, help="a folder for logs and data, which stays")
    parser.add_argument("--inside", choices=KINDS, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    given = arguments()
    seed = secrets.randbelow(10**6) if given.seed is None else given.seed
    if given.inside:
        return inside(given.inside, given.keep, seed, short=given.short, say=say)
    found: Counter[str] = Counter()
    failed = untold = 0
    for kind in [given.only] if given.only else KINDS:
        say(f"== {kind}")
        scratch = given.keep or Path(tempfile.mkdtemp(prefix="kinline-chaos-"))
        folder = scratch / kind
        folder.mkdir(parents=True, exist_ok=True)
        form = ["--short"] if given.short else []
        ended = mind(
            ["--inside", kind, "--seed", str(seed), "--keep", str(folder), *form], folder, say
        )
        found.update(ended.found)
        failed += not ended.clean
        untold += not ended.found
        _tell_end(ended, kind, seed, form, folder)
        if ended.clean and not given.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    say("")
    say(f"runs with findings or without an end: {failed}")
    say(" ".join(f"{name}={'?' if untold else found[name]}" for name in FINDINGS))
    return min(failed, 1)


def _tell_end(ended: Ended, kind: str, seed: int, form: list[str], folder: Path) -> None:
    say(f"-- {kind} ended: {ended.how}")
    if not ended.clean:
        again = shlex.join(
            [sys.executable, "-m", "tests.chaos", *form, "--only", kind, "--seed", str(seed)]
        )
        say(f"-- logs and data stay in {folder}")
        say(f"-- the same faults again: {again}")


if __name__ == "__main__":
    sys.exit(main())
