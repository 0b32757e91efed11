"""How much processor time a benchmark's processes used."""

import subprocess
import sys
import time

from benchmarks import busy


def test_less_than_a_tick_of_the_machine_counts() -> None:
    before = busy.family_seconds()
    end = time.process_time() + 0.001
    while time.process_time() < end:
        pass
    assert busy.family_seconds() - before >= 0.001


def test_what_a_child_used_counts_while_it_lives_and_after() -> None:
    work = "import sys, time\nwhile time.process_time() < 0.1: pass\nprint(0, flush=True)\n"
    before = busy.family_seconds()
    with subprocess.Popen(
        [sys.executable, "-c", f"{work}sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert busy.family_seconds() - before >= 0.1
    assert busy.family_seconds() - before >= 0.09
